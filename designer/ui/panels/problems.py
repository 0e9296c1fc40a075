"""The Problems panel: what is wrong, why, and what to do; a click leads to the node.

Ways out that can be taken at once stand in the context menu and on buttons below, where they show
what they would do. Silenced warnings are listed on demand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QLabel,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.graph.problems import ERROR, WARNING, Problem
from designer.graph.silencing import can_silence
from designer.ui import style
from designer.ui.code_names import plainly
from designer.ui.context import Context
from designer.ui.mending import key_of
from designer.ui.panels.about_mistake import AboutMistake
from designer.ui.panels.fix_buttons import FixButtons
from designer.ui.panels.problem_rows import PROBLEM, SILENCED, ProblemList, problem_of, told

SILENCED_WARNING = "silenced"


class ProblemsPanel(QWidget):
    """Follows the session's problems; errors first, as the session orders them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_choosing = False
        self._rows: list[tuple[Problem, bool]] = []
        """What the list shows: each problem, and whether it is silenced."""
        self._words = {
            ERROR: self.tr("Error"),
            WARNING: self.tr("Warning"),
            SILENCED_WARNING: self.tr("Silenced warning"),
        }
        self.list = ProblemList(context)
        self.list.setAccessibleName(self.tr("Problems"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu_requested)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.list.itemClicked.connect(self._reveal)
        self.list.itemActivated.connect(self._reveal)
        self.nothing = QLabel()
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        style.mark(self.nothing, "muted")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.nothing)
        self.fixes = FixButtons(context, self)
        self.about = AboutMistake(self)
        self.voice = QPushButton(self.tr("Let it be heard"))
        self.voice.clicked.connect(self._on_voice_clicked)
        self.toggle = QToolButton()
        self.toggle.setCheckable(True)
        self.toggle.setToolTip(self.tr("Show the warnings that were silenced"))
        self.toggle.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        style.mark(self.toggle, "flat")
        self.toggle.toggled.connect(self.refresh)
        below = QVBoxLayout()
        below.setContentsMargins(8, 6, 8, 6)
        below.setSpacing(4)
        for widget in (self.fixes, self.about, self.voice, self.toggle):
            below.addWidget(widget)
        below.setAlignment(self.voice, Qt.AlignmentFlag.AlignLeft)
        below.setAlignment(self.toggle, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addLayout(below)
        context.session.problems_changed.connect(self.refresh)
        context.session.answers_changed.connect(self._say_nothing)
        context.mending.changed.connect(self._on_looked_at)
        context.theme_changed.connect(self._on_theme_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the problems as they are now. The current one stays so, in new words perhaps, and
        the list stays where it was scrolled to."""
        session, bar = self._context.session, self.list.verticalScrollBar()
        old, scrolled = self.current, bar.value()
        silenced = session.findings.silenced if self.toggle.isChecked() else ()
        self._is_choosing = True
        self._fill((*session.problems, *silenced))
        self.list.size_rows()
        self._choose(old)
        bar.setValue(scrolled)
        self._pages.setCurrentIndex(0 if self.list.count() else 1)
        self._say_nothing()
        self._is_choosing = False
        self.toggle.setText(self.tr("{n} silenced").format(n=len(session.findings.silenced)))
        self.toggle.setVisible(bool(session.findings.silenced))
        self._on_looked_at()

    def _say_nothing(self) -> None:
        """What an empty list means: all is well, or Keras has not seen all of it yet."""
        if self._context.session.totals is not None:
            self.nothing.setText(self.tr("Nothing is wrong with this design."))
        elif not self._context.session.is_pending or not self.nothing.text():
            self.nothing.setText(self.tr("No problems are known yet."))

    @property
    def current(self) -> Problem | None:
        return problem_of(self.list.currentItem())

    def _fill(self, problems: Sequence[Problem]) -> None:
        """As many rows as there are problems, and each row its problem."""
        silenced = set(map(id, self._context.session.findings.silenced))
        before, self._rows = self._rows, [(each, id(each) in silenced) for each in problems]
        while self.list.count() > len(problems):
            self.list.takeItem(self.list.count() - 1)
        for row, (problem, is_silenced) in enumerate(self._rows):
            if row >= len(before):
                self.list.addItem(self._written(QListWidgetItem(), problem, is_silenced))
            elif before[row][0] is not problem or before[row][1] != is_silenced:
                self._written(self.list.item(row), problem, is_silenced)

    def _choose(self, old: Problem | None) -> None:
        """Make a problem the current row again. Left without one, the list would choose the first
        when the keyboard comes to it, and the selection on the canvas would jump there."""
        row = self._row_of(old)
        self.list.setCurrentRow(max(row, 0))

    def _row_of(self, problem: Problem | None) -> int:
        if problem is None:
            return -1
        key = key_of(problem)
        alike = [row for row, (each, _) in enumerate(self._rows) if key_of(each) == key]
        exact = [row for row in alike if self._rows[row][0] == problem]
        return next(iter((*exact, *alike)), -1)

    def _written(
        self, item: QListWidgetItem, problem: Problem, is_silenced: bool
    ) -> QListWidgetItem:
        item.setData(PROBLEM, problem)
        item.setData(SILENCED, is_silenced)
        sentence = plainly(told(problem))
        item.setText(sentence)
        kind = SILENCED_WARNING if is_silenced else problem.severity
        said = f"{self._words[kind]}: {sentence} {plainly(problem.hint)}"
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        return item

    def _show_fixes(self) -> None:
        """The ways out of the current problem; of a silenced one, to let it be heard."""
        item = self.list.currentItem()
        is_silenced = bool(item and item.data(SILENCED))
        self.fixes.show_problem(None if is_silenced else self.current)
        self.about.show_problem(self.current)
        self.voice.setVisible(is_silenced)

    def _on_voice_clicked(self) -> None:
        if self.current:
            self._context.mending.voice(self.current)

    def _on_menu_requested(self, point: QPoint) -> None:
        item = self.list.itemAt(point)
        problem = problem_of(item)
        if item is None or problem is None:
            return
        mending, is_silenced = self._context.mending, bool(item.data(SILENCED))
        menu = QMenu(self)
        for fix in problem.fixes if not is_silenced else ():
            menu.addAction(fix.title, partial(mending.take, problem, fix))
        if is_silenced:
            menu.addAction(self.tr("Let it be heard"), partial(mending.voice, problem))
        elif can_silence(problem):
            menu.addSeparator()
            words = self.tr("Silence this warning here")
            menu.addAction(words, partial(mending.silence, problem))
        menu.addSeparator()
        menu.addAction(self.tr("Copy"), partial(self._copy, problem))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.list.viewport().mapToGlobal(point))

    def _copy(self, problem: Problem) -> None:
        parts = (told(problem), problem.hint, problem.details)
        QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))

    def _reveal(self, item: QListWidgetItem) -> None:
        problem = problem_of(item)
        if problem:
            self._is_choosing = True
            self._context.mending.look_at(problem)
            self._is_choosing = False
            self._show_fixes()

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if not self._is_choosing:
            self._show_fixes()
            if item and self.list.hasFocus():
                self._reveal(item)

    def _on_looked_at(self) -> None:
        """Make the problem that is looked at the current one."""
        row = self._row_of(self._context.mending.problem)
        if not self._is_choosing and row >= 0 and row != self.list.currentRow():
            self._is_choosing = True
            self.list.setCurrentRow(row)
            self._is_choosing = False
        self._show_fixes()

    def _on_theme_changed(self) -> None:
        self.list.viewport().update()
