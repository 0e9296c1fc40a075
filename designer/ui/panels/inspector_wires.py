"""The wires of list slots, in their order, to be moved up and down."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from designer.graph.nodes import Edge, Node
from designer.graph.ports import output_names_of, slots_of
from designer.ui.style import mark

if TYPE_CHECKING:
    from designer.ui.context import Context


class WireOrder(QWidget):
    """A row for each wire of a list slot that has several: where it comes from, up, down."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: list[tuple[str, list[Edge]]] = []
        self._names: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._body = QWidget(self)
        self._column.addWidget(self._body)
        self.hide()

    def show_node(self, node: Node | None) -> None:
        """The wires of this node; none hides the part."""
        is_here = node is not None and node.id in self._context.document.graph
        lists = self._lists(node) if node is not None and is_here else []
        names = [self._origin(edge) for _, edges in lists for edge in edges]
        if (lists, names) == (self._shown, self._names):
            return
        focus = self._focused()
        self._shown, self._names = lists, names
        self._fill()
        self.setVisible(bool(lists))
        if focus:
            self._focus(focus)

    def _lists(self, node: Node) -> list[tuple[str, list[Edge]]]:
        """Slots that take a list and have more than one wire, with these in order."""
        document = self._context.document
        graph, catalog = document.graph, document.catalog
        many = {s.name for s in slots_of(document.design, graph, node, catalog) if s.many}
        edges = [edge for edge in graph.inputs_of(node.id) if edge.slot in many]
        edges.sort(key=lambda edge: (edge.slot, edge.index))
        grouped = [(slot, list(wires)) for slot, wires in groupby(edges, lambda edge: edge.slot)]
        return [(slot, wires) for slot, wires in grouped if len(wires) > 1]

    def _origin(self, edge: Edge) -> str:
        """The node that a wire comes from, and which of its outputs where it has several."""
        document = self._context.document
        graph = document.graph
        source = graph.node(edge.source)
        outputs = output_names_of(document.design, graph, source, document.catalog)
        if len(outputs) < 2 or edge.output >= len(outputs):
            return source.name
        return f"{source.name}, {outputs[edge.output]}"

    def _fill(self) -> None:
        self._column.removeWidget(self._body)
        self._body.hide()
        self._body.deleteLater()
        self._body = QWidget(self)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for slot, edges in self._shown:
            title = QLabel(self.tr("Order of {slot}").format(slot=slot), self._body)
            mark(title, "muted")
            column.addWidget(title)
            for place in range(len(edges)):
                column.addWidget(self._row(slot, edges, place))
        self._column.addWidget(self._body)
        self._body.show()  # At once, not when the layout comes to it: the focus waits for it.

    def _row(self, slot: str, edges: list[Edge], place: int) -> QWidget:
        row = QWidget(self._body)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        name = QLabel(f"{place + 1}. {self._origin(edges[place])}", row)
        name.setTextFormat(Qt.TextFormat.PlainText)
        layout.addWidget(name, 1)
        ways = (("↑", self.tr("Move up"), "up", -1), ("↓", self.tr("Move down"), "down", 1))
        for text, words, way, by in ways:
            button = QToolButton(row)
            mark(button, "flat")
            button.setText(text)
            button.setToolTip(words)
            button.setAccessibleName(f"{words}: {name.text()}")
            button.setObjectName(f"wire:{slot}[{place}]:{way}")
            button.setEnabled(0 <= place + by < len(edges))
            button.clicked.connect(partial(self._exchange, slot, place, place + by))
            layout.addWidget(button)
        return row

    def _exchange(self, slot: str, place: int, other: int, *_checked: bool) -> None:
        edges = dict(self._shown)[slot]
        self._context.document.exchange_wires(edges[place], edges[other])
        way = "up" if other < place else "down"
        self._focus(f"wire:{slot}[{other}]:{way}")

    def _focused(self) -> str:
        found = [button for button in self.findChildren(QToolButton) if button.hasFocus()]
        return found[0].objectName() if found else ""

    def _focus(self, name: str) -> None:
        """Keep the keyboard where it was: the wire goes, the button stays under the hand."""
        button = self._body.findChild(QToolButton, name)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
