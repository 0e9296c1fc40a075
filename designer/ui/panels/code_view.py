"""A read-only view of Python code: colours, line numbers, and lines marked from outside."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from designer.ui.theme import Theme

GUTTER_MARGIN = 8

_WORDS = "|".join((*keyword.kwlist, "self"))
_TOKENS = re.compile(
    rf"""(?P<comment>\#.*)
    |(?P<string>[rbfRBF]?(?:\"(?:\\.|[^"\\])*\"|'(?:\\.|[^'\\])*'))
    |(?P<keyword>\b(?:{_WORDS})\b)
    |(?P<number>\b\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?\b)
    |(?P<call>\b[A-Za-z_]\w*(?=\())""",
    re.VERBOSE,
)
"""One pattern for all that is coloured; the name of the group is the name of the theme's colour."""

_FENCE = re.compile(r'"""')
_PLAIN, _IN_DOCSTRING = -1, 1


class Highlighter(QSyntaxHighlighter):
    """Colours Python with one regular expression, about 8 µs a line."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._formats = _formats(theme)

    def set_theme(self, theme: Theme) -> None:
        self._formats = _formats(theme)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        begin, inside = 0, self.previousBlockState() == _IN_DOCSTRING
        for fence in _FENCE.finditer(text):
            if inside:
                self.setFormat(begin, fence.end() - begin, self._formats["string"])
            else:
                self._colour(text, begin, fence.start())
            begin = fence.end() if inside else fence.start()
            inside = not inside
        if inside:
            self.setFormat(begin, len(text) - begin, self._formats["string"])
        else:
            self._colour(text, begin, len(text))
        self.setCurrentBlockState(_IN_DOCSTRING if inside else _PLAIN)

    def _colour(self, text: str, begin: int, end: int) -> None:
        for token in _TOKENS.finditer(text, begin, end):
            kind = token.lastgroup or "name"
            self.setFormat(token.start(), token.end() - token.start(), self._formats[kind])


class CodeView(QPlainTextEdit):
    """Shows code, marks lines, and tells on which line the person is."""

    line_chosen = Signal(int)
    """The caret came to this line, counted from 1, by mouse or key."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marked: frozenset[int] = frozenset()
        self._is_changing = False
        self.setReadOnly(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._highlighter = Highlighter(self.document(), theme)
        self._gutter = _Gutter(self)
        self.blockCountChanged.connect(self._on_line_count_changed)
        self.updateRequest.connect(self._on_update_request)
        self.cursorPositionChanged.connect(self._on_caret_moved)
        self._on_line_count_changed()

    def set_code(self, text: str) -> None:
        """Show another text. Only the lines that differ are touched: place and selection stay."""
        old, new = self.toPlainText(), text.rstrip("\n")
        if old == new:
            return
        head, tail = common_ends(old, new)
        cursor = QTextCursor(self.document())
        cursor.setPosition(head)
        cursor.setPosition(len(old) - tail, QTextCursor.MoveMode.KeepAnchor)
        self._is_changing = True
        cursor.insertText(new[head : len(new) - tail])
        self._is_changing = False

    def mark(self, lines: Iterable[int]) -> None:
        """Mark lines, counted from 1."""
        self._marked = frozenset(lines)
        self.viewport().update()
        self._gutter.update()

    def marked(self) -> frozenset[int]:
        return self._marked

    def bring_into_view(self, line: int) -> None:
        """Scroll, where the line cannot be seen, until it can."""
        top = self.firstVisibleBlock().blockNumber() + 1
        shown = self.viewport().height() // max(self.fontMetrics().lineSpacing(), 1)
        if not top <= line < top + shown:
            self.verticalScrollBar().setValue(max(line - 1 - shown // 3, 0))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._highlighter.set_theme(theme)
        self.viewport().update()
        self._gutter.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._gutter.setGeometry(
            QRect(inside.left(), inside.top(), self.gutter_width(), inside.height())
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        # A click on the line where the caret already is moves no caret.
        if event.button() == Qt.MouseButton.LeftButton:
            self._on_caret_moved()

    def gutter_width(self) -> int:
        digits = len(str(max(self.blockCount(), 10)))
        return self.fontMetrics().horizontalAdvance("9") * digits + 2 * GUTTER_MARGIN

    def paint_gutter(self, event: QPaintEvent) -> None:
        painter = QPainter(self._gutter)
        painter.fillRect(event.rect(), QColor(self._theme.window))
        painter.setFont(self.font())
        for number, top, height in self._lines_in(event.rect()):
            marked = number in self._marked
            painter.setPen(QColor(self._theme.accent if marked else self._theme.muted))
            place = QRectF(0, top, self._gutter.width() - GUTTER_MARGIN, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(number))
        painter.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        # Not as extra selections: those cost 10 s when 10,000 lines are marked.
        painter = QPainter(self.viewport())
        back = QColor(self._theme.selection)
        back.setAlpha(46)
        for number, top, height in self._lines_in(event.rect()):
            if number in self._marked:
                painter.fillRect(QRectF(0, top, self.viewport().width(), height), back)
        painter.end()
        super().paintEvent(event)

    def _lines_in(self, area: QRect) -> Iterator[tuple[int, float, float]]:
        """Number, top and height of the lines that are seen, down to the foot of an area."""
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= area.bottom():
            height = self.blockBoundingRect(block).height()
            yield block.blockNumber() + 1, top, height
            block, top = block.next(), top + height

    def _on_caret_moved(self) -> None:
        if self.hasFocus() and not self._is_changing and not self.textCursor().hasSelection():
            self.line_chosen.emit(self.textCursor().blockNumber() + 1)

    def _on_line_count_changed(self) -> None:
        self.setViewportMargins(self.gutter_width(), 0, 0, 0)

    def _on_update_request(self, rect: QRect, moved: int) -> None:
        if moved:
            self._gutter.scroll(0, moved)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())


class _Gutter(QWidget):
    """The strip of line numbers."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_gutter(event)


def _formats(theme: Theme) -> dict[str, QTextCharFormat]:
    formats = {}
    for kind, colour in theme.code.items():
        formats[kind] = QTextCharFormat()
        formats[kind].setForeground(QColor(colour))
    formats["comment"].setFontItalic(True)
    return formats


def common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters two texts begin and end with in common, in whole lines, not overlapping.

    By lines, since comparing characters one by one takes 50 times as long on 10,000 lines.
    """
    old_lines, new_lines = old.split("\n"), new.split("\n")
    first = _common(old_lines, new_lines)
    last = _common(old_lines[first:][::-1], new_lines[first:][::-1])
    shorter = min(len(old), len(new))
    head = min(sum(len(line) + 1 for line in old_lines[:first]), shorter)
    tail = sum(len(line) + 1 for line in old_lines[len(old_lines) - last :])
    return head, min(tail, shorter - head)


def _common(first: list[str], second: list[str]) -> int:
    """How many items two lists begin with in common."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(first), len(second)))
