"""The training script: its exact text, and that a formatter and a linter leave it as it is."""

import subprocess
import sys
from pathlib import Path

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call
from designer.codegen import STYLES, program_of
from designer.codegen.training.data import LOADERS
from designer.codegen.training.loops import LOOPS
from designer.graph.run_settings import LOOPS as LOOP_NAMES
from tests.builders import Builder
from tests.codegen.training.runs import SHAPES, answers_of, example, script, script_of

DIGITS = '''\
import keras
import numpy as np
from keras import layers
from sklearn import datasets

SEED = 0
BATCH_SIZE = 32
EPOCHS = 3
VALIDATION_SHARE = 0.2


def split(count):
    """Rows for training and rows that are held out, shuffled by the seed."""
    rows = np.random.default_rng(SEED).permutation(count)
    held_out = min(max(1, int(count * VALIDATION_SHARE)), count - 1)
    return rows[held_out:], rows[:held_out]


def take(samples, rows):
    """These rows of every array."""
    return tuple(array[rows] for array in samples)


def load_data():
    """Load the handwritten digits of scikit-learn, 8x8 pixels between 0 and 1."""
    digits = datasets.load_digits()
    images = digits.images.astype("float32")[..., None] / 16
    inputs = keras.ops.image.resize(images, (28, 28))
    inputs = keras.ops.convert_to_numpy(inputs).reshape(len(images), 784)
    targets = digits.target
    training, validation = split(len(images))
    samples = inputs, targets
    return take(samples, training), take(samples, validation)


def build_model() -> keras.Model:
    inputs = keras.Input(shape=(784,))
    dense = layers.Dense(128, activation="relu")(inputs)
    dense_1 = layers.Dense(128, activation="tanh")(inputs)
    concatenate = layers.Concatenate()([dense, dense_1])
    dense_2 = layers.Dense(64, activation="relu")(concatenate)
    dense_3 = layers.Dense(10)(dense_2)
    softmax = layers.Softmax()(dense_3)

    return keras.Model(inputs=inputs, outputs=softmax)


def compile_model(model):
    """Give the model its optimizer, losses and metrics."""
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )


def train(model, data, callbacks=()):
    """Train the model; return its history."""
    training, validation = data
    return model.fit(
        *training,
        batch_size=BATCH_SIZE,
        epochs=EPOCHS,
        validation_data=validation,
        callbacks=[keras.callbacks.EarlyStopping(patience=3), *callbacks],
    )


def main(callbacks=()):
    """Train a new model; return it and its history."""
    keras.utils.set_random_seed(SEED)
    data = load_data()
    model = build_model()
    compile_model(model)
    history = train(model, data, callbacks)
    return model, history


if __name__ == "__main__":
    model, history = main()
    print({name: values[-1] for name, values in history.history.items()})
    model.save("model.keras")
'''


def test_script_of_the_two_branches_on_digits() -> None:
    stop = Call("keras.callbacks.EarlyStopping", {"patience": 3})
    text = script_of("two_branch", "sklearn", name="digits", epochs=3, callbacks=(stop,))
    assert text == DIGITS


def test_each_line_of_the_model_leads_to_its_node() -> None:
    design = example("two_branch")
    program = program_of(design, shipped_catalog()).told(answers_of(design, SHAPES["two_branch"]))
    listing = STYLES["training"].arrange(program)
    lines = listing.text.splitlines()
    found = {lines[number - 1].strip(): node for number, node in listing.nodes.items()}
    names = {node.name: node.id for node in design.main.nodes()}
    assert found["softmax = layers.Softmax()(dense_3)"] == names["softmax"]
    assert len(found) == 7


def test_while_the_outputs_are_not_known_the_script_says_so() -> None:
    text = STYLES["training"].arrange(program_of(example("two_branch"), shipped_catalog())).text
    assert "not known yet" in text
    assert "raise NotImplementedError" in text


def test_formatter_and_linter_leave_every_script_as_it_is(tmp_path: Path) -> None:
    for name in SHAPES:
        for kind in LOADERS:
            text = script_of(name, kind, name="digits")
            (tmp_path / f"{name}-{kind}.py").write_text(text, encoding="utf-8")
    for loop in LOOP_NAMES:
        for share in (0.0, 0.25):
            for mixed in (False, True):
                text = script_of(
                    "multi_task", loop=loop, validation_share=share, mixed_precision=mixed
                )
                path = tmp_path / f"{loop}-{share}-{mixed}.py"
                path.write_text(text, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    config = ["--config", "line-length = 100", "--isolated", "--no-cache", str(tmp_path)]
    formatted = subprocess.run(
        [*ruff, "format", "--diff", *config], capture_output=True, text=True, check=False
    )
    assert formatted.returncode == 0, formatted.stdout
    linted = subprocess.run(
        [*ruff, "check", "--select=E,F,W,I,B,UP,SIM,A", *config],
        capture_output=True,
        text=True,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout


def test_there_is_code_for_every_loop() -> None:
    assert tuple(LOOPS) == LOOP_NAMES


def test_a_block_with_the_name_of_a_function_of_the_script_is_told_and_not_run():
    inner = Builder()
    inner.output(inner.layer("Dense", inner.input(8), units=4))
    builder = Builder()
    builder.block("train", inner)
    builder.output(builder.use("train", builder.input(8)))
    text = script(builder.design(), [(None, 4)])
    assert "`train` of the design has the name of a function of the training script" in text
