"""Habits from elsewhere that Keras takes without a word: another library's numbers and orders,
and images that are scaled already. Pure.

Measured on the real Keras: with a momentum of 0.1 the loss of validation is 1.4 to 3.8 times that
of training, where with 0.9 it is less than half of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from designer.catalog.values import Value
from designer.diagnosis.causes.scene import Scene, Wire, numbers
from designer.diagnosis.causes.steps import (
    LIKELY,
    USUAL,
    fixes,
    inserting,
    removing,
    setting,
    sizing,
    swapping,
)
from designer.graph.answers import shape_text
from designer.graph.nodes import InputNode, LayerNode, Node, path_of
from designer.graph.problems import WARNING, Problem

_OTHER_WAY_ROUND = 0.3
"""A momentum up to here is the share of the new batch, as PyTorch counts it."""
_ATTENTIONS = frozenset({"MultiHeadAttention", "GroupedQueryAttention", "Attention",
                         "AdditiveAttention"})  # fmt: skip
_KEY, _VALUE = frozenset({"k", "key", "keys"}), frozenset({"v", "val", "value", "values"})
_SCALES_ITSELF = re.compile(r"keras\.applications\.(EfficientNet|MobileNetV3|ConvNeXt)\w+")
_KEEPS_SCALE = re.compile(
    r"Random\w+|Resizing|CenterCrop|Identity|ZeroPadding2D|Cropping2D|Reshape|Permute"
)
_SMALL = 0.1
"""A scale below is meant for numbers up to 255."""


def _momentum(scene: Scene, node: LayerNode) -> Problem | None:
    if scene.kind(node) != "BatchNormalization":
        return None
    momentum = scene.value(node, "momentum")
    if not isinstance(momentum, float) or not 0.0 < momentum <= _OTHER_WAY_ROUND:
        return None
    meant = round(1.0 - momentum, 6)
    return scene.problem(
        "momentum-share",
        WARNING,
        node,
        f"`{node.name}` {shape_text(scene.shape(node) or ())} keeps {momentum:.0%} of its mean and "
        f"variance at each batch (momentum={momentum}): in Keras momentum is the share that stays, "
        "so what it predicts with is little more than the last batch.",
        f"PyTorch counts the other way round: its {momentum} is {meant} here.",
        fixes([setting(scene, node, {"momentum": meant}, LIKELY)]),
        [node.id],
    )


def _swapped(scene: Scene, node: LayerNode) -> Problem | None:
    """Wires that say by the names of their sources that they end at each other's place."""
    if scene.kind(node) not in _ATTENTIONS:
        return None
    value, key = _at(scene, node, "value", 1), _at(scene, node, "key", 2)
    if value is None or key is None:
        return None
    if not _is_called(value, _KEY, _VALUE) or not _is_called(key, _VALUE, _KEY):
        return None
    return scene.problem(
        "key-as-value",
        WARNING,
        node,
        f"`{node.name}` takes {value.told} for the values and {key.told} for the keys: Keras wants "
        "query, value, key, in this order.",
        "Swap the two, if their names say what they are.",
        fixes([swapping(scene, value.edge, key.edge, LIKELY)]),
        [value.source.id, key.source.id, node.id],
    )


def _at(scene: Scene, node: Node, slot: str, place: int) -> Wire | None:
    """The wire at a slot of its own, or at a place of the list that the older layers take."""
    listed = (w for w in scene.wires(node) if (w.edge.slot, w.edge.index) == ("inputs", place))
    return scene.slot(node, slot) or next(listed, None)


def _is_called(wire: Wire, names: frozenset[str], others: frozenset[str]) -> bool:
    words = set(re.findall(r"[a-z]+", wire.source.name.lower()))
    return bool(words & names) and not words & others


def _scaled_twice(scene: Scene, node: LayerNode) -> Problem | None:
    if not _scales_down(scene, node):
        return None
    before = next(
        (each for each in scene.back(node) if not _KEEPS_SCALE.fullmatch(scene.kind(each))), None
    )
    if before is None or scene.kind(before) != "Rescaling" or not _scales_down(scene, before):
        return None
    scale = scene.value(before, "scale")
    told = "scales its images itself" if path_of(node) != path_of(before) else "scales them again"
    return scene.problem(
        "scaled-twice",
        WARNING,
        before,
        f"`{before.name}` scales {shape_text(scene.shape(before) or ())} by {scale:.4g}, and "
        f"`{node.name}` behind it {told}: all pixels come to it as nearly the same number.",
        f"Leave the scaling to {node.name}.",
        fixes([removing(scene, before, LIKELY)]),
        [before.id, node.id],
    )


def _scales_down(scene: Scene, node: Node) -> bool:
    if not scene.kind(node) and _SCALES_ITSELF.fullmatch(path_of(node)):
        return scene.value(node, "include_preprocessing") is not False
    if scene.kind(node) != "Rescaling":
        return False
    scale = scene.value(node, "scale")
    return isinstance(scale, (int, float)) and 0 < scale < _SMALL


def _channels_first(scene: Scene, node: LayerNode) -> Problem | None:
    """Pictures as other libraries hold them, read as if their rows were the channels."""
    kernel = numbers(scene.value(node, "kernel_size"), 2)
    if scene.kind(node) not in _LOOKS_AT_PICTURES or kernel is None or kernel[0] < 2:
        return None
    if scene.value(node, "data_format") == "channels_first" or not scene.wires(node):
        return None
    wires = scene.wires(node)
    while wires and _KEEPS_ORDER.fullmatch(scene.kind(wires[0].source)):
        wires = scene.wires(wires[0].source)
    picture = wires[0].source if wires else None
    if not isinstance(picture, InputNode) or not _is_picture(picture.shape):
        return None
    channels, height, width = picture.shape
    turned = inserting(scene, wires[0].edge, "Permute", {"dims": (2, 3, 1)}, USUAL)
    return scene.problem(
        "picture-order",
        WARNING,
        picture,
        f"`{picture.name}` gives {shape_text(scene.shape(picture) or ())}, and `{node.name}` takes "
        f"the last axis for the channels: pictures of {channels} rows, {height} columns and "
        f"{width} channels.",
        f"Keras has height, width, channels; turn pictures that come as {channels} channels first.",
        fixes([sizing(scene, picture, (height, width, channels), LIKELY), turned]),
        [picture.id, node.id],
    )


_LOOKS_AT_PICTURES = frozenset({"Conv2D", "DepthwiseConv2D", "SeparableConv2D"})
_KEEPS_ORDER = re.compile(
    r"Random\w+|Identity|ZeroPadding2D|Rescaling|BatchNormalization|Normalization"
)
_SMALL_PICTURE = 16


def _is_picture(shape: tuple[Value, ...]) -> bool:
    """Whether a shape without the batch is that of a picture with its channels in front: one
    channel is believed of squares alone, since a series may be one row."""
    if len(shape) != 3 or not all(type(size) is int for size in shape):
        return False
    channels, height, width = shape
    assert isinstance(height, int) and isinstance(width, int)
    is_large = min(height, width) >= _SMALL_PICTURE
    return is_large and (channels == 3 or (channels == 1 and height == width))


HABIT_RULES: tuple[Callable[[Scene, LayerNode], Problem | None], ...] = (
    _momentum,
    _swapped,
    _scaled_twice,
    _channels_first,
)
