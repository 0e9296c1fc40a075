"""Inputs of another shape or dtype. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import (
    Candidate,
    sizing,
    typing,
)
from designer.diagnosis.causes.suspects.cone import Cone
from designer.graph.nodes import InputNode, Node

_OF_TEXT = frozenset({"StringLookup", "TextVectorization"})
_ANY_RANK = frozenset({"Rescaling", "Normalization", "BatchNormalization", "Activation", "ReLU",
                       "LeakyReLU", "Dropout", "LayerNormalization", "GaussianNoise"})  # fmt: skip
_MOST_PASSED = 10
"""Layers that take any rank, behind which the first one that does not is looked for."""
_LONG = 32
"""From this size on an axis is rather time than features."""
_READS: tuple[tuple[str, int], ...] = (
    (r"ConvLSTM2D|.*3D(Transpose)?", 4),
    (r"ConvLSTM1D|.*2D(Transpose)?", 3),
    (r".*1D(Transpose)?|LSTM|GRU|SimpleRNN|Bidirectional|MultiHeadAttention", 2),
)
"""Classes, and how many axes behind the batch they read."""
_USUAL: dict[int, tuple[tuple[int, ...], ...]] = {
    3: ((32, 32, 3), (28, 28, 1), (224, 224, 3)),
    4: ((16, 64, 64, 3), (64, 64, 64, 1)),
}
"""By the number of axes, what is fed where the input says nothing that helps."""
_SMALLEST_IMAGE = 8
_LEAST_IN_COLOUR = 32


def resized_inputs(cone: Cone) -> Iterator[Candidate | None]:
    """Inputs of another shape or dtype."""
    inputs = [each for each in cone.scene.graph.inputs() if each.id not in cone.distances]
    reach = cone.scene.graph.is_reachable
    for node in (*cone.nodes, *(each for each in inputs if reach(each.id, cone.node.id))):
        if isinstance(node, InputNode) and cone.scene.name:
            yield from _as_fed(cone, node)
        elif isinstance(node, InputNode):
            for shape, rank in _shapes(cone, node):
                if shape != node.shape:
                    yield sizing(cone.scene, node, shape, rank + cone.far(node))
            if cone.scene.kind(cone.node) in _OF_TEXT and node.dtype != "string":
                yield typing(cone.scene, node, "string", 0.05 + cone.far(node))
            for dtype, rank in (("float32", 0.1), ("int32", 0.6)):
                if node.dtype != dtype and (node.dtype == "string" or dtype == "float32"):
                    yield typing(cone.scene, node, dtype, rank + cone.far(node))


def lengths(scene: Scene) -> list[int]:
    """The lengths of the sequences that come into the model."""
    shapes = [node.shape for node in scene.graph.inputs()]
    return [shape[0] for shape in shapes if len(shape) > 1 and isinstance(shape[0], int)]


def _shapes(cone: Cone, node: InputNode) -> Iterator[tuple[tuple[Any, ...], float]]:
    shape = node.shape
    readers = cone.scene.readers(node)
    if not shape:
        yield from _of_rank(shape, _rank_read(cone.scene, node))
        for each in (*(other.shape for other in cone.scene.graph.inputs()), (1,), (32,)):
            yield each, 0.2
        return
    kinds = {cone.scene.kind(reader) for reader in readers}
    for other in cone.scene.graph.inputs():
        if other.id != node.id and len(other.shape) == len(shape):
            others = {cone.scene.owner(each).id for each in cone.scene.readers(other)}
            is_twin = others & {cone.scene.owner(each).id for each in readers}
            yield other.shape, 0.2 if is_twin else 0.58
        is_places = other.id != node.id and other.shape and isinstance(other.shape[0], int)
        if is_places and len(shape) > 1 and len(other.shape) != len(shape):
            yield (other.shape[0], *shape[1:]), 0.4
        if is_places and len(shape) == len(other.shape) and other.dtype == node.dtype:
            yield (other.shape[0], *shape), 0.5
    yield from _as_needed(cone, node)
    yield from _positive(cone.scene, shape)
    if "int" in node.dtype and len(shape) > 1 and shape[-1] == 1:
        yield shape[:-1], 0.07
    yield from _of_rank(shape, _rank_read(cone.scene, node))
    is_known = len(shape) == 3 and all(isinstance(size, int) for size in shape)
    if is_known and shape[0] <= 4 < shape[2]:
        yield (*shape[1:], shape[0]), 0.05
    if len(shape) == 1 and kinds & {"LSTM", "GRU", "SimpleRNN", "Conv1D", "Bidirectional"}:
        if isinstance(shape[0], int) and shape[0] >= _LONG and "int" not in node.dtype:
            for number, features in enumerate(_features(cone.scene)):
                yield (shape[0], features), 0.1 + number / 100
        for length in lengths(cone.scene) or _repeats(cone.scene) or [None]:
            yield (length, *shape), 0.2
        if shape == (None,) and "int" not in node.dtype:
            for number, features in enumerate(_features(cone.scene)):
                yield (None, features), 0.2 + number / 100
    if node.dtype == "string" and len(shape) == 1:
        yield (1,), 0.05
    yield from _divisible(shape)
    yield from _concrete(cone.scene, shape)


def _as_needed(cone: Cone, node: InputNode) -> Iterator[tuple[tuple[Any, ...], float]]:
    """With what meets it where it was refused: the other branch, where it is one itself; and the
    height and width at which a Reshape behind it has the elements that it was told."""
    shape, given = node.shape, cone.scene.input_shape(cone.node)
    wires = cone.scene.wires(cone.node)
    others = [wire.shape for wire in wires if wire.shape and wire.source.id != node.id]
    if len(others) < len(wires):
        for other in others:
            if len(other) == len(shape) + 1 and None not in other[1:]:
                yield other[1:], 0.62
            if len(other) > 1 and other[-2] == other[-1] and len(shape) > 1:
                yield (*shape[:-1], other[-1]), 0.3
    is_image = len(shape) == 3 and all(isinstance(size, int) for size in shape)
    if not cone.target or not is_image or given is None or len(given) != 4 or not all(given[1:]):
        return
    height, width, channels = (size or 0 for size in given[1:])
    places, left = divmod(math.prod(cone.target), channels)
    side = math.isqrt(max(places, 0))
    meant = shape[0] * side, shape[1] * side
    if not left and side * side == places and not meant[0] % height and not meant[1] % width:
        yield (meant[0] // height, meant[1] // width, shape[2]), 0.45


def _positive(scene: Scene, shape: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    """For sizes that cannot be: what the other axes, or other inputs, have."""
    wrong = {place for place, size in enumerate(shape) if isinstance(size, int) and size < 1}
    if not wrong:
        return
    known = [size for size in shape if isinstance(size, int) and size > 0]
    known += [size for each in scene.graph.inputs() for size in each.shape if size not in (0, None)]
    turned = [-size for size in shape if isinstance(size, int) and size < 0]
    # Channels are not like height and width.
    sizes = [3, 1, *known] if len(shape) - 1 in wrong and len(shape) > 1 else [*known, 32, 64]
    for number, size in enumerate(dict.fromkeys([*turned, *sizes])):
        meant = tuple(size if place in wrong else old for place, old in enumerate(shape))
        yield meant, 0.02 + number / 100


def _features(scene: Scene) -> list[int]:
    """Numbers of features that a sequence may have: one, and what the design speaks of."""
    shapes = [node.shape for node in scene.graph.inputs() if len(node.shape) > 1]
    sizes = [shape[-1] for shape in shapes if isinstance(shape[-1], int)]
    targets = [scene.value(each, "target_shape") for each in scene.peers.get("Reshape", ())]
    told = [size for each in targets if isinstance(each, tuple) for size in each]
    return list(dict.fromkeys([1, *sizes, *(size for size in told if type(size) is int), 3]))


def _as_fed(cone: Cone, node: InputNode) -> Iterator[Candidate | None]:
    """The input of a block made what inputs of the model are that feed its uses."""
    scene = cone.scene
    uses = [each for each in scene.design.main.nodes() if getattr(each, "block", "") == scene.name]
    for use in uses:
        for edge in scene.design.main.inputs_of(use.id):
            source = scene.design.main.node(edge.source)
            if edge.slot == node.name and isinstance(source, InputNode):
                yield sizing(scene, node, source.shape, 0.05)
                yield typing(scene, node, source.dtype, 0.06)
    if any(isinstance(size, int) and size < 1 for size in node.shape):
        for shape, rank in _positive(scene, node.shape):
            yield sizing(scene, node, shape, rank + cone.far(node))
    if node.dtype != "float32":
        yield typing(scene, node, "float32", 0.1 + cone.far(node))


def _rank_read(scene: Scene, node: Node) -> int:
    """How many axes the first reader wants that wants a certain number; 0 where none does."""
    front = [node]
    for here in front:
        for reader in scene.readers(here):
            for pattern, rank in _READS:
                if re.fullmatch(pattern, scene.kind(reader)):
                    return rank
            if scene.kind(reader) in _ANY_RANK and len(front) < _MOST_PASSED:
                front.append(reader)
    return 0


def _of_rank(shape: tuple[Any, ...], rank: int) -> Iterator[tuple[tuple[Any, ...], float]]:
    """With axes of one taken away, or with an axis of channels."""
    if rank and len(shape) == rank + 1:
        if shape[-1] == 1:
            yield shape[:-1], 0.04
        yield shape[1:], 0.05
    if rank > 3 and len(shape) == rank - 1 and shape[-1] in (1, 3):
        yield (16, *shape), 0.04
    if rank > 2 and len(shape) == rank - 1:
        # Data without an axis of channels are grey; that it was forgotten is as likely.
        is_small = all(isinstance(size, int) and size < _LEAST_IN_COLOUR for size in shape)
        for number, channels in enumerate((1, 3) if is_small else (3, 1)):
            yield (*shape, channels), 0.05 + number / 100
    elif rank > 2 and len(shape) < rank:
        size = shape[0] if len(shape) == 1 else None
        meant = square_images(size) if rank == 3 and isinstance(size, int) else []
        for number, each in enumerate(meant or _USUAL[rank]):
            yield each, 0.05 + number / 100


def square_images(size: int) -> list[tuple[int, int, int]]:
    """The square images, grey or in colour, that have so many numbers."""
    sides = {channels: math.isqrt(size // channels) for channels in (1, 3)}
    return [
        (side, side, channels)
        for channels, side in sides.items()
        if side * side * channels == size and side >= _SMALLEST_IMAGE
    ]


def _repeats(scene: Scene) -> list[Any]:
    return [scene.value(each, "n") for each in scene.peers.get("RepeatVector", ())]


def _divisible(shape: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    if len(shape) == 2 and isinstance(shape[0], int) and shape[0] >= _LONG:
        for factor in (2, 4, 8, 10, 100):
            for count in (shape[0] // factor, -(-shape[0] // factor)):
                yield (count * factor, shape[1]), 0.4 + factor / 1000
    if len(shape) == 4 and all(isinstance(each, int) for each in shape[:3]):
        for factor in (4, 8, 16):
            yield (*(-(-each // factor) * factor for each in shape[:3]), shape[3]), 0.4
    if len(shape) != 3 or not all(isinstance(each, int) for each in shape[:2]):
        return
    if shape[0] != shape[1]:
        for number, side in enumerate(shape[:2]):
            yield (side, side, shape[2]), 0.1 + number / 100
    for factor in (4, 8, 16, 32):
        meant = tuple(-(-each // factor) * factor for each in shape[:2])
        yield (*meant, shape[2]), 0.4 + factor / 1000
    for least in (32, 64, 128, 224):
        if min(shape[:2]) < least:
            yield (least, least, shape[2]), 0.5 + least / 1000


def _concrete(scene: Scene, shape: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    if None not in shape:
        return
    if len(shape) == 3:
        for size in (32, 64, 28, 224):
            for channels in (3, 1):
                meant = (*(each or size for each in shape[:2]), shape[2] or channels)
                yield meant, 0.3 + size / 10000 + (0.001 if channels == 1 else 0)
    elif len(shape) == 2 and shape[-1] is None:
        for number, features in enumerate(_features(scene)):
            yield (shape[0] or 32, features), 0.25 + number / 100
    elif len(shape) <= 2:
        for size in (*_lengths_of_places(scene), 32, 100):
            yield tuple(each or size for each in shape), 0.3 + size / 10000


def _lengths_of_places(scene: Scene) -> list[int]:
    found = [node.shape[0] for node in scene.graph.inputs() if len(node.shape) == 1]
    return [each for each in found if isinstance(each, int)]
