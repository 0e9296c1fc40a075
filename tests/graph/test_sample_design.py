from __future__ import annotations

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.answers import Answer, Tensor
from designer.graph.design import CustomLayer, Design
from designer.graph.drawing import new_node
from designer.graph.edits import Add
from designer.graph.sample_design import sample_design, users_of
from tests.builders import Builder

PAIR = """\
class Pair(keras.layers.Layer):
    def call(self, inputs, mask=None):
        a, b = inputs
"""
TWICE = "def twice(x):\n    return 2 * x\n"


def with_layers() -> Builder:
    builder = Builder()
    layers = {"Pair": CustomLayer("Pair", PAIR), "twice": CustomLayer("twice", TWICE)}
    builder.design().custom_layers |= layers
    return builder


def code(design: Design) -> str:
    return STYLES["script"].arrange(program_of(design, shipped_catalog())).text


def place(builder: Builder, path: str, *sources: str, **values: object) -> str:
    node = new_node(builder.design(), builder.catalog, path, (0, 0), values=values or None)
    Add(node).apply(builder.design())
    builder.wire(node.id, *sources)
    return node.id


def test_a_node_is_tried_with_its_values_and_the_tensors_that_come() -> None:
    builder = with_layers()
    a, b = builder.input(3, name="a"), builder.input(3, 4, name="b", dtype="int32")
    node = place(builder, "Pair", a, b, trainable=False)
    builder.output(builder.layer("Dense", node, units=2))
    answers = {a: Answer((Tensor((None, 3)),)), b: Answer((Tensor((7, 3, 4), "int32"),))}
    text = code(sample_design(builder.design(), builder.catalog, "Pair", answers))
    assert "input_0 = keras.Input(shape=(3,)" in text
    assert 'input_1 = keras.Input(shape=(3, 4), batch_size=7, dtype="int32"' in text
    assert "pair = Pair(trainable=False)([input_0, input_1])" in text
    assert "Dense" not in text


def test_what_is_not_placed_yet_is_tried_with_starting_values_and_plain_inputs() -> None:
    builder = with_layers()
    design = builder.design()
    assert 'Pair(name="layer")([input_0, input_1])' in code(
        sample_design(design, builder.catalog, "Pair", {})
    )
    text = code(sample_design(design, builder.catalog, "twice", {}))
    assert "layers.Lambda(twice" in text and "keras.Input(shape=(8,)" in text


def test_the_users_of_a_layer_and_of_a_function_are_found() -> None:
    builder = with_layers()
    source = builder.input(3)
    layer, function = place(builder, "Pair", source, source), place(builder, "twice", source)
    design = builder.design()
    assert [node.id for _, node in users_of(design, "Pair")] == [layer]
    assert [node.id for _, node in users_of(design, "twice")] == [function]
    assert users_of(design, "other") == []
