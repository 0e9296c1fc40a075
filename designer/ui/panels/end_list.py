"""The inputs, or the outputs, of a graph in the order in which they are passed, with their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer.graph.design import MAIN
from designer.graph.edits import Change, Several
from designer.graph.nodes import InputNode, OutputNode
from designer.graph.passing import Tree, fault_in_keys, structure_of
from designer.ui.elided import WrappedLabel
from designer.ui.icons import icon
from designer.ui.style import mark

if TYPE_CHECKING:
    from designer.ui.context import Context

NAME, KEY = range(2)
_ROWS = 8
"""More than these are scrolled."""
End = InputNode | OutputNode


class EndList(QWidget):
    """Moved by buttons or Alt with an arrow key; keys are typed in place. Below them stands the
    structure that results. Hidden where there is one tensor alone, which is passed bare."""

    def __init__(self, context: Context, is_inputs: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_inputs = is_inputs
        self._shown: list[End] = []
        title = self.tr("Inputs in order") if is_inputs else self.tr("Outputs in order")
        self.list = _List(self)
        self.list.setObjectName("inputs-in-order" if is_inputs else "outputs-in-order")
        self.list.setAccessibleName(title)
        self.list.itemChanged.connect(self._on_item_changed)
        self.list.itemDoubleClicked.connect(self._on_double_clicked)
        self.list.moved = self.move_current
        self.up = self._button("arrow-up", self.tr("Earlier (Alt+Up)"), -1)
        self.down = self._button("arrow-down", self.tr("Later (Alt+Down)"), 1)
        heading = QLabel(title, self)
        heading.setBuddy(self.list)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(heading, 1)
        row.addWidget(self.up)
        row.addWidget(self.down)
        self.structure = WrappedLabel(parent=self)
        self.structure.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.structure.setObjectName("structure")
        self.fault = WrappedLabel(parent=self)
        mark(self.fault, "error")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.list)
        column.addWidget(self.structure)
        column.addWidget(self.fault)
        self.refresh()

    def refresh(self) -> None:
        """Show the ends as they are now."""
        graph = self._context.document.graph
        ends: Sequence[End] = graph.inputs() if self._is_inputs else graph.outputs()
        form = self._form()
        self.setVisible(len(ends) > 1 or (form != "list" and bool(ends)))
        if self._context.selection.node in {end.id for end in ends}:
            current = self._context.selection.node
        else:
            current = self._current
        with QSignalBlocker(self.list):
            self._fill(ends, form, current)
        self._shown = list(ends)
        keys = [end.key or end.name for end in ends]
        fault = fault_in_keys(keys, form)
        names = [end.name for end in ends]
        self.structure.setText("" if fault else written(structure_of(keys, form), names))
        self.structure.setVisible(not fault)
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        theme = self._context.theme
        self.up.setIcon(icon("arrow-up", theme.text))
        self.down.setIcon(icon("arrow-down", theme.text))
        self._enable()

    def move_current(self, step: int) -> None:
        """Pass the chosen one earlier or later."""
        places = [end.id for end in self._shown]
        if self._current not in places:
            return
        old = places.index(self._current)
        new = old + step
        if not 0 <= new < len(places):
            return
        ends = list(self._shown)
        ends.insert(new, ends.pop(old))
        document = self._context.document
        steps = [
            Change(replace(end, order=place), document.graph_name)
            for place, end in enumerate(ends)
            if end.order != place
        ]
        document.apply(Several(tuple(steps)), self.tr("Change the order"))

    @property
    def _current(self) -> str:
        item = self.list.currentItem()
        return str(item.data(NAME, Qt.ItemDataRole.UserRole)) if item else ""

    def _form(self) -> str:
        document = self._context.document
        graph = document.graph_name
        of = document.design.settings if graph == MAIN else document.design.blocks[graph]
        return of.inputs_as if self._is_inputs else of.outputs_as

    def _fill(self, ends: Sequence[End], form: str, current: str) -> None:
        self.list.clear()
        self.list.setColumnHidden(KEY, form == "list")
        for end in ends:
            item = QTreeWidgetItem(self.list, [end.name, end.key or end.name])
            item.setData(NAME, Qt.ItemDataRole.UserRole, end.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            if end.id == current:
                self.list.setCurrentItem(item)
        self.list.fit(min(len(ends), _ROWS), has_header=form != "list")

    def _enable(self) -> None:
        places = [end.id for end in self._shown]
        place = places.index(self._current) if self._current in places else -1
        self.up.setEnabled(place > 0)
        self.down.setEnabled(-1 < place < len(places) - 1)

    def _button(self, name: str, tip: str, step: int) -> QToolButton:
        button = QToolButton(self)
        mark(button, "flat")
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setIconSize(QSize(14, 14))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._on_up if step < 0 else self._on_down)
        self.list.currentItemChanged.connect(self._on_current_changed)
        return button

    def _on_up(self) -> None:
        self.move_current(-1)

    def _on_down(self) -> None:
        self.move_current(1)

    def _on_current_changed(self) -> None:
        self._enable()

    def _on_double_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        """The key is typed in place; the name leads to the node."""
        if column == KEY:
            self.list.editItem(item, KEY)
        else:
            self._context.selection.reveal(str(item.data(NAME, Qt.ItemDataRole.UserRole)))

    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        node = self._context.document.graph.get(str(item.data(NAME, Qt.ItemDataRole.UserRole)))
        if column != KEY or not isinstance(node, (InputNode, OutputNode)):
            return
        text = item.text(KEY).strip()
        key = "" if text == node.name else text
        if key != node.key:
            self._context.document.change_node(replace(node, key=key), self.tr("Change key"))
        else:
            self.refresh()


class _List(QTreeWidget):
    """Rows of a name and a key, as high as they are many."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderLabels([self.tr("Name"), self.tr("Key")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        mark(self, "roomy")
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.moved = _nowhere

    def fit(self, rows: int, *, has_header: bool) -> None:
        self.setHeaderHidden(not has_header)
        row = max(self.sizeHintForRow(0), self.fontMetrics().height() + 4)
        head = self.header().sizeHint().height() if has_header else 0
        self.setFixedHeight(rows * row + head + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved(step)
        elif event.key() == Qt.Key.Key_F2 and not self.isColumnHidden(KEY):
            if item := self.currentItem():
                self.editItem(item, KEY)
        else:
            super().keyPressEvent(event)


def _nowhere(step: int) -> None:
    pass


def written(tree: Tree, names: Sequence[str]) -> str:
    """A structure with names in the place of tensors: `{"text": {"ids": ids, "mask": mask}}`."""
    if isinstance(tree, int):
        return names[tree]
    if isinstance(tree, list):
        return f"[{', '.join(written(inner, names) for inner in tree)}]"
    inside = (f'"{key}": {written(inner, names)}' for key, inner in tree.items())
    return f"{{{', '.join(inside)}}}"
