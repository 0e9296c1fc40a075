"""Looking into small models with the real worker, by the node of each layer."""

from __future__ import annotations

import base64
import math
from pathlib import Path
from typing import Any

import pytest

from tests.real_worker import RealWorker
from tests.worker.training.scripts import params, training_script

pytestmark = pytest.mark.worker

CLASSES = """
    rng = np.random.default_rng(SEED)
    inputs = rng.normal(size=(64, 6, 6, 1)).astype("float32")
    targets = rng.integers(0, 4, 64)
    return (inputs, targets), None
"""
CONVOLUTION = """
    x = keras.Input((6, 6, 1), name="x")
    y = keras.layers.Conv2D(4, 3, name="conv")(x)
    y = keras.layers.Flatten(name="flat")(y)
    y = keras.layers.Dense(4, activation="softmax", name="y")(y)
    return keras.Model(x, y)
"""
COMPILE = """
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
"""


def script(model: str, **more: Any) -> dict[str, Any]:
    """Params with a node for each line that makes a layer: its name."""
    text = training_script(data=CLASSES, model=model, compiling=COMPILE, **more)
    lines = enumerate(text.splitlines(), 1)
    nodes = {n: line.split('name="')[1].split('"')[0] for n, line in lines if 'name="' in line}
    return params(text, nodes)


def asked(worker: RealWorker, method: str, given: dict[str, Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = worker.ask(method, {**given, **more})
    return found


def test_the_first_loss_stands_beside_chance_and_gradients_by_node(worker: RealWorker) -> None:
    found = asked(worker, "first_step", script(CONVOLUTION))
    (output,) = found["outputs"]
    assert output["chance"] == pytest.approx(math.log(4))
    assert output["verdict"] == "as chance" and "ln 4" in output["sentence"]
    rows = {row["path"][-1]: row for row in found["layers"]}
    assert rows.keys() == {"conv", "y"}
    assert all(row["norm"] > 0 and not row["flag"] for row in rows.values())


@pytest.mark.parametrize(
    ("layer", "flag"),
    [
        ('layers.Lambda(lambda t: t * 0.0, name="z")', "zero"),
        ('layers.Lambda(lambda t: t * 1e-7, name="z")', "vanishing"),
        ('layers.Lambda(lambda t: t * float("nan"), name="z")', "nan"),
        ('layers.Lambda(lambda t: keras.ops.stop_gradient(t), name="z")', "not connected"),
    ],
    ids=["zero", "vanishing", "nan", "not connected"],
)
def test_gradients_that_do_not_arrive_are_marked(worker: RealWorker, layer: str, flag: str) -> None:
    model = CONVOLUTION.replace(
        "    y = keras.layers.Flatten", f"    y = keras.{layer}(y)\n    y = keras.layers.Flatten"
    )
    found = asked(worker, "first_step", script(model))
    flags = {row["path"][-1]: row["flag"] for row in found["layers"]}
    assert flags["conv"] == flag
    told = [note for note in found["notices"] if note["node"] == "conv"]
    assert told and told[0]["code"] == flag


def test_every_call_has_a_time_and_a_shared_layer_has_one_a_call(worker: RealWorker) -> None:
    model = """
    x = keras.Input((6, 6, 1), name="x")
    conv = keras.layers.Conv2D(1, 3, padding="same", name="first")
    y = conv(x)  # name="first"
    y = conv(y)  # name="second"
    y = keras.layers.Flatten(name="flat")(y)
    y = keras.layers.Dense(4, activation="softmax", name="y")(y)
    return keras.Model(x, y)
    """
    found = asked(worker, "layer_times", script(model))
    assert [row["path"] for row in found["layers"]] == [["first"], ["second"], ["flat"], ["y"]]
    assert all(row["forward_ms"] >= 0 and row["backward_ms"] >= 0 for row in found["layers"])
    assert found["step_ms"] > 0


def test_a_sample_is_seen_at_every_node(worker: RealWorker) -> None:
    found = asked(worker, "activations", script(CONVOLUTION), sample=3)
    rows = {row["path"][-1]: row for row in found["nodes"]}
    assert found["samples"] == 64 and rows.keys() == {"x", "conv", "flat", "y"}
    assert rows["conv"]["shape"] == [1, 4, 4, 4] and rows["conv"]["picture"]["kind"] == "maps"
    picture = rows["x"]["picture"]
    pixels = base64.b64decode(picture["data"])
    assert len(pixels) == picture["width"] * picture["height"] == 36
    assert rows["y"]["picture"]["kind"] == "bars"


def test_a_sample_that_is_not_there_is_told(worker: RealWorker) -> None:
    answer = worker.ask_in_vain("activations", {**script(CONVOLUTION), "sample": 64})
    assert answer.kind == "data" and "0 to 63" in answer.message


def test_one_batch_is_learned_by_heart_and_then_the_model_is_new_again(worker: RealWorker) -> None:
    given = script(CONVOLUTION)
    before = asked(worker, "first_step", given)["loss"]
    worker.events.clear()
    found = asked(worker, "overfit_one_batch", given, steps=400)
    points = found["points"]
    assert found["outcome"] == "learned" and points[-1][1] < 0.05 * points[0][1]
    told = [event.params["points"] for event in worker.events if event.name == "inside_curve"]
    assert [point for some in told for point in some] == points
    assert asked(worker, "first_step", given)["loss"] == pytest.approx(before)


def test_weights_and_activations_have_numbers(worker: RealWorker) -> None:
    found = asked(worker, "statistics", script(CONVOLUTION))
    kernels = [row for row in found["weights"] if row["weight"] == "kernel"]
    assert [row["path"] for row in kernels] == [["conv"], ["y"]]
    assert all(sum(row["histogram"]) == math.prod(row["shape"]) for row in kernels)
    assert {row["path"][-1] for row in found["activations"]} == {"conv", "flat", "y"}


def test_the_graph_is_written_for_tensorboard(worker: RealWorker, tmp_path: Path) -> None:
    asked(worker, "log_graph", script(CONVOLUTION), folder=str(tmp_path / "graph"))
    (written,) = (tmp_path / "graph").glob("events.out.tfevents.*")
    content = written.read_bytes()
    assert b"Conv2D" in content and b"kernel" in content


def test_backends_are_compared_and_a_missing_one_is_named(worker: RealWorker) -> None:
    text = "import keras\nx = keras.Input((3,))\nmodel = keras.Model(x, keras.layers.Dense(2)(x))\n"
    nowhere = {"torch": "/nowhere/python", "jax": "/nowhere/python"}
    found = asked(worker, "compare_backends", params(text), pythons=nowhere)
    rows = {row["backend"]: row for row in found["backends"]}
    assert rows["tensorflow"]["forward_ms"] > 0 and rows["tensorflow"]["step_ms"] > 0
    assert "does not run" in rows["torch"]["message"]
    assert found["sentence"].startswith("Only tensorflow runs here")
