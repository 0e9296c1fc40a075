"""Random designs that Keras accepts, drawn by hypothesis: branches, shared layers, blocks, ops,
several outputs of a node, and ends passed in every form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from designer.catalog.values import Call, Code
from designer.graph.design import Design
from designer.graph.nodes import BlockNode, Edge
from tests.builders import Builder

WIDTH, STEPS = 4, 3
FLAT, ROWS = "flat", "rows"
"""Tensors of shape (None, 4) and (None, 3, 4): all can be added within a kind."""

Draw = Any
"""What hypothesis hands to a composite strategy."""
Tensor = tuple[str, int]
"""An output of a node."""


@dataclass
class Drawing:
    """A design being drawn, and the tensors that can still be used: node, output, kind."""

    builder: Builder = field(default_factory=Builder)
    tensors: list[tuple[str, int, str]] = field(default_factory=list)
    denses: list[tuple[str, str]] = field(default_factory=list)
    """Dense layers that may be called again, and on which kind."""
    uses: list[str] = field(default_factory=list)
    """Uses of the block that may be called again."""

    def some(self, draw: Draw, kind: str) -> Tensor | None:
        known = [(node, output) for node, output, each in self.tensors if each == kind]
        return draw(st.sampled_from(known)) if known else None

    def add(self, node: str, kind: str, output: int = 0) -> None:
        self.tensors.append((node, output, kind))

    def feed(self, node: str, slot: str, *sources: Tensor) -> str:
        for index, (source, output) in enumerate(sources):
            self.builder.graph.connect(Edge(source, output, node, slot, index))
        return node


@st.composite
def designs(draw: Draw) -> Design:
    """A design with at least one output; every tensor leads to one."""
    drawing = Drawing()
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from((FLAT, ROWS)))
        shape = (WIDTH,) if kind == FLAT else (STEPS, WIDTH)
        drawing.add(drawing.builder.input(*shape, name=f"in_{number}", order=number), kind)
    for _ in range(draw(st.integers(1, 10))):
        draw(st.sampled_from(STEPS_OF_DRAWING))(draw, drawing)
    return _finished(draw, drawing)


def _finished(draw: Draw, drawing: Drawing) -> Design:
    builder = drawing.builder
    ends = [
        (node, output)
        for node, output, _ in drawing.tensors
        if not any(edge.output == output for edge in builder.graph.outputs_of(node))
    ]
    for number, (node, output) in enumerate(ends):
        builder.output(node, f"out_{number}", output, order=number)
    if any(isinstance(node, BlockNode) for node in builder.graph.nodes()):
        builder.block("twice", _block())
    forms = st.sampled_from(("list", "dict"))
    return builder.design(inputs_as=draw(forms), outputs_as=draw(forms))


def _block() -> Builder:
    inner = Builder()
    x = inner.input(WIDTH, name="x")
    hidden = inner.layer("Dense", x, units=6, activation="relu")
    inner.output(inner.layer("Dense", hidden, units=WIDTH))
    return inner


def _dense(draw: Draw, drawing: Drawing) -> None:
    kind = draw(st.sampled_from((FLAT, ROWS)))
    source = drawing.some(draw, kind)
    if source is None:
        return
    values: dict[str, Any] = {"units": WIDTH, "use_bias": draw(st.booleans())}
    activation = draw(st.sampled_from((None, "relu", "tanh")))
    if activation:
        values["activation"] = activation
    if draw(st.booleans()):
        values["kernel_regularizer"] = Call("keras.regularizers.L2", {"l2": 0.5})
    node = drawing.feed(drawing.builder.layer("Dense", **values), "inputs", source)
    drawing.denses.append((node, kind))
    drawing.add(node, kind)


def _dense_again(draw: Draw, drawing: Drawing) -> None:
    if not drawing.denses:
        return
    owner, kind = draw(st.sampled_from(drawing.denses))
    source = drawing.some(draw, kind)
    if source:
        drawing.add(drawing.feed(drawing.builder.again(owner), "inputs", source), kind)


LAYERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Dropout", {"rate": 0.5}),
    ("BatchNormalization", {"momentum": 0.9}),
    ("LayerNormalization", {"epsilon": 0.01}),
    ("LeakyReLU", {"negative_slope": 0.1}),
    ("Activation", {"activation": "gelu"}),
)


def _plain_layer(draw: Draw, drawing: Drawing) -> None:
    kind = draw(st.sampled_from((FLAT, ROWS)))
    source = drawing.some(draw, kind)
    layer, values = draw(st.sampled_from(LAYERS))
    if source:
        drawing.add(drawing.feed(drawing.builder.layer(layer, **values), "inputs", source), kind)


def _merge(draw: Draw, drawing: Drawing) -> None:
    kind = draw(st.sampled_from((FLAT, ROWS)))
    first, second = drawing.some(draw, kind), drawing.some(draw, kind)
    if first and second:
        layer = draw(st.sampled_from(("Add", "Multiply", "Maximum", "Subtract")))
        drawing.add(drawing.feed(drawing.builder.layer(layer), "inputs", first, second), kind)


def _recurrent(draw: Draw, drawing: Drawing) -> None:
    source = drawing.some(draw, ROWS)
    if source is None:
        return
    has_state = draw(st.booleans())
    values = {"return_state": True} if has_state else {}
    node = drawing.feed(drawing.builder.layer("GRU", units=WIDTH, **values), "sequences", source)
    for output in range(1 + has_state):
        drawing.add(node, FLAT, output)


def _wrapped(draw: Draw, drawing: Drawing) -> None:
    source = drawing.some(draw, ROWS)
    if source:
        inner = Call("keras.layers.Dense", {"units": WIDTH, "activation": "relu"})
        node = drawing.builder.layer("TimeDistributed", layer=inner)
        drawing.add(drawing.feed(node, "inputs", source), ROWS)


OPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("add", "x1", {"x2": 2.0}),
    ("subtract", "x2", {"x1": 1.0}),
    ("multiply", "x1", {"x2": 0.5}),
    ("negative", "x", {}),
    ("tanh", "x", {}),
)


def _operator(draw: Draw, drawing: Drawing) -> None:
    kind = draw(st.sampled_from((FLAT, ROWS)))
    source = drawing.some(draw, kind)
    op, slot, values = draw(st.sampled_from(OPS))
    if source:
        drawing.add(drawing.feed(drawing.builder.op(op, **values), slot, source), kind)


def _slice(draw: Draw, drawing: Drawing) -> None:
    source = drawing.some(draw, ROWS)
    if source:
        index = Code(draw(st.sampled_from((":, 0", ":, -1", ":, 1"))))
        node = drawing.builder.op("operator.getitem", index=index)
        drawing.add(drawing.feed(node, "x", source), FLAT)


def _use_of_block(draw: Draw, drawing: Drawing) -> None:
    source = drawing.some(draw, FLAT)
    if source is None:
        return
    shares = draw(st.sampled_from(["", *drawing.uses]))
    node = drawing.builder.use("twice", shares=shares)
    if not shares:
        drawing.uses.append(node)
    drawing.add(drawing.feed(node, "x", source), FLAT)


STEPS_OF_DRAWING = (
    *(_dense, _dense_again, _plain_layer, _merge, _recurrent, _wrapped),
    *(_operator, _slice, _use_of_block),
)
