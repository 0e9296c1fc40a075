"""Habits from elsewhere that Keras takes without a word: another library's numbers and orders,
images that are scaled already, layers that must learn from the data first. Pure.

Measured on the real Keras: with a momentum of 0.1 the loss of validation is 1.4 to 3.8 times that
of training, where with 0.9 it is less than half of it; a sigmoid behind a relu never gives less
than 0.5; a lookup without a vocabulary builds and fails at the first batch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from designer.catalog.values import Value
from designer.diagnosis.causes.heads import activation_of
from designer.diagnosis.causes.scene import Scene, Wire
from designer.diagnosis.causes.steps import (
    LIKELY,
    USUAL,
    Candidate,
    exchanging,
    fixes,
    removing,
    setting,
    swapping,
)
from designer.graph.answers import shape_text
from designer.graph.design import MAIN
from designer.graph.nodes import LayerNode, Node, path_of
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
_COLUMNS = 3
"""Axes of a table or a series, with the batch."""
_NO_WORDS = ("TextVectorization", "StringLookup", "IntegerLookup")


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


def _clipped(scene: Scene, node: LayerNode) -> Problem | None:
    """A softmax or sigmoid at the end that gets no scores below 0."""
    if scene.kind(node) not in ("Softmax", "Activation") or scene.name != MAIN:
        return None
    wires = scene.wires(node)
    if not wires:
        return None
    own, before = activation_of(scene, node), wires[0].source
    if own not in ("softmax", "sigmoid") or activation_of(scene, before) != "relu":
        return None
    ends = {each.id for each in scene.graph.outputs()}
    if not any(reader.id in ends for reader in scene.readers(node)):
        return None
    told = (
        "what it gives is never less than 0.5"
        if own == "sigmoid"
        else "all scores below 0 count alike, and those that fall there learn no more"
    )
    is_layer = scene.kind(before) in ("ReLU", "Activation")
    return scene.problem(
        "clipped-scores",
        WARNING,
        before,
        f"`{before.name}` cuts off all below 0 (relu) of {shape_text(scene.shape(before) or ())}, "
        f"the scores of which `{node.name}` makes a {own}: {told}.",
        f"Give {before.name} no activation: the {own} is the one of the last layer.",
        fixes(
            [
                removing(scene, before, LIKELY)
                if is_layer
                else setting(scene, before, {"activation": "linear"}, LIKELY)
            ]
        ),
        [before.id, node.id],
    )


def _unlearned(scene: Scene, node: LayerNode) -> Problem | None:
    """A layer that learns from the data by `adapt`, which neither a run nor the exported code
    calls."""
    kind = scene.kind(node)
    lacks = _LACKS.get(kind)
    if lacks is None or any(scene.value(node, name) is not None for name in lacks):
        return None
    gives = scene.shape(node)
    if kind == "Normalization" and (gives is None or len(gives) > _COLUMNS):
        return None  # Of images it comes with the weights of a model that was trained before.
    shape = shape_text(gives or ())
    told = (
        f"gives {shape} as it came: it knows no mean and no variance"
        if kind == "Normalization"
        else f"gives {shape} and has no {lacks[0]} yet: it fails at the first batch"
    )
    return scene.problem(
        "not-adapted",
        WARNING,
        node,
        f"`{node.name}` {told}. A {kind} learns that from the data, by adapt, before training.",
        f"Give it {' and '.join(lacks)}, or call adapt in the exported code.",
        fixes(_learning_by_itself(scene, node)),
        [node.id],
    )


_LACKS: Mapping[str, tuple[str, ...]] = {
    "Normalization": ("mean", "variance"),
    "Discretization": ("bin_boundaries",),
    **dict.fromkeys(_NO_WORDS, ("vocabulary",)),
}


def _learning_by_itself(scene: Scene, node: LayerNode) -> Iterator[Candidate | None]:
    """A layer of the same use that need not see the data first."""
    kind = scene.kind(node)
    if kind == "Normalization" and not scene.value(node, "invert"):
        values: dict[str, Value] = {"center": False, "scale": False}
        yield exchanging(scene, node, "BatchNormalization", values, USUAL)
    if kind in ("StringLookup", "IntegerLookup"):
        mode = scene.value(node, "output_mode")
        rows = [scene.value(each, "input_dim") for each in scene.readers(node)]
        known = (each for each in (*rows, scene.value(node, "max_tokens")) if type(each) is int)
        told = {"num_bins": next(known, _BINS)}
        yield exchanging(
            scene, node, "Hashing", told if mode == "int" else {**told, "output_mode": mode}, USUAL
        )


_BINS = 1000

HABIT_RULES: tuple[Callable[[Scene, LayerNode], Problem | None], ...] = (
    _momentum,
    _swapped,
    _scaled_twice,
    _clipped,
    _unlearned,
)
