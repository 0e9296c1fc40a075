"""What Keras takes without a word and a person hardly meant, away from the loss. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from designer.catalog.values import Code, Value
from designer.diagnosis.causes.axes import norm_axis, torn
from designer.diagnosis.causes.batches import batch_mistakes
from designer.diagnosis.causes.habits import HABIT_RULES
from designer.diagnosis.causes.heads import activation_of
from designer.diagnosis.causes.learning import frozen_inner, learning_mistakes
from designer.diagnosis.causes.odd import ODD_RULES
from designer.diagnosis.causes.scene import Scene, Wire
from designer.diagnosis.causes.steps import (
    LIKELY,
    POSSIBLE,
    USUAL,
    Candidate,
    clearing,
    fixes,
    inserting,
    removing,
    setting,
)
from designer.diagnosis.causes.stuck import STUCK_RULES
from designer.graph.answers import Shape, shape_text
from designer.graph.design import MAIN
from designer.graph.nodes import InputNode, LayerNode, Node, OpNode, values_of
from designer.graph.problems import WARNING, Problem

_DROPOUTS = frozenset(
    {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout",
     "GaussianDropout"}
)  # fmt: skip
_STRETCHING = frozenset({"Add", "Subtract", "Average", "Maximum", "Minimum"})
"""Multiply is left out: weighing channels or places is what it is used for."""
_READS_MASKS = frozenset(
    {"LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "GlobalAveragePooling1D",
     "MultiHeadAttention", "Attention", "AdditiveAttention"}
)  # fmt: skip
_POOLS = {3: "GlobalAveragePooling1D", 4: "GlobalAveragePooling2D", 5: "GlobalAveragePooling3D"}


def quiet_mistakes(scene: Scene, nodes: Iterable[Node] | None = None) -> Iterator[Problem]:
    """Those of all nodes, or of these; none while the wires form a circle: along it, nothing is
    the first."""
    if scene.graph.cycle():
        return
    looked_at = scene.graph.nodes() if nodes is None else list(nodes)
    for node in looked_at:
        if isinstance(node, LayerNode):
            for rule in (*_RULES, *ODD_RULES, *HABIT_RULES, *STUCK_RULES):
                problem = rule(scene, node)
                if problem:
                    yield problem
        if isinstance(node, (LayerNode, OpNode)):
            for also in _RULES_OF_OPS_TOO:
                problem = also(scene, node)
                if problem:
                    yield problem
    yield from learning_mistakes(scene, looked_at)
    yield from batch_mistakes(scene, looked_at)


def _makes_output(scene: Scene, node: Node) -> bool:
    outputs = {each.id for each in scene.graph.outputs()} if scene.name == MAIN else set()
    return any(reader.id in outputs for reader in scene.readers(node))


def _dropout_last(scene: Scene, node: LayerNode) -> Problem | None:
    if scene.kind(node) not in _DROPOUTS or not _makes_output(scene, node):
        return None
    before = scene.wires(node)
    source = f" of `{before[0].source.name}`" if before else ""
    return scene.problem(
        "dropout-last",
        WARNING,
        node,
        f"`{node.name}` drops part of the results{source} themselves: in training the output is "
        "zero at random, and the loss punishes it.",
        "Drop features before the last layer, not what it predicts.",
        fixes([removing(scene, node, LIKELY)]),
        [*(wire.source.id for wire in before), node.id],
    )


def _softmax_twice(scene: Scene, node: LayerNode) -> Problem | None:
    wires = scene.wires(node)
    if not wires or scene.kind(node) not in ("Softmax", "Activation"):
        return None
    own, before = activation_of(scene, node), activation_of(scene, wires[0].source)
    if own not in ("softmax", "sigmoid") or before not in ("softmax", "sigmoid"):
        return None
    return scene.problem(
        "activation-twice",
        WARNING,
        node,
        f"`{wires[0].source.name}` ends with {before} already, and `{node.name}` applies {own} to "
        "the result: probabilities are pressed together, and it hardly learns.",
        f"Take {node.name} out, or give {wires[0].source.name} no activation.",
        fixes(
            [
                removing(scene, node, LIKELY),
                setting(scene, wires[0].source, {"activation": "linear"}, USUAL),
            ]
        ),
        [wires[0].source.id, node.id],
    )


def _half_output(scene: Scene, node: LayerNode) -> Problem | None:
    tensor = scene.tensor(node.id)
    if not _makes_output(scene, node) or tensor is None or "float16" not in tensor.dtype:
        return None
    return scene.problem(
        "half-output",
        WARNING,
        node,
        f"`{node.name}` gives an output {shape_text(tensor.shape)} in {tensor.dtype}: a loss loses "
        "digits there, and float16 overflows above 65,504.",
        "Let the last layer compute in float32; what is before it may stay as it is.",
        fixes([setting(scene, node, {"dtype": "float32"}, LIKELY)]),
        [node.id],
    )


def _frozen_mode(scene: Scene, node: LayerNode) -> Problem | None:
    training = node.call_values.get("training")
    kind = scene.kind(node)
    is_wrong = training is True and (kind in _DROPOUTS or kind == "BatchNormalization")
    if not is_wrong and not (training is False and kind in _DROPOUTS):
        return None
    told = {
        True: "behaves as in training for ever, so that predictions differ with chance or batch",
        False: "never acts, not in training either",
    }[bool(training)]
    return scene.problem(
        "frozen-mode",
        WARNING,
        node,
        f"`{node.name}` is called with training={training}: it {told}.",
        "Leave training to Keras: fit and predict say it.",
        fixes([clearing(scene, node, ["training"], LIKELY)]),
        [node.id],
    )


def _too_few_ids(scene: Scene, node: LayerNode) -> Problem | None:
    """An Embedding with fewer rows than what is before it makes ids."""
    rows, wires = scene.value(node, "input_dim"), scene.wires(node)
    if scene.kind(node) != "Embedding" or not isinstance(rows, int) or not wires:
        return None
    source = next((each for each in scene.back(node) if ids_of(scene, each)), None)
    count = ids_of(scene, source) if source else 0
    if source is None or rows >= count:
        return None
    return scene.problem(
        "too-few-ids",
        WARNING,
        node,
        f"`{source.name}` makes ids up to {count - 1} of its vocabulary, and `{node.name}` has "
        f"{rows} rows (input_dim={rows}): a larger id fails, or is taken for another on a GPU.",
        f"Give it input_dim={count}, or make the vocabulary smaller.",
        fixes([setting(scene, node, {"input_dim": count}, LIKELY)]),
        [source.id, *(wire.source.id for wire in wires), node.id],
    )


def ids_of(scene: Scene, node: Node) -> int:
    """How many different ids a preprocessing layer can make; 0 where it cannot be said."""
    kind = scene.kind(node)
    most = scene.value(node, {"Hashing": "num_bins"}.get(kind, "max_tokens"))
    words = scene.value(node, "vocabulary")
    if kind not in ("TextVectorization", "StringLookup", "IntegerLookup", "Hashing"):
        return 0
    if isinstance(words, (tuple, list)):
        oov = scene.value(node, "num_oov_indices")
        extra = 2 if kind == "TextVectorization" else oov if isinstance(oov, int) else 1
        if kind != "TextVectorization" and scene.value(node, "mask_token") is not None:
            extra += 1
        return len(words) + extra
    return most if isinstance(most, int) else 0


def _mask_lost(scene: Scene, node: LayerNode) -> Problem | None:
    """It would heed a mask, one was made before it, and a layer between did not pass it on."""
    wires = scene.wires(node)
    if scene.kind(node) not in _READS_MASKS or not wires or wires[0].tensor is None:
        return None
    if wires[0].tensor.masked or any("mask" in wire.edge.slot for wire in wires):
        return None
    passed: list[Node] = []
    for each in scene.back(node):
        tensor = scene.tensor(each.id)
        if tensor is None or len(tensor.shape) < 3:
            return None
        if tensor.masked:
            break
        passed.append(each)
    else:
        return None
    if not passed:
        return None
    dropping = passed[-1]
    maker = next((m for m in (each, *scene.back(each)) if _makes_mask(scene, m)), each)
    return scene.problem(
        "mask-lost",
        WARNING,
        dropping,
        f"`{dropping.name}` does not pass on the mask that `{maker.name}` makes, so that "
        f"`{node.name}` reads padding as if it were data.",
        "Take it away, let the layer that needs it come first, or make no mask.",
        fixes(
            [
                setting(scene, maker, {"mask_zero": False}, POSSIBLE)
                if scene.kind(maker) == "Embedding"
                else None,
                removing(scene, dropping, USUAL),
            ]
        ),
        [maker.id, *(each.id for each in reversed(passed)), node.id],
    )


def _makes_mask(scene: Scene, node: Node) -> bool:
    return scene.kind(node) == "Masking" or bool(scene.value(node, "mask_zero"))


def _stretched(scene: Scene, node: LayerNode) -> Problem | None:
    """A join value by value in which one tensor is repeated along an axis of size 1."""
    wires = scene.wires(node)
    if scene.kind(node) not in _STRETCHING or len(wires) < 2:
        return None
    shapes = [wire.shape for wire in wires]
    known = [shape for shape in shapes if shape]
    if len(known) < len(wires) or len({len(shape) for shape in known}) > 1:
        return None
    for axis in range(1, len(known[0])):
        sizes = [shape[axis] for shape in known]
        most = max((size for size in sizes if size), default=1)
        if 1 in sizes and most > 1:
            thin = wires[sizes.index(1)]
            full = wires[sizes.index(most)]
            return _stretch(scene, node, thin, full, axis, most)
    return None


def _stretch(
    scene: Scene, node: LayerNode, thin: Wire, full: Wire, axis: int, most: int
) -> Problem:
    is_channels = thin.shape is not None and axis == len(thin.shape) - 1
    maker = _sized(scene, thin.source) if is_channels else None
    named = _said_in_block(scene, maker[1]) if maker else []
    changed = [
        setting(scene, maker[0], {maker[1]: meant}, LIKELY + number / 10)
        for number, meant in enumerate((*named, most))
        if maker
    ]
    widened = inserting(scene, thin.edge, "Dense", {"units": most}, USUAL) if is_channels else None
    word = {"Add": "adds", "Subtract": "subtracts", "Average": "averages"}.get(
        scene.kind(node), "compares"
    )
    blamed = maker[0] if maker else node
    return scene.problem(
        "stretched",
        WARNING,
        blamed,
        f"`{node.name}` {word} {thin.told} and {full.told}: the size of 1 on axis {axis} is "
        f"stretched to {most} (broadcast) by repeating its numbers"
        + (f"; `{blamed.name}` makes it." if maker else "."),
        "Give both branches the same shape, if this was not meant.",
        fixes([*changed, widened]),
        [blamed.id, thin.source.id, full.source.id, node.id],
    )


def _said_in_block(scene: Scene, argument: str) -> list[Value]:
    """What layers of a block give for an argument by a block argument."""
    nodes = scene.design.graph(scene.name).nodes() if scene.name else []
    found = (values_of(node).get(argument) for node in nodes)
    return list(dict.fromkeys(value for value in found if isinstance(value, Code)))


_OVER_TIME = frozenset(
    {"LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "TimeDistributed", "ConvLSTM1D"}
)
_KEEPS_CHANNELS = frozenset(
    {"BatchNormalization", "LayerNormalization", "ReLU", "LeakyReLU", "Activation", "Identity",
     "MaxPooling2D", "AveragePooling2D", "UpSampling2D", *_DROPOUTS}
)  # fmt: skip


def _sized(scene: Scene, node: Node) -> tuple[Node, str] | None:
    """The layer that gave a tensor its number of channels, and the argument that says it."""
    for each in (node, *scene.back(node)):
        for name in ("filters", "units", "output_dim"):
            if isinstance(each, LayerNode) and name in scene.values(each):
                return each, name
        if scene.kind(each) not in _KEEPS_CHANNELS:
            return None
    return None


def _dense_on_image(scene: Scene, node: LayerNode) -> Problem | None:
    """A Dense that acts on each place by itself, and what follows is the output: one prediction
    for every place of an image that is learnt as one."""
    shape = scene.input_shape(node)
    if scene.kind(node) != "Dense" or shape is None or len(shape) < 3:
        return None
    origin = _origin(scene, node)
    if len(shape) == 3 and (origin is None or len(origin) < 3):
        return None  # One answer for each word is what taggers and translators give.
    if any(scene.kind(each) in _OVER_TIME for each in scene.back(node)):
        return None
    if not _makes_output(scene, node) and not _leads_to_flat_end(scene, node):
        return None
    wire = scene.wires(node)[0]
    told = "an image" if len(shape) == 4 else "a sequence"
    return scene.problem(
        "dense-on-places",
        WARNING,
        node,
        f"`{node.name}` is a Dense on {told}, {wire.told}: it acts on each place by itself, "
        "along the last axis only.",
        "Flatten it, or pool it (GlobalAveragePooling), before the Dense; or use a convolution of "
        "size 1 where one answer for each place is meant.",
        fixes(_flattenings(scene, wire, shape)),
        [wire.source.id, node.id],
    )


def _flattenings(scene: Scene, wire: Wire, shape: Shape) -> list[Candidate | None]:
    pool = inserting(scene, wire.edge, _POOLS.get(len(shape), "Flatten"), None, USUAL)
    is_known = all(size is not None for size in shape[1:])
    return [inserting(scene, wire.edge, "Flatten", None, LIKELY) if is_known else None, pool]


def _leads_to_flat_end(scene: Scene, node: Node) -> bool:
    """Whether only Dense, Dropout and activations lie between it and an output."""
    readers = scene.readers(node)
    return bool(readers) and all(
        _makes_output(scene, reader)
        or (scene.kind(reader) in ("Dense", "Activation", *_DROPOUTS)
            and _leads_to_flat_end(scene, reader))
        for reader in readers
    )  # fmt: skip


def _origin(scene: Scene, node: Node) -> Shape | None:
    """The shape of the input that the first wires lead back to, without the batch."""
    last = next((each for each in reversed(list(scene.back(node)))), None)
    shape = scene.shape(last) if isinstance(last, InputNode) else None
    return shape[1:] if shape else None


_RULES: tuple[Callable[[Scene, LayerNode], Problem | None], ...] = (
    _dropout_last,
    _softmax_twice,
    _half_output,
    _frozen_mode,
    _too_few_ids,
    _mask_lost,
    _stretched,
    _dense_on_image,
    frozen_inner,
    norm_axis,
)
_RULES_OF_OPS_TOO: tuple[Callable[[Scene, LayerNode | OpNode], Problem | None], ...] = (torn,)
