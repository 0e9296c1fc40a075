"""The graph of a main canvas or of one block: nodes and edges over `networkx.MultiDiGraph`.

Only this floor knows networkx. Nothing here asks whether a graph makes sense (see `checks`), but
no edge ever points at a missing node and no slot index is taken twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx

from designer.graph.nodes import Edge, InputNode, Node, OutputNode, id_order


class GraphError(ValueError):
    """A change that a graph cannot take; the message names the node."""


class CycleError(GraphError):
    """The graph holds a cycle; `nodes` lists the ids along it."""

    def __init__(self, nodes: tuple[str, ...], names: tuple[str, ...]) -> None:
        self.nodes = nodes
        super().__init__(f"The wires form a cycle: {' → '.join((*names, names[0]))}.")


class Graph:
    """Nodes by id, edges by slot and index, both in creation order."""

    def __init__(self, nodes: Iterable[Node] = (), edges: Iterable[Edge] = ()) -> None:
        self._nx: Any = nx.MultiDiGraph()
        # Any: the stubs of networkx know no data views of one attribute.
        self._highest = 0
        self._nodes: list[Node] | None = None
        self._inputs: list[InputNode] | None = None
        self._outputs: list[OutputNode] | None = None
        self._order: list[str] | None = None
        self._edges: list[Edge] | None = None
        self._edges_in: dict[str, tuple[Edge, ...]] = {}
        self._edges_out: dict[str, tuple[Edge, ...]] = {}
        self._alive: frozenset[str] | None = None
        self._depth: int | None = None
        for node in nodes:
            self.add(node)
        for edge in edges:
            self.connect(edge)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._nx

    def __len__(self) -> int:
        return len(self._nx)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Graph):
            return NotImplemented
        return self.nodes() == other.nodes() and self.edges() == other.edges()

    __hash__ = None  # type: ignore[assignment]

    def node(self, node_id: str) -> Node:
        """Raises `GraphError` where no node has this id."""
        try:
            node: Node = self._nx._node[node_id]["node"]
        except KeyError:
            raise GraphError(f"There is no node {node_id!r} in this graph.") from None
        return node

    def get(self, node_id: str) -> Node | None:
        return self.node(node_id) if node_id in self else None

    def nodes(self) -> list[Node]:
        """Every node, in creation order."""
        if self._nodes is None:
            nodes: Iterator[tuple[str, Node]] = self._nx.nodes(data="node")
            self._nodes = [node for _, node in sorted(nodes, key=lambda pair: id_order(pair[0]))]
        return self._nodes.copy()

    def edges(self) -> list[Edge]:
        """Every edge, ordered by target, slot and index."""
        if self._edges is None:
            edges: Iterator[tuple[str, str, Edge]] = self._nx.edges(data="edge")
            self._edges = sorted((edge for *_, edge in edges), key=_edge_order)
        return self._edges.copy()

    def contents(self) -> tuple[list[Node], list[Edge]]:
        """Nodes and edges: all that a graph of one's own can be made from, in another thread for
        instance."""
        return self.nodes(), self.edges()

    def inputs_of(self, node_id: str) -> tuple[Edge, ...]:
        """Edges that end at a node, by slot and index; the same object until they change."""
        found = self._edges_in.get(node_id)
        if found is None:
            found = self._edges_in[node_id] = _edges_between(self._nx._pred[node_id])
        return found

    def outputs_of(self, node_id: str) -> tuple[Edge, ...]:
        """Edges that start at a node; the same object until they change."""
        found = self._edges_out.get(node_id)
        if found is None:
            found = self._edges_out[node_id] = _edges_between(self._nx._succ[node_id])
        return found

    def edge_at(self, target: str, slot: str, index: int = 0) -> Edge | None:
        """The edge that ends at this place, if any."""
        for edge in self.inputs_of(target):
            if (edge.slot, edge.index) == (slot, index):
                return edge
        return None

    def next_index(self, target: str, slot: str) -> int:
        """The first index behind all that a list slot holds."""
        taken = [edge.index for edge in self.inputs_of(target) if edge.slot == slot]
        return max(taken, default=-1) + 1

    def inputs(self) -> list[InputNode]:
        """The model's inputs, in the order in which they are passed."""
        if self._inputs is None:
            found = [node for node in self.nodes() if isinstance(node, InputNode)]
            self._inputs = sorted(found, key=lambda node: node.order)
        return self._inputs.copy()

    def outputs(self) -> list[OutputNode]:
        """The model's outputs, in the order in which they are returned."""
        if self._outputs is None:
            found = [node for node in self.nodes() if isinstance(node, OutputNode)]
            self._outputs = sorted(found, key=lambda node: node.order)
        return self._outputs.copy()

    def names(self) -> set[str]:
        return {node.name for _, node in self._nx.nodes(data="node")}

    def named(self, name: str) -> Node | None:
        """The first node of that name."""
        return next((node for node in self.nodes() if node.name == name), None)

    def new_id(self) -> str:
        """An id that no node of this graph has or has had."""
        return f"n{self._highest + 1}"

    def new_ids(self, count: int) -> list[str]:
        return [f"n{self._highest + 1 + number}" for number in range(count)]

    def is_reachable(self, start: str, goal: str) -> bool:
        """Whether a path leads from `start` to `goal`; true when they are one node."""
        return bool(nx.has_path(self._nx, start, goal))

    def descendants(self, node_id: str) -> set[str]:
        found: set[str] = nx.descendants(self._nx, node_id)
        return found

    def ancestors(self, node_id: str) -> set[str]:
        found: set[str] = nx.ancestors(self._nx, node_id)
        return found

    def alive(self) -> frozenset[str]:
        """Ids of the nodes that lead to an output, the outputs among them."""
        if self._alive is None:
            outputs = [node.id for node in self.outputs()]
            self._alive = frozenset(outputs).union(*map(self.ancestors, outputs))
        return self._alive

    def depth(self) -> int:
        """Nodes on the longest way. Raises `CycleError`."""
        if self._depth is None:
            depth: dict[str, int] = {}
            for node in self.in_order():
                before = [depth[edge.source] for edge in self.inputs_of(node.id)]
                depth[node.id] = max(before, default=0) + 1
            self._depth = max(depth.values(), default=0)
        return self._depth

    def in_order(self) -> list[Node]:
        """The nodes in an order in which every input is ready.

        Ties keep creation order, so equal designs print equal code. Raises `CycleError` naming
        the nodes on one cycle.
        """
        if self._order is None:
            try:
                sort = nx.lexicographical_topological_sort(self._nx, key=id_order)
                self._order = list(sort)
            except nx.NetworkXUnfeasible:
                cycle = self.cycle()
                raise CycleError(cycle, tuple(self.node(n).name for n in cycle)) from None
        return [self.node(node_id) for node_id in self._order]

    def cycle(self) -> tuple[str, ...]:
        """Ids along one cycle, in its direction; empty where there is none."""
        if self._order is not None:
            return ()
        try:
            found = nx.find_cycle(self._nx)
        except nx.NetworkXNoCycle:
            return ()
        return tuple(edge[0] for edge in found)

    # Changes: edits call these, nothing else does.

    def add(self, node: Node) -> None:
        if node.id in self:
            raise GraphError(f"{node.name}: the id {node.id!r} is taken.")
        self._nx.add_node(node.id, node=node)
        self._forget_nodes()
        self._forget_ways()
        if node.id[1:].isdecimal():
            self._highest = max(self._highest, int(node.id[1:]))

    def remove(self, node_id: str) -> None:
        if self._nx.in_degree(node_id) or self._nx.out_degree(node_id):
            raise GraphError(f"{self.node(node_id).name}: remove its wires first.")
        self._nx.remove_node(node_id)
        self._edges_in.pop(node_id, None)
        self._edges_out.pop(node_id, None)
        self._forget_nodes()
        self._forget_ways()

    def change(self, node: Node) -> Node:
        """Put `node` in the place of the node with its id; return the old one."""
        old = self.node(node.id)
        self._nx.nodes[node.id]["node"] = node
        self._forget_nodes()
        if type(old) is not type(node):
            self._alive = None
        return old

    def _forget_nodes(self) -> None:
        self._nodes = self._inputs = self._outputs = None

    def _forget_ways(self) -> None:
        self._order = self._alive = self._depth = None

    def _forget_edges(self, edge: Edge) -> None:
        self._edges = None
        self._edges_out.pop(edge.source, None)
        self._edges_in.pop(edge.target, None)
        self._forget_ways()

    def connect(self, edge: Edge) -> None:
        for end in (edge.source, edge.target):
            self.node(end)
        if self.edge_at(edge.target, edge.slot, edge.index):
            name = self.node(edge.target).name
            raise GraphError(f"{name}: place {edge.index} of {edge.slot!r} is taken.")
        key = (edge.output, edge.slot, edge.index)
        self._nx.add_edge(edge.source, edge.target, key=key, edge=edge)
        self._forget_edges(edge)

    def disconnect(self, edge: Edge) -> None:
        key = (edge.output, edge.slot, edge.index)
        if not self._nx.has_edge(edge.source, edge.target, key):
            raise GraphError(f"There is no wire {edge.source} → {edge.target}.{edge.slot}.")
        self._nx.remove_edge(edge.source, edge.target, key)
        self._forget_edges(edge)


def _edges_between(neighbours: Any) -> tuple[Edge, ...]:
    """The edges in one row of networkx's adjacency. Its views would cost ten times as much."""
    edges = [data["edge"] for between in neighbours.values() for data in between.values()]
    return tuple(sorted(edges, key=_edge_order) if len(edges) > 1 else edges)


def _edge_order(edge: Edge) -> tuple[object, ...]:
    return (id_order(edge.target), edge.slot, edge.index, id_order(edge.source), edge.output)
