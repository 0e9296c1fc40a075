"""Code that can be typed into. What is typed is a draft until somebody applies it."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from designer.ui.panels.code_view import CodeView
from designer.ui.theme import Theme

_INDENT = " " * 4
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class DraftView(CodeView):
    """A `CodeView` with an undo of its own, which begins anew with each text that is shown."""

    edited = Signal()
    """The person changed the text."""
    apply_requested = Signal()
    """Ctrl+Enter."""
    refused = Signal()
    """The person typed where nothing can be typed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._fault = 0
        self._is_editable = False
        self.setUndoRedoEnabled(True)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_text_changed)

    @property
    def code(self) -> str:
        """The text, with a line break at its end."""
        return self.toPlainText().rstrip("\n") + "\n"

    def set_code(self, text: str) -> None:
        super().set_code(text)
        self.document().clearUndoRedoStacks()

    def set_editable(self, is_editable: bool) -> None:
        if is_editable != self._is_editable:
            self._is_editable = is_editable
            flags = Qt.TextInteractionFlag
            self.setTextInteractionFlags(
                flags.TextEditorInteraction
                if is_editable
                else flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
            )

    def mark_fault(self, line: int) -> None:
        """Mark the line that is at fault, counted from 1, and show it; 0 marks none."""
        self._fault = line
        self.viewport().update()
        if line:
            block = self.document().findBlockByNumber(line - 1)
            self.setTextCursor(QTextCursor(block))
            self.bring_into_view(line)

    @property
    def fault(self) -> int:
        return self._fault

    def event(self, event: QEvent) -> bool:
        # An undo that has nothing to take back here is the design's.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            is_history = any(event.matches(key) for key in _HISTORY)
            if is_history and not (document.isUndoAvailable() or document.isRedoAvailable()):
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER and control:
            self.apply_requested.emit()
        elif not self._is_editable:
            if event.text().isprintable() and event.text() and not control:
                self.refused.emit()
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self._break_line()
        elif event.key() == Qt.Key.Key_Tab and self._is_in_text():
            self.insertPlainText(_INDENT)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._fault:
            painter = QPainter(self.viewport())
            back = QColor(self._theme.error)
            back.setAlpha(56)
            for number, top, height in self._lines_in(event.rect()):
                if number == self._fault:
                    width = self.viewport().width()
                    painter.fillRect(0, round(top), width, round(height), back)
            painter.end()
        super().paintEvent(event)

    def _break_line(self) -> None:
        """A new line, indented as the one before, further behind a colon."""
        before = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
        indent = (re.match(r"\s*", before) or [""])[0]
        deeper = _INDENT if before.rstrip().endswith((":", "(", "[", "{")) else ""
        self.insertPlainText(f"\n{indent}{deeper}")
        self.ensureCursorVisible()

    def _is_in_text(self) -> bool:
        """Whether Tab means an indent: once something was typed. Before, it moves the keyboard on,
        as it does everywhere."""
        return self.document().isUndoAvailable()

    def _on_text_changed(self) -> None:
        if not self._is_changing:
            self.edited.emit()
