"""The arguments of layers that stand in values, and what is set after a layer is made."""

from designer.catalog.values import Call
from designer.codegen import STYLES, program_of
from designer.codegen.styles.sequential import refusal
from designer.graph.design import Block
from tests.builders import Builder

LSTM = Call("keras.layers.LSTM", {"units": 32, "return_sequences": True, "use_bias": True})


def code(builder: Builder) -> str:
    return STYLES["script"].arrange(program_of(builder.design(), builder.catalog)).text


def test_a_layer_in_a_layer_is_written_as_one_that_stands_alone() -> None:
    builder = Builder()
    builder.output(builder.layer("Bidirectional", builder.input(6, 4), layer=LSTM))
    assert "layers.Bidirectional(layers.LSTM(32, return_sequences=True))(inputs)" in code(builder)


def test_cells_of_a_stack_are_written_as_a_list() -> None:
    builder = Builder()
    cells = [
        Call("keras.layers.LSTMCell", {"units": 4}),
        Call("keras.layers.GRUCell", {"units": 3}),
    ]
    stack = Call("keras.layers.StackedRNNCells", {"cells": cells})
    builder.output(builder.layer("RNN", builder.input(6, 4), cell=stack))
    text = "layers.RNN(layers.StackedRNNCells([layers.LSTMCell(4), layers.GRUCell(3)]))(inputs)"
    assert text in code(builder)


def test_a_part_keeps_the_names_of_its_arguments() -> None:
    builder = Builder()
    regularizer = Call("keras.regularizers.L2", {"l2": 0.1})
    builder.output(
        builder.layer("Dense", builder.input(4), units=3, kernel_regularizer=regularizer)
    )
    assert "kernel_regularizer=keras.regularizers.L2(l2=0.1)" in code(builder)


def test_an_architecture_is_frozen_on_a_line_of_its_own() -> None:
    builder = Builder()
    image = builder.input(64, 64, 3)
    values = {"weights": None, "include_top": False, "trainable": False}
    builder.output(builder.layer("keras.applications.ResNet50", image, name="resnet50", **values))
    assert """\
resnet50_layer = keras.applications.ResNet50(include_top=False, weights=None)
resnet50_layer.trainable = False
resnet50 = resnet50_layer(inputs)
""" in code(builder)


def test_a_frozen_architecture_is_frozen_in_a_class_and_refused_in_a_list() -> None:
    builder = Builder()
    values = {"weights": None, "include_top": False, "trainable": False}
    base = builder.layer("keras.applications.ResNet50", builder.input(64, 64, 3), **values)
    builder.output(base)
    program = program_of(builder.design(), builder.catalog)
    assert "        self.res_net50.trainable = False" in STYLES["subclass"].arrange(program).text
    assert "res_net50.trainable is set on a line of its own" in refusal(program)


def test_layers_after_an_architecture_are_named_where_keras_may_have_counted() -> None:
    builder = Builder()
    base = builder.layer("keras.applications.Xception", builder.input(96, 96, 3), name="xception")
    text_of = {
        name: builder.layer(name, base, **values)
        for name, values in {"Conv2D": {"filters": 1, "kernel_size": 1}, "Flatten": {}}.items()
    }
    for node in text_of.values():
        builder.output(node)
    assert 'layers.Conv2D(1, 1, name="conv2d")(xception)' in code(builder)
    assert "layers.Flatten()(xception)" in code(builder)


def test_a_block_in_a_layer_is_called_as_the_function_that_stands_before_it() -> None:
    inner = Builder()
    inner.output(inner.layer("Dense", inner.input(8), units=4))
    builder = Builder()
    outer = builder.design()
    outer.blocks["step"] = Block("step", inner.graph)
    builder.output(builder.layer("TimeDistributed", builder.input(5, 8), layer=Call("step", {})))
    text = code(builder)
    assert "layers.TimeDistributed(step())(inputs)" in text
    assert text.index("def step(") < text.index("TimeDistributed(")
