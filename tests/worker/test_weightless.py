"""Shapes without weights against real builds, over calls and faults of many kinds.

The whole palette is compared elsewhere; here is what needs the additions to the scope, and every
way in which a call can fail.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from designer.worker.failures import sentence
from tests.real_worker import PREAMBLE, RealWorker, program

pytestmark = pytest.mark.worker

OWN = """
import numpy as np

class FromArrays(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape=(2, 3), initializer=lambda s, dtype: ops.ones(s, dtype))
        self.fixed = keras.Variable(np.arange(5))
        self.number = keras.Variable(1.5, trainable=False)
        self.named = keras.Variable("ones", shape=(2,))

    def call(self, x):
        return x * self.number + ops.cast(self.fixed[0], x.dtype)


class FailsInItsInitialiser(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape=(2, 3), initializer=self.refuse)

    def refuse(self, shape, dtype):
        raise ValueError("No such table.")

    def call(self, x):
        return x


class MakesVariablesTooLate(layers.Layer):
    def call(self, x):
        return x * keras.Variable(np.ones(3))


class NoBuild(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)

    def call(self, x, training=False):
        return {"y": self.dense(x), "x": x}
"""

CASES = [
    ("(8,)", "layers.Dense(3)(x)"),
    ("(8,)", "layers.Dense(3, kernel_initializer='orthogonal', bias_initializer='ones')(x)"),
    ("(8,)", "layers.Dense(8, kernel_initializer='identity')(x)"),
    ("(8,)", "layers.Dense(3, bias_initializer='identity')(x)"),
    ("(8,)", "layers.Dense(3, bias_initializer='orthogonal')(x)"),
    ("(8,)", "layers.Dense(3, kernel_initializer=keras.initializers.Constant([1.0, 2.0]))(x)"),
    ("(8,)", "layers.Dense(3, kernel_initializer=keras.initializers.Constant(0.5))(x)"),
    ("(8,)", "layers.Dense(3, dtype='int32')(x)"),
    ("(8,)", "layers.Dense(3, dtype='mixed_float16')(x)"),
    ("(None,)", "layers.Dense(3)(x)"),
    ("(8, 8)", "layers.Conv2D(4, 3)(x)"),
    ("(8, 8, 2)", "layers.Conv2D(4, 9)(x)"),
    ("(8, 8, 2)", "layers.Conv2D(4, 3, groups=3)(x)"),
    ("(8, 8, 2)", "layers.Flatten()(x)"),
    ("(8, 8, 2)", "layers.Reshape((7, 3))(x)"),
    ("(None, 8)", "layers.Flatten()(x)"),
    ("(8,)", "layers.LSTM(4)(x)"),
    ("(None, 8)", "layers.Bidirectional(layers.GRU(4, return_sequences=True))(x)"),
    ("(None, 8)", "layers.MultiHeadAttention(2, 4)(x, x, use_causal_mask=True)"),
    ("(8,)", "layers.Add()([x, layers.Dense(9)(x)])"),
    ("(8,)", "layers.Add()([x, layers.Dense(1)(x)])"),
    ("(8,)", "layers.Concatenate(axis=3)([x, x])"),
    ("(8,)", "layers.Dot(axes=1)([x, layers.Dense(9)(x)])"),
    ("(8,)", "layers.BatchNormalization()(x)"),
    ("(8,)", "layers.SpectralNormalization(layers.Dense(3))(x)"),
    ("(8,)", "layers.Dense(3)(x, 5)"),
    ("(8,)", "layers.Dense(3)('x')"),
    ("(8,)", "layers.Dropout(2.0)(x)"),
    ("(8,)", "layers.Normalization(mean=0.0, variance=1.0)(x)"),
    ("(8,)", "ops.matmul(x, ops.ones((9, 2)))"),
    ("(8,)", "ops.matmul(x, ops.ones((8, 2)))"),
    ("(8,)", "x + ops.ones((7,))"),
    ("(8,)", "FromArrays()(x)"),
    ("(8,)", "FailsInItsInitialiser()(x)"),
    ("(8,)", "MakesVariablesTooLate()(x)"),
    ("(8,)", "NoBuild()(x)"),
]

REAL_BUILDS = """
import json, os, sys
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
preamble, cases = json.load(sys.stdin)
space = {"__name__": "cases"}
exec(preamble, space)
keras = space["keras"]
found = []
for shape, call in cases:
    keras.utils.clear_session()
    try:
        exec(f"x = keras.Input(shape={shape}, name='x')\\ny = {call}", space)
        flat = keras.tree.flatten(space["y"])
        model = keras.Model(space["x"], space["y"])
        outputs = sorted([[list(t.shape), t.dtype] for t in flat], key=str)
        found.append([outputs, model.count_params()])
    except Exception as error:
        found.append([type(error).__name__, str(error)])
json.dump(found, out)
"""


def real_builds() -> list[Any]:
    ended = subprocess.run(
        [sys.executable, "-c", REAL_BUILDS],
        input=json.dumps([PREAMBLE + OWN, CASES]),
        capture_output=True,
        text=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    found: list[Any] = json.loads(ended.stdout)
    return found


def said(worker: RealWorker, shape: str, call: str) -> Any:
    result = worker.shapes(
        program(
            f"x: x = keras.Input(shape={shape}, name='x')",
            f"y: y = {call}",
            preamble=PREAMBLE + OWN,
        )
    )
    node = result["nodes"]["y"]
    if "error" in node:
        return [node["error"]["type"], node["error"]["message"]]
    outputs = [[output["shape"], output["dtype"]] for output in node["outputs"]]
    return [sorted(outputs, key=str), node["params"]]


def is_fault(outcome: Any) -> bool:
    return isinstance(outcome[0], str)


def test_what_is_said_without_weights_is_what_a_real_build_gives(worker: RealWorker) -> None:
    outcomes = real_builds()
    assert 10 < sum(map(is_fault, outcomes)) < len(CASES) - 10
    for case, real in zip(CASES, outcomes, strict=True):
        expected = [real[0], sentence(Exception(real[1]))] if is_fault(real) else real
        assert said(worker, *case) == expected, case


def test_a_layer_that_no_machine_could_hold_is_counted(worker: RealWorker) -> None:
    outputs, params = said(worker, "(10**6,)", "layers.Dense(10**6)(x)")
    assert outputs == [[[None, 10**6], "float32"]]
    assert params == 10**12 + 10**6
