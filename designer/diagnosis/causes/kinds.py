"""What kind of mistake a refusal is, and the sentence to begin its explanation with.

Read from the class of the node, the shapes that reach it, and, where these do not tell, from the
words of Keras 3. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from designer.catalog.values import source_of
from designer.diagnosis.causes.scene import Scene, Wire
from designer.graph.answers import shape_text
from designer.graph.nodes import BlockNode, LayerNode, Node, OpNode

JOINS = frozenset(
    {"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"}
)
_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional"})
_RANKS = {
    3: ("wants-sequence", "sequences of shape (batch, time, features)"),
    4: ("wants-image", "images of shape (batch, height, width, channels)"),
    5: ("wants-volume", "volumes of shape (batch, depth, height, width, channels)"),
}
_WRAPPERS = frozenset(
    {"Bidirectional", "TimeDistributed", "RNN", "SpectralNormalization", "StackedRNNCells"}
)


class Kind(NamedTuple):
    """The code of a refusal, and what to say instead of Keras's own words, where there is better.
    The words follow the node's name; empty ones leave Keras's."""

    code: str
    words: str = ""


Case = Callable[[Scene, Node, str, Sequence[Wire]], Kind | None]


def kind_of(scene: Scene, node: Node, words: str) -> Kind:
    """The kind of a refusal."""
    wires = [wire for wire in scene.wires(node) if wire.tensor]
    for case in _CASES:
        found = case(scene, node, words, wires)
        if found is not None:
            return found
    return Kind("keras-refuses")


def _later(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    """What is told by `later`, in words of its own."""
    for sign, code in (
        ("initial_state", "state-size"),
        ("gets text", "wrong-dtype"),
        ("gets whole numbers", "wrong-dtype"),
        ("gets numbers", "wrong-dtype"),
        ("one text a sample", "wrong-dtype"),
        ("weights are made for", "shared-layer-sizes"),
        ("attends over", "attention-sizes"),
        ("multiplies query and key", "attention-sizes"),
        ("only one size fits", "reshape-size"),
        ("uses the block", "block-input"),
        ("the batch meets", "join-ranks"),
    ):
        if sign in words and not words.startswith("is refused"):
            return Kind(code)
    return None


def _block(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    if not isinstance(node, BlockNode):
        return None
    found = re.search(r"expected shape=(\(.*?\)), found shape=(\(.*?\))", words)
    if not found:
        return Kind("block-refused")
    return Kind(
        "block-input",
        f"uses the block {node.block}, whose input says {found[1]}, on {found[2]}.",
    )


def _custom(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    if isinstance(node, LayerNode) and node.layer in scene.design.custom_layers:
        raised = words.removeprefix("is refused by Keras: ")
        return Kind(
            "custom-layer-fails", f"runs the custom layer {node.layer}, which fails: {raised}"
        )
    return None


def _join(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    kind = scene.kind(node)
    if kind not in JOINS or len(wires) < 2:
        return None
    shapes = [wire.shape for wire in wires if wire.shape is not None]
    ranks = {len(shape) for shape in shapes}
    if kind == "Dot":
        return Kind("dot-sizes")
    if len(ranks) > 1:
        return Kind("join-ranks")
    axis = scene.value(node, "axis")
    rank = ranks.pop()
    if kind == "Concatenate":
        if type(axis) is int and not -rank <= axis < rank:
            return Kind(
                "axis-out-of-range", f"joins along axis={axis}, and its tensors have {rank} axes."
            )
        return Kind("concat-sizes")
    others = {shape[1:-1] for shape in shapes}
    return Kind("join-channels" if len(others) == 1 else "join-sizes")


def _op(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    if not isinstance(node, OpNode):
        return None
    if scene.kind(node) in ("ops.matmul", "ops.dot", "ops.einsum", "ops.tensordot"):
        return Kind("dot-sizes")
    if re.search(r"axis|axes", words):
        return Kind("axis-out-of-range")
    if re.search(r"reshape|total size", words, re.IGNORECASE):
        return Kind("reshape-size")
    return Kind("op-refused")


def _rank(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    wanted = re.search(r"expected (?:min_)?ndim=(\d), found ndim=(\d)", words)
    if not wanted or not wires:
        return None
    code, told = _RANKS.get(int(wanted[1]), ("wrong-rank", f"tensors with {wanted[1]} axes"))
    source = wires[0].source
    lost = scene.kind(source) in _RECURRENT and scene.value(source, "return_sequences") is not True
    if code == "wants-sequence" and lost and int(wanted[2]) == 2:
        return Kind(
            "sequence-lost",
            f"reads {told}, and `{source.name}` gives only its last step: {wires[0].told}.",
        )
    if code == "wants-sequence" and "Pooling" in scene.kind(node):
        code = "wrong-rank"
    return Kind(code, f"reads {told}, and gets {wires[0].told}.")


def _kernel(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    kernel = re.search(r"received kernel of shape \(([\d, ]+)\) and input of shape", words)
    told = _RANKS.get(kernel[1].count(",") + 1) if kernel else None
    return Kind(told[0], f"reads {told[1]}, and gets {wires[0].told}.") if told and wires else None


def _attention(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    return Kind("attention-sizes") if "Attention" in scene.kind(node) else None


def _shared(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    owner = scene.owner(node)
    first = scene.input_shape(owner)
    if owner.id == node.id or "expected axis" not in words or not wires or first is None:
        return None
    return Kind(
        "shared-layer-sizes",
        f"calls the layer of `{owner.name}` again, whose weights are made for "
        f"{shape_text(first)}, on {wires[0].told}.",
    )


def _unknown(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    open_sizes = r"fully.defined|should be defined|Found `?None|must be (?:defined|static)"
    if not re.search(open_sizes, words) or "stateful" in words or not wires:
        return None
    return Kind(
        "unknown-size",
        f"makes its weights from the size of the last axis, which is not known: {wires[0].told}.",
    )


def _inner(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    held = scene.value(node, "layer") or scene.value(node, "cell")
    if scene.kind(node) not in _WRAPPERS or held is None:
        return None
    if not re.search(r"deserializ|wrap|`?layer`?|cell", words):
        return None
    return Kind(
        "inner-layer",
        f"holds {source_of(held)}, which a {scene.kind(node)} cannot run over what it gets.",
    )


_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (
        r"output size would be|output is <= 0|[Nn]egative dimension|out of bounds.*pool",
        "window-too-large",
        "has a window that is larger than what comes in ({values}).",
    ),
    (r"`cropping`", "crop-too-large", "cuts off more than there is ({values})."),
    (
        r"total size of the tensor|[Cc]annot reshape",
        "reshape-size",
        "cannot bring what it gets into another form ({values}): the number of elements differs.",
    ),
    (
        r"`dims`|permutation",
        "permute-axes",
        "must name each axis behind the batch once, counted from 1 ({values}).",
    ),
    (
        r"groups",
        "groups-mismatch",
        "shares channels out among groups that do not divide them ({values}).",
    ),
    (
        r"dilation_rate.*strides|strides.*dilation_rate",
        "strides-with-dilation",
        "has both strides and a dilation ({values}); Keras allows one of them.",
    ),
    (
        r"stateful",
        "stateful-batch",
        "keeps its state from batch to batch (stateful=True), and the batch size is open.",
    ),
    (
        r"tuple index out of range|\baxis\b|\baxes\b",
        "axis-out-of-range",
        "names an axis that what it gets does not have ({values}).",
    ),
    (r"dtype|string", "wrong-dtype", ""),
)
"""Words of Keras, the code, and better words; `{values}` are the arguments that a person gave."""


def _by_words(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    for pattern, code, said in _PATTERNS:
        if re.search(pattern, words):
            return Kind(code, said.format(values=_values(scene, node)) if said else "")
    return None


def _argument(scene: Scene, node: Node, words: str, wires: Sequence[Wire]) -> Kind | None:
    named = [name for name in scene.values(node) if re.search(rf"\b{re.escape(name)}\b", words)]
    return Kind("argument-refused") if named else None


def _values(scene: Scene, node: Node) -> str:
    given = {
        name: value
        for name, value in scene.values(node).items()
        if name not in ("activation", "use_bias", "kernel_initializer")
    }
    return ", ".join(f"{name}={source_of(value)}" for name, value in given.items()) or "defaults"


_CASES: tuple[Case, ...] = (
    _later,
    _block,
    _custom,
    _join,
    _op,
    _rank,
    _kernel,
    _inner,
    _attention,
    _shared,
    _unknown,
    _by_words,
    _argument,
)
