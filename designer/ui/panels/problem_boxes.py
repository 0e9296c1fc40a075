"""What is wrong with a node, at the top of the inspector: calm, with the way out beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from designer.graph.problems import ERROR, Problem
from designer.ui.context import Context
from designer.ui.elided import words_to_copy
from designer.ui.mending import key_of
from designer.ui.panels.about_mistake import AboutMistake
from designer.ui.panels.fix_buttons import FixButtons
from designer.ui.style import mark
from designer.ui.theme import Theme


class ProblemBoxes(QWidget):
    """The problems of one node, worst first; nothing where there are none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: tuple[Problem, ...] = ()
        self._theme: Theme | None = None
        self._boxes: list[_ProblemBox] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [stop for box in self._boxes for stop in box.tab_stops]

    def show_problems(self, problems: Sequence[Problem], theme: Theme) -> None:
        """Show these and no others; boxes that are right already stay, with the focus in them."""
        wanted = tuple(problems)
        old, self._shown = self._shown, wanted
        if theme is self._theme and list(map(_told, old)) == list(map(_told, wanted)):
            for box, problem in zip(self._boxes, wanted, strict=True):
                box.fixes.show_problem(problem)
            return
        self._theme = theme
        while (item := self._column.takeAt(0)) is not None:
            old_box = item.widget()
            if old_box is not None:
                old_box.hide()
                old_box.deleteLater()
        self._boxes = [_ProblemBox(problem, theme, self._context, self) for problem in wanted]
        for each in self._boxes:
            self._column.addWidget(each)
        self.setVisible(bool(wanted))


class _ProblemBox(QFrame):
    """One problem: sentence, hint, fixes, and more for those who ask."""

    def __init__(self, problem: Problem, theme: Theme, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        mark(self, "notice")
        self._colour = QColor(theme.error if problem.severity == ERROR else theme.warning)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(words_to_copy(problem.sentence, self))
        if problem.hint and not _is_first_fix(problem):
            hint = words_to_copy(problem.hint, self)
            mark(hint, "muted")
            column.addWidget(hint)
        self.fixes = FixButtons(context, self)
        self.fixes.show_problem(problem)
        column.addWidget(self.fixes)
        self._about = AboutMistake(self)
        self._about.show_problem(problem)
        column.addWidget(self._about)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [*self.fixes.tab_stops, *self._about.tab_stops]

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawRoundedRect(QRectF(5, 8, 3, self.height() - 16), 1.5, 1.5)


def _told(problem: Problem) -> tuple[object, ...]:
    """All of a problem but its ways out."""
    words = problem.severity, problem.sentence, problem.hint, problem.details
    return *key_of(problem), *words


def _is_first_fix(problem: Problem) -> bool:
    """Whether the hint says what the first button says."""
    return bool(problem.fixes) and problem.hint.rstrip(".") == problem.fixes[0].title
