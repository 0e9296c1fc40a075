"""Data that do not fit the model are told of before a step is made, with a way out."""

from __future__ import annotations

import pytest

from designer.protocol import Failure
from tests.real_worker import RealWorker
from tests.worker.training.scripts import params, training_script

pytestmark = pytest.mark.worker

CLASSES = """
    x = keras.Input((4,), name="x")
    y = keras.layers.Dense(3, activation="softmax", name="y")(x)
    return keras.Model(x, y)
"""
LINES = {22: "node-x", 23: "node-y"}
"""Where the bodies of `build_model` stand after a `load_data` of three lines."""


def data(inputs: str, targets: str) -> str:
    return f"inputs = {inputs}\ntargets = {targets}\nreturn (inputs, targets), None"


def refusal(
    worker: RealWorker,
    inputs: str = "np.zeros((6, 4))",
    targets: str = "np.zeros((6, 1))",
    loss: str = "'mse'",
    model: str = CLASSES,
) -> Failure:
    compiling = f"model.compile(optimizer='sgd', loss={loss})"
    text = training_script(data=data(inputs, targets), model=model, compiling=compiling)
    lines = {
        number: f"node-{name}"
        for number, line in enumerate(text.splitlines(), 1)
        for name in ("x", "y")
        if f'name="{name}"' in line
    }
    worker.events.clear()
    failure = worker.ask_in_vain("train", params(text, lines))
    assert failure.kind == "data", failure
    assert "run_started" not in [event.name for event in worker.events]
    return failure


SPARSE = "'sparse_categorical_crossentropy'"


@pytest.mark.parametrize(
    ("targets", "loss", "expected"),
    [
        (
            "np.array([0, 1, 2, 3, 1, 0])",
            SPARSE,
            "The output y tells 3 classes apart, so its labels are 0 to 2; the training data have"
            " 3, and labels from 0 to 3 in all. Give the output 4 units",
        ),
        ("np.array([0, 1, 2, 9, 1, 0])", SPARSE, "Give the output 10 units, or number the classes"),
        ("np.array([1, 1, 2, 3, 1, 2])", SPARSE, "Count the classes from 0: subtract 1."),
        ("np.array([0, 1, 2, -1, 1, 0])", SPARSE, "the training data have -1"),
        ("np.array([0, 1, 1.5, 1, 1, 0])", SPARSE, "whole numbers from 0; the training data have"),
        ("np.eye(3)[[0, 1, 2, 0, 1, 2]]", SPARSE, "Use categorical_crossentropy, or take the"),
        ("np.array([0, 1, 2, 0, 1, 0])", "'categorical_crossentropy'", "are learnt with sparse_"),
        ("np.full((6, 3), 2.0)", "'binary_crossentropy'", "expects targets from 0 to 1"),
        ("np.sign(np.arange(18).reshape(6, 3) - 8.5)", "'bce'", "For labels of -1 and 1 use hinge"),
        ("np.full((6, 3), -1.0)", "'poisson'", "expects targets of at least 0"),
        ("np.zeros((6, 1))", "'mse'", "targets of shape (1,), the output gives (3,)"),
        ("np.zeros((6, 5))", "keras.losses.Huber()", "huber compares them value by value"),
        ("np.array(['a', 'b', 'c'] * 2)", SPARSE, "are text, such as 'a'; numbers are expected"),
        ("np.array(['a', 1, None] * 2, object)", SPARSE, "are text, such as 'a'"),
        ("np.float32(1)", "'mse'", "The training data for output y are a single value."),
        ("None", "'mse'", "are objects (object); numbers are expected"),
        ("np.full((6, 3), np.nan)", "'mse'", "have 18 of 18 values that are no finite numbers"),
    ],
)
def test_targets_that_a_loss_cannot_take_are_refused(
    worker: RealWorker, targets: str, loss: str, expected: str
) -> None:
    failure = refusal(worker, targets=targets, loss=loss)
    assert expected in failure.message
    assert failure.node == "node-y"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ("np.zeros((6, 5))", "samples of shape (5,), the model expects (4,). Choose 4 columns"),
        ("np.zeros((6, 2, 2))", "put a Reshape after the input x"),
        ("np.array([['red'] * 4] * 6)", "are text, such as 'red'; numbers are expected"),
        ("np.zeros((6, 4), 'complex64')", "are complex numbers"),
        ("np.zeros((6, 4), 'datetime64[s]')", "have dtype datetime64[s]; numbers are expected"),
        ("np.where(np.eye(6, 4) > 0, np.nan, 1.0)", "have 4 of 24 values that are no finite"),
        ("np.where(np.eye(6, 4) > 0, np.inf, 1.0)", "such as inf in column 0"),
    ],
)
def test_inputs_that_the_model_cannot_take_are_refused(
    worker: RealWorker, inputs: str, expected: str
) -> None:
    failure = refusal(worker, inputs=inputs, targets="np.zeros((6, 3))")
    assert expected in failure.message
    assert failure.node == "node-x"


@pytest.mark.parametrize(
    ("inputs", "targets", "expected"),
    [
        ("np.zeros((6, 4))", "np.zeros((5, 3))", "6 for input x, 5 for output y"),
        ("np.zeros((0, 4))", "np.zeros((0, 3))", "The training data have no samples."),
        ("[np.zeros((6, 4))] * 2", "np.zeros((6, 3))", "has 1 input (x); the training data have 2"),
        ("{'z': np.zeros((6, 4))}", "np.zeros((6, 3))", "nothing for the input x; they have z"),
    ],
)
def test_arrays_that_do_not_go_together_are_refused(
    worker: RealWorker, inputs: str, targets: str, expected: str
) -> None:
    assert expected in refusal(worker, inputs=inputs, targets=targets).message


WORDS = """
    x = keras.Input((4,), dtype="int32", name="x")
    h = keras.layers.Embedding(10, 2, name="words")(x)
    y = keras.layers.Dense(3, name="y")(keras.layers.Flatten()(h))
    return keras.Model(x, y)
"""


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ("np.full((6, 4), 10)", "words knows the numbers 0 to 9; the training data for input x"),
        ("np.full((6, 4), 0.5)", "takes whole numbers (int32); the training data have 0.5"),
    ],
)
def test_numbers_of_words_that_an_embedding_does_not_know_are_refused(
    worker: RealWorker, inputs: str, expected: str
) -> None:
    failure = refusal(worker, inputs=inputs, targets="np.zeros((6, 3))", model=WORDS)
    assert expected in failure.message


def test_validation_data_are_checked_as_well(worker: RealWorker) -> None:
    body = """
        labels = np.array([0, 1, 2, 0])
        return (np.zeros((4, 4)), labels), (np.zeros((4, 4)), labels + 1)
    """
    compiling = f"model.compile(loss={SPARSE})"
    text = training_script(data=body, model=CLASSES, compiling=compiling)
    failure = worker.ask_in_vain("train", params(text))
    assert "the validation data have 3" in failure.message


TWO_HEADS = """
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    both = keras.layers.Concatenate()([a, b])
    c = keras.layers.Dense(2, activation="softmax", name="c")(both)
    d = keras.layers.Dense(1, name="d")(both)
    return keras.Model({"a": a, "b": b}, {"left": c, "right": d})
"""
TWO_LOSSES = f"""
    model.compile(optimizer="sgd", loss={{"left": {SPARSE}, "right": "mse"}})
"""


def test_each_output_of_a_dict_is_checked_against_its_own_loss(worker: RealWorker) -> None:
    body = """
        inputs = {"a": np.zeros((4, 2)), "b": np.zeros((4, 3))}
        return (inputs, {"left": np.array([0, 1, 2, 0]), "right": np.zeros(4)}), None
    """
    text = training_script(data=body, model=TWO_HEADS, compiling=TWO_LOSSES)
    keys = {"inputs": ["a", "b"], "outputs": ["left", "right"]}
    failure = worker.ask_in_vain("train", params(text, model=keys))
    assert failure.message.startswith("The output left tells 2 classes apart")
    sound = text.replace("[0, 1, 2, 0]", "[0, 1, 1, 0]")
    assert worker.ask("train", params(sound, model=keys))["outcome"] == "finished"


@pytest.mark.parametrize(
    ("inputs", "targets", "loss", "code"),
    [
        ("np.zeros((6, 4))", "np.zeros(6)", SPARSE, "one_class"),
        ("np.full((6, 4), 255.0)", "np.arange(6) % 3", SPARSE, "not_scaled"),
        ("np.zeros((6, 4))", "np.ones((6, 3))", "'categorical_crossentropy'", "not_one_hot"),
        (
            "np.zeros((6, 4))",
            "np.arange(6) % 3",
            "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
            "logits",
        ),
    ],
)
def test_what_is_odd_and_does_not_forbid_a_run_is_a_notice(
    worker: RealWorker, inputs: str, targets: str, loss: str, code: str
) -> None:
    compiling = f"model.compile(optimizer='sgd', loss={loss})"
    text = training_script(data=data(inputs, targets), model=CLASSES, compiling=compiling)
    worker.events.clear()
    result = worker.ask("train", params(text))
    notices = [event.params for event in worker.events if event.name == "run_notice"]
    assert [notice["code"] for notice in notices] == [code]
    assert result["outcome"] == "finished"
    assert result["notes"] == [notices[0]["sentence"]]


def test_a_loss_of_ones_own_may_take_missing_targets(worker: RealWorker) -> None:
    head = """
def masked(y_true, y_pred):
    known = keras.ops.isfinite(y_true)
    return keras.ops.mean(keras.ops.where(known, y_pred - keras.ops.where(known, y_true, 0), 0)**2)
"""
    text = training_script(
        data=data("np.zeros((6, 4))", "np.where(np.eye(6, 3) > 0, np.nan, 1.0)"),
        model=CLASSES,
        compiling="model.compile(optimizer='sgd', loss=masked)",
        head=head,
    )
    worker.events.clear()
    assert worker.ask("train", params(text))["outcome"] == "finished"
    codes = [event.params["code"] for event in worker.events if event.name == "run_notice"]
    assert codes == ["nan_in_data"]
