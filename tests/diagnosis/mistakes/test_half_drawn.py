"""Faults in the middle of drawing, before there is an output: the way goes on, not back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import Builder
from tests.diagnosis.mistakes.explainer import Explainer

pytestmark = pytest.mark.worker

UNSAID: tuple[None] = (None,)
Step = tuple[str, dict[str, Any]]


def drawn(shape: tuple[int | None, ...], steps: tuple[str | Step, ...]) -> Builder:
    """Layers one behind the other, and no output yet."""
    built = Builder()
    last = built.input(*shape)
    for step in steps:
        name, values = (step, {}) if isinstance(step, str) else step
        last = built.layer(name, last, **values)
    return built


@pytest.mark.parametrize(
    ("shape", "steps", "first_way"),
    [
        (UNSAID, ("Conv2D",), "Set shape=(32, 32, 3) on input_layer"),
        (UNSAID, ("Conv3D",), "Set shape=(16, 64, 64, 3) on input_layer"),
        (UNSAID, ("LSTM",), "Set shape=(None, 1) on input_layer"),
        (UNSAID, ("Dense",), "Set shape=(32,) on input_layer"),
        (
            (784,),
            ("Conv2D",),
            "Insert Reshape(target_shape=(28, 28, 1)) between input_layer and conv2d",
        ),
        (
            (3072,),
            ("Conv2D",),
            "Insert Reshape(target_shape=(32, 32, 3)) between input_layer and conv2d",
        ),
        ((28, 28), ("Conv2D",), "Set shape=(28, 28, 1) on input_layer"),
        ((64, 64), ("Conv2D",), "Set shape=(64, 64, 3) on input_layer"),
        (
            (32, 32, 3),
            (("ConvLSTM2D", {"filters": 8, "kernel_size": 3}),),
            "Set shape=(16, 32, 32, 3) on input_layer",
        ),
        ((20, 5), ("LSTM", "LSTM"), "Set return_sequences=True on lstm"),
        (
            (32, 32, 3),
            ("Conv2D", "Flatten", "LSTM"),
            "Make flatten a Reshape(target_shape=(900, 32))",
        ),
        (
            (100,),
            (("Dense", {"units": 7 * 7 * 64}), "UpSampling2D"),
            "Insert Reshape(target_shape=(7, 7, 64)) between dense and up_sampling2d",
        ),
    ],
)
def test_a_layer_that_was_just_drawn_is_not_what_should_go(
    explainer: Explainer,
    shape: tuple[int | None, ...],
    steps: tuple[str | Step, ...],
    first_way: str,
) -> None:
    problems = explainer.problems(drawn(shape, steps).design())
    (refused,) = [each for each in problems if each.code not in ("no-output", "dead-end")]
    assert refused.fixes[0].title == first_way


def test_a_circle_is_told_as_one_whatever_stands_on_it(explainer: Explainer) -> None:
    built = Builder()
    image = built.input(8, 8, 3)
    joined = built.layer("Concatenate", image, image)
    shorter = built.op("mean", joined, axis=0)
    norm = built.layer("BatchNormalization", shorter)
    again = built.layer("BatchNormalization", norm)
    built.output(built.layer("Conv2D", again))
    for target in (joined, norm):
        wire = built.graph.inputs_of(target)[-1]
        built.graph.disconnect(wire)
        built.graph.connect(replace(wire, source=again))
    assert "cycle" in {each.code for each in explainer.problems(built.design())}


def test_what_a_window_loses_at_the_borders_is_not_called_half(explainer: Explainer) -> None:
    steps = ("Conv2D", "MaxPooling2D", "Conv2D")
    problems = explainer.problems(drawn((4, 4, 3), steps).design())
    (refused,) = [each for each in problems if each.code == "window-too-large"]
    assert "`conv2d` makes height and width 2 and 2 of 4 and 4 (kernel_size=3)" in refused.sentence
    assert "`max_pooling2d` halves height and width" in refused.sentence
