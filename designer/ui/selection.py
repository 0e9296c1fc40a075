"""What is selected, shared by the canvas, the panels and the actions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from designer.graph.nodes import Edge


class Selection(QObject):
    """Ids of nodes and edges of the graph on the canvas, in no order."""

    changed = Signal()
    revealed = Signal(str)
    """A panel asks that the canvas brings this node into view."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.nodes: frozenset[str] = frozenset()
        self.edges: frozenset[Edge] = frozenset()

    @property
    def node(self) -> str:
        """The one selected node's id; empty where none or several are selected."""
        return next(iter(self.nodes)) if len(self.nodes) == 1 else ""

    def set(self, nodes: Iterable[str] = (), edges: Iterable[Edge] = ()) -> None:
        nodes, edges = frozenset(nodes), frozenset(edges)
        if (nodes, edges) != (self.nodes, self.edges):
            self.nodes, self.edges = nodes, edges
            self.changed.emit()

    def toggle(self, node: str) -> None:
        self.set(self.nodes ^ {node}, self.edges)

    def reveal(self, node: str) -> None:
        """Select a node and bring it into view."""
        self.set([node])
        self.revealed.emit(node)
