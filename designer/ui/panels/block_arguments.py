"""The arguments of the block that is shown: named, given defaults, added and taken away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from designer.catalog.values import ValueSyntaxError, parse_value, source_of
from designer.graph.block_arguments import fault_in_argument_name
from designer.graph.naming import free_name
from designer.ui.elided import WrappedLabel
from designer.ui.icons import icon
from designer.ui.style import mark

if TYPE_CHECKING:
    from designer.ui.context import Context

_FIRST_NAME, _FIRST_DEFAULT = "size", 1


class BlockArguments(QWidget):
    """A row for each argument: its name, its default, and a button that takes it away."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: list[_Row] = []
        heading = QLabel(self.tr("Arguments"), self)
        mark(heading, "heading")
        words = WrappedLabel(
            self.tr("Their names, and expressions of them, may stand as values inside the block."),
            self,
        )
        mark(words, "muted")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.fault = WrappedLabel(parent=self)
        mark(self.fault, "error")
        self.fault.hide()
        self.add_button = QToolButton(self)
        self.add_button.setObjectName("add-argument")
        mark(self.add_button, "flat")
        self.add_button.setText(self.tr("Add argument"))
        self.add_button.setIconSize(QSize(14, 14))
        self.add_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add_button.clicked.connect(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (heading, words):
            column.addWidget(widget)
        column.addLayout(self._grid)
        column.addWidget(self.fault)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def refresh(self) -> None:
        """Show the arguments as they are now; what is being typed stays."""
        block = self._context.document.design.blocks.get(self._context.document.graph_name)
        given = list(block.arguments.items()) if block else []
        while len(self._rows) < len(given):
            self._rows.append(self._new_row(len(self._rows)))
        for place, row in enumerate(self._rows):
            row.set_visible(place < len(given))
            if place < len(given):
                row.show(given[place][0], source_of(given[place][1]))
            row.button.setIcon(icon("x", self._context.theme.muted))
        self.add_button.setIcon(icon("plus", self._context.theme.text))

    def add(self) -> None:
        """Give the block another argument, its name ready to be typed."""
        document = self._context.document
        block = document.design.blocks[document.graph_name]
        name = free_name(_FIRST_NAME, set(block.arguments))
        if document.set_block_argument(block.name, name, _FIRST_DEFAULT):
            self.refresh()
            line = self._rows[len(block.arguments) - 1].name
            line.setFocus(Qt.FocusReason.OtherFocusReason)
            line.selectAll()

    def _new_row(self, place: int) -> _Row:
        row = _Row(self, place)
        row.name.editingFinished.connect(partial(self._on_named, row))
        row.default.editingFinished.connect(partial(self._on_default, row))
        row.button.clicked.connect(partial(self._on_removed, row))
        for column, widget in enumerate((row.name, row.default, row.button)):
            self._grid.addWidget(widget, place, column)
        return row

    def _on_named(self, row: _Row) -> None:
        new = row.name.text().strip()
        if not row.argument or new == row.argument:
            self._say("")
            return
        fault = fault_in_argument_name(new)
        self._say(fault)
        document = self._context.document
        if not fault:
            document.rename_block_argument(document.graph_name, row.argument, new)

    def _on_default(self, row: _Row) -> None:
        if not row.argument or row.default.text() == row.shown:
            self._say("")
            return
        try:
            value = parse_value(row.default.text())
        except ValueSyntaxError as error:
            words = self.tr("{text} is no value: {reason}.")
            self._say(words.format(text=row.default.text(), reason=error))
            return
        self._say("")
        document = self._context.document
        document.set_block_argument(document.graph_name, row.argument, value)

    def _on_removed(self, row: _Row, *_checked: bool) -> None:
        document = self._context.document
        document.remove_block_argument(document.graph_name, row.argument)

    def _say(self, fault: str) -> None:
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))


class _Row:
    """The widgets of one argument."""

    def __init__(self, parent: BlockArguments, place: int) -> None:
        self.argument = self.shown = ""
        self.name = QLineEdit(parent)
        self.name.setObjectName(f"argument-name:{place}")
        self.name.setAccessibleName(parent.tr("Name of the argument"))
        self.default = QLineEdit(parent)
        self.default.setObjectName(f"argument-default:{place}")
        self.default.setAccessibleName(parent.tr("Default of the argument"))
        self.default.setToolTip(parent.tr("The value where a use gives none"))
        self.button = QToolButton(parent)
        mark(self.button, "flat")
        self.button.setToolTip(parent.tr("Take this argument away; its default takes its place"))
        self.button.setAccessibleName(parent.tr("Take the argument away"))
        self.button.setIconSize(QSize(14, 14))

    def show(self, argument: str, default: str) -> None:
        if argument != self.argument:
            self.name.setText(argument)
        if default != self.shown or argument != self.argument:
            self.default.setText(default)
        self.argument, self.shown = argument, default

    def set_visible(self, is_visible: bool) -> None:
        for widget in (self.name, self.default, self.button):
            widget.setVisible(is_visible)
        if not is_visible:
            self.argument = ""
