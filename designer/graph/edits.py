"""Edits: frozen values that change a design and answer with their inverse.

`edit.apply(design)` either does all of its work and returns the edit that takes it back, or raises
`GraphError` and leaves the design as it was. Undo, the journal and fixes all use these values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from designer.graph.design import MAIN, Block, BlockHead, CustomLayer, Design, Settings
from designer.graph.graph import Graph, GraphError
from designer.graph.naming import fault_in_block_name
from designer.graph.nodes import (
    BlockNode,
    Edge,
    LayerNode,
    Node,
    Point,
    blocks_of,
    moved,
    with_blocks,
)


class Edit(Protocol):
    """What every edit can do."""

    def apply(self, design: Design) -> Edit:
        """Change the design and return the inverse. Raises `GraphError`, changing nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Add:
    """A node joins a graph."""

    node: Node
    graph: str = MAIN

    def apply(self, design: Design) -> Edit:
        design.graph(self.graph).add(self.node)
        return Remove(self.node.id, self.graph)


@dataclass(frozen=True, slots=True)
class Remove:
    """A node leaves with all its wires, and with the layer that other nodes may share: the first
    of those then owns it."""

    node: str
    graph: str = MAIN

    def apply(self, design: Design) -> Edit:
        graph = design.graph(self.graph)
        node = graph.node(self.node)
        edges = {*graph.inputs_of(self.node), *graph.outputs_of(self.node)}
        heirs = [other for other in graph.nodes() if getattr(other, "shares", "") == self.node]
        undo: list[Edit] = [Add(node, self.graph)]
        for heir in heirs:
            undo.append(Change(heir, self.graph))
            graph.change(_inherited(heir, node, owner="" if heir is heirs[0] else heirs[0].id))
        for edge in sorted(edges):
            graph.disconnect(edge)
            undo.append(Connect(edge, self.graph))
        graph.remove(self.node)
        return Several(tuple(undo))


def _inherited(heir: Node, leaving: Node, owner: str) -> Node:
    """A sharing node after its owner has left: it owns the layer, or shares the new owner's."""
    assert isinstance(heir, (LayerNode, BlockNode)) and isinstance(leaving, (LayerNode, BlockNode))
    return replace(heir, shares=owner, values=heir.values if owner else leaving.values)


@dataclass(frozen=True, slots=True)
class Change:
    """A node takes new values; `node` is the whole new node with the old id."""

    node: Node
    graph: str = MAIN

    def apply(self, design: Design) -> Edit:
        return Change(design.graph(self.graph).change(self.node), self.graph)


@dataclass(frozen=True, slots=True)
class Move:
    """Nodes go to new places: pairs of id and position."""

    places: tuple[tuple[str, Point], ...]
    graph: str = MAIN

    def apply(self, design: Design) -> Edit:
        graph = design.graph(self.graph)
        nodes = [(graph.node(node_id), point) for node_id, point in self.places]
        for node, point in nodes:
            graph.change(moved(node, point))
        return Move(tuple((node.id, node.position) for node, _ in nodes), self.graph)


@dataclass(frozen=True, slots=True)
class Connect:
    """A wire joins two nodes."""

    edge: Edge
    graph: str = MAIN

    def apply(self, design: Design) -> Edit:
        design.graph(self.graph).connect(self.edge)
        return Disconnect(self.edge, self.graph)


@dataclass(frozen=True, slots=True)
class Disconnect:
    """A wire goes."""

    edge: Edge
    graph: str = MAIN

    def apply(self, design: Design) -> Edit:
        design.graph(self.graph).disconnect(self.edge)
        return Connect(self.edge, self.graph)


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """The design's name, or how its inputs and outputs are passed."""

    settings: Settings

    def apply(self, design: Design) -> Edit:
        old, design.settings = design.settings, self.settings
        return ChangeSettings(old)


@dataclass(frozen=True, slots=True)
class ChangeCustomLayer:
    """A custom layer is added, replaced, or (with `layer` None) removed."""

    name: str
    layer: CustomLayer | None

    def apply(self, design: Design) -> Edit:
        old = design.custom_layers.pop(self.name, None)
        if self.layer is not None:
            design.custom_layers[self.name] = self.layer
        return ChangeCustomLayer(self.name, old)


@dataclass(frozen=True, slots=True)
class AddBlock:
    """A block joins the design, with an empty graph."""

    head: BlockHead

    def apply(self, design: Design) -> Edit:
        _refuse_name(design, self.head.name)
        design.blocks[self.head.name] = Block.of(self.head, Graph())
        return RemoveBlock(self.head.name)


@dataclass(frozen=True, slots=True)
class RemoveBlock:
    """A block leaves; only one that is empty and that no node uses can."""

    name: str

    def apply(self, design: Design) -> Edit:
        if len(design.graph(self.name)):
            raise GraphError(f"The block {self.name} holds nodes; remove them first.")
        refuse_while_used(design, self.name)
        return AddBlock(design.blocks.pop(self.name).head)


@dataclass(frozen=True, slots=True)
class ChangeBlock:
    """A block takes other arguments, another form, or passes its tensors in another way."""

    head: BlockHead

    def apply(self, design: Design) -> Edit:
        design.graph(self.head.name)
        block = design.blocks[self.head.name]
        old = block.head
        block.take(self.head)
        return ChangeBlock(old)


@dataclass(frozen=True, slots=True)
class RenameBlock:
    """A block takes another name, and its uses with it."""

    old: str
    new: str

    def apply(self, design: Design) -> Edit:
        design.graph(self.old)
        _refuse_name(design, self.new)
        for graph_name, node in list(users_of(design, self.old)):
            design.graph(graph_name).change(with_blocks(node, {self.old: self.new}))
        block = design.blocks[self.old]
        block.take(replace(block.head, name=self.new))
        design.blocks = {each.name: each for each in design.blocks.values()}
        return RenameBlock(self.new, self.old)


def uses_of(design: Design, block: str) -> Iterator[tuple[str, BlockNode]]:
    """The nodes that use a block, each with the name of its graph."""
    for graph_name, graph in design.graphs():
        for node in graph.nodes():
            if isinstance(node, BlockNode) and node.block == block:
                yield graph_name, node


def users_of(design: Design, block: str) -> Iterator[tuple[str, Node]]:
    """Its uses, and the nodes in whose values its model is an inner layer."""
    for graph_name, graph in design.graphs():
        for node in graph.nodes():
            if block in blocks_of(node):
                yield graph_name, node


def refuse_while_used(design: Design, block: str) -> None:
    """Raises `GraphError` where a node uses the block."""
    user = next((node for _, node in users_of(design, block)), None)
    if user is not None:
        raise GraphError(f"The block {block} is used by {user.name}.")


def _refuse_name(design: Design, name: str) -> None:
    fault = fault_in_block_name(name, {*design.blocks, *design.custom_layers})
    if fault:
        raise GraphError(fault)


@dataclass(frozen=True, slots=True)
class Several:
    """Edits that count as one step, in order."""

    edits: tuple[Edit, ...]

    def apply(self, design: Design) -> Edit:
        undo: list[Edit] = []
        try:
            for edit in self.edits:
                undo.append(edit.apply(design))
        except GraphError:
            for edit in reversed(undo):
                edit.apply(design)
            raise
        return Several(tuple(reversed(undo)))


def parts_of(edit: Edit) -> list[Edit]:
    """The single edits that one is made of, in order."""
    if isinstance(edit, Several):
        return [part for inner in edit.edits for part in parts_of(inner)]
    return [edit]


def touched(edit: Edit) -> set[tuple[str, str]]:
    """The (graph, node id) pairs whose picture or wires an edit changes."""
    if isinstance(edit, Several):
        return {pair for inner in edit.edits for pair in touched(inner)}
    if isinstance(edit, (Add, Change)):
        return {(edit.graph, edit.node.id)}
    if isinstance(edit, Remove):
        return {(edit.graph, edit.node)}
    if isinstance(edit, Move):
        return {(edit.graph, node_id) for node_id, _ in edit.places}
    if isinstance(edit, (Connect, Disconnect)):
        return {(edit.graph, edit.edge.source), (edit.graph, edit.edge.target)}
    return set()


def blocks_in(edit: Edit) -> set[str]:
    """The blocks that an edit changes inside, or whose head it changes; moves do not count."""
    if isinstance(edit, Several):
        return {name for inner in edit.edits for name in blocks_in(inner)}
    if isinstance(edit, (AddBlock, ChangeBlock)):
        return {edit.head.name}
    if isinstance(edit, RenameBlock):
        return {edit.old, edit.new}
    graph = "" if is_cosmetic(edit) else getattr(edit, "graph", MAIN)
    return {graph} if graph else set()


def renamed_blocks(edit: Edit) -> dict[str, str]:
    """New names by old ones."""
    if isinstance(edit, Several):
        return {old: new for inner in edit.edits for old, new in renamed_blocks(inner).items()}
    return {edit.old: edit.new} if isinstance(edit, RenameBlock) else {}


def is_cosmetic(edit: Edit) -> bool:
    """Whether an edit changes places on the canvas only, so that code and shapes stay."""
    if isinstance(edit, Several):
        return all(is_cosmetic(inner) for inner in edit.edits)
    return isinstance(edit, Move)
