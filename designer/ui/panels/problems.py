"""The Problems panel: what is wrong, why, and what to do; a click leads to the node.

Ways out that can be taken at once stand in the context menu and on the button of the row below.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from designer.graph.design import MAIN
from designer.graph.problems import ERROR, Fix, Problem
from designer.ui import icons, style
from designer.ui.context import Context

PROBLEM = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class ProblemsPanel(QWidget):
    """Follows the session's problems; errors first, as the session orders them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_choosing = False
        self._offered: tuple[Fix, ...] = ()
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
        self._fixes = QHBoxLayout()
        self._fixes.setContentsMargins(8, 6, 8, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addLayout(self._fixes)
        context.session.problems_changed.connect(self.refresh)
        context.selection.changed.connect(self._on_selection_changed)
        context.theme_changed.connect(self._on_theme_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the problems as they are now; the one that was current stays so if it is there."""
        old = self.current
        self._is_choosing = True
        self.list.clear()
        for problem in self._context.session.problems:
            self.list.addItem(self._item(problem))
            if problem == old:
                self.list.setCurrentRow(self.list.count() - 1)
        # Left without one, the list would choose the first when the keyboard comes to it, and
        # the selection on the canvas would jump there.
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._pages.setCurrentIndex(0 if self.list.count() else 1)
        self._is_choosing = False
        self._show_fixes()
        self._on_selection_changed()

    @property
    def current(self) -> Problem | None:
        return problem_of(self.list.currentItem())

    def take(self, fix: Fix) -> None:
        """Change the design as a way out says, in one step."""
        self._context.document.apply(fix.edit, fix.title)

    def _item(self, problem: Problem) -> QListWidgetItem:
        item = QListWidgetItem()
        item.setData(PROBLEM, problem)
        item.setText(told(problem))
        item.setToolTip(problem.details or problem.hint)
        severity = self.tr("Error") if problem.severity == ERROR else self.tr("Warning")
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole, f"{severity}: {told(problem)} {problem.hint}"
        )
        return item

    def _show_fixes(self) -> None:
        """A button for each way out of the current problem."""
        problem = self.current
        wanted = problem.fixes if problem else ()
        if wanted == self._offered:
            return
        self._offered = wanted
        while taken := self._fixes.takeAt(0):
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        for fix in wanted:
            button = QPushButton(fix.title)
            button.clicked.connect(partial(self._on_fix_clicked, fix))
            self._fixes.addWidget(button)
        if wanted:
            self._fixes.addStretch(1)

    def _on_fix_clicked(self, fix: Fix, checked: bool = False) -> None:
        self.take(fix)

    def _on_menu_requested(self, point: QPoint) -> None:
        problem = problem_of(self.list.itemAt(point))
        if problem is None:
            return
        menu = QMenu(self)
        for fix in problem.fixes:
            menu.addAction(fix.title, partial(self.take, fix))
        if problem.fixes:
            menu.addSeparator()
        menu.addAction(self.tr("Copy"), partial(self._copy, problem))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.list.viewport().mapToGlobal(point))

    def _copy(self, problem: Problem) -> None:
        parts = (told(problem), problem.hint, problem.details)
        QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))

    def _reveal(self, item: QListWidgetItem) -> None:
        problem = problem_of(item)
        if problem and problem.node and self._context.can_show(problem.graph, problem.node):
            self._is_choosing = True
            self._context.reveal(problem.graph, problem.node)
            self._is_choosing = False

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if not self._is_choosing:
            self._show_fixes()
            if item and self.list.hasFocus():
                self._reveal(item)

    def _on_selection_changed(self) -> None:
        """Make the first problem of the selected node the current one."""
        node = self._context.selection.node
        wanted = (self._context.document.graph_name, node)
        if self._is_choosing or not node or _place_of(self.current) == wanted:
            return
        for row in range(self.list.count()):
            if _place_of(problem_of(self.list.item(row))) == wanted:
                self._is_choosing = True
                self.list.setCurrentRow(row)
                self._is_choosing = False
                self._show_fixes()
                return

    def _on_theme_changed(self) -> None:
        self.list.viewport().update()


def problem_of(item: QListWidgetItem | None) -> Problem | None:
    found = item.data(PROBLEM) if item else None
    return found if isinstance(found, Problem) else None


def _place_of(problem: Problem | None) -> tuple[str, str]:
    return (problem.graph, problem.node) if problem else ("", "")


def told(problem: Problem) -> str:
    """The sentence, with the block that it speaks of in front."""
    return f"{problem.graph} › {problem.sentence}" if problem.graph != MAIN else problem.sentence


class _Delegate(QStyledItemDelegate):
    """An icon, the sentence, and below it, paler, the hint; as many lines as it takes."""

    PADDING = 8
    ICON = 16

    def __init__(self, context: Context, view: QListWidget) -> None:
        super().__init__(view)
        self._context = context
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        sentence, hint = self._rects(option, index, QRect(0, 0, width, 0))
        return QSize(width, (hint or sentence).bottom() + self.PADDING)

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
        if is_selected:
            colour = theme.accent_text
        corner = option.rect.topLeft() + QPoint(self.PADDING, self.PADDING)
        icons.icon(name, colour).paint(painter, QRect(corner, QSize(self.ICON, self.ICON)))
        sentence, hint = self._rects(option, index, option.rect)
        flags = Qt.TextFlag.TextWordWrap
        painter.setPen(QColor(theme.accent_text if is_selected else theme.text))
        painter.drawText(sentence, flags, told(problem))
        if hint:
            painter.setPen(QColor(theme.accent_text if is_selected else theme.muted))
            painter.drawText(hint, flags, problem.hint)
        painter.restore()

    def _rects(
        self, option: QStyleOptionViewItem, index: Index, item: QRect
    ) -> tuple[QRect, QRect | None]:
        """Where the sentence and the hint go in an item's rectangle."""
        problem = index.data(PROBLEM)
        left = item.left() + 2 * self.PADDING + self.ICON
        room = QRect(left, item.top() + self.PADDING, item.right() - self.PADDING - left, 10_000)
        flags = Qt.TextFlag.TextWordWrap
        sentence = option.fontMetrics.boundingRect(room, flags, told(problem))
        if not problem.hint:
            return sentence, None
        room.setTop(sentence.bottom() + 2)
        return sentence, option.fontMetrics.boundingRect(room, flags, problem.hint)
