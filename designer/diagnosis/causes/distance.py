"""How far tensors that meet are from fitting together: what brings them nearer is a part of the way
out where several branches are wrong at once. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from designer.diagnosis.causes.kinds import JOINS
from designer.diagnosis.causes.scene import Scene
from designer.graph.answers import Shape
from designer.graph.nodes import Node

_RANK = 10
"""What another number of axes counts, where another size counts one."""


def distance(scene: Scene, node: Node) -> int | None:
    """The number of sizes that differ from those of most branches; None where it is no join, or
    not all of its tensors are known."""
    wires = scene.wires(node)
    shapes = [wire.shape for wire in wires if wire.shape is not None]
    if scene.kind(node) not in JOINS or len(shapes) < max(2, len(wires)):
        return None
    rank = Counter(map(len, shapes)).most_common(1)[0][0]
    alike = [shape for shape in shapes if len(shape) == rank]
    joined = scene.value(node, "axis") if scene.kind(node) == "Concatenate" else None
    axes = [axis for axis in range(1, rank) if joined not in (axis, axis - rank)]
    return _RANK * (len(shapes) - len(alike)) + sum(_odd_ones(alike, axis) for axis in axes)


def _odd_ones(shapes: Sequence[Shape], axis: int) -> int:
    sizes = Counter(shape[axis] for shape in shapes)
    return len(shapes) - sizes.most_common(1)[0][1]
