"""What is offered while the source of a custom layer is typed; `|` is the caret."""

from __future__ import annotations

import time

import pytest

from designer.catalog.completion import completions
from designer.catalog.table import shipped_catalog
from designer.catalog.templates import TEMPLATES

SOURCE = """\
import numpy as np
from keras import layers, initializers as init

class Own(layers.Layer):
    def __init__(self, units, rate=0.5, **kwargs):
        self.units = units
        self._noise = 1

    def helper(self):
        pass

    def call(self, inputs, training=None):
        width = 3
        |
"""


def offered(typed: str, source: str = SOURCE) -> list[str]:
    text = source.replace("|", typed)
    at = source.index("|") + len(typed)
    return list(completions(text, at, shipped_catalog()).words)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("layers.De", ["Dense", "DepthwiseConv1D"]),
        ("keras.layers.Lay", ["Layer", "LayerNormalization"]),
        ("keras.o", ["ops"]),
        ("ops.matm", ["matmul"]),
        ("keras.ops.image.res", ["resize"]),
        ("keras.random.nor", ["normal"]),
        ("random.Seed", ["SeedGenerator"]),
        ("init.Glo", ["GlorotNormal", "GlorotUniform"]),
        ("keras.activations.re", ["relu", "relu6"]),
        ("keras.saving.reg", ["register_keras_serializable"]),
        ("regularizers.L", ["L1", "L2"]),
        ("self.u", ["units"]),
        ("self._n", ["_noise"]),
        ("self.he", ["helper"]),
        ("self.add_w", ["add_weight"]),
        ("inp", ["inputs", "input_shape"]),
        ("wid", ["width"]),
        ("tr", ["training", "try"]),
        ("lay", ["layers"]),
        ("layers.Dense(un", ["units="]),
        ("layers.Dense(3, kernel_in", ["kernel_initializer="]),
        ("layers.Dense(f(1), act", ["activation="]),
        ("ops.mean(inputs, ax", ["axis="]),
        ("self.add_weight(sh", ["shape="]),
    ],
)
def test_what_may_be_meant_is_offered(typed: str, wanted: list[str]) -> None:
    words = offered(typed)
    assert [word for word in wanted if word not in words] == []


@pytest.mark.parametrize("typed", ["# lay", "x = 'lay", 'x = "ops.', "nowhere.x", "layers.Zzz"])
def test_nothing_is_offered_where_nothing_fits(typed: str) -> None:
    assert offered(typed) == []


def test_what_is_typed_to_its_end_is_not_offered() -> None:
    assert "Dense" not in offered("layers.Dense")


def test_arguments_come_first() -> None:
    assert offered("layers.Dense(a")[0] == "activation="


def test_a_key_takes_no_time_even_in_a_long_source() -> None:
    text = "\n".join(each.text for each in TEMPLATES) * 20
    started = time.process_time()
    for _ in range(10):
        completions(f"{text}\n        self.", len(text) + 14, shipped_catalog())
    assert (time.process_time() - started) / 10 < 0.016
