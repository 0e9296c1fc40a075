"""Layers that begin or end so that nothing is learnt: zeros and scores that a relu cuts off, and
what must learn from the data first. Pure.

Measured on the real Keras: behind zeros and a relu only the last layer's bias changes; a sigmoid
behind a relu never gives less than 0.5; a lookup without a vocabulary builds and fails at the first
batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from designer.catalog.values import Call, Value
from designer.diagnosis.causes.heads import activation_of
from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import (
    LIKELY,
    USUAL,
    Candidate,
    clearing,
    exchanging,
    fixes,
    removing,
    setting,
)
from designer.graph.answers import shape_text
from designer.graph.design import MAIN
from designer.graph.nodes import LayerNode, Node
from designer.graph.problems import WARNING, Problem

_COLUMNS = 3
"""Axes of a table or a series, with the batch."""
_NO_WORDS = ("TextVectorization", "StringLookup", "IntegerLookup")


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


def _dead(scene: Scene, node: LayerNode) -> Problem | None:
    """All is 0 in front of a relu, which has no gradient there."""
    kind = scene.kind(node)
    scale, shift = ("gamma", "beta") if kind in _NORMS else ("kernel", "bias")
    if kind not in _NORMS and kind != "Dense" and "Conv" not in kind:
        return None
    if not _is_zeros(node.values.get(f"{scale}_initializer")):
        return None
    readers = scene.readers(node)
    has_relu = activation_of(scene, node) in _CUTTING if kind not in _NORMS else False
    is_cut = has_relu or (bool(readers) and all(_cuts(scene, each) for each in readers))
    if not is_cut or not _is_zeros(scene.value(node, f"{shift}_initializer")):
        return None
    return scene.problem(
        "dead-start",
        WARNING,
        node,
        f"`{node.name}` begins with {scale}_initializer='zeros', so that its "
        f"{shape_text(scene.shape(node) or ())} are all 0 in front of a relu, which has no "
        "gradient there: nothing up to here ever learns.",
        "Leave the start to Keras; zeros have their place before an Add, and in the last layer.",
        fixes([clearing(scene, node, [f"{scale}_initializer"], LIKELY)]),
        [node.id, *(each.id for each in readers)],
    )


_NORMS = frozenset({"BatchNormalization", "LayerNormalization", "GroupNormalization"})
_CUTTING = frozenset({"relu", "relu6"})


def _is_zeros(value: Value) -> bool:
    name = value.path.rpartition(".")[2] if isinstance(value, Call) else value
    return name in ("zeros", "zero", "Zeros")


def _cuts(scene: Scene, node: Node) -> bool:
    if scene.kind(node) == "ReLU":
        return not scene.value(node, "negative_slope")
    if scene.kind(node) in ("ops.relu", "ops.relu6"):
        return True
    return scene.kind(node) == "Activation" and scene.value(node, "activation") in _CUTTING


STUCK_RULES: tuple[Callable[[Scene, LayerNode], Problem | None], ...] = (
    _clipped,
    _unlearned,
    _dead,
)
