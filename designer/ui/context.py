"""What every panel and the canvas are given: document, session, selection, theme."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from designer.document import Document
from designer.graph.design import MAIN
from designer.session import Session
from designer.ui.comparing import Comparing
from designer.ui.insight import Insight
from designer.ui.mending import Mending
from designer.ui.selection import Selection
from designer.ui.theme import Theme, theme


class Context(QObject):
    """One window's shared objects. Panels ask the document for verbs and follow its signals."""

    theme_changed = Signal()
    noticed = Signal(str, str)
    """A sentence for the status bar, and its severity: info, warning, error."""

    def __init__(self, document: Document, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.session = session
        self.selection = Selection(self)
        # Ids are those of one graph: in another one they name other nodes.
        document.graph_shown.connect(self._on_graph_shown)
        self.comparing = Comparing(document, session, self)
        self.insight = Insight(session, self)
        self.mending = Mending(self)
        self._theme = theme("light")

    @property
    def theme(self) -> Theme:
        return self._theme

    def set_theme(self, name: str) -> None:
        self._theme = theme(name)
        self.theme_changed.emit()

    def can_show(self, graph: str, node: str) -> bool:
        """Whether there is such a node, in whatever graph."""
        design = self.document.design
        return (graph == MAIN or graph in design.blocks) and node in design.graph(graph)

    def select(self, graph: str, node: str) -> None:
        """Select a node of any graph, which is shown then."""
        self.session.trail.show(graph)
        self.selection.set([node])

    def reveal(self, graph: str, node: str) -> None:
        """Select a node of any graph and bring it into view."""
        self.session.trail.show(graph)
        self.selection.reveal(node)

    def _on_graph_shown(self) -> None:
        self.selection.set()

    def notice(self, text: str, severity: str = "info") -> None:
        self.noticed.emit(text, severity)
