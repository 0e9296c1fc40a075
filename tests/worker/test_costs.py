"""What the worker says a node costs, on real Keras."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.real_worker import RealWorker, program

pytestmark = pytest.mark.worker


def costs(worker: RealWorker, *sources: str) -> dict[str, Any]:
    nodes = worker.shapes(program(*sources))["nodes"]
    return {node: said["cost"] for node, said in nodes.items()}


def test_a_convolution_tells_its_multiply_adds_and_what_its_gradient_reads(
    worker: RealWorker,
) -> None:
    said = costs(
        worker,
        "image: image = keras.Input(shape=(32, 32, 3))",
        "conv: conv = layers.Conv2D(8, 3, padding='same', activation='relu')(image)",
        "flat: flat = layers.Flatten()(conv)",
        "out: out = layers.Dense(10)(flat)",
    )
    assert said["conv"]["macs"] == 32 * 32 * 8 * 27
    assert said["conv"]["keeps_inputs"] == [0] and said["conv"]["keeps_outputs"] == [0]
    assert said["flat"]["passes"] == [[0, 0]]
    assert said["out"]["macs"] == 32 * 32 * 8 * 10
    assert said["out"]["weights"] == [["float32", 81_930, 0, 2, 81_920]]


def test_a_size_that_is_open_besides_the_batch_gives_no_number(worker: RealWorker) -> None:
    said = costs(
        worker,
        "text: text = keras.Input(shape=(None, 8))",
        "conv: conv = layers.Conv1D(4, 3)(text)",
        "lstm: lstm = layers.LSTM(4)(text)",
    )
    assert said["conv"]["macs"] is None and said["lstm"]["macs"] is None
    assert not said["lstm"]["is_known"]


def test_a_function_of_ones_own_is_not_said_to_cost_nothing(worker: RealWorker) -> None:
    said = costs(
        worker,
        "x: x = keras.Input(shape=(8,))",
        "y: y = layers.Lambda(lambda t: t @ t.T, output_shape=(8,))(x)",
    )
    assert said["y"]["macs"] is None and not said["y"]["is_known"]


def test_a_model_that_gives_what_it_takes_costs_nothing(worker: RealWorker) -> None:
    said = costs(
        worker,
        "x: x = keras.Input(shape=(8,))",
        "same: inner = keras.Input(shape=(8,)); same = keras.Model(inner, inner)(x)",
    )
    assert said["same"]["macs"] == 0


def test_a_model_in_a_model_costs_what_it_costs_spread_out(worker: RealWorker) -> None:
    said = costs(
        worker,
        "x: x = keras.Input(shape=(16,))",
        "y: y = keras.Sequential([layers.Dense(32, activation='relu'), layers.Dense(4)])(x)",
    )
    assert said["y"]["macs"] == 16 * 32 + 32 * 4
    assert said["y"]["keeps_inputs"] == [0] and said["y"]["hidden"] == [["float32", 32, 0]]


@pytest.mark.parametrize(
    ("name", "published"),
    [("ResNet50", 3.87), ("VGG16", 15.47), ("MobileNetV2", 0.30), ("EfficientNetB0", 0.39)],
)
def test_multiply_adds_are_those_that_were_published(
    worker: RealWorker, name: str, published: float
) -> None:
    said = costs(
        worker,
        "image: image = keras.Input(shape=(224, 224, 3))",
        f"y: y = keras.applications.{name}(weights=None)(image)",
    )
    assert said["y"]["macs"] == pytest.approx(published * 1e9, rel=0.02)


_CLASSES = """
import inspect, json, keras
from designer.worker.costs.layers import LAYERS, NOT_KNOWN
public = {
    each.__name__
    for each in vars(keras.layers).values()
    if inspect.isclass(each) and issubclass(each, keras.Layer)
}
print(json.dumps({"missing": sorted(public - {*LAYERS, *NOT_KNOWN}), "public": len(public)}))
"""


def test_every_public_layer_has_an_entry_or_a_reason_to_have_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CLASSES], capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["missing"] == [] and said["public"] > 140
