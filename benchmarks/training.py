"""What watching costs: a run in the worker beside plain `model.fit`, step for step.

Both are timed within one `model.fit` of the run's own process, in turns of some steps, so that
whatever else the machine does hits both: runs of minutes beside each other differ by more than 2 %
from noise alone. The watched turns take the whole road: callback, sampled memory, events over the
pipe, read and decoded here. In the others `fit` has no callback that does anything.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from designer.protocol import Event, Failure, Reply, Request, decode, encode
from designer.worker_client.command import own_python

PAIRS = 300
STEPS = 20
UNITS = (384, 640)
_RESAMPLED = 4000

_SCRIPT = """\
import json
import time

import keras
import numpy as np

SEED = 0
BATCH_SIZE = 128
WARM_UP = 4
EPOCHS = {pairs} + WARM_UP
STEPS, UNITS, TIMES = {steps}, {units}, {times!r}


def load_data():
    inputs = np.random.default_rng(SEED).normal(size=(BATCH_SIZE * STEPS * 2, 64)).astype("float32")
    return (inputs, inputs.sum(axis=1, keepdims=True)), None


def build_model():
    x = keras.Input((64,))
    h = x
    for _ in range(3):
        h = keras.layers.Dense(UNITS, activation="relu")(h)
    return keras.Model(x, keras.layers.Dense(1)(h))


def compile_model(model):
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])


class Turns(keras.callbacks.Callback):
    # Lets the watch look at one half of each epoch, and times both halves.

    def __init__(self, watch):
        super().__init__()
        self.watch = watch
        self.pairs = []
        self.spent = 0.0

    def set_model(self, model):
        super().set_model(model)
        self.watch.set_model(model)

    def set_params(self, params):
        super().set_params(params)
        self.watch.set_params(params)

    def on_train_begin(self, logs=None):
        self.watch.on_train_begin(logs)

    def on_epoch_begin(self, epoch, logs=None):
        self.watch.on_epoch_begin(epoch, logs)
        self.times = {{}}
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        half, step = divmod(batch, STEPS)
        self.is_watched = half == self.epoch % 2
        if step == 0:
            clock = self.watch._progress.clock
            clock.start() if self.is_watched else clock.stop()
            self.start = time.perf_counter()
        if self.is_watched:
            self.spend(self.watch.on_train_batch_begin, batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        if self.is_watched:
            self.spend(self.watch.on_train_batch_end, batch, logs)
        if (batch + 1) % STEPS == 0:
            self.times[self.is_watched] = (time.perf_counter() - self.start) / STEPS * 1000

    def spend(self, look, batch, logs):
        start = time.perf_counter()
        look(batch, logs)
        self.spent += time.perf_counter() - start

    def on_epoch_end(self, epoch, logs=None):
        self.watch.on_epoch_end(epoch, logs)
        self.pairs.append([self.times[False], self.times[True]])

    def on_train_end(self, logs=None):
        self.watch.on_train_end(logs)


def train(model, data, callbacks=()):
    turns = Turns(callbacks[0])
    options = {{"batch_size": BATCH_SIZE, "epochs": EPOCHS, "verbose": 0}}
    history = model.fit(*data[0], **options, callbacks=[turns])
    with open(TIMES, "w") as file:
        callback_us = turns.spent / (EPOCHS * STEPS) * 1e6
        json.dump({{"pairs": turns.pairs[WARM_UP:], "callback_us": callback_us}}, file)
    return history.history
"""


def main() -> None:
    print(f"{PAIRS} pairs of turns of {STEPS} steps; ms and us a step")
    print(
        f"{'units':>6} {'plain ms':>9} {'watched ms':>11} {'ratio':>7}  {'95 % interval':>16}"
        f" {'callback us':>12}"
    )
    for units in UNITS:
        pairs, callback_us = _measured(units)
        ratios = [watched / plain for plain, watched in pairs]
        low, high = _interval(ratios)
        plain, watched = (statistics.median(each) for each in zip(*pairs, strict=True))
        ratio = statistics.median(ratios)
        print(
            f"{units:>6} {plain:>9.2f} {watched:>11.2f} {ratio:>7.4f}  {low:>7.4f} {high:>8.4f}"
            f" {callback_us:>12.0f}",
            flush=True,
        )


def _measured(units: int) -> tuple[list[tuple[float, float]], float]:
    """Times of a step in pairs, and what of it the callback takes."""
    with tempfile.TemporaryDirectory() as folder:
        times = Path(folder) / "times.json"
        text = _SCRIPT.format(pairs=PAIRS, steps=STEPS, units=units, times=str(times))
        _run(text)
        found = json.loads(times.read_text())
        return [(plain, watched) for plain, watched in found["pairs"]], found["callback_us"]


def _run(text: str) -> None:
    command = own_python(sys.executable)
    child = subprocess.Popen(
        [command.program, *command.arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **command.environment},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(encode(Request(1, "train", {"text": text, "line_nodes": {}})))
    child.stdin.flush()
    for line in child.stdout:
        message = decode(line)
        if isinstance(message, Failure):
            sys.exit(message.message)
        if isinstance(message, Event) and message.name == "unusable":
            sys.exit(message.params["message"])
        if isinstance(message, Reply):
            break
    child.communicate()


def _interval(ratios: Sequence[float]) -> tuple[float, float]:
    """Of the median, by drawing pairs again."""
    rng = random.Random(0)
    medians = sorted(
        statistics.median(rng.choices(ratios, k=len(ratios))) for _ in range(_RESAMPLED)
    )
    return medians[int(0.025 * _RESAMPLED)], medians[int(0.975 * _RESAMPLED)]


if __name__ == "__main__":
    main()
