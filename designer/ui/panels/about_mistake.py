"""What kind of mistake a problem is, and what Keras says of it, for those who ask."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from designer.diagnosis.causes.table import MISTAKES
from designer.graph.problems import Problem
from designer.ui import style
from designer.ui.editors.section import Section
from designer.ui.elided import WrappedLabel

_KINDS = {mistake.code: mistake for mistake in MISTAKES}
_LEAST_LINES, _MOST_LINES = 3, 6


class AboutMistake(Section):
    """Folded away at first. Whoever opens it finds it open at the next problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("About this mistake"))
        self.button.setObjectName("about-mistake")
        self.kind = WrappedLabel()
        self.meaning = WrappedLabel()
        font = self.kind.font()
        font.setBold(True)
        self.kind.setFont(font)
        self._heading = WrappedLabel(self.tr("Keras says:"))
        style.mark(self._heading, "muted")
        self.said = _Said(self)
        self.said.setAccessibleName(self.tr("What Keras says"))
        self.kind.setToolTip(self.tr("With its code, as the guide and the command line have it"))
        for label in (self.kind, self.meaning):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.setSpacing(4)
        for widget in (self.kind, self.meaning, self._heading, self.said):
            self.column.addWidget(widget)

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        said = [self.said] if self.said.toPlainText() else []
        return [self.button, *said]

    def show_problem(self, problem: Problem | None) -> None:
        """Speak of this problem, or of none."""
        self.setVisible(problem is not None)
        if problem is None:
            return
        kind = _KINDS.get(problem.code)
        self.kind.setText(f"{kind.title} `{kind.code}`" if kind else "")
        self.meaning.setText(kind.meaning if kind else "")
        for label in (self.kind, self.meaning):
            label.setVisible(kind is not None)
        self.said.show_words(problem.details)
        for widget in (self._heading, self.said):
            widget.setVisible(bool(problem.details))


class _Said(QPlainTextEdit):
    """Words of a program, a few lines at a time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def show_words(self, words: str) -> None:
        if words == self.toPlainText():
            return
        self.setPlainText(words)
        lines = max(_LEAST_LINES, min(self.blockCount() + 1, _MOST_LINES))
        margins = 2 * (self.frameWidth() + round(self.document().documentMargin()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + margins)
        # The last lines of a traceback say what happened.
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())
