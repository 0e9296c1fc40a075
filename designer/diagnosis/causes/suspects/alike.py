"""Wires that come from elsewhere than those of layers that are named alike: `add3` takes `conv3`
and `add2`, where `add4` takes `conv4` and `relu2`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.diagnosis.causes.scene import Scene, Wire, family_of
from designer.diagnosis.causes.steps import Candidate, replugging
from designer.diagnosis.causes.suspects.cone import JOINS, Cone
from designer.graph.nodes import Edge, Node

_NUMBER = re.compile(r"\d+")
_AS_TWINS, _OF_FAMILY, _WHERE_IT_BEGAN = 0.12, 0.44, 0.6
_RESIDUAL = frozenset({"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"})
_NEAREST, _NEAR = 3, 6
Twins = list[tuple[Node, Wire]]
"""Nodes that are named alike, and what comes to the same place of each."""


def wired_alike(cone: Cone) -> Iterator[Candidate | None]:
    for node in cone.nodes:
        for edge in cone.scene.graph.inputs_of(node.id):
            twins = _places_of_twins(cone, node, edge)
            if not _is_usual(cone, node, edge, twins):
                yield from _as_twins(cone, node, edge, twins)
                yield from _of_family(cone, node, edge)
    if cone.scene.kind(cone.node) in _RESIDUAL:
        yield from _where_it_began(cone)


def _places_of_twins(cone: Cone, node: Node, edge: Edge) -> Twins:
    scene = cone.scene
    return [
        (twin, wire)
        for twin in scene.family(node)
        for wire in scene.wires(twin)
        if scene.kind(twin) == scene.kind(node) and _place(wire.edge) == _place(edge)
    ]


def _is_usual(cone: Cone, node: Node, edge: Edge, twins: Twins) -> bool:
    """Whether a twin is wired just so."""
    own = cone.scene.graph.node(edge.source)
    return any(
        wire.source.id == own.id or _is_same_step(own, node, wire.source, twin)
        for twin, wire in twins
    )


def _as_twins(cone: Cone, node: Node, edge: Edge, twins: Twins) -> Iterator[Candidate | None]:
    """From what stands to this node as the twin's source does to the twin, the nearest first."""
    scene = cone.scene
    for number, (twin, wire) in enumerate(twins):
        for source in scene.family(wire.source):
            if _is_same_step(source, node, wire.source, twin):
                rank = _AS_TWINS + min(number, 10) / 200 + cone.far(node)
                yield replugging(scene, edge, source.id, wire.edge.output, rank)


def _of_family(cone: Cone, node: Node, edge: Edge) -> Iterator[Candidate | None]:
    """From another node that is named as the one that it comes from, and so is easily mistaken for
    it: where that is read elsewhere, too."""
    scene, graph = cone.scene, cone.scene.graph
    if len(scene.readers(edge.source)) < 2 or cone.distances[node.id] > _NEAR:
        return
    fed = {each.source for each in graph.inputs_of(node.id)}
    others = [each for each in scene.family(graph.node(edge.source)) if each.id not in fed]
    for number, each in enumerate(others[:_NEAREST]):
        rank = _OF_FAMILY + number / 20 + cone.far(node)
        yield replugging(scene, edge, each.id, edge.output, rank)


def _where_it_began(cone: Cone) -> Iterator[Candidate | None]:
    """One branch from where the other one began, as around a residual branch."""
    scene, graph = cone.scene, cone.scene.graph
    for edge in cone.edges:
        for other in cone.edges:
            if other.source == edge.source:
                continue
            for each in _beginnings(scene, graph.node(other.source)):
                if scene.shape(each) == scene.shape(other.source, other.output):
                    yield replugging(scene, edge, each.id, 0, _WHERE_IT_BEGAN)


def _beginnings(scene: Scene, node: Node) -> Iterator[Node]:
    """The nearest node before one that several wires leave, and the nearest join."""
    has_fork = False
    while True:
        sources = {wire.source.id for wire in scene.wires(node)}
        if len(sources) != 1:
            return
        node = scene.graph.node(sources.pop())
        is_join = scene.kind(node) in JOINS
        is_fork = len(scene.graph.outputs_of(node.id)) > 1
        if is_join or (is_fork and not has_fork):
            yield node
        has_fork |= is_fork
        if is_join:
            return


def _place(edge: Edge) -> tuple[str, int]:
    return edge.slot, edge.index


def _is_same_step(source: Node, node: Node, other: Node, twin: Node) -> bool:
    """Whether one pair differs from the other by the same steps: `r2_add` and `s3_conv` as `r3_add`
    and `s4_conv`. Where two names have different counts of numbers, one step is looked for."""
    if family_of(source.name) != family_of(other.name):
        return False
    first, second = _steps(node, twin), _steps(source, other)
    if len(first) == len(second):
        return first == second
    return {each for each in first if each} == {each for each in second if each}


def _steps(one: Node, other: Node) -> list[int]:
    pair = zip(_NUMBER.findall(one.name), _NUMBER.findall(other.name), strict=False)
    return [int(a) - int(b) for a, b in pair]
