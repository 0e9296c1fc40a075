"""A chain as a Sequential, and the sentence where a design is no chain."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from designer.codegen import STYLES
from designer.graph.design import Design
from designer.graph.edits import Change, Disconnect
from designer.graph.nodes import Edge, LayerNode
from tests.builders import Builder, chain, two_branch
from tests.codegen.styles.texts import code, my_model, program

MY_MODEL = """\
import keras
from keras import layers

model = keras.Sequential(
    [
        keras.Input(shape=(32,)),
        layers.Dense(128, activation="relu", name="block_1"),
        layers.Dense(64, activation="relu", name="block_2"),
        layers.Dense(10, name="classifier"),
    ],
    name="my_model",
)

if __name__ == "__main__":
    model.summary()
"""


def test_a_chain_is_a_list_of_layers() -> None:
    assert code(my_model(), "sequential") == MY_MODEL


def test_a_note_stands_above_its_layer_and_lines_know_their_nodes() -> None:
    design = chain("Dense", "ReLU")
    Change(replace(design.main.node("n3"), note="Not negative.")).apply(design)
    listing = STYLES["sequential"].arrange(program(design))
    lines = listing.text.splitlines()
    assert lines[7:9] == ["        # Not negative.", "        layers.ReLU(),"]
    assert [listing.nodes.get(number) for number in range(6, 11)] == ["n1", "n2", "n3", "n3", None]


def two_inputs() -> Design:
    builder = Builder()
    builder.output(
        builder.layer("Add", builder.input(4, name="left"), builder.input(4, name="right"))
    )
    return builder.design()


def two_outputs() -> Design:
    builder = Builder()
    x = builder.layer("Dense", builder.input(4), units=2)
    builder.output(x, name="early")
    builder.output(builder.layer("ReLU", x), name="late")
    return builder.design()


def an_op() -> Design:
    builder = Builder()
    builder.output(builder.op("tanh", builder.input(4)))
    return builder.design()


def a_layer_twice() -> Design:
    builder = Builder()
    first = builder.layer("Dense", builder.input(4), units=4)
    builder.output(builder.again(first, first))
    return builder.design()


def several_tensors_given() -> Design:
    builder = Builder()
    builder.output(builder.layer("GRU", builder.input(5, 4), units=2, return_state=True))
    return builder.design()


def a_call_value() -> Design:
    builder = Builder()
    builder.output(builder.layer("Dropout", builder.input(4), rate=0.5, call={"training": True}))
    return builder.design()


def by_name() -> Design:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4), units=2))
    return builder.design(inputs_as="dict")


def frozen() -> Design:
    builder = Builder()
    net = builder.layer(
        "keras.applications.MobileNet", builder.input(32, 32, 3), weights=None, trainable=False
    )
    builder.output(net)
    return builder.design()


REFUSALS = (
    (two_branch, "A Sequential passes one tensor to each layer; concatenate takes 2."),
    (two_inputs, "A Sequential takes one tensor; this model takes 2: left and right."),
    (two_outputs, "A Sequential gives one tensor; this model gives 2: early and late."),
    (an_op, "A Sequential is made of layers; tanh is an operation."),
    (a_layer_twice, "A Sequential uses a layer once; dense_1 calls dense again."),
    (several_tensors_given, "A Sequential passes one tensor on; gru gives 2."),
    (
        a_call_value,
        "A Sequential passes one tensor to each layer; dropout is called with"
        " (inputs, training=True).",
    ),
    (by_name, "A Sequential passes tensors alone; the inputs are passed as dict."),
    (
        frozen,
        "A Sequential makes its layers in place; mobile_net.trainable is set on a line of its own.",
    ),
)


@pytest.mark.parametrize(("design", "sentence"), REFUSALS)
def test_what_is_no_chain_is_refused_with_the_node(
    design: Callable[[], Design], sentence: str
) -> None:
    assert STYLES["sequential"].refusal(program(design())) == sentence
    shown = code(design(), "sequential").splitlines()
    assert all(line.startswith("# ") for line in shown)
    assert " ".join(line.removeprefix("# ") for line in shown) == sentence


def test_a_branch_that_leads_nowhere_is_not_in_the_way() -> None:
    design = chain("Dense", "ReLU")
    design.main.add(LayerNode("n9", "spare", layer="keras.layers.ReLU"))
    design.main.connect(Edge("n2", 0, "n9", "inputs"))
    assert STYLES["sequential"].refusal(program(design)) == ""
    assert "spare" not in code(design, "sequential")


def test_an_unfinished_design_says_so() -> None:
    design = chain("Dense", "ReLU")
    Disconnect(Edge("n1", 0, "n2", "inputs")).apply(design)
    refusal = STYLES["sequential"].refusal(program(design))
    assert refusal == "The model is not complete yet: an output is missing or cannot be computed."
