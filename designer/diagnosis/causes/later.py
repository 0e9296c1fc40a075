"""What Keras builds without a word and fails on at the first batch. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping

from designer.catalog.substitution import substituted
from designer.diagnosis.causes.scene import Scene, Wire
from designer.graph.answers import Shape, shape_text
from designer.graph.nodes import BlockNode, InputNode, LayerNode, Node, OpNode

_BY_VALUE = frozenset(
    {f"ops.{each}" for each in ("add", "subtract", "multiply", "true_divide", "divide", "power",
                                "maximum", "minimum", "mod", "where")}
)  # fmt: skip
_STATES: Mapping[str, int] = {"LSTM": 2, "GRU": 1, "SimpleRNN": 1}
_SAME_WIDTH: Mapping[str, str] = {"Attention": "multiplies", "AdditiveAttention": "adds"}
_TEXT_ONLY = frozenset({"StringLookup", "TextVectorization"})
_FRACTIONS = re.compile(
    r"(Depthwise|Separable)?Conv[123]D(Transpose)?|AveragePooling[123]D|ConvLSTM[123]D"
    r"|Softmax|PReLU|UnitNormalization"
)
_MOVES = re.compile(
    r"(ZeroPadding|Cropping|UpSampling|MaxPooling|GlobalMaxPooling)[123]D"
    r"|Reshape|Flatten|Permute|RepeatVector|Identity|ReLU|Dropout|SpatialDropout[123]D"
)
_CURVES = frozenset({"softmax", "sigmoid", "gelu"})
_TEXT = frozenset({"TextVectorization", "StringLookup", "Hashing", "Identity"})


def failures(scene: Scene, nodes: Iterable[Node] | None = None) -> dict[str, str]:
    """By node, of all or of these, what will fail there; the words follow the node's name."""
    found: dict[str, str] = {}
    for node in scene.graph.nodes() if nodes is None else nodes:
        if not scene.answer(node).outputs:
            continue
        if isinstance(node, LayerNode):
            for words in _of_layer(scene, node):
                found.setdefault(node.id, words)
        for rule in (_rebuilt, _squeezed, _stretched, _regrouped):
            for words in rule(scene, node):
                found.setdefault(node.id, words)
    return found


def _of_layer(scene: Scene, node: LayerNode) -> Iterator[str]:
    yield from _states(scene, node)
    yield from _text(scene, node)
    yield from _numbers(scene, node)
    yield from _attention(scene, node)
    yield from _reshape(scene, node)
    yield from _sentences(scene, node)


def _states(scene: Scene, node: Node) -> Iterator[str]:
    kind = scene.kind(node)
    wires = [wire for wire in scene.wires(node) if wire.edge.slot == "initial_state"]
    units = scene.value(node, "units")
    if kind not in _STATES or not wires or not isinstance(units, int):
        return
    if len(wires) != _STATES[kind]:
        yield (
            f"begins with {_STATES[kind]} states, and {len(wires)} is wired to its initial_state: "
            "an LSTM has a hidden and a cell state."
        )
    for wire in wires:
        shape = wire.shape
        if shape is not None and len(shape) != 2:
            yield (
                f"takes a state of shape (None, {units}), and its initial_state is {wire.told}: "
                "a sequence, not the state after it."
            )
        elif shape is not None and shape[1] not in (None, units):
            yield (
                f"has {units} units, and its initial_state is {wire.told}: both must be of one "
                "size."
            )


def _text(scene: Scene, node: Node) -> Iterator[str]:
    for wire in scene.wires(node):
        is_text = wire.tensor is not None and wire.tensor.dtype == "string"
        if is_text and scene.kind(node) not in _TEXT:
            yield (
                f"computes with numbers, and gets text: {wire.told} has the dtype string"
                + (
                    f", which the input `{wire.source.name}` says."
                    if _is_input(wire.source)
                    else "."
                )
            )


def _numbers(scene: Scene, node: Node) -> Iterator[str]:
    """Kernels of TensorFlow that know no whole numbers, and layers that know only text."""
    kind = scene.kind(node)
    for wire in scene.wires(node)[:1]:
        origin = _origin(scene, wire)
        dtype = origin.tensor.dtype if origin.tensor else ""
        told = f"{wire.told} has the dtype {dtype}"
        if _is_input(origin.source):
            told += f", which the input `{origin.source.name}` says"
        if kind in _TEXT_ONLY and dtype not in ("", "string"):
            yield f"reads text, and gets numbers: {told}."
        is_whole = dtype == "bool" or "int" in dtype
        if is_whole and (_FRACTIONS.fullmatch(kind) or _is_curve(scene, node)):
            yield f"computes with fractions, and gets whole numbers: {told}."


def _origin(scene: Scene, wire: Wire) -> Wire:
    """Where the numbers on a wire were computed: Keras says of layers that only move numbers that
    they give fractions, and they give what they get."""
    while _MOVES.fullmatch(scene.kind(wire.source)):
        before = scene.wires(wire.source)
        if not before:
            break
        wire = before[0]
    return wire


def _is_curve(scene: Scene, node: Node) -> bool:
    return scene.kind(node) == "Activation" and scene.value(node, "activation") in _CURVES


def _is_input(node: Node) -> bool:
    return isinstance(node, InputNode)


def _rebuilt(scene: Scene, node: Node) -> Iterator[str]:
    """A shared layer that is called on other channels than it was built for."""
    owner = scene.owner(node)
    if owner.id == node.id:
        return
    first, again = scene.input_shape(owner), scene.input_shape(node)
    kind = scene.kind(node)
    is_bound = "Conv" in kind or kind == "Dense" or isinstance(node, BlockNode)
    if first and again and is_bound and first[-1] != again[-1]:
        yield (
            f"calls `{owner.name}` again, whose weights are made for "
            f"{shape_text(first)}, on {scene.wires(node)[0].told}."
        )


def _squeezed(scene: Scene, node: Node) -> Iterator[str]:
    """A block's input of one channel that is given several, or the other way round: Keras lets a
    last axis of 1 pass until the layers inside are called."""
    block = scene.design.blocks.get(node.block) if isinstance(node, BlockNode) else None
    owner = scene.owner(node)
    if block is None or not isinstance(owner, BlockNode):
        return
    values = {**block.arguments, **owner.values}
    entries = {each.name: each.shape for each in block.graph.inputs()}
    for wire in scene.wires(node):
        entry = entries.get(wire.edge.slot)
        wanted = substituted(entry[-1], values) if entry else None
        if not wire.shape or type(wanted) is not int or len(wire.shape) != len(entry or ()) + 1:
            continue
        if 1 in (wanted, wire.shape[-1]) and wire.shape[-1] not in (wanted, None):
            yield (
                f"uses the block {block.name}, whose input has {wanted} for its last axis, on "
                f"{wire.told}."
            )


def _stretched(scene: Scene, node: Node) -> Iterator[str]:
    """An operation puts axes against one another from behind, and so the batch of one tensor
    against places of another one: only a batch of that size passes."""
    wires = scene.wires(node)
    if not isinstance(node, OpNode) or scene.kind(node) not in _BY_VALUE or len(wires) != 2:
        return
    few, many = sorted(wires, key=lambda wire: len(wire.shape or ()))
    if not few.shape or not many.shape or len(few.shape) == len(many.shape):
        return
    met = many.shape[len(many.shape) - len(few.shape)]
    if few.shape[0] is None and met not in (None, 1):
        yield (
            f"puts {few.told} against {many.told}, axis by axis from behind: the batch meets an "
            f"axis of {met}."
        )


def _attention(scene: Scene, node: Node) -> Iterator[str]:
    if scene.kind(node) not in ("Attention", "AdditiveAttention", "MultiHeadAttention"):
        return
    wires = [wire for wire in scene.wires(node) if "mask" not in wire.edge.slot]
    for wire in wires:
        if wire.shape is not None and len(wire.shape) != 3 and len(wires) > 1:
            yield f"attends over sequences of shape (batch, time, features), and gets {wire.told}."
    yield from _attention_mask(scene, node)
    if scene.kind(node) in _SAME_WIDTH:
        # The key is the value where it is not wired.
        pair = [wire for wire in wires if wire.edge.index in (0, 2)][:2]
        pair = pair if len(pair) > 1 else wires[:2]
        widths = {wire.shape[-1] for wire in pair if wire.shape}
        if len(widths) > 1:
            told = " and ".join(wire.told for wire in pair)
            verb = _SAME_WIDTH[scene.kind(node)]
            yield f"{verb} query and key, which must have the same width; it gets {told}."


def _attention_mask(scene: Scene, node: Node) -> Iterator[str]:
    """A mask of queries by values, for each sample: (batch, query, value), or with heads."""
    mask, query = scene.slot(node, "attention_mask"), scene.slot(node, "query")
    value = scene.slot(node, "value")
    if mask is None or query is None or value is None or scene.value(node, "attention_axes"):
        return
    shape = mask.shape
    if shape is None or not query.shape or not value.shape or len(query.shape) != 3:
        return
    wanted = query.shape[1], value.shape[1] if len(value.shape) == 3 else None
    has_axes = len(shape) in (3, 4)
    sizes = zip(shape[-2:], wanted, strict=True) if has_axes else ()
    if not has_axes or any(None not in pair and pair[0] not in (1, pair[1]) for pair in sizes):
        told = shape_text((None, *wanted))
        yield f"takes an attention_mask of shape {told}, and gets {mask.told}."


def _shapes(scene: Scene, node: Node) -> list[Shape]:
    return [wire.shape for wire in scene.wires(node) if wire.shape is not None]


def _reshape(scene: Scene, node: Node) -> Iterator[str]:
    """Of a size that is known to one that is not: it fits one size alone."""
    shape, target = scene.input_shape(node), scene.value(node, "target_shape")
    if scene.kind(node) != "Reshape" or shape is None or not isinstance(target, (tuple, list)):
        return
    if None in shape[1:] and all(isinstance(size, int) and size > 0 for size in target):
        yield (
            f"makes {shape_text((None, *target))} of {scene.wires(node)[0].told}, whose sizes are "
            "not known: only one size fits."
        )


def _regrouped(scene: Scene, node: Node) -> Iterator[str]:
    """`ops.reshape` lets the batch take what is over: where samples do not divide into what it
    makes of them, no usual batch fits. Where others fold samples into the batch on purpose, it may
    be what unfolds them."""
    counts = _elements(scene, node)
    if counts is None or counts[0] % counts[1] == 0:
        return
    others = (_elements(scene, each) for each in scene.peers.get("ops.reshape", ()))
    if any(each and each[0] != each[1] and each[0] % each[1] == 0 for each in others):
        return
    form = scene.value(node, "newshape")
    yield (
        f"makes {shape_text((None, *form[1:]))} of {scene.wires(node)[0].told}: a sample has "
        f"{counts[0]} elements, and {counts[1]} are needed."
    )


def _elements(scene: Scene, node: Node) -> tuple[int, int] | None:
    """Of a sample, and of what `ops.reshape` makes of it; None where either is not known."""
    if scene.kind(node) != "ops.reshape" or node.id not in scene.graph:
        return None
    shape, form = scene.input_shape(node), scene.value(node, "newshape")
    if not isinstance(form, (tuple, list)) or form[:1] not in ((-1,), [-1]) or not shape:
        return None
    sizes = [each for each in form[1:] if type(each) is int and each > 0]
    if None in shape[1:] or len(sizes) < len(form) - 1:
        return None
    return math.prod(size or 1 for size in shape[1:]), math.prod(sizes)


def _sentences(scene: Scene, node: Node) -> Iterator[str]:
    shape = scene.input_shape(node)
    splits = scene.kind(node) == "TextVectorization" and scene.value(node, "split") is not None
    if splits and shape and len(shape) > 1 and shape[-1] != 1:
        yield (
            f"splits one text a sample into words, and gets {scene.wires(node)[0].told}: the last "
            "axis must be 1."
        )
