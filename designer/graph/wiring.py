"""Which wires can be drawn, why others cannot, and the edit that draws one."""

from __future__ import annotations

from dataclasses import replace

from designer.catalog.table import Catalog
from designer.graph.design import MAIN, Design
from designer.graph.edits import Connect, Disconnect, Edit, Several
from designer.graph.graph import Graph
from designer.graph.nodes import Edge
from designer.graph.ports import output_names_of, slots_of


def why_not(design: Design, catalog: Catalog, edge: Edge, graph_name: str = MAIN) -> str:
    """Why this wire cannot be; empty where it can. A taken place is no reason: see `wire`."""
    graph = design.graph(graph_name)
    source, target = graph.node(edge.source), graph.node(edge.target)
    if edge.output >= len(output_names_of(design, graph, source, catalog)):
        return f"{source.name} has no output to wire from."
    slots = slots_of(design, graph, target, catalog)
    slot = next((slot for slot in slots if slot.name == edge.slot), None)
    if slot is None:
        return (
            f"{target.name} takes no tensor."
            if not slots
            else (f"{target.name} has no slot {edge.slot!r}.")
        )
    others = [each for each in graph.inputs_of(edge.target) if each.slot == slot.name]
    if slot.maximum and len(others) >= slot.maximum and edge.index not in {e.index for e in others}:
        return f"{target.name} takes at most {slot.maximum} tensors."
    if edge.source == edge.target:
        return f"{source.name} cannot feed itself."
    if graph.is_reachable(edge.target, edge.source):
        return f"This would close a circle: {target.name} already leads to {source.name}."
    return ""


def wire(design: Design, catalog: Catalog, edge: Edge, graph_name: str = MAIN) -> Edit:
    """The edit that draws a wire.

    On a single slot it takes the place of the wire that is there. In a list slot an index that
    is taken is taken over likewise.
    """
    old = design.graph(graph_name).edge_at(edge.target, edge.slot, edge.index)
    if old is None:
        return Connect(edge, graph_name)
    return Several((Disconnect(old, graph_name), Connect(edge, graph_name)))


def exchanged(first: Edge, second: Edge, graph_name: str = MAIN) -> Edit:
    """The edit that lets two wires of a list slot change places."""
    return Several(
        (
            Disconnect(first, graph_name),
            Disconnect(second, graph_name),
            Connect(replace(first, index=second.index), graph_name),
            Connect(replace(second, index=first.index), graph_name),
        )
    )


def free_place(
    design: Design, graph: Graph, catalog: Catalog, target: str, slot_name: str = ""
) -> tuple[str, int] | None:
    """The slot and index where the next wire onto a node would end: the named slot, or the first
    one that has room (the first one at all when every slot is full). None where it has no slots."""
    slots = slots_of(design, graph, graph.node(target), catalog)
    if slot_name:
        slots = tuple(slot for slot in slots if slot.name == slot_name)
    for slot in slots:
        count = sum(edge.slot == slot.name for edge in graph.inputs_of(target))
        if slot.many and not (slot.maximum and count >= slot.maximum):
            return slot.name, graph.next_index(target, slot.name)
        if not slot.many and not count:
            return slot.name, 0
    return (slots[0].name, 0) if slots else None
