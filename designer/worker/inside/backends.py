"""The method `compare_backends`: one model under equal weights on TensorFlow, torch and JAX.

Each backend runs in a process of its own, with only the script, the weights and a batch, so that
neither imports nor memory of one are counted to another.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from designer.worker.builds import Builds, Script
from designer.worker.failures import clean
from designer.worker.inside.gradients import array_of
from designer.worker.jobs import Job
from designer.worker.proving import sample_inputs

BACKENDS = ("tensorflow", "torch", "jax")
RTOL, ATOL = 1e-5, 1e-6

_SAMPLES = 32
_TIMEOUT_S = 240.0
_POLL_S = 0.1

_CHILD = r"""
import json, os, statistics, sys, time, traceback
from pathlib import Path
folder = Path(sys.argv[1])
name = os.environ["KERAS_BACKEND"]
report = {}
sys.setrecursionlimit(1_000_000)
try:
    import numpy as np
    import psutil
    import keras
    report["version"] = __import__(name).__version__
    def held():
        return psutil.Process().memory_info().rss
    before = held()
    from types import ModuleType
    module = ModuleType("designed_model")
    sys.modules["designed_model"] = module
    text = (folder / "script.py").read_text(encoding="utf-8")
    exec(compile(text, "<program>", "exec", dont_inherit=True), module.__dict__)
    model = module.__dict__.get("model") or module.build_model()
    given = np.load(folder / "weights.npz")
    for number, weight in enumerate(model.weights):
        if f"w{number}" in given:
            weight.assign(given[f"w{number}"])
    arrays = np.load(folder / "inputs.npz")
    arrays = [arrays[key] for key in arrays]
    inputs = arrays[0] if len(arrays) == 1 else arrays
    inputs = keras.tree.pack_sequence_as(model.input, keras.tree.flatten(inputs))
    weights = model.trainable_weights

    def score(outputs):
        floats = [each for each in keras.tree.flatten(outputs) if "float" in str(each.dtype)]
        return sum(keras.ops.mean(keras.ops.square(each)) for each in floats)

    if name == "tensorflow":
        import tensorflow as tf
        given_in = keras.tree.map_structure(tf.convert_to_tensor, inputs)
        @tf.function
        def forward(values):
            return model(values, training=False)
        @tf.function
        def both(values):
            with tf.GradientTape() as tape:
                loss = score(model(values, training=False))
            return tape.gradient(loss, [each.value for each in weights])
        run, step = lambda: forward(given_in), lambda: both(given_in)
    elif name == "torch":
        import torch
        given_in = keras.tree.map_structure(keras.ops.convert_to_tensor, inputs)
        def run():
            with torch.no_grad():
                return model(given_in, training=False)
        def step():
            loss = score(model(given_in, training=False))
            return torch.autograd.grad(loss, [each.value for each in weights], allow_unused=True)
    else:
        import jax
        given_in = keras.tree.map_structure(keras.ops.convert_to_tensor, inputs)
        fixed = [each.value for each in model.non_trainable_variables]
        def stateless(values, data):
            return model.stateless_call(values, fixed, data, training=False)[0]
        ahead = jax.jit(stateless)
        back = jax.jit(jax.grad(lambda values, data: score(stateless(values, data))))
        values = [each.value for each in weights]
        run = lambda: jax.block_until_ready(ahead(values, given_in))
        step = lambda: jax.block_until_ready(back(values, given_in))

    def plain(each):
        if each is None:
            return np.zeros(0, "float32")
        if name == "tensorflow":
            each = tf.convert_to_tensor(each)
        return keras.ops.convert_to_numpy(each)

    def timed(work):
        taken, begin = [], time.perf_counter()
        while len(taken) < 30 and (len(taken) < 3 or time.perf_counter() - begin < 3):
            start = time.perf_counter()
            work()
            taken.append((time.perf_counter() - start) * 1000)
        return statistics.median(taken)

    outputs = keras.tree.flatten(run())
    np.savez(folder / f"outputs-{name}.npz", *map(plain, outputs))
    again = keras.tree.flatten(run())
    report["is_random"] = not all(
        np.array_equal(plain(one), plain(two), equal_nan=True) for one, two in zip(outputs, again)
    )
    if weights:
        np.savez(folder / f"gradients-{name}.npz", *map(plain, step()))
        report["step_ms"] = timed(step)
    report["forward_ms"] = timed(run)
    report["memory_bytes"] = held()
    report["model_bytes"] = max(held() - before, 0)
except ModuleNotFoundError as error:
    report["missing"] = error.name or str(error)
except Exception as error:
    report.update(message=str(error) or type(error).__name__, details=traceback.format_exc())
(folder / f"report-{name}.json").write_text(json.dumps(report), encoding="utf-8")
"""

Report = dict[str, Any]


def compare_backends(params: Mapping[str, Any], job: Job) -> Report:
    """A row for each backend: versions, differences from the first that runs, milliseconds, bytes;
    or why it does not run. `pythons` may name another Python for a backend."""
    script = Script.from_params(params)
    model = Builds().built(script, with_weights=True).model
    pythons: Mapping[str, str] = params.get("pythons") or {}
    with tempfile.TemporaryDirectory(prefix="backends-") as name:
        folder = Path(name)
        (folder / "script.py").write_text(script.text, encoding="utf-8")
        weights = {f"w{n}": array_of(each.value) for n, each in enumerate(model.weights)}
        states = {n for n, each in enumerate(model.weights) if "seed" in each.path}
        np.savez(
            folder / "weights.npz",
            **{key: value for key, value in weights.items() if int(key[1:]) not in states},
        )
        np.savez(folder / "inputs.npz", *_batch(model))
        found = [_of_one(each, pythons.get(each, sys.executable), folder, job) for each in BACKENDS]
        ran = [each for each in found if "forward_ms" in each]
        for each in ran:
            each |= _difference(folder, ran[0]["backend"], each["backend"])
    return {"backends": found, "sentence": _verdict(found), "rtol": RTOL, "atol": ATOL}


def _batch(model: Any) -> list[Any]:
    """Thirty-two samples, so that times are of work and not of calls."""
    free = all(tensor.shape[0] is None for tensor in model.inputs)
    arrays = sample_inputs(model)
    return [np.concatenate([each] * (_SAMPLES // len(each))) for each in arrays] if free else arrays


def _of_one(backend: str, python: str, folder: Path, job: Job) -> Report:
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    try:
        child = subprocess.Popen(
            [python, "-c", _CHILD, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder,
        )
    except OSError as error:
        said = f"{python} does not run ({error.strerror})."
        return {"backend": backend, "python": python, "message": said}
    try:
        waited = 0.0
        while waited < _TIMEOUT_S:
            job.check()
            try:
                child.wait(_POLL_S)
                break
            except subprocess.TimeoutExpired:
                waited += _POLL_S
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
    return {"backend": backend, "python": python, **_reported(folder, backend, child.returncode)}


def _reported(folder: Path, backend: str, status: int) -> Report:
    try:
        report: Report = json.loads((folder / f"report-{backend}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"message": f"Its process ended with status {status} before it could tell."}
    if "missing" in report:
        missing = report.pop("missing")
        report["message"] = f"{missing} is not installed there."
        report["is_missing"] = missing.partition(".")[0] == backend
    if "message" in report:
        report["message"] = clean(report["message"])
    return report


def _difference(folder: Path, first: str, other: str) -> Report:
    outputs = _largest(folder, "outputs", first, other)
    gradients = _largest(folder, "gradients", first, other)
    return {
        "output_difference": outputs[0],
        "gradient_difference": gradients[0],
        "is_equal": outputs[1] and gradients[1],
    }


def _largest(folder: Path, what: str, first: str, other: str) -> tuple[float | None, bool]:
    """The largest difference of two sets of arrays, and whether all are within the tolerances."""
    files = [folder / f"{what}-{name}.npz" for name in (first, other)]
    if not all(file.exists() for file in files):
        return None, True
    ones, others = (np.load(file) for file in files)
    largest, equal = 0.0, True
    for key in ones.files:
        one, two = ones[key], others[key]
        if one.shape != two.shape:
            return None, False
        if one.size and one.dtype.kind in "fiub":
            apart = np.abs(one.astype(float) - two.astype(float))
            largest = max(largest, float(np.max(apart)))
            equal = equal and bool(np.allclose(two, one, RTOL, ATOL, equal_nan=True))
    return largest, equal


def _verdict(found: list[Report]) -> str:
    ran = [each for each in found if "forward_ms" in each]
    lost = [f"{each['backend']}: {each['message']}" for each in found if "message" in each]
    names = ", ".join(each["backend"] for each in ran)
    if any(each["is_random"] for each in ran):
        said = f"The model gives other numbers at each call, so {names} cannot be compared."
    elif len(ran) < 2:
        said = f"Only {names or 'no backend'} runs here, so there is nothing to compare with."
    elif all(each["is_equal"] for each in ran):
        said = f"Outputs and gradients on {names} are equal (rtol {RTOL:g}, atol {ATOL:g})."
    else:
        apart = [each["backend"] for each in ran if not each["is_equal"]]
        said = f"{', '.join(apart)} differs from {ran[0]['backend']} by more than the tolerances."
    return " ".join([said, *lost])
