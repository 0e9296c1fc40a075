"""One way to break a working design for each kind of mistake, and the node that is then at fault.

The documentation page and the table-driven test both read `WAYS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from designer.catalog.values import Call, Code
from designer.graph.design import MAIN, CustomLayer, Design
from designer.graph.edits import Change, Connect, Disconnect, Remove
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, Node, OpNode
from designer.graph.run_settings import RunSettings
from tests.builders import Builder, used_twice

SPARSE = "sparse_categorical_crossentropy"


@dataclass(frozen=True)
class Way:
    """`sound` makes a working design, `broken` does one thing wrong to it."""

    code: str
    sound: Callable[[], Design]
    broken: Callable[[Design], None]
    node: str
    """The name of the node that the problem is told at; empty where it is the design's."""
    mends: bool = True
    """Whether the first fix must make it build; else the way out needs a person."""
    graph: str = MAIN

    def design(self) -> Design:
        design = self.sound()
        self.broken(design)
        return design


# Sound designs


def photos() -> Design:
    """A residual network of images."""
    b = Builder()
    image = b.input(32, 32, 3, name="image")
    stem = b.layer("Conv2D", image, name="stem", filters=16, kernel_size=3, padding="same")
    conv = b.layer("Conv2D", stem, name="conv", filters=16, kernel_size=3, padding="same")
    norm = b.layer("BatchNormalization", conv, name="norm", axis=-1)
    both = b.layer("Add", stem, norm, name="add")
    pool = b.layer("MaxPooling2D", both, name="pool", pool_size=2)
    deep = b.layer("Conv2D", pool, name="deep", filters=32, kernel_size=3, padding="same")
    flat = b.layer("Flatten", deep, name="flat")
    b.output(b.layer("Dense", flat, name="head", units=10, activation="softmax"), name="label")
    return b.design(run=RunSettings(losses={"label": SPARSE}).to_values())


def segments() -> Design:
    """A small U-Net."""
    b = Builder()
    image = b.input(32, 32, 1, name="image")
    down = b.layer("Conv2D", image, name="down", filters=8, kernel_size=3, padding="same")
    pool = b.layer("MaxPooling2D", down, name="pool", pool_size=2)
    deep = b.layer("Conv2D", pool, name="deep", filters=16, kernel_size=3, padding="same")
    up = b.layer("UpSampling2D", deep, name="up", size=2)
    join = b.layer("Concatenate", down, up, name="join", axis=-1)
    b.output(b.layer("Conv2D", join, name="mask", filters=1, kernel_size=1, activation="sigmoid"))
    return b.design()


def texts() -> Design:
    """Two LSTMs over words."""
    b = Builder()
    ids = b.input(20, name="ids", dtype="int32")
    words = b.layer("Embedding", ids, name="words", input_dim=1000, output_dim=16, mask_zero=True)
    first = b.layer("LSTM", words, name="first", units=32, return_sequences=True)
    second = b.layer("LSTM", first, name="second", units=32)
    drop = b.layer("Dropout", second, name="drop", rate=0.5)
    b.output(b.layer("Dense", drop, name="head", units=1, activation="sigmoid"), name="mood")
    return b.design(run=RunSettings(losses={"mood": "binary_crossentropy"}).to_values())


def translations() -> Design:
    """An encoder whose states a decoder begins with."""
    b = Builder()
    source = b.input(12, 8, name="source")
    target = b.input(12, 8, name="target")
    encoder = b.layer("LSTM", source, name="encoder", units=16, return_state=True)
    decoder = b.layer("LSTM", target, name="decoder", units=16, return_sequences=True)
    for number in (1, 2):
        b.graph.connect(Edge(encoder, number, decoder, "initial_state", number - 1))
    b.output(b.layer("Dense", decoder, name="next_word", units=50, activation="softmax"))
    return b.design()


def attended() -> Design:
    """Attention over a sequence."""
    b = Builder()
    series = b.input(16, 8, name="series")
    query = b.layer("Dense", series, name="query", units=8)
    value = b.layer("Dense", series, name="value", units=8)
    context = b.layer("Attention", query, value, name="context")
    pool = b.layer("GlobalAveragePooling1D", context, name="pool")
    b.output(b.layer("Dense", pool, name="head", units=1))
    return b.design()


def numbers() -> Design:
    """Columns of a table."""
    b = Builder()
    columns = b.input(8, name="columns")
    hidden = b.layer("Dense", columns, name="hidden", units=16, activation="relu")
    b.output(b.layer("Dense", hidden, name="price", units=1), name="price_out")
    return b.design()


def numbers_learnt() -> Design:
    """The same, told what to learn with."""
    design = numbers()
    learns(price_out="mean_squared_error")(design)
    return design


def matched() -> Design:
    """Two towers with one layer, compared."""
    b = Builder()
    left, right = b.input(8, name="left"), b.input(8, name="right")
    tower = b.layer("Dense", left, name="tower", units=16)
    again = b.again(tower, right, name="tower_again")
    score = b.layer("Dot", tower, again, name="score", axes=1)
    b.output(b.layer("Dense", score, name="head", units=1, activation="sigmoid"))
    return b.design()


def formed() -> Design:
    """Numbers that are brought into another form, and back."""
    b = Builder()
    flat = b.input(64, name="flat")
    square = b.layer("Reshape", flat, name="square", target_shape=(8, 8))
    turned = b.layer("Permute", square, name="turned", dims=(2, 1))
    steps = b.layer("Conv1D", turned, name="steps", filters=8, kernel_size=3, groups=1)
    cut = b.layer("Cropping1D", steps, name="cut", cropping=1)
    wrapped = b.layer(
        "Bidirectional", cut, name="both", layer=Call("keras.layers.GRU", {"units": 4})
    )
    b.output(b.layer("Dense", wrapped, name="head", units=1))
    return b.design()


def tagged() -> Design:
    """A tag for every word."""
    b = Builder()
    words = b.input(12, 8, name="words")
    read = b.layer("LSTM", words, name="read", units=16, return_sequences=True)
    scores = b.layer("Dense", read, name="scores", units=5)
    b.output(b.layer("Softmax", scores, name="tags", axis=-1), name="tag")
    return b.design(run=RunSettings(losses={"tag": SPARSE}).to_values())


def averaged() -> Design:
    """The mean of what is said of every step."""
    b = Builder()
    series = b.input(16, 8, name="series")
    said = b.layer("Dense", series, name="said", units=1)
    b.output(b.op("mean", said, axis=1))
    return b.design()


def sensors() -> Design:
    """Seven sensors, whose rows become the channels of a series."""
    b = Builder()
    rows = b.input(7, 24, name="rows")
    series = b.layer("Permute", rows, name="series", dims=(2, 1))
    steps = b.layer("Conv1D", series, name="steps", filters=8, kernel_size=3)
    b.output(b.layer("GlobalAveragePooling1D", steps, name="pool"))
    return b.design()


def stacked() -> Design:
    """One convolution after another."""
    b = Builder()
    image = b.input(32, 32, 3, name="image")
    first = b.layer("Conv2D", image, name="first", filters=8, kernel_size=3, activation="relu")
    values = {"filters": 8, "kernel_size": 3, "padding": "same"}
    second = b.layer("Conv2D", first, name="second", **values)
    b.output(b.layer("GlobalAveragePooling2D", second, name="pool"))
    return b.design()


def keyed() -> Design:
    """Attention whose query, key and value are made one by one."""
    b = Builder()
    series = b.input(16, 8, name="series")
    query, key, value = (
        b.layer("Dense", series, name=name, units=8) for name in ("query", "key", "value")
    )
    values = {"num_heads": 2, "key_dim": 4}
    b.output(b.layer("MultiHeadAttention", query, value, key, name="context", **values))
    return b.design()


def scaled() -> Design:
    """Pixels from 0 to 255, scaled by the first layer."""
    b = Builder()
    image = b.input(32, 32, 3, name="image")
    scale = b.layer("Rescaling", image, name="scale", scale=1 / 127.5, offset=-1.0)
    conv = b.layer("Conv2D", scale, name="conv", filters=8, kernel_size=3)
    b.output(b.layer("GlobalAveragePooling2D", conv, name="pool"))
    return b.design()


def normed() -> Design:
    """Columns whose mean and variance are known."""
    b = Builder()
    columns = b.input(3, name="columns")
    known = {"mean": (40.0, 1.0, 0.0), "variance": (100.0, 1.0, 4.0)}
    scaled = b.layer("Normalization", columns, name="scaled", **known)
    b.output(b.layer("Dense", scaled, name="price", units=1))
    return b.design()


def blocks() -> Design:
    return used_twice(width=24)


def phrases() -> Design:
    """Text in words, from strings."""
    b = Builder()
    phrase = b.input(1, name="phrase", dtype="string")
    ids = b.layer(
        "TextVectorization",
        phrase,
        name="ids",
        vocabulary=("a", "film", "that", "made", "me", "laugh"),
        output_sequence_length=10,
    )
    words = b.layer("Embedding", ids, name="words", input_dim=8, output_dim=8)
    pool = b.layer("GlobalAveragePooling1D", words, name="pool")
    b.output(b.layer("Dense", pool, name="head", units=1, activation="sigmoid"))
    return b.design()


# Ways to break them


def gives(name: str, /, graph: str = MAIN, **values: Any) -> Callable[[Design], None]:
    """Arguments of the constructor take other values."""

    def change(design: Design) -> None:
        node = _named(design, name, graph)
        Change(replace(node, values={**node.values, **values}), graph).apply(design)  # type: ignore[union-attr, call-arg]

    return change


def takes_away(name: str, *arguments: str) -> Callable[[Design], None]:
    def change(design: Design) -> None:
        node = _named(design, name)
        assert isinstance(node, LayerNode)
        left = {key: value for key, value in node.values.items() if key not in arguments}
        Change(replace(node, values=left)).apply(design)

    return change


def calls(name: str, **values: Any) -> Callable[[Design], None]:
    """Arguments of the call."""

    def change(design: Design) -> None:
        node = _named(design, name)
        assert isinstance(node, LayerNode)
        Change(replace(node, call_values=values)).apply(design)

    return change


def becomes(name: str, layer: str, **values: Any) -> Callable[[Design], None]:
    """Another class stands there."""

    def change(design: Design) -> None:
        node = _named(design, name)
        assert isinstance(node, LayerNode)
        path = layer if "." in layer else f"keras.layers.{layer}"
        Change(replace(node, layer=path, values=values)).apply(design)

    return change


def shaped(name: str, *shape: Any, **fields: Any) -> Callable[[Design], None]:
    def change(design: Design) -> None:
        node = _named(design, name)
        assert isinstance(node, InputNode)
        Change(replace(node, shape=shape or node.shape, **fields)).apply(design)

    return change


def cut(name: str, index: int = 0) -> Callable[[Design], None]:
    """A wire to a node is gone."""

    def change(design: Design) -> None:
        Disconnect(design.main.inputs_of(_named(design, name).id)[index]).apply(design)

    return change


def rewired(name: str, source: str, index: int = 0, output: int = 0) -> Callable[[Design], None]:
    """A wire to a node comes from elsewhere."""

    def change(design: Design) -> None:
        edge = design.main.inputs_of(_named(design, name).id)[index]
        Disconnect(edge).apply(design)
        new = replace(edge, source=_named(design, source).id, output=output)
        Connect(new).apply(design)

    return change


def bypassed(name: str) -> Callable[[Design], None]:
    """A node is lost, and its wires joined."""

    def change(design: Design) -> None:
        node = _named(design, name)
        source = design.main.inputs_of(node.id)[0]
        targets = design.main.outputs_of(node.id)
        Remove(node.id).apply(design)
        for edge in targets:
            Connect(replace(edge, source=source.source, output=source.output)).apply(design)

    return change


def gone(name: str) -> Callable[[Design], None]:
    """A node is lost with its wires."""

    def change(design: Design) -> None:
        Remove(_named(design, name).id).apply(design)

    return change


def renamed(name: str, new: str) -> Callable[[Design], None]:
    def change(design: Design) -> None:
        Change(replace(_named(design, name), name=new)).apply(design)

    return change


def learns(**losses: Any) -> Callable[[Design], None]:
    def change(design: Design) -> None:
        run = RunSettings(losses=losses).to_values()
        design.settings = replace(design.settings, run=run)

    return change


def measured(**metrics: Any) -> Callable[[Design], None]:
    """Learnt as numbers, and these metrics counted beside."""

    def change(design: Design) -> None:
        losses = dict.fromkeys(metrics, "mean_squared_error")
        run = RunSettings(losses=losses, metrics=metrics).to_values()
        design.settings = replace(design.settings, run=run)

    return change


def added(class_name: str, source: str, name: str, **values: Any) -> Callable[[Design], None]:
    """A layer that leads nowhere."""

    def change(design: Design) -> None:
        graph = design.main
        node = LayerNode(graph.new_id(), name, layer=f"keras.layers.{class_name}", values=values)
        graph.add(node)
        graph.connect(Edge(_named(design, source).id, 0, node.id, "inputs"))

    return change


def another_input(name: str) -> Callable[[Design], None]:
    return lambda design: design.main.add(InputNode(design.main.new_id(), name, shape=(4,)))


def inserted_before(
    name: str, class_name: str, new: str, **values: Any
) -> Callable[[Design], None]:
    def change(design: Design) -> None:
        graph = design.main
        edge = graph.inputs_of(_named(design, name).id)[0]
        node = LayerNode(graph.new_id(), new, layer=f"keras.layers.{class_name}", values=values)
        graph.add(node)
        graph.disconnect(edge)
        graph.connect(Edge(edge.source, edge.output, node.id, "inputs"))
        graph.connect(replace(edge, source=node.id, output=0))

    return change


def ops_before(name: str, op: str, **values: Any) -> Callable[[Design], None]:
    """An op of `keras.ops` stands in the first wire to a node."""

    def change(design: Design) -> None:
        graph = design.main
        edge = graph.inputs_of(_named(design, name).id)[0]
        node = OpNode(graph.new_id(), op, op=f"keras.ops.{op}", values=values)
        graph.add(node)
        graph.disconnect(edge)
        graph.connect(Edge(edge.source, edge.output, node.id, "x"))
        graph.connect(replace(edge, source=node.id, output=0))

    return change


def _swap_key_and_value(design: Design) -> None:
    edges = design.main.inputs_of(_named(design, "context").id)
    value, key = (next(e for e in edges if e.slot == slot) for slot in ("value", "key"))
    for edge in (value, key):
        Disconnect(edge).apply(design)
    Connect(replace(value, slot="key")).apply(design)
    Connect(replace(key, slot="value")).apply(design)


def _all_frozen(design: Design) -> None:
    for name in ("hidden", "price"):
        gives(name, trainable=False)(design)


def both(*changes: Callable[[Design], None]) -> Callable[[Design], None]:
    def change(design: Design) -> None:
        for each in changes:
            each(design)

    return change


def _named(design: Design, name: str, graph: str = MAIN) -> Node:
    found = design.graph(graph).named(name)
    assert found is not None, name
    return found


def _circle(design: Design) -> None:
    stem, pool = _named(design, "stem"), _named(design, "pool")
    edge = design.main.inputs_of(stem.id)[0]
    Disconnect(edge).apply(design)
    Connect(replace(edge, source=pool.id)).apply(design)


def _no_output(design: Design) -> None:
    for node in design.main.outputs():
        Remove(node.id).apply(design)


def _own_layer(design: Design) -> None:
    source = (
        "class Halving(keras.layers.Layer):\n"
        "    def call(self, inputs):\n"
        "        return keras.ops.reshape(inputs, (-1, inputs.shape[-1] // 0))\n"
    )
    design.custom_layers["Halving"] = CustomLayer("Halving", source)
    node = _named(design, "hidden")
    assert isinstance(node, LayerNode)
    Change(replace(node, layer="Halving", values={})).apply(design)


def _recursive(design: Design) -> None:
    inner = design.blocks["bottleneck"].graph
    use = BlockNode(inner.new_id(), "itself", block="bottleneck")
    inner.add(use)
    first = inner.inputs()[0]
    inner.connect(Edge(first.id, 0, use.id, "x"))


def _same_key(design: Design) -> None:
    design.settings = replace(design.settings, inputs_as="dict")
    for node in design.main.inputs():
        Change(replace(node, key="series")).apply(design)


def _surplus(design: Design) -> None:
    head, stem = _named(design, "head"), _named(design, "pool")
    Connect(Edge(stem.id, 0, head.id, "inputs", 1)).apply(design)


def _lost_owner(design: Design) -> None:
    node = _named(design, "tower_again")
    Change(replace(node, shares="n99")).apply(design)  # type: ignore[call-arg]


def _idle_argument(design: Design) -> None:
    block = design.blocks["bottleneck"]
    block.take(replace(block.head, arguments={**block.arguments, "rate": 0.5}))


LOGITS = Call("keras.losses.SparseCategoricalCrossentropy", {"from_logits": True})

WAYS: tuple[Way, ...] = (
    # Tensors that meet
    Way("join-sizes", photos, gives("conv", strides=2), "conv"),
    Way("join-channels", photos, gives("conv", filters=24), "conv"),
    Way("join-ranks", photos, inserted_before("norm", "Flatten", "too_flat"), "too_flat"),
    Way("concat-sizes", segments, gives("up", size=3), "up"),
    Way("axis-out-of-range", segments, gives("join", axis=5), "join"),
    Way("dot-sizes", matched, gives("score", axes=2), "score"),
    Way("stretched", photos, gives("conv", filters=1), "conv"),
    # Ranks
    Way("sequence-lost", texts, takes_away("first", "return_sequences"), "first"),
    Way("wants-sequence", texts, bypassed("words"), "first"),
    Way("wants-image", photos, shaped("image", 32, 32), "image"),
    Way("wrong-rank", attended, inserted_before("pool", "Flatten", "too_flat"), "too_flat"),
    # Sizes
    Way("unknown-size", photos, shaped("image", None, None, 3), "image"),
    Way("window-too-large", photos, gives("deep", kernel_size=40, padding="valid"), "deep"),
    Way("crop-too-large", formed, gives("cut", cropping=4), "cut"),
    Way("reshape-size", formed, gives("square", target_shape=(8, 9)), "square"),
    Way("permute-axes", formed, gives("turned", dims=(3, 1)), "turned"),
    Way("groups-mismatch", formed, gives("steps", groups=3), "steps"),
    Way("strides-with-dilation", photos, gives("deep", strides=2, dilation_rate=2), "deep"),
    Way("block-input", blocks, shaped("pixels", 20), "pixels"),
    Way("shared-layer-sizes", matched, shaped("right", 9), "right"),
    # Sequences and attention
    Way("state-size", translations, gives("encoder", units=24), "decoder"),
    Way("attention-sizes", attended, gives("query", units=12), "value"),
    Way(
        "inner-layer", formed, gives("both", layer=Call("keras.layers.Dense", {"units": 4})), "both"
    ),
    Way("wrong-dtype", numbers, shaped("columns", dtype="string"), "columns"),
    Way("wrong-dtype", photos, shaped("image", 32, 32, 3, dtype="int32"), "image"),
    Way("stateful-batch", texts, gives("second", stateful=True), "second"),
    # Arguments
    Way("wrong-value", photos, gives("pool", padding="sane"), "pool"),
    Way("missing-value", numbers, takes_away("hidden", "units"), "hidden"),
    Way("axis-out-of-range", photos, gives("norm", axis=7), "norm"),
    Way("custom-layer-fails", numbers, _own_layer, "hidden"),
    # Wires and names
    Way("missing-input", photos, cut("pool"), "pool"),
    Way("missing-input", segments, gone("pool"), "deep"),
    Way("missing-output", translations, takes_away("encoder", "return_state"), "encoder"),
    Way("surplus-input", photos, _surplus, "head"),
    Way("cycle", photos, _circle, "stem", mends=True),
    Way("no-output", numbers, _no_output, ""),
    Way("dead-end", photos, added("Dense", "flat", "lonely", units=3), "lonely"),
    Way("unused-input", numbers, another_input("extra"), "extra"),
    Way("duplicate-name", photos, renamed("deep", "conv"), "conv"),
    Way("invalid-name", numbers, renamed("hidden", "hid/den"), "hid/den"),
    Way("unknown-layer", numbers, becomes("hidden", "keras.layers.Denze", units=16), "hidden"),
    Way("lost-sharing", matched, _lost_owner, "tower_again"),
    Way("duplicate-key", translations, _same_key, "target"),
    Way("recursion", blocks, _recursive, "itself", graph="bottleneck"),
    Way("unknown-argument", blocks, gives("second", depth=3), "second"),
    Way("unknown-name", numbers, gives("hidden", units=Code("wide")), "hidden"),
    Way("idle-argument", blocks, _idle_argument, "", graph="bottleneck"),
    # What Keras takes in silence
    Way("dense-on-places", photos, bypassed("flat"), "head"),
    Way("softmax-of-one", texts, gives("head", activation="softmax"), "head"),
    Way("flag-activation", texts, gives("head", activation="relu"), "head"),
    Way("class-activation", photos, gives("head", activation="sigmoid"), "head"),
    Way("one-unit-classes", photos, gives("head", units=1, activation="sigmoid"), "head"),
    Way("logits-mismatch", photos, learns(label=LOGITS), "head"),
    Way("dropout-last", photos, inserted_before("label", "Dropout", "late", rate=0.5), "late"),
    Way(
        "activation-twice",
        photos,
        inserted_before("label", "Softmax", "again"),
        "again",
    ),
    Way("frozen-mode", photos, calls("norm", training=True), "norm"),
    Way("half-output", photos, gives("head", dtype="float16"), "head"),
    Way("too-few-ids", phrases, gives("words", input_dim=5), "words"),
    Way(
        "mask-lost",
        texts,
        inserted_before("first", "Conv1D", "smooth", filters=16, kernel_size=3, padding="same"),
        "smooth",
    ),
    Way("float-ids", texts, shaped("ids", dtype="float32"), "ids"),
    Way("linear-stack", numbers, takes_away("hidden", "activation"), "hidden"),
    Way("softmax-inside", numbers, gives("hidden", activation="softmax"), "hidden"),
    Way("joined-with-itself", segments, rewired("join", "down", 1), "join"),
    Way("mixed-formats", photos, gives("deep", data_format="channels_first"), "deep"),
    Way("all-dropped", texts, gives("drop", rate=1.0), "drop"),
    Way("linear-stack", stacked, takes_away("first", "activation"), "first"),
    Way("momentum-share", photos, gives("norm", momentum=0.1), "norm"),
    Way("key-as-value", keyed, _swap_key_and_value, "context"),
    Way(
        "scaled-twice",
        scaled,
        inserted_before("scale", "Rescaling", "by_255", scale=1 / 255),
        "by_255",
    ),
    Way("not-adapted", normed, takes_away("scaled", "mean", "variance"), "scaled"),
    Way("clipped-scores", tagged, gives("scores", activation="relu"), "scores"),
    Way("accuracy-of-numbers", numbers, measured(price_out=("accuracy",)), "price"),
    Way("picture-order", stacked, shaped("image", 3, 32, 32), "image"),
    Way("dead-start", photos, gives("deep", kernel_initializer="zeros", activation="relu"), "deep"),
    Way("softmax-axis", tagged, gives("tags", axis=1), "tags"),
    Way("batch-lost", averaged, gives("mean", axis=None), "mean"),
    Way("batch-mixed", tagged, gives("tags", axis=0), "tags"),
    Way("norm-axis", photos, gives("norm", axis=1), "norm"),
    Way("reshape-mixes", sensors, becomes("series", "Reshape", target_shape=(24, 7)), "series"),
    Way("no-gradient", photos, ops_before("flat", "round"), "round"),
    Way("nothing-learns", numbers_learnt, _all_frozen, "price"),
    Way("frozen-inner", formed, gives("both", trainable=False), "both"),
)
