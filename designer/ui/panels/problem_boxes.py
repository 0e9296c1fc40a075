"""What is wrong with a node, at the top of the inspector: calm, with the way out beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QVBoxLayout, QWidget

from designer.graph.problems import ERROR, Fix, Problem
from designer.ui.editors.section import Section
from designer.ui.elided import ElidedButton, WrappedLabel
from designer.ui.style import mark
from designer.ui.theme import Theme


class ProblemBoxes(QWidget):
    """The problems of one node, worst first; nothing where there are none."""

    def __init__(self, take: Callable[[Fix], None], parent: QWidget | None = None) -> None:
        """`take` is called with the fix that the person chose."""
        super().__init__(parent)
        self._take = take
        self._shown: tuple[Problem, ...] = ()
        self._theme: Theme | None = None
        self._stops: list[QAbstractButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    @property
    def tab_stops(self) -> list[QAbstractButton]:
        """What Tab visits, in order."""
        return self._stops

    def show_problems(self, problems: Sequence[Problem], theme: Theme) -> None:
        """Show these and no others; boxes that are right already stay, with the focus in them."""
        wanted = tuple(problems)
        if wanted == self._shown and theme is self._theme:
            return
        self._shown, self._theme = wanted, theme
        while (item := self._column.takeAt(0)) is not None:
            box = item.widget()
            if box is not None:
                box.hide()
                box.deleteLater()
        boxes = [_ProblemBox(problem, theme, self._take, self) for problem in wanted]
        for box in boxes:
            self._column.addWidget(box)
        self._stops = [stop for box in boxes for stop in box.findChildren(QAbstractButton)]
        self.setVisible(bool(wanted))


class _ProblemBox(QFrame):
    """One problem: sentence, hint, fixes, and what Keras said for those who ask."""

    def __init__(
        self, problem: Problem, theme: Theme, take: Callable[[Fix], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        mark(self, "notice")
        self._colour = QColor(theme.error if problem.severity == ERROR else theme.warning)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(_text(problem.sentence, self))
        if problem.hint:
            hint = _text(problem.hint, self)
            mark(hint, "muted")
            column.addWidget(hint)
        for fix in problem.fixes:
            button = ElidedButton(fix.title, self)
            button.setObjectName(f"fix:{fix.id}")
            button.setAutoDefault(False)
            button.clicked.connect(partial(take, fix))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if problem.details:
            section = Section(self.tr("Details"), self)
            section.column.addWidget(_text(problem.details, section))
            column.addWidget(section)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawRoundedRect(QRectF(5, 8, 3, self.height() - 16), 1.5, 1.5)


def _text(words: str, parent: QWidget) -> QLabel:
    label = WrappedLabel(words, parent)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
