"""Several nodes that call one layer, or one use of a block: linked, and made unique again.

Each function looks at a design and answers with an `Edit`; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from designer.catalog.table import Catalog
from designer.graph.design import MAIN, Design
from designer.graph.edits import Change, Edit, Several
from designer.graph.graph import Graph, GraphError
from designer.graph.nodes import NO_VALUES, BlockNode, LayerNode, Node, id_order
from designer.graph.ports import owner_of, slots_of

Sharer = LayerNode | BlockNode


def linked(
    design: Design, catalog: Catalog, node_ids: Iterable[str], graph_name: str = MAIN
) -> Edit:
    """Let nodes call one layer, that of the oldest. Raises `GraphError` where they cannot."""
    graph = design.graph(graph_name)
    nodes = [graph.node(node_id) for node_id in sorted(set(node_ids), key=id_order)]
    if len(nodes) < 2:
        raise GraphError("Select two or more layers of one class that should share their weights.")
    sharers = [_sharer(node) for node in nodes]
    owner = owner_of(graph, sharers[0])
    assert isinstance(owner, (LayerNode, BlockNode))
    for node in sharers:
        reason = _why_not(design, catalog, graph, owner, node)
        if reason:
            raise GraphError(reason)
    joining = {node.id for node in sharers} | {owner_of(graph, node).id for node in sharers}
    joining |= {node.id for node in graph.nodes() if getattr(node, "shares", "") in joining}
    heirs = [graph.node(node_id) for node_id in sorted(joining - {owner.id}, key=id_order)]
    steps = [
        Change(replace(node, shares=owner.id, values=NO_VALUES), graph_name)
        for node in map(_sharer, heirs)
        if node.shares != owner.id
    ]
    if not steps:
        raise GraphError(f"They already share the layer of {owner.name}.")
    return Several(tuple(steps))


def _sharer(node: Node) -> Sharer:
    if not isinstance(node, (LayerNode, BlockNode)):
        raise GraphError(f"{node.name} has no weights to share: it is no layer and no block.")
    return node


def _why_not(design: Design, catalog: Catalog, graph: Graph, owner: Sharer, node: Sharer) -> str:
    if _class_of(owner) != _class_of(node):
        return (
            f"{owner.name} is a {_word(owner)} and {node.name} a {_word(node)}: only layers of one"
            " class, or uses of one block, can share weights."
        )
    known = {slot.name for slot in slots_of(design, graph, owner, catalog)}
    lost = [edge.slot for edge in graph.inputs_of(node.id) if edge.slot not in known]
    if lost:
        return f"{owner.name} has no slot {lost[0]!r}, which is wired on {node.name}."
    return ""


def _class_of(node: Sharer) -> tuple[type[Node], str]:
    return (LayerNode, node.layer) if isinstance(node, LayerNode) else (BlockNode, node.block)


def _word(node: Sharer) -> str:
    return _class_of(node)[1].rpartition(".")[2]


def made_unique(design: Design, node_ids: Iterable[str], graph_name: str = MAIN) -> Edit:
    """Give nodes layers of their own, with the values of the one that they shared. Of those that
    stay together the oldest owns the layer. Raises `GraphError` where none shares."""
    graph = design.graph(graph_name)
    wanted = set(node_ids)
    steps: list[Edit] = []
    for family in _families(graph):
        leaving = [node for node in family if node.id in wanted]
        staying = [node for node in family if node.id not in wanted]
        if leaving:
            steps += _parted(family[0], leaving, staying, graph_name)
    if not steps:
        raise GraphError("None of these shares its layer with another node.")
    return Several(tuple(steps))


def _families(graph: Graph) -> list[list[Sharer]]:
    """The nodes of every layer that is called more than once, the owner first."""
    found: dict[str, list[Sharer]] = {}
    for node in graph.nodes():
        if isinstance(node, (LayerNode, BlockNode)) and node.shares:
            owner = owner_of(graph, node)
            if owner.id != node.id:
                assert isinstance(owner, (LayerNode, BlockNode))
                found.setdefault(owner.id, [owner]).append(node)
    return list(found.values())


def _parted(
    owner: Sharer, leaving: Sequence[Sharer], staying: Sequence[Sharer], graph_name: str
) -> list[Edit]:
    new_owner = staying[0].id if staying else ""
    steps: list[Edit] = []
    for node in (*leaving, *staying):
        own = node in leaving or node.id == new_owner
        shares, values = ("", owner.values) if own else (new_owner, node.values)
        if (node.shares, node.values) != (shares, values):
            steps.append(Change(replace(node, shares=shares, values=values), graph_name))
    return steps
