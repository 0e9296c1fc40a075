"""Wires that come from elsewhere, are missing, or close a circle. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import (
    Candidate,
    both,
    connecting,
    cutting,
    removing,
    replugging,
)
from designer.diagnosis.causes.suspects.cone import JOINS, Cone
from designer.diagnosis.causes.suspects.twins import lost_before
from designer.graph.edits import Connect, Disconnect, Several
from designer.graph.nodes import Edge, Node
from designer.graph.ports import output_names_of, slots_of
from designer.graph.problems import Fix

_NEAREST = 10
"""How many other places a wire is tried at."""
_LOOSE = 0.06
"""Rank of a wire from what leads nowhere: that it does is one more thing that is wrong."""
_TWICE = 0.5
"""How much less likely a node was meant to be read twice by one."""
_MOST_LOOSE = 3
_MOST_LACKING = 4
_ALIKE = frozenset({"Add", "Subtract", "Average", "Maximum", "Minimum"})
_OF_ORDER = frozenset({"Attention", "AdditiveAttention", "Dot"})


def rewired(cone: Cone) -> Iterator[Candidate | None]:
    """Wires of the refused node, and of the joins before it, that come from elsewhere."""
    joins = [each for each in cone.nodes[1:] if cone.scene.kind(each) in JOINS][:3]
    for node in (cone.node, *joins):
        penalty = cone.far(node) + (0.2 if node in joins else 0.0)
        for edge in cone.scene.graph.inputs_of(node.id):
            yield from _elsewhere(cone.scene, edge, penalty)
            yield from _swapped(cone, edge, penalty)
        yield from _crossed(cone.scene, node, penalty)
    for node in cone.nodes[1:]:
        if cone.scene.kind(node) in _OF_ORDER:
            yield from _turned(cone.scene, node, 0.15 + cone.far(node))


def _turned(scene: Scene, node: Node, rank: float) -> Iterator[Candidate | None]:
    """Two tensors of a list whose order counts, changed for one another."""
    first = [edge for edge in scene.graph.inputs_of(node.id) if edge.index < 2][:2]
    if len(first) == 2 and first[0].slot == first[1].slot:
        yield _exchange(scene, first[0], first[1], rank)


def from_dangling(cone: Cone) -> Iterator[Candidate | None]:
    """Wires on the way that should come from what leads nowhere now."""
    scene, goal = cone.scene, cone.scene.order.get(cone.node.id, 0)
    nodes = [each for each in scene.graph.nodes() if scene.order.get(each.id, goal) < goal]
    loose = [each for each in nodes if not scene.graph.outputs_of(each.id)]
    for source in loose[:_MOST_LOOSE]:
        if not scene.answer(source).outputs:
            continue
        for node in cone.nodes:
            for edge in scene.graph.inputs_of(node.id):
                yield replugging(scene, edge, source.id, 0, _LOOSE + cone.far(node))


def skipped(cone: Cone) -> Iterator[Candidate | None]:
    """Wires on the way that come from far, where the node drawn right before was meant."""
    scene, graph = cone.scene, cone.scene.graph
    ids = [each.id for each in graph.nodes()]
    before = dict(pairwise(reversed(ids)))
    for node in cone.nodes[1:]:
        source = before.get(node.id)
        edges = graph.inputs_of(node.id)
        if source is None or not scene.answer(source).outputs:
            continue
        for edge in edges if all(edge.source != source for edge in edges) else ():
            yield replugging(scene, edge, source, 0, 0.5 + cone.far(node))


def _elsewhere(scene: Scene, edge: Edge, penalty: float) -> Iterator[Candidate | None]:
    source = scene.graph.node(edge.source)
    names = output_names_of(scene.design, scene.graph, source, scene.catalog)
    for output in range(len(names)):
        if output != edge.output:
            yield replugging(scene, edge, source.id, output, 0.2 + penalty)
    here = scene.order.get(edge.source, 0)
    nodes = [each for each in scene.graph.nodes() if scene.answer(each).outputs]
    dangling = [each for each in nodes if not scene.graph.outputs_of(each.id)]
    fitting = [each for each in nodes if _may_meet(scene, edge, each)]
    near = sorted(fitting, key=lambda each: abs(scene.order.get(each.id, 0) - here))[:_NEAREST]
    fed = {each.source for each in scene.graph.inputs_of(edge.target)}
    for each in (*dangling, *near):
        if each.id not in (edge.source, edge.target):
            rank = _LOOSE if each in dangling else 0.95
            away = abs(scene.order.get(each.id, 0) - here) * 0.005
            away += _TWICE if each.id in fed else 0.0
            yield replugging(scene, edge, each.id, 0, rank + away + penalty)


def _may_meet(scene: Scene, edge: Edge, source: Node) -> bool:
    """Whether a tensor is as those with which it would be added; true where they are of many
    shapes, or not of the kind that must be alike."""
    if scene.kind(scene.graph.node(edge.target)) not in _ALIKE:
        return True
    shapes = {wire.shape for wire in scene.wires(edge.target) if wire.edge != edge}
    return len(shapes) != 1 or None in shapes or scene.shape(source) in shapes


def _swapped(cone: Cone, edge: Edge, penalty: float) -> Iterator[Candidate | None]:
    """Two wires of the same slot that were changed for one another."""
    scene, graph = cone.scene, cone.scene.graph
    here = scene.order.get(edge.target, 0)
    alike = graph.nodes()
    if scene.kind(graph.node(edge.target)):
        alike = scene.peers.get(scene.kind(graph.node(edge.target)), [])
    near = sorted(alike, key=lambda each: abs(scene.order.get(each.id, 0) - here))
    for node in near[: 2 * _NEAREST]:
        if node.id == edge.target or node.id not in graph:
            continue
        if scene.kind(node) != scene.kind(graph.node(edge.target)):
            continue
        for other in graph.inputs_of(node.id):
            if other.slot != edge.slot or other.source == edge.source:
                continue
            yield _exchange(scene, edge, other, 0.65 + penalty)


def _crossed(scene: Scene, node: Node, penalty: float) -> Iterator[Candidate | None]:
    """Two wires of one node at each other's slots."""
    edges = scene.graph.inputs_of(node.id)
    for number, edge in enumerate(edges):
        for other in edges[number + 1 :]:
            if other.slot != edge.slot and other.source != edge.source:
                yield _exchange(scene, edge, other, 0.4 + penalty)


def _exchange(scene: Scene, edge: Edge, other: Edge, rank: float) -> Candidate | None:
    graph = scene.graph
    ours = replace(edge, source=other.source, output=other.output)
    theirs = replace(other, source=edge.source, output=edge.output)
    if graph.is_reachable(edge.target, other.source) or graph.is_reachable(
        other.target, edge.source
    ):
        return None
    names = [graph.node(each).name for each in (edge.source, other.source)]
    edit = Several(
        tuple(Disconnect(each, scene.name) for each in (edge, other))
        + tuple(Connect(each, scene.name) for each in (ours, theirs))
    )
    at = " and ".join(dict.fromkeys(graph.node(each).name for each in (edge.target, other.target)))
    title = f"Swap the wires from {names[0]} and {names[1]} at {at}"
    return Candidate(rank, Fix(f"swap:{edge.source}:{other.source}:{at}", title, edit))


def joined(scene: Scene, node: Node) -> Iterator[Candidate | None]:
    """Wires for places that lack one: from what leads nowhere, then from what is near."""
    graph = scene.graph
    missing = _missing(scene, node)
    if not missing:
        return
    yield from _other_slot(scene, node, missing)
    yield from _all_at_once(scene, node)
    for slot, index in missing:
        yield from lost_before(scene, node, slot, index)
    before = [each for each in scene.order if not graph.is_reachable(node.id, each)]
    loose = [each for each in before if not graph.outputs_of(each)]
    here = scene.order.get(node.id, 0)
    fed = {edge.source for edge in graph.inputs_of(node.id)}
    for source in (each for each in before if each not in fed):
        names = output_names_of(scene.design, graph, graph.node(source), scene.catalog)
        if not names:
            continue
        away = abs(_place(scene, source, here) - here) * 0.02
        rank = (0.1 if source in loose else 0.8) + away
        for slot, index in missing:
            yield connecting(scene, Edge(source, 0, node.id, slot, index), rank)
    for source in before:
        taken = {edge.output for edge in graph.outputs_of(source)}
        names = output_names_of(scene.design, graph, graph.node(source), scene.catalog)
        for output in sorted(set(range(1, len(names))) - taken):
            for slot, index in missing:
                rank = 0.05 if source in fed else 0.5
                yield connecting(scene, Edge(source, output, node.id, slot, index), rank)
    if len(fed) == 1 and scene.kind(node) in JOINS:
        yield removing(scene, node, 1.5)


def _other_slot(
    scene: Scene, node: Node, missing: list[tuple[str, int]]
) -> Iterator[Candidate | None]:
    """Wires that end at a place which the node does not have, led to one that lacks a wire."""
    known = {slot.name for slot in slots_of(scene.design, scene.graph, node, scene.catalog)}
    for edge in scene.graph.inputs_of(node.id):
        for slot, index in missing if edge.slot not in known else ():
            new = replace(edge, slot=slot, index=index)
            edit = Several((Disconnect(edge, scene.name), Connect(new, scene.name)))
            name = scene.graph.node(edge.source).name
            key = f"slot:{edge.source}:{node.id}.{slot}.{index}"
            title = f"Wire {name} to {node.name} on its slot {slot!r}"
            yield Candidate(0.0, Fix(key, title, edit))


def _all_at_once(scene: Scene, node: Node) -> Iterator[Candidate | None]:
    """One source for all places of the graph that lack a wire: what fed them was taken away."""
    graph = scene.graph
    places = {each.id: _missing(scene, each) for each in graph.nodes()}
    lacking = {node_id: found for node_id, found in places.items() if found}
    count = sum(map(len, lacking.values()))
    if not 2 <= count <= _MOST_LACKING or node.id not in lacking:
        return
    ids = [each.id for each in graph.nodes()]
    here = min(map(ids.index, lacking))
    for source in ids:
        if source in lacking or not scene.answer(source).outputs:
            continue
        wires = [
            connecting(scene, Edge(source, 0, each, *place))
            for each, found in lacking.items()
            for place in found
        ]
        names = " and ".join(graph.node(each).name for each in lacking)
        rank = (0.08 if not graph.outputs_of(source) else 0.5) + abs(
            ids.index(source) - here
        ) * 0.02
        yield both(rank, f"Wire {graph.node(source).name} to {names}", *wires)


def _place(scene: Scene, node_id: str, default: int) -> int:
    """By creation, which is where a person drew it; the order of the wires has nothing to say of
    what is not wired."""
    ids = [each.id for each in scene.graph.nodes()]
    return ids.index(node_id) - ids.index(ids[0]) if node_id in ids else default


def _missing(scene: Scene, node: Node) -> list[tuple[str, int]]:
    found = []
    edges = scene.graph.inputs_of(node.id)
    for slot in slots_of(scene.design, scene.graph, node, scene.catalog):
        taken = {edge.index for edge in edges if edge.slot == slot.name}
        needed = 0 if slot.optional else slot.minimum if slot.many else 1
        if len(taken) < needed:
            free = next(index for index in range(len(taken) + 1) if index not in taken)
            found.append((slot.name, free))
        elif slot.optional and slot.many and len(taken) == 1 and slot.name == "initial_state":
            found.append((slot.name, 1 - next(iter(taken))))
    return found


def uncircled(scene: Scene, cycle: tuple[str, ...]) -> Iterator[Candidate | None]:
    """Wires of a circle cut, or taken from before it."""
    on = set(cycle)
    for edge in scene.graph.edges():
        if edge.source in on and edge.target in on:
            ids = [each.id for each in scene.graph.nodes()]
            backwards = ids.index(edge.source) > ids.index(edge.target)
            yield cutting(scene, edge, 0.5 if backwards else 1.5)
            for each in reversed(ids[: ids.index(edge.target)]):
                if each in on or not _gives(scene, each):
                    continue
                new = replace(edge, source=each, output=0)
                steps = (Disconnect(edge, scene.name), Connect(new, scene.name))
                names = [scene.graph.node(e).name for e in (edge.target, each, edge.source)]
                title = f"Wire {names[0]} to {names[1]} instead of {names[2]}"
                away = (ids.index(edge.target) - ids.index(each)) * 0.02
                rank = (0.3 if backwards else 1.3) + away
                loose = not scene.graph.outputs_of(each)
                key = f"uncircle:{edge.target}.{edge.index}:{each}"
                yield Candidate(rank - (0.2 if loose else 0), Fix(key, title, Several(steps)))


def _gives(scene: Scene, node_id: str) -> bool:
    node = scene.graph.node(node_id)
    return bool(output_names_of(scene.design, scene.graph, node, scene.catalog))
