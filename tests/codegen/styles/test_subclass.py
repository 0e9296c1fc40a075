"""A `keras.Model` of one's own: layers in `__init__`, shapes through `build`, calls in `call`."""

import ast
from dataclasses import replace

import pytest

from designer.codegen import STYLES
from designer.codegen.styles.names import class_name
from designer.graph.design import CustomLayer
from designer.graph.edits import Change, Disconnect
from designer.graph.nodes import Edge
from tests.builders import Builder, chain
from tests.codegen.styles.texts import code, my_model, program

MY_MODEL = """\
import keras
from keras import layers


@keras.saving.register_keras_serializable()
class MyModel(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.block_1 = layers.Dense(128, activation="relu", name="block_1")
        self.block_2 = layers.Dense(64, activation="relu", name="block_2")
        self.classifier = layers.Dense(10, name="classifier")

    def build(self, input_shape):
        # Calling the layers on symbolic inputs gives each of them its shapes in summary().
        self.call(keras.Input(input_shape[1:]))

    def call(self, inputs):
        block_1 = self.block_1(inputs)
        block_2 = self.block_2(block_1)
        return self.classifier(block_2)


if __name__ == "__main__":
    model = MyModel()
    model.build((None, 32))
    model.summary()
"""


def test_the_seed_texts_model() -> None:
    assert code(my_model(), "subclass") == MY_MODEL


def several() -> Builder:
    builder = Builder()
    ids = builder.input(7, name="ids", key="text/ids", dtype="int32")
    flags = builder.input(4, name="flags", key="text/flags", batch_size=3)
    words = builder.layer("GRU", builder.layer("Embedding", ids, input_dim=9, output_dim=4))
    builder.output(builder.layer("Concatenate", words, flags), key="score")
    return builder


def test_inputs_come_in_the_form_in_which_they_are_passed() -> None:
    text = code(several().design(inputs_as="nested", outputs_as="dict"), "subclass")
    assert 'ids = inputs["text"]["ids"]' in text
    assert 'keras.Input(input_shape["text"]["ids"][1:], dtype="int32")' in text
    assert 'keras.Input(input_shape["text"]["flags"][1:], batch_size=3)' in text
    assert 'model.build({"text": {"ids": (None, 7), "flags": (3, 4)}})' in text
    assert 'return {"score": concatenate}' in text


def test_a_list_of_inputs_is_taken_apart_in_one_line() -> None:
    text = code(several().design(), "subclass")
    assert "        ids, flags = inputs\n" in text
    assert "keras.Input(input_shape[0][1:]" in text
    assert "model.build([(None, 7), (3, 4)])" in text


def test_a_single_input_keeps_its_name() -> None:
    builder = Builder()
    builder.output(builder.layer("Flatten", builder.input(8, 8, name="image")))
    text = code(builder.design(), "subclass")
    assert "def call(self, image):\n        return self.flatten(image)\n" in text


def test_a_shared_layer_is_one_attribute() -> None:
    builder = Builder()
    a, b = builder.input(4, name="a"), builder.input(4, name="b")
    first = builder.layer("Dense", a, name="encoder", units=3)
    builder.output(builder.layer("Subtract", first, builder.again(first, b)))
    text = code(builder.design(), "subclass")
    assert text.count("layers.Dense(") == 1
    assert "encoder = self.encoder(a)\n        encoder_1 = self.encoder(b)\n" in text


def test_a_layer_does_not_hide_what_a_model_calls_its_own() -> None:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4), name="loss", units=3))
    text = code(builder.design(), "subclass")
    assert 'self.loss_layer = layers.Dense(3, name="loss")' in text
    assert "return self.loss_layer(inputs)" in text


def test_layers_keep_attributes_of_their_own() -> None:
    builder = Builder()
    first = builder.layer("Dense", builder.input(4), name="loss", units=3)
    builder.output(builder.layer("Dense", first, name="loss_layer", units=2))
    text = code(builder.design(), "subclass")
    assert "self.loss_layer_1 = layers.Dense(3" in text
    assert "self.loss_layer = layers.Dense(2" in text


def test_an_input_is_not_taken_for_an_argument_that_keras_fills_in() -> None:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4, name="mask"), units=2))
    text = code(builder.design(), "subclass")
    assert "def call(self, inputs):\n        mask = inputs\n" in text


def test_what_a_constructor_does_not_take_is_set_on_the_layer() -> None:
    builder = Builder()
    image = builder.input(32, 32, 3)
    net = builder.layer("keras.applications.MobileNet", image, weights=None, trainable=False)
    builder.output(net)
    assert "        self.mobile_net.trainable = False\n" in code(builder.design(), "subclass")


def test_operations_stay_where_they_are_called() -> None:
    builder = Builder()
    x = builder.input(4)
    builder.output(builder.op("add", x, builder.op("tanh", x)))
    text = code(builder.design(), "subclass")
    assert "tanh = ops.tanh(inputs)\n        add = inputs + tanh\n        return add\n" in text


def test_notes_stand_where_the_layer_is_made() -> None:
    design = chain("Dense")
    Change(replace(design.main.node("n2"), note="Wide enough.")).apply(design)
    assert "        # Wide enough.\n        self.dense = " in code(design, "subclass")


def test_both_lines_of_a_layer_belong_to_its_node() -> None:
    listing = STYLES["subclass"].arrange(program(my_model()))
    lines = listing.text.splitlines()
    found = [lines[number - 1].strip() for number in listing.lines_of("", {"n3"})]
    assert found == [
        'self.block_2 = layers.Dense(64, activation="relu", name="block_2")',
        "block_2 = self.block_2(block_1)",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("model", "MyModel"),
        ("my_model", "MyModel"),
        ("two branch", "TwoBranch"),
        ("2d-net", "My2dNet"),
        ("exception", "MyException"),
        ("überNet", "BerNet"),
        ("ü", "MyModel"),
    ],
)
def test_the_name_of_the_class_comes_from_the_model(name: str, expected: str) -> None:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4)))
    design = builder.design(name=name)
    assert class_name(program(design)) == expected
    ast.parse(code(design, "subclass"))


def test_the_class_hides_no_custom_layer_and_nothing_imported() -> None:
    builder = Builder()
    path = "some.package.LayerScale"
    builder.output(builder.layer(path, builder.input(4), name="scale"))
    assert class_name(program(builder.design(name="layer_scale"))) == "LayerScaleModel"
    design = chain("Dense")
    source = "class MyModel(keras.layers.Layer):\n    pass\n"
    design.custom_layers["MyModel"] = CustomLayer("MyModel", source)
    assert class_name(program(design)) == "MyModelModel"


def test_a_name_that_keras_would_not_give_is_written() -> None:
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(4)))
    text = code(builder.design(name="two branch"), "subclass")
    assert 'def __init__(self, name="two branch", **kwargs):' in text
    assert "super().__init__(name=name, **kwargs)" in text


def test_an_unfinished_design_shows_what_there_is() -> None:
    design = chain("Dense", "ReLU")
    Disconnect(Edge("n2", 0, "n3", "inputs")).apply(design)
    text = code(design, "subclass")
    assert "dense = self.dense(inputs)" in text
    assert "# re_lu: nothing is wired to it yet." in text
    assert "raise NotImplementedError" in text
    assert "def build" not in text
