"""Python code to type into: it indents, comments, completes, and underlines what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QCompleter, QListView, QTextEdit, QToolTip, QWidget

from designer.catalog.completion import Completions
from designer.ui.code_names import richly
from designer.ui.panels.code_view import CodeView
from designer.ui.theme import Theme

INDENT = 4
TYPED_BEFORE_OFFER = 2
"""Letters of a word after which completions come by themselves; after a dot they come at once."""
MOST_OFFERED = 200

_LEAVES_BLOCK = ("return", "raise", "pass", "break", "continue")
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Words = Callable[[str, int], Completions]
"""What may stand at a place of a text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that is underlined, and what is said of it."""

    line: int
    sentence: str
    is_error: bool = True


class CodeEditor(CodeView):
    """A `CodeView` that can be typed into. Its undo is its own while something is typed."""

    apply_requested = Signal()
    """Ctrl+Enter, or the keyboard went elsewhere."""

    def __init__(self, theme: Theme, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._words = words
        self._marks: tuple[Mark, ...] = ()
        self.setReadOnly(False)
        self.setUndoRedoEnabled(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextEditorInteraction)
        self.setTabChangesFocus(False)
        self._offer = QStringListModel(self)
        self._completer = QCompleter(self._offer, self)
        self._completer.setWidget(self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup = QListView(self)
        self._completer.setPopup(self._popup)
        self._popup.setFont(self.font())
        self._popup.setAccessibleName(self.tr("Completions"))
        self._completer.activated.connect(self._complete)

    @property
    def code(self) -> str:
        """The text, with a line break at its end."""
        return self.toPlainText().rstrip("\n") + "\n"

    @property
    def offered(self) -> list[str]:
        """The completions that are shown; none where the list is closed."""
        return self._offer.stringList() if self._popup.isVisible() else []

    def mark_faults(self, marks: Iterable[Mark]) -> None:
        """Underline these lines."""
        self._marks = tuple(marks)
        self._underline()

    def go_to(self, line: int) -> None:
        """Put the caret at the first word of a line, counted from 1, and show it."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(
                QTextCursor.MoveOperation.Right,
                QTextCursor.MoveMode.MoveAnchor,
                len(block.text()) - len(block.text().lstrip()),
            )
            self.setTextCursor(cursor)
            self.bring_into_view(line)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._underline()

    # Keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_history_of_design(event):
                event.ignore()
                return True
            if _is_own(event):
                event.accept()
                return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return self._show_tip(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._popup.isVisible() and event.key() in (
            *_ENTER,
            Qt.Key.Key_Tab,
            Qt.Key.Key_Escape,
            Qt.Key.Key_Backtab,
        ):
            # The completer takes them from here.
            event.ignore()
            return
        control = bool(event.modifiers() & _CONTROL)
        if event.key() in _ENTER and control:
            self.apply_requested.emit()
        elif event.key() in _ENTER:
            self._break_line()
        elif event.key() == Qt.Key.Key_Backtab or _is_shift_tab(event):
            self._shift_lines(-1)
        elif event.key() == Qt.Key.Key_Tab:
            self._indent()
        elif event.key() == Qt.Key.Key_Slash and control:
            self._toggle_comment()
        elif event.key() == Qt.Key.Key_Space and control:
            self._offer_words(asked=True)
        elif event.key() == Qt.Key.Key_Backspace and self._is_in_indent():
            self._unindent_caret()
        else:
            super().keyPressEvent(event)
            if event.text() and not control:
                self._offer_words()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        passing = (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.MenuBarFocusReason,
        )
        if event.reason() not in passing:
            self.apply_requested.emit()

    def _is_history_of_design(self, event: QKeyEvent) -> bool:
        """Undo and redo are the design's where nothing is typed that could be taken back."""
        document = self.document()
        undo = event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable()
        redo = event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable()
        return undo or redo

    def _break_line(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        indent = len(before) - len(before.lstrip())
        stripped = before.strip()
        if stripped.endswith((":", "(", "[", "{")):
            indent += INDENT
        elif stripped.partition(" ")[0] in _LEAVES_BLOCK and not _is_open(before):
            indent = max(indent - INDENT, 0)
        cursor.insertText("\n" + " " * indent)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _indent(self) -> None:
        cursor = self.textCursor()
        if cursor.hasSelection():
            self._shift_lines(1)
        else:
            cursor.insertText(" " * (INDENT - cursor.positionInBlock() % INDENT))

    def _is_in_indent(self) -> bool:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        return not cursor.hasSelection() and bool(before) and not before.strip()

    def _unindent_caret(self) -> None:
        cursor = self.textCursor()
        count = (cursor.positionInBlock() - 1) % INDENT + 1
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, count)
        cursor.removeSelectedText()

    def _shift_lines(self, way: int) -> None:
        """Indent the selected lines, or take an indent back."""

        def shift(line: str) -> str:
            if way > 0:
                return " " * INDENT + line if line.strip() else line
            return line[min(INDENT, len(line) - len(line.lstrip())) :]

        self._change_lines(shift)

    def _toggle_comment(self) -> None:
        lines = [line for line in self._selected_lines() if line.strip()]
        are_comments = bool(lines) and all(line.lstrip().startswith("#") for line in lines)
        indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)

        def toggle(line: str) -> str:
            if not line.strip():
                return line
            if not are_comments:
                return f"{line[:indent]}# {line[indent:]}"
            head, _, tail = line.partition("#")
            return head + tail.removeprefix(" ")

        self._change_lines(toggle)

    def _selected_lines(self) -> list[str]:
        first, last = self._selected_blocks()
        document = self.document()
        return [document.findBlockByNumber(each).text() for each in range(first, last + 1)]

    def _selected_blocks(self) -> tuple[int, int]:
        cursor, document = self.textCursor(), self.document()
        last = document.findBlock(cursor.selectionEnd())
        first = document.findBlock(cursor.selectionStart())
        # A selection that ends at the beginning of a line does not mean this line.
        ends_before = cursor.hasSelection() and cursor.selectionEnd() == last.position()
        number = last.blockNumber() - (1 if ends_before and last != first else 0)
        return first.blockNumber(), number

    def _change_lines(self, change: Callable[[str], str]) -> None:
        """Change the selected lines, as one step, and keep them selected."""
        first, last = self._selected_blocks()
        document, had_selection = self.document(), self.textCursor().hasSelection()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for number in range(first, last + 1):
            block = document.findBlockByNumber(number)
            old, new = block.text(), change(block.text())
            if old != new:
                edit = QTextCursor(block)
                edit.select(QTextCursor.SelectionType.LineUnderCursor)
                edit.insertText(new)
        cursor.endEditBlock()
        if had_selection:
            whole = QTextCursor(document.findBlockByNumber(first))
            end = document.findBlockByNumber(last)
            whole.setPosition(end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(whole)

    # Completion

    def _offer_words(self, asked: bool = False) -> None:
        cursor = self.textCursor()
        before = self.toPlainText()[: cursor.position()]
        found = self._words(self.toPlainText(), cursor.position())
        is_worth = len(found.typed) >= TYPED_BEFORE_OFFER or before.endswith(".")
        popup = self._popup
        if not found.words or not (asked or is_worth):
            popup.hide()
            return
        self._offer.setStringList(found.words[:MOST_OFFERED])
        place = self.cursorRect()
        place.translate(self.gutter_width(), 2)
        place.setWidth(popup.sizeHintForColumn(0) + 28)
        self._completer.complete(place)
        popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _complete(self, word: str) -> None:
        cursor = self.textCursor()
        typed = self._words(self.toPlainText(), cursor.position()).typed
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(typed)
        )
        cursor.insertText(word)
        self.setTextCursor(cursor)

    # Faults

    def _underline(self) -> None:
        shown = []
        for mark in self._marks:
            block = self.document().findBlockByNumber(mark.line - 1)
            if not block.isValid():
                continue
            selection = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            colour = self._theme.error if mark.is_error else self._theme.warning
            form.setUnderlineColor(QColor(colour))
            text = block.text()
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + len(text) - len(text.lstrip()))
            cursor.setPosition(
                block.position() + len(text.rstrip()), QTextCursor.MoveMode.KeepAnchor
            )
            selection.format, selection.cursor = form, cursor
            shown.append(selection)
        self.setExtraSelections(shown)

    def _show_tip(self, event: QHelpEvent) -> bool:
        inside = self.viewport().mapFrom(self, event.pos())
        line = self.cursorForPosition(inside).blockNumber() + 1
        said = "\n".join(mark.sentence for mark in self._marks if mark.line == line)
        QToolTip.showText(event.globalPos(), richly(said), self)
        return True


def _is_own(event: QKeyEvent) -> bool:
    """Keys that mean something here although the window may have a shortcut for them."""
    control = bool(event.modifiers() & _CONTROL)
    return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) or (
        control and event.key() in (*_ENTER, Qt.Key.Key_Slash, Qt.Key.Key_Space)
    )


def _is_shift_tab(event: QKeyEvent) -> bool:
    """Some platforms tell of Shift+Tab by a key of its own, others as Tab with Shift."""
    return event.key() == Qt.Key.Key_Tab and bool(
        event.modifiers() & Qt.KeyboardModifier.ShiftModifier
    )


def _is_open(line: str) -> bool:
    """Whether brackets that a line opens are still open at its end."""
    return sum(map(line.count, "([{")) > sum(map(line.count, ")]}"))
