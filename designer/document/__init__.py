"""The document: the open design with undo, path and journal. Views ask it for verbs and follow its
signals; they never change the graph. QtCore and QtGui, no widgets."""

from designer.document.document import Change, Document

__all__ = ["Change", "Document"]
