"""What every panel and the canvas are given: document, session, selection, theme."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from designer.document import Document
from designer.session import Session
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
        self._theme = theme("light")

    @property
    def theme(self) -> Theme:
        return self._theme

    def set_theme(self, name: str) -> None:
        self._theme = theme(name)
        self.theme_changed.emit()

    def notice(self, text: str, severity: str = "info") -> None:
        self.noticed.emit(text, severity)
