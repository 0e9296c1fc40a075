"""Scripts of a person's own under the eye: steps and epochs are found, and every ending is told."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.keras_runs import ask_all
from tests.real_worker import RealWorker

pytestmark = pytest.mark.worker

MODEL = """\
import keras, numpy as np, tensorflow as tf
keras.utils.set_random_seed(0)
x, y = np.ones((40, 3), "float32"), np.ones((40, 1), "float32")
data = tf.data.Dataset.from_tensor_slices((x, y)).batch(10)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.01)
model.compile("sgd", "mse")
def step(xs, ys):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(xs, training=True) - ys) ** 2)
    weights = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
"""
LOOPS = {
    "fit": ("model.fit(x, y, epochs=3, batch_size=10, verbose=0)", 3, 12),
    "fit in a loop": (
        "for _ in range(3):\n    model.fit(x, y, batch_size=10, verbose=0)",
        3,
        12,
    ),
    "eager": ("for epoch in range(3):\n    for xs, ys in data:\n        step(xs, ys)", 3, 12),
    "one name for both loops": (
        "for _ in range(3):\n    for _ in range(4):\n        step(x, y)",
        3,
        12,
    ),
    "while that counts": (
        "epoch = 0\nwhile epoch < 3:\n    for xs, ys in data:\n        step(xs, ys)\n"
        "    epoch += 1",
        3,
        12,
    ),
    "while for ever": (
        "done = 0\nwhile True:\n    for n in range(4):\n        step(x, y)\n    done += 1\n"
        "    if done == 3:\n        break",
        3,
        12,
    ),
    "a function for an epoch": (
        "def train_epoch():\n    for xs, ys in data:\n        step(xs, ys)\n"
        "for epoch in range(3):\n    train_epoch()",
        3,
        12,
    ),
    "compiled step": (
        "fast = tf.function(step)\noptimizer.build(model.trainable_variables)\n"
        "for epoch in range(3):\n    for xs, ys in data:\n        fast(xs, ys)",
        3,
        12,
    ),
    "batches by hand": (
        "for epoch in range(3):\n    for n in range(0, 40, 10):\n"
        "        model.train_on_batch(x[n:n + 10], y[n:n + 10])\n"
        "    model.evaluate(x, y, verbose=0)",
        3,
        12,
    ),
    "steps without epochs": ("for n in range(12):\n    step(x, y)", 1, 12),
}
ENDINGS = {
    "leaves": ("step(x, y)\nraise SystemExit(0)", "finished", None, ""),
    "leaves with a status": ("step(x, y)\nraise SystemExit(3)", "failed", 14, "sys.exit(3)"),
    "raises": ("step(x, y)\n[][1]", "failed", 14, "IndexError"),
    "asks": ("input('name? ')", "failed", 13, "EOFError"),
    "is main": ("if __name__ == '__main__':\n    step(x, y)", "finished", None, ""),
    "does nothing": ("", "finished", None, ""),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What is told of every script of the tables, all by one worker."""
    folder = tmp_path_factory.mktemp("scripts")
    bodies = {name: row[0] for name, row in [*LOOPS.items(), *ENDINGS.items()]}
    asked = {}
    for number, (name, body) in enumerate(bodies.items()):
        path = folder / f"script_{number}.py"
        path.write_text(MODEL + textwrap.dedent(body) + "\n")
        asked[name] = {"path": str(path)}
    (folder / "beside.py").write_text("answer = 42\n")
    seen = folder / "seen.py"
    seen.write_text(
        "import pathlib, sys, beside\n"
        "pathlib.Path(__file__).with_suffix('.txt').write_text(f'{beside.answer} {sys.argv[1:]}')\n"
    )
    asked["seen"] = {"path": str(seen), "arguments": ["--rate", "0.1"]}
    found = ask_all("watch_script", asked)
    found["seen"]["wrote"] = seen.with_suffix(".txt").read_text()
    return found


@pytest.mark.parametrize("name", LOOPS)
def test_steps_and_epochs_are_found(told: dict[str, dict[str, Any]], name: str) -> None:
    _, epochs, steps = LOOPS[name]
    found = told[name]
    assert found["outcome"] == "finished", found
    assert (found["epochs"], found["steps"]) == (epochs, steps)


@pytest.mark.parametrize("name", ENDINGS)
def test_every_ending_has_its_words_and_line(told: dict[str, dict[str, Any]], name: str) -> None:
    _, outcome, line, word = ENDINGS[name]
    found = told[name]
    assert (found["outcome"], found.get("line")) == (outcome, line), found
    assert word in found.get("message", "")


def test_a_script_finds_its_arguments_and_the_modules_beside_it(
    told: dict[str, dict[str, Any]],
) -> None:
    assert told["seen"]["wrote"] == "42 ['--rate', '0.1']"


def test_what_is_no_python_is_told_with_its_line(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text("x = 1\nfor\n")
    assert (
        f"{path}:2 is no Python" in worker.ask_in_vain("watch_script", {"path": str(path)}).message
    )


def test_arrays_kept_in_a_record_of_histories_are_named(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "keeps.py"
    path.write_text(
        f"{MODEL}history = {{'out': []}}\n"
        "for epoch in range(20):\n"
        "    for n in range(20):\n"
        "        step(x, y)\n"
        "        history['out'].append(np.ones(1000))\n"
    )
    found = worker.ask("watch_script", {"path": str(path)})
    kept = [each for each in found["evidence"] if each["pattern"] == "tensors kept in a list"]
    assert [each["argument"] for each in kept] == ["history['out']"]
    assert kept[0]["estimated_bytes_per_step"] == pytest.approx(8000, rel=0.2)
