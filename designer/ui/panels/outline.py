"""The Outline panel: every node as a row of a tree, for the keyboard and for screen readers.

The canvas is one picture and says nothing to a screen reader; here the same design can be walked,
searched, selected, renamed and deleted.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from designer.document import Change
from designer.ui import style
from designer.ui.context import Context
from designer.ui.panels.outline_model import NAME, SHAPE, OutlineModel


class OutlinePanel(QWidget):
    """Follows the document while it is shown; its selection is the canvas's."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_choosing = False
        self.model = OutlineModel(context)
        self.model.setParent(self)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a node by name or class"))
        self.search.setAccessibleName(self.tr("Find a node"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._on_search_entered)
        self.tree = _tree(self.model)
        self.tree.setAccessibleName(self.tr("Nodes of the design"))
        self.tree.selectionModel().selectionChanged.connect(self._on_rows_chosen)
        self.tree.activated.connect(self._on_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.refresh)
        context.document.changed.connect(self._on_changed)
        context.document.replaced.connect(self._refresh_soon)
        context.document.graph_shown.connect(self._refresh_soon)
        context.session.answers_changed.connect(self.model.show_answers)
        context.selection.changed.connect(self._show_selection)
        self.refresh()

    def refresh(self) -> None:
        """Show the design as it is now."""
        self._is_choosing = True
        if self.model.refresh():
            self.tree.expandAll()
        self._is_choosing = False
        self._show_selection()

    def edit_name(self, node: str) -> None:
        """Let the name of a node be typed in its row."""
        index = self.model.index_of(node)
        if index.isValid():
            self.tree.setCurrentIndex(index)
            self.tree.edit(index)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.tree.setFocus()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)

    def _refresh_soon(self) -> None:
        """Once for all the changes of one gesture; not at all while nobody looks."""
        if self.isVisible():
            self._timer.start()

    def _on_changed(self, change: Change) -> None:
        if not change.cosmetic:
            self._refresh_soon()

    def _on_search(self, text: str) -> None:
        self.model.wanted = text
        self.refresh()

    def _on_search_entered(self) -> None:
        if nodes := self.model.shown_nodes():
            self._context.selection.reveal(nodes[0])
            self.tree.setFocus()

    def _on_activated(self, index: QModelIndex) -> None:
        """A block opens; any other node is brought into view."""
        node = self.model.node_at(index)
        if node and not self._context.session.trail.enter(node):
            self._context.selection.reveal(node)

    def _on_rows_chosen(self) -> None:
        if self._is_choosing:
            return
        rows = self.tree.selectionModel().selectedRows(NAME)
        self._is_choosing = True
        self._context.selection.set(filter(None, map(self.model.node_at, rows)))
        self._is_choosing = False

    def _show_selection(self) -> None:
        if self._is_choosing:
            return
        self._is_choosing = True
        nodes, flags = self._context.selection.nodes, QItemSelectionModel.SelectionFlag
        chosen = self.tree.selectionModel()
        chosen.select(self.model.selection_of(nodes), flags.ClearAndSelect)
        index = self.model.index_of(self._context.selection.node)
        if index.isValid():
            chosen.setCurrentIndex(index, flags.NoUpdate)
            self.tree.scrollTo(index)
        self._is_choosing = False


def _tree(model: OutlineModel) -> QTreeView:
    tree = QTreeView()
    tree.setModel(model)
    tree.setUniformRowHeights(True)
    tree.setIndentation(12)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    # F2 comes through the window's action, so that one key renames on the canvas and here.
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = tree.header()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setStretchLastSection(True)
    header.resizeSection(NAME, 106)
    header.resizeSection(SHAPE, 110)
    style.mark(tree, "roomy")
    tree.expandAll()
    return tree
