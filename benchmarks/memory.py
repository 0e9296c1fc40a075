"""The estimated peak of training beside the measured one, each model trained in a fresh process.

Measured is the highest anonymous resident memory of five steps of `train_on_batch` above what the
process held before it built the model: the framework's own needs are part of it, and of no
estimate.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

from designer.diagnosis.costs import Step, estimate
from designer.protocol import ProgramStatement, ProgramText
from designer.session.results import answers_from
from designer.worker_client.once import ask

HEAD = "import keras\nfrom keras import layers, ops"


def chain(shape: str, *calls: str) -> tuple[str, ...]:
    lines = [f"x = keras.Input({shape})"]
    return (*lines, *(f"x{n} = {call}(x{n - 1 or ''})" for n, call in enumerate(calls, 1)))


def convs(*filters: int) -> list[str]:
    return [f"layers.Conv2D({each}, 3, padding='same', activation='relu')" for each in filters]


def blocks(normal: str, *filters: int) -> list[str]:
    return [
        line.format(each)
        for each in filters
        for line in ("layers.Conv2D({}, 3, padding='same')", normal, "layers.Activation('relu')")
    ]


POOL, END = "layers.MaxPooling2D()", ["layers.GlobalAveragePooling2D()", "layers.Dense(10)"]
MODELS = {
    "MLP": (4096, chain("(2048,)", *["layers.Dense(2048, 'relu')"] * 4, "layers.Dense(10)")),
    "wide Dense": (64, chain("(8192,)", "layers.Dense(8192, 'relu')", "layers.Dense(10)")),
    "LeNet": (
        1024,
        chain("(64, 64, 1)", *convs(16), POOL, *convs(32), POOL, "layers.Flatten()", *END[1:]),
    ),
    "VGG": (32, chain("(96, 96, 3)", *convs(64, 64), POOL, *convs(128, 128), POOL, *END)),
    "BatchNorm CNN": (
        32,
        chain("(96, 96, 3)", *blocks("layers.BatchNormalization()", 32, 32, 32, 32), *END),
    ),
    "MobileNet": (
        64,
        chain(
            "(96, 96, 3)",
            *convs(32),
            *["layers.DepthwiseConv2D(3, padding='same')", "layers.ReLU()", *convs(32)] * 2,
            *END,
        ),
    ),
    "autoencoder": (
        64,
        chain(
            "(96, 96, 3)",
            *convs(32),
            POOL,
            *convs(64),
            "layers.Conv2DTranspose(32, 3, strides=2, padding='same', activation='relu')",
            *END,
        ),
    ),
    "LSTM": (256, chain("(200, 64)", "layers.LSTM(256)", "layers.Dense(10)")),
    "GRU": (256, chain("(200, 64)", "layers.GRU(256)", "layers.Dense(10)")),
    "encoder": (
        32,
        (
            "x = keras.Input((256, 256))",
            "a = layers.MultiHeadAttention(8, 32)(x, x)",
            "b = layers.Add()([x, a])",
            "c = layers.LayerNormalization()(b)",
            "d = layers.Dense(1024, 'relu')(c)",
            "e = layers.Dense(256)(d)",
            "f = layers.Add()([c, e])",
            "g = layers.GlobalAveragePooling1D()(f)",
            "x9 = layers.Dense(10)(g)",
        ),
    ),
}

CHILD = """
import json, sys, threading, time
import numpy as np
said = json.loads(sys.argv[1])
def held():
    for line in open("/proc/self/status"):
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024
names = {}
exec(said["head"], names)
keras = names["keras"]
warm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
warm.compile("adam", "mse"); warm.train_on_batch(np.zeros((4, 4)), np.zeros((4, 1)))
shape = eval(said["lines"][0].split("Input")[1])
data = np.random.rand(said["batch"], *shape).astype("float32")
targets = np.zeros((said["batch"], 10), "float32")
before = peak = held()
is_over = False
def watch():
    global peak
    while not is_over:
        peak = max(peak, held())
        time.sleep(0.001)
thread = threading.Thread(target=watch); thread.start()
for line in said["lines"]:
    exec(line, names)
model = keras.Model(names["x"], names[said["lines"][-1].split(" = ")[0]])
model.compile("adam", "mse")
for _ in range(5):
    model.train_on_batch(data, targets)
is_over = True; thread.join()
print(json.dumps(peak - before))
"""


def main(names: list[str] | None = None) -> None:
    print(f"{'model':>14} {'batch':>6} {'estimate MB':>12} {'measured MB':>12} {'ratio':>6}")
    for name in names or MODELS:
        batch, lines = MODELS[name]
        told, found = estimated(lines, batch) / 1e6, measured(lines, batch) / 1e6
        print(
            f"{name:>14} {batch:>6} {told:>12.0f} {found:>12.0f} {told / found:>6.2f}", flush=True
        )


def estimated(lines: tuple[str, ...], batch: int) -> int:
    bound: list[str] = []
    statements = []
    for line in lines:
        name, _, source = line.partition(" = ")
        reads = tuple(each for each in bound if re.search(rf"\b{each}\b", source))
        statements.append(ProgramStatement(name, reads, (name,), line))
        bound.append(name)
    program = ProgramText(preamble=HEAD, statements=tuple(statements), closing_reads=(bound[-1],))
    answers = answers_from(ask("shapes", {"program": program.to_json()})["nodes"])
    steps = [Step(each.node, answers[each.node], each.reads, each.binds) for each in statements]
    return estimate(steps, batch=batch, slots=2).peak_bytes


def measured(lines: tuple[str, ...], batch: int) -> int:
    said = json.dumps({"head": HEAD, "lines": lines, "batch": batch})
    done = subprocess.run(
        [sys.executable, "-c", CHILD, said],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    return int(done.stdout.splitlines()[-1])
