"""Axes that were meant otherwise: of channels, and of numbers that are torn apart. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise, permutations

from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import (
    LIKELY,
    USUAL,
    Candidate,
    both,
    exchanging,
    fixes,
    inserting,
    inserting_behind,
    setting,
)
from designer.graph.answers import Shape, shape_text
from designer.graph.nodes import LayerNode, Node, OpNode
from designer.graph.problems import WARNING, Problem

Found = tuple[str, list[Candidate | None]]
"""A hint, and the ways out."""
_NORMS = frozenset({"BatchNormalization", "GroupNormalization", "LayerNormalization"})
_MOST_AXES = 4
_PASSES = frozenset(
    {"ReLU", "LeakyReLU", "PReLU", "ELU", "Activation", "Dropout", "SpatialDropout1D",
     "SpatialDropout2D", "SpatialDropout3D", "ops.relu", "ops.gelu", "ops.silu"}
)  # fmt: skip


def norm_axis(scene: Scene, node: Node) -> Problem | None:
    """Statistics over axis 1 behind a convolution whose channels are the last axis."""
    if scene.kind(node) not in _NORMS:
        return None
    shape = scene.input_shape(node)
    if shape is None or not 3 <= len(shape) <= 5:
        return None
    if len(shape) == 3 and scene.kind(node) != "BatchNormalization":
        return None  # To normalise a series over time, each channel by itself, is a way of its own.
    axis = scene.value(node, "axis")
    axis = axis[0] if isinstance(axis, (tuple, list)) and len(axis) == 1 else axis
    if type(axis) is not int or axis % len(shape) != 1:
        return None
    maker = next((each for each in scene.back(node) if scene.kind(each) not in _PASSES), None)
    if maker is None or "Conv" not in scene.kind(maker):
        return None
    if scene.value(maker, "data_format") == "channels_first":
        return None
    size, channels = shape[1], shape[-1]
    return scene.problem(
        "norm-axis",
        WARNING,
        node,
        f"`{node.name}` takes axis {axis} of {shape_text(shape)} from `{maker.name}` for the "
        f"channels: it normalises {size} rows of places, and the {channels} channels are the last "
        "axis (data_format is channels_last).",
        "Normalise the last axis: axis=1 is for channels_first.",
        fixes([setting(scene, node, {"axis": -1}, LIKELY)]),
        [maker.id, node.id],
    )


def torn(scene: Scene, node: Node) -> Problem | None:
    """A Reshape to sizes that a Permute would give, or a Permute before it: numbers stay in their
    order, so that rows are torn apart."""
    if scene.kind(node) not in ("Reshape", "ops.reshape"):
        return None
    shape, target = scene.input_shape(node), scene.shape(node)
    if not shape or not target:
        return None
    if shape[0] is not None or target[0] is not None or None in (*shape[1:], *target[1:]):
        return None
    old, new = _sizes(shape), _sizes(target)
    if math.prod(old) != math.prod(new) or _is_grouping(_long(old), _long(new)):
        return None
    wire = scene.wires(node)[0]
    found = _turned_first(scene, node, old, new) or _turned_last(scene, node, old, new)
    if found is None:
        return None
    hint, ways = found
    return scene.problem(
        "reshape-mixes",
        WARNING,
        node,
        f"`{node.name}` makes {shape_text(target)} of {wire.told}: a Reshape keeps the numbers in "
        "their order, and so tears the axes apart; a Permute turns them.",
        hint,
        fixes(ways),
        [wire.source.id, node.id],
    )


def _turned_first(
    scene: Scene, node: Node, old: tuple[int, ...], new: tuple[int, ...]
) -> Found | None:
    """What was meant where axes are turned and then put together."""
    dims = _order_for(old, new)
    if dims is None:
        return None
    turned = tuple(old[each - 1] for each in dims)
    ways = []
    if turned == new and isinstance(node, LayerNode):
        ways.append(exchanging(scene, node, "Permute", {"dims": dims}, LIKELY))
    ways.append(inserting(scene, scene.wires(node)[0].edge, "Permute", {"dims": dims}, USUAL))
    told = shape_text((None, *turned))
    return f"Permute{dims} gives {told} with all that belongs together.", ways


def _turned_last(
    scene: Scene, node: Node, old: tuple[int, ...], new: tuple[int, ...]
) -> Found | None:
    """What was meant where an axis is split, and then the axes are turned."""
    back = _order_for(new, old)
    if back is None:
        return None
    split = tuple(new[each - 1] for each in back)
    dims = tuple(back.index(each + 1) + 1 for each in range(len(new)))
    is_op = isinstance(node, OpNode)
    argument, value = ("newshape", (-1, *split)) if is_op else ("target_shape", split)
    way = both(
        LIKELY,
        f"Set {argument}={value} on {node.name}, and insert Permute{dims} behind it",
        setting(scene, node, {argument: value}),
        inserting_behind(scene, node, "Permute", {"dims": dims}),
    )
    told = shape_text((None, *split))
    return f"Split the axis first, {told}, then turn the axes with a Permute.", [way]


def _sizes(shape: Shape) -> tuple[int, ...]:
    return tuple(size for size in shape[1:] if size is not None)


def _long(sizes: Sequence[int]) -> list[int]:
    """Without axes of size 1, which may stand anywhere."""
    return [size for size in sizes if size != 1]


def _is_grouping(old: Sequence[int], new: Sequence[int]) -> bool:
    """Whether axes were only put together, or only split, or stayed, each where it was."""
    fine, coarse = (old, new) if len(old) >= len(new) else (new, old)
    return _borders(coarse) <= _borders(fine)


def _borders(sizes: Sequence[int]) -> set[int]:
    """The numbers of elements in front of which axes begin, counted from the back."""
    return {math.prod(sizes[place:]) for place in range(len(sizes))}


def _order_for(old: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...] | None:
    """The order of axes, from 1, in which they can be put together to the new sizes. Where the new
    axes could also be had by splitting some and putting parts together, as a detector does with the
    boxes of a place, the last axis must stay the last one."""
    if len(_long(old)) > _MOST_AXES or len(_long(new)) > len(_long(old)):
        return None
    is_turn = sorted(_long(old)) == sorted(_long(new))
    must_stay = not is_turn and _divide(_borders(_long(old)) | _borders(_long(new)))
    for order in permutations(range(len(old))):
        turned = [old[place] for place in order]
        is_kept = not must_stay or order[-1] == len(old) - 1
        if is_kept and _borders(_long(new)) <= _borders(_long(turned)):
            return tuple(place + 1 for place in order)
    return None


def _divide(borders: set[int]) -> bool:
    """Whether each number of elements is a multiple of the one before."""
    found = sorted(borders)
    return all(more % less == 0 for less, more in pairwise(found))
