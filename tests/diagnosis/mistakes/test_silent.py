"""What Keras takes in silence: said once, at the right node, in every form that people write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from designer.catalog.values import Call
from designer.graph.design import Design
from designer.graph.problems import Problem
from designer.graph.run_settings import RunSettings
from tests.builders import Builder
from tests.diagnosis.mistakes.explainer import Explainer

pytestmark = pytest.mark.worker

LOGITS = Call("keras.losses.SparseCategoricalCrossentropy", {"from_logits": True})


def chosen_hard() -> Design:
    """A gate that chooses by argmax: nothing else leads from it to the output."""
    b = Builder()
    x = b.input(8, name="x")
    gate = b.layer("Dense", x, name="gate", units=4)
    best = b.op("argmax", gate, axis=-1)
    mask = b.op("one_hot", best, num_classes=4)
    each = b.layer("Dense", x, name="experts", units=4, activation="relu")
    b.output(b.layer("Multiply", each, mask, name="mixed"))
    return b.design()


def only_labels() -> Design:
    b = Builder()
    x = b.input(8, name="x")
    scores = b.layer("Dense", x, name="scores", units=4, activation="softmax")
    b.output(b.op("argmax", scores, axis=-1))
    return b.design()


def looked_up() -> Design:
    b = Builder()
    x = b.input(8, name="x")
    hidden = b.layer("Dense", x, name="hidden", units=4, activation="relu")
    rows = b.layer("Embedding", hidden, name="rows", input_dim=10, output_dim=4)
    b.output(b.layer("Flatten", rows, name="flat"))
    return b.design()


def all_stopped() -> Design:
    b = Builder()
    x = b.input(8, name="x")
    hidden = b.layer("Dense", x, name="hidden", units=4, activation="relu")
    b.output(b.op("stop_gradient", hidden))
    return b.design()


def rounded_in_block() -> Design:
    inner = Builder()
    x = inner.input(8, name="x")
    hidden = inner.layer("Dense", x, name="hidden", units=8)
    inner.output(inner.op("round", hidden), name="out")
    b = Builder()
    b.block("rounding", inner)
    use = b.use("rounding", b.input(8, name="values"), name="rounded")
    b.output(b.layer("Dense", use, name="head", units=1))
    return b.design()


def frozen_attention() -> Design:
    b = Builder()
    x = b.input(8, 4, name="x")
    values = {"num_heads": 2, "key_dim": 2, "trainable": False}
    b.output(b.layer("MultiHeadAttention", x, x, name="attention", **values))
    return b.design()


def frozen_readers() -> Design:
    b = Builder()
    cell = Call("keras.layers.LSTM", {"units": 4})
    x = b.input(8, 4, name="x")
    b.output(b.layer("Bidirectional", x, name="readers", layer=cell, trainable=False))
    return b.design()


FROZEN = "Set layer=layers.LSTM(units=4, trainable=False) on readers"


def two_batches() -> Design:
    b = Builder()
    one, two = b.input(8, name="one"), b.input(8, name="two")
    both = b.layer("Concatenate", one, two, name="both", axis=0)
    b.output(b.layer("Dense", both, name="head", units=1))
    return b.design()


def places_as_samples() -> Design:
    b = Builder()
    x = b.input(5, 8, name="x")
    flat = b.op("reshape", x, newshape=(-1, 8))
    b.output(b.layer("Dense", flat, name="head", units=1))
    return b.design()


def batch_moved() -> Design:
    b = Builder()
    b.output(b.op("transpose", b.input(5, 8, name="x")))
    return b.design()


def heads_torn() -> Design:
    """Heads of an attention that are split before the steps: 6 steps of 4 heads of 2."""
    b = Builder()
    x = b.input(6, 8, name="x")
    b.output(b.layer("Reshape", x, name="heads", target_shape=(4, 6, 2)))
    return b.design()


def columns_torn() -> Design:
    """A CRNN without its Permute: rows of 12, columns of 50."""
    b = Builder()
    x = b.input(12, 50, 64, name="x")
    frames = b.layer("Reshape", x, name="frames", target_shape=(50, 768))
    b.output(b.layer("GRU", frames, name="reader", units=4))
    return b.design()


def attended_by_list() -> Design:
    b = Builder()
    x = b.input(6, 8, name="x")
    q, k, v = (b.layer("Dense", x, name=f"{each}_proj", units=8) for each in "qkv")
    b.output(b.layer("Attention", q, k, v, name="attention"))
    return b.design()


def scaled_for_efficient_net() -> Design:
    b = Builder()
    x = b.layer("Rescaling", b.input(64, 64, 3, name="image"), name="by_255", scale=1 / 255)
    x = b.layer("RandomFlip", x, name="flip", mode="horizontal")
    values = {"include_top": False, "weights": None, "pooling": "avg"}
    b.output(b.layer("keras.applications.EfficientNetB0", x, name="base", **values))
    return b.design()


def relu_as_logits() -> Design:
    b = Builder()
    x = b.layer("Dense", b.input(8, name="x"), name="scores", units=4, activation="relu")
    b.output(x, name="label")
    return b.design(run=RunSettings(losses={"label": LOGITS}).to_values())


def unknown_words() -> Design:
    b = Builder()
    word = b.input(1, name="word", dtype="string")
    ids = b.layer("StringLookup", word, name="ids", output_mode="int")
    rows = b.layer("Embedding", ids, name="rows", input_dim=50, output_dim=4)
    b.output(b.layer("Flatten", rows, name="flat"))
    return b.design()


CASES: tuple[tuple[Callable[[], Design], str, str, str], ...] = (
    (chosen_hard, "no-gradient", "argmax", "Take argmax and one_hot out"),
    (only_labels, "no-gradient", "argmax", "Take argmax out"),
    (looked_up, "no-gradient", "rows", "Make rows a Dense(units=4)"),
    (all_stopped, "no-gradient", "stop_gradient", "Take stop_gradient out"),
    (rounded_in_block, "no-gradient", "round", "Take round out"),
    (
        frozen_attention,
        "frozen-inner",
        "attention",
        "Put trainable of attention back to the default",
    ),
    (frozen_readers, "frozen-inner", "readers", FROZEN),
    (two_batches, "batch-lost", "both", "Set axis=-1 on both"),
    (places_as_samples, "batch-lost", "reshape", "Set newshape=(-1, 40) on reshape"),
    (batch_moved, "batch-lost", "transpose", "Set axes=(0, 2, 1) on transpose"),
    (
        heads_torn,
        "reshape-mixes",
        "heads",
        "Set target_shape=(6, 4, 2) on heads, and insert Permute(2, 1, 3) behind it",
    ),
    (
        columns_torn,
        "reshape-mixes",
        "frames",
        "Insert Permute(dims=(2, 1, 3)) between x and frames",
    ),
    (attended_by_list, "key-as-value", "attention", "Swap k_proj and v_proj at attention"),
    (scaled_for_efficient_net, "scaled-twice", "by_255", "Take by_255 out"),
    (relu_as_logits, "clipped-scores", "scores", 'Set activation="linear" on scores'),
    (unknown_words, "not-adapted", "ids", "Make ids a Hashing(num_bins=50)"),
)


def told(design: Design, problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    nodes = ((each, design.graph(each.graph).get(each.node)) for each in problems)
    return [(each.code, node.name if node else "") for each, node in nodes]


@pytest.mark.parametrize(
    ("make", "code", "node", "title"), CASES, ids=[make.__name__ for make, *_ in CASES]
)
def test_it_is_told_once_and_is_gone_with_its_first_way_out(
    make: Callable[[], Design], code: str, node: str, title: str, explainer: Explainer
) -> None:
    design = make()
    problems = explainer.problems(design)
    assert told(design, problems) == [(code, node)]
    assert (problems[0].fixes[0].title if problems[0].fixes else "") == title
    if title:
        problems[0].fixes[0].edit.apply(design)
        assert told(design, explainer.problems(design)) == []
