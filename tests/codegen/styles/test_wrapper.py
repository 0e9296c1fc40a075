"""A class that holds a functional model."""

from designer.graph.edits import Disconnect
from designer.graph.nodes import Edge
from tests.builders import Builder, chain
from tests.codegen.styles.texts import code, my_model

MY_MODEL = '''\
import keras
from keras import layers


class MyModel:
    """Holds a functional model; attributes and methods of your own go here."""

    def __init__(self):
        inputs = keras.Input(shape=(32,))
        block_1 = layers.Dense(128, activation="relu", name="block_1")(inputs)
        block_2 = layers.Dense(64, activation="relu", name="block_2")(block_1)
        classifier = layers.Dense(10, name="classifier")(block_2)
        self.model = keras.Model(inputs=inputs, outputs=classifier, name="my_model")

    def predict(self, inputs, **options):
        return self.model.predict(inputs, **options)


if __name__ == "__main__":
    wrapper = MyModel()
    wrapper.model.summary()
'''


def test_the_seed_texts_model() -> None:
    assert code(my_model(), "wrapper") == MY_MODEL


def test_inputs_are_taken_by_name_and_passed_in_their_form() -> None:
    builder = Builder()
    text, options = builder.input(4, name="text"), builder.input(4, name="options")
    builder.output(builder.layer("Add", text, options))
    written = code(builder.design(inputs_as="dict"), "wrapper")
    assert "    def predict(self, text, options, **options_1):\n" in written
    assert 'predict({"text": text, "options": options}, **options_1)\n' in written
    assert written.endswith("    # wrapper.predict(text, options)\n")


def test_an_unfinished_design_shows_what_there_is() -> None:
    design = chain("Dense", "ReLU")
    Disconnect(Edge("n2", 0, "n3", "inputs")).apply(design)
    written = code(design, "wrapper")
    assert "        dense = layers.Dense(" in written
    assert written.endswith("        raise NotImplementedError\n")
