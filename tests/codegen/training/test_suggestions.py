"""What goes without saying: the loss and the metrics that suit an output."""

from typing import Any

import pytest

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call
from designer.codegen.training.training import suggested
from designer.graph.design import Design
from tests.builders import Builder
from tests.codegen.training.runs import SHAPES, answers_of, example

LOGITS = Call("keras.losses.SparseCategoricalCrossentropy", {"from_logits": True})
SPARSE = "sparse_categorical_crossentropy"
BINARY = "binary_crossentropy"


def ending_in(class_name: str, *before: str, name: str = "", **values: Any) -> Design:
    """A design that ends in this layer."""
    builder = Builder()
    x = builder.input(8)
    for each in before:
        x = builder.layer(each, x)
    builder.output(builder.layer(class_name, x, name=name, **values))
    return builder.design()


def loss_of(design: Design, *shape: int | None, **run: Any) -> Any:
    design.settings = type(design.settings)(run=run)
    answers = answers_of(design, [shape]) if shape else None
    return suggested(design, shipped_catalog(), answers)["output"].loss


@pytest.mark.parametrize(
    ("design", "shape", "loss"),
    [
        (ending_in("Dense", units=10, activation="softmax"), (None, 10), SPARSE),
        (ending_in("Softmax", "Dense"), (None, 64), SPARSE),
        (ending_in("Activation", "Dense", activation="softmax"), (None, 64), SPARSE),
        (ending_in("Dropout", "Dense", "Softmax", rate=0.1), (None, 64), SPARSE),
        (ending_in("Dense", units=10, activation="softmax"), (None, None, 10), SPARSE),
        (ending_in("Dense", units=1, activation="sigmoid"), (None, 1), BINARY),
        (ending_in("Dense", units=5, activation="sigmoid"), (None, 5), BINARY),
        (ending_in("Dense", units=1), (None, 1), "mse"),
        (ending_in("Dense", units=1, activation="relu"), (None, 1), "mse"),
        (ending_in("Dense", units=10), (None, 10), LOGITS),
        (ending_in("Dense", units=4, name="box"), (None, 4), "mse"),
        (ending_in("Dense", units=4, activation="tanh"), (None, 4), "mse"),
        (ending_in("LSTM", units=4), (None, 4), "mse"),
    ],
)
def test_the_last_layer_suggests_the_loss(
    design: Design, shape: tuple[int | None, ...], loss: Any
) -> None:
    assert loss_of(design, *shape) == loss


def test_the_layer_says_enough_before_the_worker_does() -> None:
    assert loss_of(ending_in("Dense", units=1, activation="sigmoid")) == BINARY
    assert loss_of(ending_in("Dense", units=1)) == "mse"


def test_data_that_are_classes_ask_for_scores_of_classes() -> None:
    box = ending_in("Dense", units=10, name="box")
    digits = {"data": {"kind": "sklearn", "name": "digits"}}
    assert loss_of(box, None, 10) == "mse"
    assert loss_of(box, None, 10, **digits) == LOGITS


def test_a_wrapper_stands_for_the_layer_in_it() -> None:
    inner = Call("keras.layers.Dense", {"units": 3, "activation": "softmax"})
    builder = Builder()
    builder.output(builder.layer("TimeDistributed", builder.input(5, 8), layer=inner))
    assert loss_of(builder.design(), None, 5, 3) == SPARSE


def test_the_last_layer_of_a_block_counts() -> None:
    inner, builder = Builder(), Builder()
    inner.output(inner.layer("Dense", inner.input(8), units=3, activation="softmax"))
    builder.block("head", inner)
    builder.output(builder.use("head", builder.input(8)))
    assert loss_of(builder.design(), None, 3) == SPARSE


@pytest.mark.parametrize("name", SHAPES)
def test_every_output_of_the_examples_has_a_loss_and_a_metric(name: str) -> None:
    design = example(name)
    found = suggested(design, shipped_catalog(), answers_of(design, SHAPES[name]))
    assert len(found) == len(design.main.outputs())
    assert all(each.loss and each.metrics for each in found.values())
