"""Blocks: what uses what, and the wires of uses when the inside of a block changes.

Every function looks at a design and answers; edits that it answers with change the design.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from designer.graph.design import MAIN, Block, Design
from designer.graph.edits import (
    Add,
    AddBlock,
    Connect,
    Disconnect,
    Edit,
    Remove,
    RemoveBlock,
    Several,
    refuse_while_used,
)
from designer.graph.graph import Graph, GraphError
from designer.graph.naming import free_block_name
from designer.graph.nodes import BlockNode, Edge, Node, blocks_of, with_blocks


def used_in(design: Design, graph: Graph) -> set[str]:
    """The blocks that a graph uses, directly and through other blocks."""
    found: set[str] = set()
    graphs = [graph]
    while graphs:
        names = {name for node in graphs.pop().nodes() for name in blocks_of(node)}
        new = (names & design.blocks.keys()) - found
        found |= new
        graphs += [design.blocks[name].graph for name in new]
    return found


def why_not_use(design: Design, block: str, graph_name: str) -> str:
    """Why a block cannot be used in a graph; empty where it can."""
    if graph_name == MAIN or block not in design.blocks:
        return ""
    if block == graph_name:
        return f"The block {block} cannot use itself."
    if graph_name in used_in(design, design.blocks[block].graph):
        return f"The block {block} uses {graph_name}, so {graph_name} cannot use it."
    return ""


def refuse_recursion(design: Design, nodes: Iterable[Node], graph_name: str) -> None:
    """Raises `GraphError` where one of these nodes would make a graph use itself."""
    for node in nodes:
        for block in blocks_of(node):
            reason = why_not_use(design, block, graph_name)
            if reason:
                raise GraphError(reason)


def deletion(design: Design, name: str) -> Edit:
    """Take a block away with all that is in it. Raises `GraphError` while a node uses it."""
    refuse_while_used(design, name)
    nodes = design.graph(name).nodes()
    return Several((*(Remove(node.id, name) for node in nodes), RemoveBlock(name)))


def addition(block: Block) -> Edit:
    """The edit that brings a block into a design, with all that is in it."""
    nodes, edges = block.graph.nodes(), block.graph.edges()
    return Several(
        (
            AddBlock(block.head),
            *(Add(node, block.name) for node in nodes),
            *(Connect(edge, block.name) for edge in edges),
        )
    )


def brought(design: Design, blocks: Iterable[Block]) -> tuple[Edit, dict[str, str]]:
    """Bring blocks from elsewhere, inner ones first, and what each is called here: its own name,
    that of an equal one that is already here, or a free one beside a different one."""
    names: dict[str, str] = {}
    taken = {*design.blocks, *design.custom_layers}
    steps: list[Edit] = []
    for block in blocks:
        graph = Graph((with_blocks(node, names) for node in block.graph.nodes()), ())
        for edge in block.graph.edges():
            graph.connect(edge)
        block = Block.of(block.head, graph)
        if design.blocks.get(block.name) == block:
            names[block.name] = block.name
            continue
        name = free_block_name(block.name, taken)
        taken.add(name)
        names[block.name] = name
        steps.append(addition(Block.of(replace(block.head, name=name), graph)))
    return Several(tuple(steps)), names


def carried(design: Design, nodes: Iterable[Node]) -> list[Block]:
    """The blocks that nodes need to be understood elsewhere, inner ones first."""
    found: dict[str, Block] = {}
    under_way: set[str] = set()

    def visit(nodes: Iterable[Node]) -> None:
        for name in (name for node in nodes for name in blocks_of(node)):
            block = design.blocks.get(name)
            if block and name not in under_way:
                under_way.add(name)
                visit(block.graph.nodes())
                found[name] = block

    if design.blocks:
        visit(nodes)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Ports:
    """What a block takes and gives, in order: ids of its inputs with their names, and of its
    outputs."""

    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[str, ...]


def ports_of(design: Design, blocks: Iterable[str]) -> dict[str, Ports]:
    """The ports of those of these blocks that there are."""
    return {
        name: Ports(
            tuple((node.id, node.name) for node in design.blocks[name].graph.inputs()),
            tuple(node.id for node in design.blocks[name].graph.outputs()),
        )
        for name in blocks
        if name in design.blocks
    }


def wires_kept(design: Design, before: Mapping[str, Ports]) -> Edit | None:
    """Let the wires of uses follow inputs that were renamed and outputs that changed places, and
    cut those whose end is gone. None where nothing is to do."""
    after = ports_of(design, before)
    changed = {name for name in after if after[name] != before[name]}
    if not changed:
        return None
    cut: list[Edit] = []
    drawn: list[Edit] = []
    for graph_name, graph in design.graphs():
        users = {
            node.id: node.block
            for node in graph.nodes()
            if isinstance(node, BlockNode) and node.block in changed
        }
        for edge in graph.edges() if users else ():
            new = _followed(edge, users, before, after)
            if new != edge:
                cut.append(Disconnect(edge, graph_name))
            if new not in (edge, None):
                drawn.append(Connect(new, graph_name))
    return Several((*cut, *drawn)) if cut else None


def _followed(
    edge: Edge, users: Mapping[str, str], before: Mapping[str, Ports], after: Mapping[str, Ports]
) -> Edge | None:
    """Where the wire is now; None where an end of it is gone."""
    new = edge
    if edge.target in users:
        block = users[edge.target]
        ids = {name: node_id for node_id, name in before[block].inputs}
        slot = dict(after[block].inputs).get(ids.get(edge.slot, ""))
        if edge.slot in ids and slot is None:
            return None
        new = replace(new, slot=slot or edge.slot)
    if edge.source in users and edge.output < len(before[users[edge.source]].outputs):
        block = users[edge.source]
        output = before[block].outputs[edge.output]
        if output not in after[block].outputs:
            return None
        new = replace(new, output=after[block].outputs.index(output))
    return new
