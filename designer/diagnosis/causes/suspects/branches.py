"""Branches that meet in one node and should be alike: what one has and the other lacks. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import Candidate, inserting, sizing
from designer.diagnosis.causes.suspects.cone import Cone
from designer.graph.nodes import Edge, InputNode, LayerNode, Node

_LONGEST = 8
_LOST = 0.3
_ANOTHER_INPUT, _RARE = 0.2, 0.05


def unlike_branches(cone: Cone) -> Iterator[Candidate | None]:
    """What is missing in one of two ways that are otherwise alike: `user` → Embedding → Flatten
    and `movie` → Flatten; and inputs that differ in their shapes alone."""
    ways = [_way(cone.scene, edge) for edge in cone.edges]
    for ours, theirs in permutations(ways, 2):
        at = _lacks(cone.scene, ours, theirs)
        if at is not None:
            twin = theirs[at][1]
            values = dict(cone.scene.values(twin))
            edge = ours[at][0] if at < len(ours) else ours[-1][0]
            yield inserting(cone.scene, edge, cone.scene.kind(twin), values, _LOST)
        yield from _another_input(cone.scene, ours, theirs)


Way = list[tuple[Edge, Node]]
"""Wires and the nodes from which they come, from the join backwards, as long as each reads one."""


def _way(scene: Scene, edge: Edge) -> Way:
    found: Way = []
    while len(found) < _LONGEST:
        source = scene.graph.node(edge.source)
        found.append((edge, source))
        edges = scene.graph.inputs_of(source.id)
        if len(edges) != 1:
            break
        edge = edges[0]
    return found


def _lacks(scene: Scene, ours: Way, theirs: Way) -> int | None:
    """Where a way lacks the one layer that the other has more; None where they differ otherwise."""
    if len(theirs) != len(ours) + 1 or len(ours) < 2:
        return None
    kinds, wanted = ([scene.kind(node) for _, node in way] for way in (ours, theirs))
    for at in range(len(theirs) - 1):
        if wanted[:at] + wanted[at + 1 :] == kinds and isinstance(theirs[at][1], LayerNode):
            return at
    return None


def _another_input(scene: Scene, ours: Way, theirs: Way) -> Iterator[Candidate | None]:
    first, other = ours[-1][1], theirs[-1][1]
    if not isinstance(first, InputNode) or not isinstance(other, InputNode) or first == other:
        return
    kinds = ([scene.kind(node) for _, node in way[:-1]] for way in (ours, theirs))
    is_alike = first.dtype == other.dtype and len(first.shape) == len(other.shape)
    if is_alike and next(kinds) == next(kinds) and first.shape != other.shape:
        shapes = [each.shape for each in scene.graph.inputs()]
        is_rare = shapes.count(other.shape) < shapes.count(first.shape)
        rank = _ANOTHER_INPUT + _size(first) * 1e-6 + (_RARE if is_rare else 0.0)
        yield sizing(scene, first, other.shape, rank)


def _size(node: InputNode) -> int:
    """The smaller of two inputs is likelier what was meant of both: it is changed last."""
    return -sum(size for size in node.shape if isinstance(size, int))
