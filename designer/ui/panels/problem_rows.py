"""The rows of the Problems panel: an icon, the sentence, and below it, paler, the hint.

To know how high a row is, its lines have to be broken, a fifth of a second for a thousand of them.
So rows have a likely height at first. Those that are seen are measured at once, the others a few
milliseconds a turn, and what is seen keeps its place meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import ceil

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QFont, QPainter, QResizeEvent, QTextLayout
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from designer.graph.design import MAIN
from designer.graph.problems import ERROR, Problem
from designer.ui import icons
from designer.ui.code_names import laid_out
from designer.ui.context import Context

PROBLEM = Qt.ItemDataRole.UserRole
SILENCED = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex

PADDING = 8
ICON = 16
GAP = 2
SLICE_MS = 8
MOST_HEIGHTS = 10_000


def problem_of(item: QListWidgetItem | None) -> Problem | None:
    found = item.data(PROBLEM) if item else None
    return found if isinstance(found, Problem) else None


def told(problem: Problem) -> str:
    """The sentence, with the block that it speaks of in front."""
    return f"{problem.graph} › {problem.sentence}" if problem.graph != MAIN else problem.sentence


class ProblemList(QListWidget):
    """Rows whose items hold a `PROBLEM`. Call `size_rows` when they have been written."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._heights: dict[tuple[str, str, int, str], int] = {}
        """What was measured, by sentence, hint, width and font."""
        self._unmeasured: dict[int, None] = {}
        """Rows, in their order."""
        self._is_measuring = False
        self._width = 0
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._measure_some)
        self.setItemDelegate(_Delegate(context, self))
        self.setWordWrap(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)

    def size_rows(self) -> None:
        """Give every row its height: the right one where it is seen, or known already."""
        self._unmeasured.clear()
        metrics = self.fontMetrics()
        a_line, line_height = max(self._room() / metrics.averageCharWidth(), 1.0), metrics.height()
        key = self._key()
        for row in range(self.count()):
            item = self.item(row)
            problem = item.data(PROBLEM)
            height = self._heights.get((told(problem), problem.hint, *key))
            if height is None:
                self._unmeasured[row] = None
                lines = ceil(len(told(problem)) / a_line) + ceil(len(problem.hint) / a_line)
                height = _height(lines * line_height, problem)
            _set_height(item, height)
        self._measure_some()

    # What Qt tells

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.viewport().width() != self._width:
            self._width = self.viewport().width()
            with self._in_place():
                self.size_rows()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.size_rows()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._unmeasured:
            self._measure_seen()

    # Heights

    def _measure_some(self) -> None:
        """Measure what is seen, and of the others what there is time for."""
        clock = QElapsedTimer()
        clock.start()
        self._measure_seen()
        with self._in_place():
            while self._unmeasured and clock.elapsed() < SLICE_MS:
                self._measure(next(iter(self._unmeasured)))
        if not self._unmeasured:
            self._turns.stop()
        elif not self._turns.isActive():
            self._turns.start()

    def _measure_seen(self) -> None:
        if self._is_measuring:
            return
        self._is_measuring = True
        # Rows that turn out lower than they were taken for make room for others.
        while rows := [row for row in self._seen_rows() if row in self._unmeasured]:
            with self._in_place():
                for row in rows:
                    self._measure(row)
        self._is_measuring = False

    def _seen_rows(self) -> Iterable[int]:
        if not self.count():
            return ()
        first = self.indexAt(QPoint(1, 0)).row()
        last = self.indexAt(QPoint(1, self.viewport().height() - 1)).row()
        return range(max(first, 0), (last if last >= 0 else self.count() - 1) + 1)

    def _measure(self, row: int) -> None:
        del self._unmeasured[row]
        item = self.item(row)
        problem = item.data(PROBLEM)
        key = (told(problem), problem.hint, *self._key())
        if key not in self._heights:
            if len(self._heights) > MOST_HEIGHTS:
                self._heights.clear()
            texts = _texts(problem, self.font(), self._room())
            lines = sum(text.boundingRect().height() for text in texts)
            self._heights[key] = _height(ceil(lines), problem)
        _set_height(item, self._heights[key])

    def _room(self) -> int:
        return _room(self.viewport().width())

    def _key(self) -> tuple[int, str]:
        """What the heights of all rows hang on."""
        return self._room(), self.font().key()

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """While rows take other heights, let the one in the middle stay where it is seen."""
        held = self.itemAt(QPoint(1, self.viewport().height() // 2))
        before = self.visualItemRect(held).top() if held else 0
        yield
        self.executeDelayedItemsLayout()
        if held:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualItemRect(held).top() - before)


class _Delegate(QStyledItemDelegate):
    """Paints a row in as many lines as it takes; how high it is, its item says."""

    def __init__(self, context: Context, view: ProblemList) -> None:
        super().__init__(view)
        self._context = context

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        problem = index.data(PROBLEM)
        theme = self._context.theme
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_under_mouse = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if is_selected or is_under_mouse:
            painter.fillRect(option.rect, QColor(theme.accent if is_selected else theme.hover))
        name, colour = (
            ("circle-x", theme.error)
            if problem.severity == ERROR
            else ("triangle-alert", theme.warning)
        )
        if index.data(SILENCED):
            colour = theme.muted
        if is_selected:
            colour = theme.accent_text
        corner = option.rect.topLeft() + QPoint(PADDING, PADDING)
        icons.icon(name, colour).paint(painter, QRect(corner, QSize(ICON, ICON)))
        plain = theme.muted if index.data(SILENCED) else theme.text
        colours = (plain, theme.muted) if not is_selected else (theme.accent_text,) * 2
        place = QPointF(corner) + QPointF(ICON + PADDING, 0)
        texts = _texts(problem, option.font, _room(option.rect.width()))
        for text, colour in zip(texts, colours, strict=False):
            painter.setPen(QColor(colour))
            text.draw(painter, place)
            place += QPointF(0, text.boundingRect().height() + GAP)
        painter.restore()


def _height(of_lines: int, problem: Problem) -> int:
    return of_lines + 2 * PADDING + (GAP if problem.hint else 0)


def _set_height(item: QListWidgetItem, height: int) -> None:
    if item.sizeHint().height() != height:
        # Wide enough for nothing: a row is as wide as the list.
        item.setSizeHint(QSize(1, height))


def _room(width: int) -> int:
    """For the text, in a row so wide."""
    return width - 3 * PADDING - ICON


def _texts(problem: Problem, font: QFont, room: int) -> list[QTextLayout]:
    """The sentence and, where there is one, the hint, in lines so wide."""
    return [laid_out(text, font, room) for text in (told(problem), problem.hint) if text]
