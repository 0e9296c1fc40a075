"""The Problems panel: what is wrong, why, and what to do; a click leads to the node.

Ways out that can be taken at once stand in the context menu and on buttons below, where they show
what they would do. Silenced warnings are listed on demand.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import ceil

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QTextLayout
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.graph.design import MAIN
from designer.graph.problems import ERROR, Problem
from designer.graph.silencing import can_silence
from designer.ui import icons, style
from designer.ui.code_names import laid_out, plainly
from designer.ui.context import Context
from designer.ui.mending import key_of
from designer.ui.panels.about_mistake import AboutMistake
from designer.ui.panels.fix_buttons import FixButtons

PROBLEM = Qt.ItemDataRole.UserRole
SILENCED = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class ProblemsPanel(QWidget):
    """Follows the session's problems; errors first, as the session orders them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_choosing = False
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Problems"))
        self.list.setWordWrap(True)
        self.list.setItemDelegate(_Delegate(context, self.list))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu_requested)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.list.itemClicked.connect(self._reveal)
        self.list.itemActivated.connect(self._reveal)
        nothing = QLabel(self.tr("Nothing is wrong with this design."))
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        style.mark(nothing, "muted")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(nothing)
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
        self._choose(old)
        bar.setValue(scrolled)
        self._pages.setCurrentIndex(0 if self.list.count() else 1)
        self._is_choosing = False
        self.toggle.setText(self.tr("{n} silenced").format(n=len(session.findings.silenced)))
        self.toggle.setVisible(bool(session.findings.silenced))
        self._on_looked_at()

    @property
    def current(self) -> Problem | None:
        return problem_of(self.list.currentItem())

    def _fill(self, problems: Sequence[Problem]) -> None:
        """As many rows as there are problems, and each row its problem."""
        silenced = set(map(id, self._context.session.findings.silenced))
        while self.list.count() > len(problems):
            self.list.takeItem(self.list.count() - 1)
        for row, problem in enumerate(problems):
            item = self.list.item(row)
            if item is None:
                item = QListWidgetItem(self.list)
            if problem_of(item) is not problem or item.data(SILENCED) != (id(problem) in silenced):
                self._write(item, problem, id(problem) in silenced)

    def _choose(self, old: Problem | None) -> None:
        """Make a problem the current row again. Left without one, the list would choose the first
        when the keyboard comes to it, and the selection on the canvas would jump there."""
        row = self._row_of(old)
        self.list.setCurrentRow(max(row, 0))

    def _row_of(self, problem: Problem | None) -> int:
        if problem is None:
            return -1
        rows = range(self.list.count())
        alike = [row for row in rows if _is_same(problem_of(self.list.item(row)), problem)]
        exact = [row for row in alike if problem_of(self.list.item(row)) == problem]
        return next(iter((*exact, *alike)), -1)

    def _write(self, item: QListWidgetItem, problem: Problem, is_silenced: bool) -> None:
        item.setData(PROBLEM, problem)
        item.setData(SILENCED, is_silenced)
        item.setText(plainly(told(problem)))
        severity = self.tr("Error") if problem.severity == ERROR else self.tr("Warning")
        severity = self.tr("Silenced warning") if is_silenced else severity
        said = plainly(f"{severity}: {told(problem)} {problem.hint}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)

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


def problem_of(item: QListWidgetItem | None) -> Problem | None:
    found = item.data(PROBLEM) if item else None
    return found if isinstance(found, Problem) else None


def _is_same(one: Problem | None, other: Problem) -> bool:
    return one is not None and key_of(one) == key_of(other)


def told(problem: Problem) -> str:
    """The sentence, with the block that it speaks of in front."""
    return f"{problem.graph} › {problem.sentence}" if problem.graph != MAIN else problem.sentence


class _Delegate(QStyledItemDelegate):
    """An icon, the sentence, and below it, paler, the hint; as many lines as it takes."""

    PADDING = 8
    ICON = 16
    GAP = 2
    MOST_HEIGHTS = 10_000

    def __init__(self, context: Context, view: QListWidget) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._heights: dict[tuple[str, str, int, str], int] = {}
        """What was worked out already: the list asks for all of them at each change of one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width, problem = self._view.viewport().width(), index.data(PROBLEM)
        key = told(problem), problem.hint, width, option.font.key()
        if key not in self._heights:
            if len(self._heights) > self.MOST_HEIGHTS:
                self._heights.clear()
            texts = self._texts(option, index, width)
            lines = sum(text.boundingRect().height() for text in texts)
            self._heights[key] = ceil(lines) + 2 * self.PADDING + self.GAP * (len(texts) - 1)
        return QSize(width, self._heights[key])

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
        corner = option.rect.topLeft() + QPoint(self.PADDING, self.PADDING)
        icons.icon(name, colour).paint(painter, QRect(corner, QSize(self.ICON, self.ICON)))
        plain = theme.muted if index.data(SILENCED) else theme.text
        colours = (plain, theme.muted) if not is_selected else (theme.accent_text,) * 2
        place = QPointF(corner) + QPointF(self.ICON + self.PADDING, 0)
        for text, colour in zip(
            self._texts(option, index, option.rect.width()), colours, strict=False
        ):
            painter.setPen(QColor(colour))
            text.draw(painter, place)
            place += QPointF(0, text.boundingRect().height() + self.GAP)
        painter.restore()

    def _texts(self, option: QStyleOptionViewItem, index: Index, width: int) -> list[QTextLayout]:
        """The sentence and, where there is one, the hint, in the lines of an item so wide."""
        problem = index.data(PROBLEM)
        room = width - 3 * self.PADDING - self.ICON
        return [laid_out(text, option.font, room) for text in (told(problem), problem.hint) if text]
