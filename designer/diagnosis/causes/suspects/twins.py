"""What stands elsewhere in a design under names of the same family, and is missing here: designs
repeat themselves, and a layer that was lost has twins. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from designer.catalog.values import Value
from designer.diagnosis.causes.scene import Scene, family_of
from designer.diagnosis.causes.steps import (
    Candidate,
    connecting_through,
    inserting,
    inserting_behind,
)
from designer.diagnosis.causes.suspects.cone import Cone
from designer.graph.nodes import Edge, LayerNode, Node

_NUMBER = re.compile(r"\d+")
_MOST_DIFFERENT = 3
_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN"})
_SIZES = frozenset({"filters", "units", "output_dim"})
_NEAREST = 6
"""How many places are tried as the source of a twin's copy."""


def lost_twins(cone: Cone) -> Iterator[Candidate | None]:
    """A layer between `cls4` and `classes`, as `cls_flat3` is between `cls3` and `classes`."""
    scene = cone.scene
    for node in cone.nodes:
        readers = scene.readers(node)
        for twin in _different(scene, _twins_behind(scene, node, readers)):
            kind, values = scene.kind(twin), dict(scene.values(twin))
            rank = 0.22 + cone.far(node)
            for more, fitting in _adapted(cone, node, values):
                if len(readers) > 1:
                    yield inserting_behind(scene, node, kind, fitting, rank + more)
                else:
                    edge = scene.graph.outputs_of(node.id)[0]
                    yield inserting(scene, edge, kind, fitting, rank + more)
        for twin in _different(scene, _twins_before_some(scene, node, readers)):
            wanted = {family_of(each.name) for each in scene.readers(twin)}
            edges = scene.graph.outputs_of(node.id)
            some = [each for each in edges if _family_at(scene, each.target) in wanted]
            kind, values, rank = scene.kind(twin), dict(scene.values(twin)), 0.24 + cone.far(node)
            if len(some) == 1:
                yield inserting(scene, some[0], kind, values, rank)
            else:
                yield inserting_behind(scene, node, kind, values, rank, edges=some)
    for node in cone.nodes:
        for edge in scene.graph.inputs_of(node.id):
            rank = (0.65 if _is_usual(scene, edge) else 0.25) + cone.far(node)
            for twin in _different(scene, _twins_between(scene, edge)):
                source = scene.graph.node(edge.source)
                for more, values in _adapted(cone, source, dict(scene.values(twin))):
                    yield inserting(scene, edge, scene.kind(twin), values, rank + more)


def _adapted(
    cone: Cone, source: Node, values: dict[str, Value]
) -> Iterator[tuple[float, dict[str, Value]]]:
    """The values of a twin; and with the sizes that meet where it was refused, or, of a square, of
    what comes in."""
    yield 0.0, values
    for name in _SIZES & set(values):
        widths = dict.fromkeys(shape[-1] for shape in cone.shapes if shape and shape[-1])
        for number, width in enumerate(widths):
            if width != values[name]:
                yield 0.03 + number / 100, {**values, name: width}
    target, given = values.get("target_shape"), cone.scene.shape(source)
    if isinstance(target, tuple) and len(target) == 2 and target[0] == target[1]:
        side = math.isqrt(given[-1] or 0) if given and len(given) == 2 else 0
        if given and side > 1 and side * side == given[-1]:
            yield 0.03, {**values, "target_shape": (side, side)}


def _twins_before_some(scene: Scene, node: Node, readers: list[Node]) -> Iterator[LayerNode]:
    """Layers that stand between a node of this family and some readers of these families, where
    others read that node itself: a pooling in one of two ways."""
    families = {family_of(each.name) for each in readers}
    for other in scene.family(node):
        for twin in scene.readers(other):
            if not isinstance(twin, LayerNode) or not scene.kind(twin) or twin in readers:
                continue
            behind = {family_of(each.name) for each in scene.readers(twin)}
            if behind and behind < families and len(scene.graph.inputs_of(twin.id)) == 1:
                yield twin


def _family_at(scene: Scene, node_id: str) -> str:
    return family_of(scene.graph.node(node_id).name)


def _different(scene: Scene, twins: Iterable[LayerNode]) -> list[LayerNode]:
    """Those that differ in more than their names, the first few."""
    found = {(scene.kind(each), repr(scene.values(each))): each for each in reversed([*twins])}
    return list(found.values())[::-1][:_MOST_DIFFERENT]


def _twins_behind(scene: Scene, node: Node, readers: list[Node]) -> Iterator[LayerNode]:
    """Layers that stand between a node of this family and readers of these families."""
    wanted = {family_of(each.name) for each in readers}
    for other in scene.family(node):
        behind = scene.readers(other)
        twin = behind[0] if len({each.id for each in behind}) == 1 else None
        if not isinstance(twin, LayerNode) or not scene.kind(twin) or twin in readers:
            continue
        if wanted and {family_of(each.name) for each in scene.readers(twin)} == wanted:
            yield twin


def _is_same_step(one: tuple[Node, Node], other: tuple[Node, Node]) -> bool:
    """Whether the names of two pairs differ in the same one of their numbers: `enc1_relu2` and
    `enc2_conv1` as `enc2_relu2` and `enc3_conv1`, and not as `enc1_relu1` and `enc1_conv2`."""
    names = [_NUMBER.findall(node.name) for node in (*one, *other)]
    if len({len(each) for each in names}) > 1:
        return True
    first, second = (
        [a != b for a, b in zip(names[place], names[place + 2], strict=True)] for place in (0, 1)
    )
    return first == second and sum(first) == 1


def _is_usual(scene: Scene, edge: Edge) -> bool:
    """Whether twins of both ends are wired as well, with nothing between."""
    source, target = scene.graph.node(edge.source), scene.graph.node(edge.target)
    return any(
        family_of(reader.name) == family_of(target.name)
        and _is_same_step((source, target), (other, reader))
        for other in scene.family(source)
        for reader in scene.readers(other)
    )


def _twins_between(scene: Scene, edge: Edge) -> list[LayerNode]:
    source, target = scene.graph.node(edge.source), scene.graph.node(edge.target)
    return [
        twin
        for other in scene.family(source)
        for twin in scene.readers(other)
        if isinstance(twin, LayerNode)
        and scene.kind(twin)
        and twin.id != target.id
        and len(scene.graph.inputs_of(twin.id)) == 1
        and any(
            family_of(each.name) == family_of(target.name)
            and _is_same_step((source, target), (other, each))
            for each in scene.readers(twin)
        )
    ]


def lost_before(scene: Scene, node: Node, slot: str, index: int) -> Iterator[Candidate | None]:
    """For a place without a wire: a copy of what stands before the node's twins, or between nodes
    of such classes, behind what is likely to have fed it."""
    edge = Edge("", 0, node.id, slot, index)
    sources = _likely_sources(scene, node)
    for maker, count in _makers(scene, scene.family(node), slot, index):
        for number, source in enumerate(sources):
            drawn = replace(edge, source=source.id)
            rank = (0.05 if count > 1 else 0.15) + number * 0.02
            kind, values = scene.kind(maker), dict(scene.values(maker))
            yield connecting_through(scene, drawn, kind, values, rank)
    for number, source in enumerate(sources):
        shape = scene.shape(source)
        if scene.kind(node) == "Dense" and shape is not None and len(shape) > 2:
            drawn = replace(edge, source=source.id)
            yield connecting_through(scene, drawn, "Flatten", {}, 0.3 + number * 0.02)
        if scene.kind(source) in _RECURRENT and shape is not None and len(shape) == 3:
            drawn = replace(edge, source=source.id)
            values = {**scene.values(source), "return_sequences": False}
            last = {name: value for name, value in values.items() if value is not False}
            yield connecting_through(scene, drawn, scene.kind(source), last, 0.2 + number * 0.02)
    alike = [each for each in scene.peers.get(scene.kind(node), ()) if each.id != node.id]
    for maker, _ in _makers(scene, [each for each in alike if each.id in scene.graph], slot, index):
        kinds = {scene.kind(wire.source) for wire in scene.wires(maker)}
        for number, source in enumerate(sources):
            if scene.kind(source) in kinds:
                drawn = replace(edge, source=source.id)
                kind, values = scene.kind(maker), dict(scene.values(maker))
                yield connecting_through(scene, drawn, kind, values, 0.14 + number * 0.02)


def _makers(scene: Scene, nodes: list[Node], slot: str, index: int) -> list[tuple[LayerNode, int]]:
    """The different layers that feed a place of these nodes, and how many of them each feeds."""
    makers: dict[object, list[LayerNode]] = {}
    for node in nodes:
        for wire in scene.wires(node):
            maker = wire.source
            is_place = (wire.edge.slot, wire.edge.index) == (slot, index)
            if is_place and isinstance(maker, LayerNode) and scene.kind(maker):
                values = tuple(sorted(scene.values(maker).items(), key=str))
                makers.setdefault((scene.kind(maker), values), []).append(maker)
    return [(same[0], len(same)) for same in makers.values()]


def _likely_sources(scene: Scene, node: Node) -> list[Node]:
    """Nodes that end a branch, then those of the node's own number, then those nearest to it."""
    graph, own = scene.graph, _number_of(node.name)
    ids = [each.id for each in graph.nodes()]
    here = ids.index(node.id)
    places = {each: number for number, each in enumerate(ids)}

    def unlikely(each: Node) -> tuple[bool, bool, int]:
        is_loose = not graph.outputs_of(each.id)
        return not is_loose, _number_of(each.name) != own, abs(places[each.id] - here)

    known = [each for each in graph.nodes() if scene.answer(each).outputs]
    sources = [each for each in known if not graph.is_reachable(node.id, each.id)]
    return sorted(sources, key=unlikely)[:_NEAREST]


def _number_of(name: str) -> str:
    return "".join(each for each in name if each.isdigit())
