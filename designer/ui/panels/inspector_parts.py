"""What some pages of the inspector have beside their form, by the names that subjects give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from designer.graph.nodes import BlockNode
from designer.ui.icons import icon
from designer.ui.panels.block_arguments import BlockArguments
from designer.ui.panels.end_list import EndList

if TYPE_CHECKING:
    from designer.ui.context import Context


class OpenBlock(QWidget):
    """Leads into the block that the selected node uses."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.button = QPushButton(self.tr("Open block"), self)
        self.button.setObjectName("open-block")
        self.button.setToolTip(self.tr("Show the inside of this block (Enter)"))
        self.button.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def refresh(self) -> None:
        node = self._context.document.graph.get(self._context.selection.node)
        blocks = self._context.document.design.blocks
        self.setVisible(isinstance(node, BlockNode) and node.block in blocks)
        self.button.setIcon(icon("corner-right-down", self._context.theme.text))

    def _on_clicked(self) -> None:
        self._context.session.trail.enter(self._context.selection.node)


def _inputs(context: Context, parent: QWidget) -> EndList:
    return EndList(context, True, parent)


def _outputs(context: Context, parent: QWidget) -> EndList:
    return EndList(context, False, parent)


Part = OpenBlock | BlockArguments | EndList
PARTS: dict[str, Callable[[Context, QWidget], Part]] = {
    "open": OpenBlock,
    "arguments": BlockArguments,
    "inputs": _inputs,
    "outputs": _outputs,
}
