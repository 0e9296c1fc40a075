"""What is proposed first is what a person would do: keep channels together, do as the twin does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from designer.catalog.values import Call
from designer.graph.design import Design
from designer.graph.nodes import Edge
from designer.graph.problems import ERROR
from tests.builders import Builder
from tests.diagnosis.mistakes.explainer import Explainer

pytestmark = pytest.mark.worker

LSTM = Call("keras.layers.LSTM", {"units": 16, "return_sequences": True})


def lines_of_text(*, dims: tuple[int, ...] = (2, 1, 3), frames: tuple[int, ...] | None) -> Design:
    """A CRNN: columns of an image read as a sequence."""
    builder = Builder()
    x = builder.input(32, 64, 1, name="line")
    x = builder.layer("Conv2D", x, name="conv", filters=8, kernel_size=3, padding="same")
    x = builder.layer("MaxPooling2D", x, name="pool", pool_size=4)
    x = builder.layer("Permute", x, name="time_first", dims=dims)
    if frames is not None:
        x = builder.layer("Reshape", x, name="frames", target_shape=frames)
    x = builder.layer("Bidirectional", x, name="reader", layer=LSTM)
    builder.output(builder.layer("Dense", x, name="letters", units=30, activation="softmax"))
    return builder.design()


def two_towers(*, users: int = 1, embeds_items: bool = True) -> Design:
    builder = Builder()
    user = builder.input(users, name="user", dtype="int32")
    item = builder.input(1, name="item", dtype="int32")
    x = builder.layer("Embedding", user, name="user_vectors", input_dim=900, output_dim=8)
    x = builder.layer("Flatten", x, name="flat_user")
    y = item
    if embeds_items:
        y = builder.layer("Embedding", y, name="item_vectors", input_dim=700, output_dim=8)
    y = builder.layer("Flatten", y, name="flat_item")
    builder.output(builder.layer("Dot", x, y, name="score", axes=1))
    return builder.design()


def patches(*, filters: int = 16, strides: int = 4, has_tokens: bool = True) -> Design:
    """The head of a ViT."""
    builder = Builder()
    x = builder.input(32, 32, 3, name="photo")
    values = {"filters": filters, "kernel_size": 4, "strides": strides}
    x = builder.layer("Conv2D", x, name="patches", **values)
    if has_tokens:
        x = builder.layer("Reshape", x, name="tokens", target_shape=(64, 16))
    y = builder.layer("LayerNormalization", x, name="norm")
    y = builder.layer("MultiHeadAttention", y, y, name="attention", num_heads=2, key_dim=8)
    y = builder.layer("Add", x, y, name="add")
    y = builder.layer("GlobalAveragePooling1D", y, name="pooled")
    builder.output(builder.layer("Dense", y, name="label", units=10, activation="softmax"))
    return builder.design()


def encoder_of_steps() -> Design:
    """A U-Net whose pooling between the first two stages was lost."""
    builder = Builder()
    x = builder.input(32, 32, 3, name="photo")
    skips = []
    for stage in (1, 2, 3):
        for number in (1, 2):
            name = f"down{stage}_conv{number}"
            values = {"filters": 4 * stage, "kernel_size": 3, "padding": "same"}
            x = builder.layer("Conv2D", x, name=name, **values)
        skips.append(x)
        if stage == 2:
            x = builder.layer("MaxPooling2D", x, name="pool2")
    for stage in (2, 1):
        values = {"filters": 4 * stage, "kernel_size": 2, "strides": 2}
        x = builder.layer("Conv2DTranspose", x, name=f"up{stage}", **values)
        x = builder.layer("Concatenate", x, skips[stage - 1], name=f"join{stage}")
        values = {"filters": 4 * stage, "kernel_size": 3, "padding": "same"}
        x = builder.layer("Conv2D", x, name=f"up{stage}_conv1", **values)
    builder.output(x)
    return builder.design()


def translated_without_encoder() -> Design:
    """What the encoder read comes to all that read the encoder."""
    builder = Builder()
    source = builder.input(None, name="source", dtype="int32")
    target = builder.input(None, name="target", dtype="int32")
    x = builder.layer("Embedding", source, name="source_vectors", input_dim=900, output_dim=8)
    y = builder.layer("Embedding", target, name="target_vectors", input_dim=700, output_dim=8)
    y = builder.layer("LSTM", y, name="decoder", units=16, return_sequences=True)
    for place in (0, 1):
        builder.graph.connect(Edge(x, 0, y, "initial_state", place))
    found = builder.layer("Attention", y, x, name="attention")
    y = builder.layer("Concatenate", y, found, name="context")
    builder.output(builder.layer("Dense", y, name="words", units=700, activation="softmax"))
    return builder.design()


CASES: tuple[tuple[Callable[[], Design], str, str], ...] = (
    (
        lambda: lines_of_text(frames=None),
        "reader",
        "Insert Reshape(target_shape=(16, 64)) between time_first and reader",
    ),
    (
        lambda: lines_of_text(frames=(16, 64, 1)),
        "frames",
        "Set target_shape=(16, 64) on frames",
    ),
    (
        lambda: lines_of_text(dims=(2, 1), frames=(16, 64)),
        "time_first",
        "Set dims=(2, 1, 3) on time_first",
    ),
    (lambda: two_towers(users=3), "user", "Set shape=(1,) on user"),
    (
        lambda: two_towers(embeds_items=False),
        "score",
        "Insert Embedding(input_dim=900, output_dim=8) between item and flat_item",
    ),
    (lambda: patches(filters=24), "patches", "Set filters=16 on patches"),
    (lambda: patches(strides=8), "tokens", "Set target_shape=(16, 16) on tokens"),
    (
        lambda: patches(has_tokens=False),
        "attention",
        "Insert Reshape(target_shape=(64, 16)) behind patches",
    ),
    (
        translated_without_encoder,
        "decoder",
        "Insert LSTM(units=16, return_state=True, return_sequences=True) behind source_vectors,"
        " with its states for decoder",
    ),
    (
        encoder_of_steps,
        "join1",
        "Insert MaxPooling2D() between down1_conv2 and down2_conv1",
    ),
)


@pytest.mark.parametrize(("make", "node", "title"), CASES, ids=[title for *_, title in CASES])
def test_the_first_fix_is_what_was_meant(
    make: Callable[[], Design], node: str, title: str, explainer: Explainer
) -> None:
    design = make()
    errors = [each for each in explainer.problems(design) if each.severity == ERROR]
    assert len(errors) == 1, [each.sentence for each in errors]
    assert errors[0].fixes[0].title == title, [each.title for each in errors[0].fixes]
    assert design.main.node(errors[0].node).name == node
