"""Designs repeat themselves: what stands elsewhere under such a name says what was meant here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from designer.catalog.values import Call
from designer.graph.design import Design
from designer.graph.nodes import Edge
from designer.graph.problems import ERROR
from tests.builders import Builder
from tests.diagnosis.mistakes.explainer import Explainer
from tests.diagnosis.mistakes.real_keras import TAKEN, RealKeras

pytestmark = pytest.mark.worker

GRU = "keras.layers.GRU"


def gated(**slip: Any) -> Design:
    """Inverted residual blocks with squeeze and excitation."""
    b = Builder()
    x = b.input(32, 32, 3, name="photo")
    widths = (8, 8, 8, 8, 16)
    for number, width in enumerate(widths, start=1):
        name = f"b{number}"
        if number == 5:
            x = b.layer("Conv2D", x, name="widen", filters=width, kernel_size=1)
        wide = b.layer("Conv2D", x, name=f"{name}_expand", filters=4 * width, kernel_size=1)
        given = {"kernel_size": 3, "padding": "same"}
        if slip.get("forgets_padding") == number:
            del given["padding"]
        deep = b.layer("DepthwiseConv2D", wide, name=f"{name}_deep", **given)
        flat = {"keepdims": True} if slip.get("forgets_keepdims") != number else {"keepdims": False}
        y = b.layer("GlobalAveragePooling2D", deep, name=f"{name}_squeeze", **flat)
        y = b.layer("Conv2D", y, name=f"{name}_reduce", filters=width, kernel_size=1)
        if slip.get("loses_excite") != number:
            values = {"filters": 4 * width, "kernel_size": 1, "activation": "sigmoid"}
            y = b.layer("Conv2D", y, name=f"{name}_excite", **values)
        y = b.layer("Multiply", deep, y, name=f"{name}_scale")
        y = b.layer("Conv2D", y, name=f"{name}_project", filters=width, kernel_size=1)
        skip = wide if slip.get("skips_from_inside") == number else x
        x = b.layer("Add", skip, y, name=f"{name}_add") if number > 1 else y
    b.output(b.layer("GlobalAveragePooling2D", x, name="pool"))
    return b.design()


def pyramid(*, has_up: bool = True, halves: int = 2) -> Design:
    """A feature pyramid: the way down, and up again with what is beside."""
    b = Builder()
    x = b.input(32, 32, 3, name="photo")
    found = []
    for stage in (1, 2, 3):
        strides = halves if stage == 3 else 2
        values = {"filters": 8 * stage, "kernel_size": 3, "strides": strides, "padding": "same"}
        x = b.layer("Conv2D", x, name=f"c{stage}_conv", **values)
        found.append(x)
    x = b.layer("Conv2D", found[2], name="lat3", filters=16, kernel_size=1)
    for stage in (2, 1):
        if has_up or stage == 1:
            x = b.layer("UpSampling2D", x, name=f"up{stage + 1}", size=2)
        side = b.layer("Conv2D", found[stage - 1], name=f"lat{stage}", filters=16, kernel_size=1)
        x = b.layer("Add", side, x, name=f"merge{stage}")
    b.output(x)
    return b.design()


def points(*, second: tuple[int, ...] = (8, 8), has_square: bool = True) -> Design:
    """PointNet with a transform of the points and one of their features."""
    b = Builder()
    x = b.input(32, 3, name="points")
    for number, size in ((1, 3), (2, 8)):
        name = f"t{number}"
        y = b.layer("Conv1D", x, name=f"{name}_conv", filters=16, kernel_size=1)
        y = b.layer("GlobalMaxPooling1D", y, name=f"{name}_max")
        y = b.layer("Dense", y, name=f"{name}_matrix", units=size * size)
        form = second if number == 2 else (3, 3)
        if has_square or number == 2:
            y = b.layer("Reshape", y, name=f"{name}_square", target_shape=form)
        x = b.layer("Dot", x, y, name=f"{name}_apply", axes=(2, 1))
        x = b.layer("Conv1D", x, name=f"mlp{number}", filters=8, kernel_size=1)
    b.output(b.layer("GlobalMaxPooling1D", x, name="whole"))
    return b.design()


def detector(*, side: int = 64, grid: tuple[int, ...] = (8, 8, 3, 5)) -> Design:
    b = Builder()
    x = b.input(side, side, 3, name="photo")
    values = {"filters": 15, "kernel_size": 8, "strides": 8}
    x = b.layer("Conv2D", x, name="cells", **values)
    x = b.layer("Reshape", x, name="grid", target_shape=grid)
    b.output(b.layer("Reshape", x, name="boxes", target_shape=(192, 5)))
    return b.design()


def documents(*, words: int = 6, is_whole: bool = False) -> Design:
    """A model of sentences run over those of a document."""
    inner = Builder()
    x = inner.input(6, name="sentence", dtype="int32")
    x = inner.layer("Embedding", x, name="vectors", input_dim=90, output_dim=8)
    x = inner.layer("GRU", x, name="word_reader", units=8, return_sequences=is_whole)
    inner.output(x)
    b = Builder()
    b.block("sentence_encoder", inner)
    x = b.input(4, words, name="document", dtype="int32")
    x = b.layer("TimeDistributed", x, name="each", layer=Call("sentence_encoder", {}))
    x = b.layer("Bidirectional", x, name="reader", layer=Call(GRU, {"units": 8}))
    b.output(x)
    return b.design()


def volumes(*, has_up: bool = True) -> Design:
    b = Builder()
    x = b.input(8, 16, 16, 1, name="scan")
    skips = []
    for stage in (1, 2):
        x = b.layer("Conv3D", x, name=f"e{stage}", filters=4, kernel_size=3, padding="same")
        skips.append(x)
        x = b.layer("MaxPooling3D", x, name=f"p{stage}", pool_size=2)
    for stage in (2, 1):
        if has_up or stage == 1:
            values = {"filters": 4, "kernel_size": 2, "strides": 2}
            x = b.layer("Conv3DTranspose", x, name=f"u{stage}", **values)
        x = b.layer("Concatenate", x, skips[stage - 1], name=f"cat{stage}")
        x = b.layer("Conv3D", x, name=f"d{stage}", filters=4, kernel_size=3, padding="same")
    b.output(x)
    return b.design()


def masked(*, is_row: bool = True) -> Design:
    b = Builder()
    ids, mask = b.input(16, name="ids", dtype="int32"), b.input(16, name="mask", dtype="int32")
    x = b.layer("Embedding", ids, name="vectors", input_dim=90, output_dim=8)
    y = b.op("expand_dims", mask, axis=1) if is_row else mask
    values = {"num_heads": 2, "key_dim": 4}
    node = b.layer("MultiHeadAttention", x, x, name="attention", **values)
    b.graph.connect(Edge(y, 0, node, "attention_mask"))
    b.output(node)
    return b.design()


def enlarged(*, filters: int = 9) -> Design:
    """Super-resolution: channels become places."""
    b = Builder()
    x = b.input(8, 8, 1, name="small")
    values = {"filters": filters, "kernel_size": 3, "padding": "same"}
    x = b.layer("Conv2D", x, name="subpixel", **values)
    x = b.op("reshape", x, newshape=(-1, 8, 8, 3, 3))
    x = b.op("transpose", x, axes=(0, 1, 3, 2, 4))
    b.output(b.op("reshape", x, newshape=(-1, 24, 24, 1)))
    return b.design()


CASES: tuple[tuple[Callable[[], Design], str, str], ...] = (
    (lambda: gated(forgets_padding=2), "b2_deep", 'Set padding="same" on b2_deep'),
    (lambda: gated(forgets_keepdims=1), "b1_squeeze", "Set keepdims=True on b1_squeeze"),
    (
        lambda: gated(loses_excite=5),
        "b5_scale",
        'Insert Conv2D(filters=64, kernel_size=1, activation="sigmoid") between b5_reduce'
        " and b5_scale",
    ),
    (lambda: gated(skips_from_inside=4), "b4_add", "Wire b4_add to b3_add instead of b4_expand"),
    (
        lambda: pyramid(has_up=False),
        "merge2",
        "Insert UpSampling2D(size=2) between lat3 and merge2",
    ),
    (lambda: pyramid(halves=1), "c3_conv", "Set strides=2 on c3_conv"),
    (lambda: points(second=(3, 3)), "t2_square", "Set target_shape=(8, 8) on t2_square"),
    (
        lambda: points(has_square=False),
        "t1_apply",
        "Insert Reshape(target_shape=(3, 3)) between t1_matrix and t1_apply",
    ),
    (lambda: detector(grid=(13, 13, 3, 5)), "grid", "Set target_shape=(8, 8, 3, 5) on grid"),
    (lambda: detector(side=104), "photo", "Set shape=(64, 64, 3) on photo"),
    (lambda: documents(words=9), "document", "Set shape=(4, 6) on document"),
    (
        lambda: documents(is_whole=True),
        "reader",
        "Set return_sequences=False on word_reader",
    ),
    (
        lambda: volumes(has_up=False),
        "cat2",
        "Insert Conv3DTranspose(filters=4, kernel_size=2, strides=2) between p2 and cat2",
    ),
    (
        lambda: masked(is_row=False),
        "attention",
        "Insert Reshape(target_shape=(1, 16)) between mask and attention",
    ),
    (lambda: enlarged(filters=4), "subpixel", "Set filters=9 on subpixel"),
)


@pytest.mark.parametrize(("make", "node", "title"), CASES, ids=[title for *_, title in CASES])
def test_the_first_fix_does_as_the_rest_of_the_design(
    make: Callable[[], Design], node: str, title: str, explainer: Explainer, keras: RealKeras
) -> None:
    design = make()
    errors = [each for each in explainer.problems(design) if each.severity == ERROR]
    assert len(errors) == 1, [each.sentence for each in errors]
    told = errors[0]
    assert told.fixes[0].title == title, [each.title for each in told.fixes]
    assert design.graph(told.graph).node(told.node).name == node
    told.fixes[0].edit.apply(design)
    assert keras.verdict(design) == (TAKEN, "")
