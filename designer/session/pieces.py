"""The piece of a design between an edit and one node behind it: enough to see whether the edit
helps there, at a cost that does not grow with the design. Pure.

What the edit cannot reach is not run again: where it comes into the piece, an input stands for it.
A mask on such a wire is not carried over, so what passes here is looked at again as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, replace
from functools import cached_property

from designer.codegen.inside import with_values
from designer.diagnosis.causes.scene import Scene
from designer.graph.answers import Tensor
from designer.graph.design import Design
from designer.graph.edits import Add, Change, Connect, Disconnect, Edit, Remove, parts_of
from designer.graph.graph import Graph
from designer.graph.nodes import BlockNode, Edge, InputNode, Node, OutputNode

MOST_NODES = 150
"""Of a piece; larger ones are looked at as a whole."""


@dataclass(frozen=True)
class Piece:
    """A small design that ends at one node of a larger one."""

    design: Design
    node: Node


@dataclass(frozen=True)
class Behind:
    """A small design of what an edit changes in a larger one, as far as that is looked at."""

    design: Design
    nodes: Set[str]


@dataclass(frozen=True)
class Cutter:
    """Cuts pieces that end at one node of a scene."""

    scene: Scene
    node: Node

    def __post_init__(self) -> None:
        self.scene.order  # noqa: B018 - of the design as it is, before anything is tried

    def changed_by(self, edit: Edit) -> Set[str] | None:
        """The nodes of the scene that an edit is about to give other values or other wires; None
        where it does not tell."""
        changed: set[str] = set()
        for each in parts_of(edit):
            if isinstance(each, (Add, Change)) and each.graph == self.scene.name:
                changed.add(each.node.id)
            elif isinstance(each, (Connect, Disconnect)) and each.graph == self.scene.name:
                changed.add(each.edge.target)
            elif isinstance(each, Remove) and each.graph == self.scene.name:
                edges = self._base.outputs_of(each.node) if each.node in self._base else []
                changed |= {edge.target for edge in edges}
            elif isinstance(each, Change):
                changed |= self._uses.get(each.graph, set())
            else:
                return None
        sharing = (node.id for node in self._base.nodes() if getattr(node, "shares", "") in changed)
        return changed | set(sharing)

    def piece(self, changed: Set[str]) -> Piece | None:
        """Of the design as it is now, with these nodes changed; None where nothing can be told
        from a piece."""
        graph = with_values(self.scene.design.graph(self.scene.name), self.scene.stands_for)
        if self.node.id not in graph or isinstance(self.node, OutputNode):
            return None
        within = self._between(graph, changed)
        if within is None:
            return None
        cut = _Cut(graph, within, self.scene.tensor)
        small = cut.graph()
        if small is None:
            return None
        return Piece(replace(self.scene.design, main=small), graph.node(self.node.id))

    def behind(self, changed: Set[str]) -> Behind | None:
        """The nodes that are changed and what is behind them, of the design as it is now; those
        whose tensors are not known stay out of it."""
        graph = self.scene.design.graph(self.scene.name)
        front = [each for each in changed if each in graph]
        within = set(front)
        for each in front:
            for edge in graph.outputs_of(each) if len(within) < MOST_NODES else ():
                if edge.target not in within:
                    within.add(edge.target)
                    front.append(edge.target)
        owners = {getattr(graph.node(each), "shares", "") for each in within}
        within |= {each for each in owners if each in graph}
        for each in front:
            edges = graph.inputs_of(each)
            known = (e.source in within or self.scene.tensor(e.source, e.output) for e in edges)
            if not all(known):
                within.discard(each)
        small = _Cut(graph, within, self.scene.tensor).graph()
        return Behind(replace(self.scene.design, main=small), within) if small else None

    @property
    def _base(self) -> Graph:
        return self.scene.graph

    @cached_property
    def _uses(self) -> dict[str, set[str]]:
        """By block the nodes that use it."""
        found: dict[str, set[str]] = {}
        for node in self._base.nodes():
            if isinstance(node, BlockNode):
                found.setdefault(node.block, set()).add(node.id)
        return found

    def _between(self, graph: Graph, changed: Set[str]) -> set[str] | None:
        """What depends on the changed nodes and leads to the node, with these."""
        order, goal = self.scene.order, self.scene.order.get(self.node.id, 0)
        after = [each for each in changed if each in graph]
        seen = set(after)
        for each in after:
            for edge in graph.outputs_of(each):
                is_before = order.get(edge.target, goal) <= goal
                if edge.target not in seen and is_before:
                    seen.add(edge.target)
                    after.append(edge.target)
            if len(seen) > MOST_NODES:
                return None
        if self.node.id not in seen:
            return None
        before = [self.node.id]
        found = {self.node.id}
        for each in before:
            owner = getattr(graph.node(each), "shares", "")
            sources = [edge.source for edge in graph.inputs_of(each) if edge.source in seen]
            for source in (*sources, *([owner] if owner in graph else [])):
                if source not in found:
                    found.add(source)
                    before.append(source)
        return found


@dataclass(frozen=True)
class _Cut:
    graph_before: Graph
    within: Set[str]
    tensor: Callable[[str, int], Tensor | None]

    def graph(self) -> Graph | None:
        """None where the tensors that come in are not known."""
        nodes = [self.graph_before.node(each) for each in self.within]
        edges: list[Edge] = []
        entries: dict[tuple[str, int], InputNode] = {}
        for node in nodes:
            for edge in self.graph_before.inputs_of(node.id):
                if edge.source not in self.within:
                    place = edge.source, edge.output
                    entry = entries.get(place) or _entry(len(entries), self.tensor(*place))
                    if entry is None:
                        return None
                    entries[place] = entry
                    edge = replace(edge, source=entry.id, output=0)
                edges.append(edge)
        return Graph((*nodes, *entries.values()), edges)


def _entry(number: int, tensor: Tensor | None) -> InputNode | None:
    """An input that stands for what comes into the piece."""
    if tensor is None or not tensor.shape:
        return None
    batch, *shape = tensor.shape
    name = f"given_{number}"
    return InputNode(name, name, shape=tuple(shape), dtype=tensor.dtype, batch_size=batch)
