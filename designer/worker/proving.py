"""Whether a custom layer survives saving: a small model with it is run, saved, loaded in a clean
process and compared.

The other process knows the layer only by its definitions, as a person's next program would; what
is found by name in this one (the module that ran, what was registered earlier) does not count.
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

import keras
import numpy as np

from designer.protocol import FailureKind
from designer.worker.builds import Builds, Script
from designer.worker.failures import (
    PROGRAM_FILE,
    RequestError,
    clean,
    details_of,
    lines_in,
    sentence,
)
from designer.worker.jobs import Job

BUILD, RUN, SAVE, LOAD, COMPARE = "build", "run", "save", "load", "compare"
"""The steps in their order; a report names the one that failed."""

TIMEOUT_S = 180.0
_POLL_S = 0.05
_TOLERANCE = 1e-6
_BATCH = 2
_UNKNOWN_SIZE = 4
"""Stands for `None` in the shape of an input."""

_CHILD = r"""
import json, sys, traceback
from pathlib import Path
folder = Path(sys.argv[1])
report = {}
try:
    import numpy as np
    import keras
    from types import ModuleType
    module = ModuleType("custom_layers")
    text = (folder / "definitions.py").read_text(encoding="utf-8")
    exec(compile(text, "<program>", "exec", dont_inherit=True), module.__dict__)
    model = keras.saving.load_model(folder / "model.keras")
    report["loaded"] = True
    given = np.load(folder / "inputs.npz")
    inputs = [given[name] for name in given]
    inputs = inputs[0] if len(inputs) == 1 else inputs
    outputs = keras.tree.flatten(model(inputs, training=False))
    arrays = [keras.ops.convert_to_numpy(each) for each in outputs]
    np.savez(folder / "outputs.npz", *arrays)
except Exception as error:
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
             if frame.filename == "<program>"]
    report.update(message=str(error) or type(error).__name__, type=type(error).__name__,
                  line=lines[-1] if lines else None, details=traceback.format_exc())
(folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
"""


def prove(params: Mapping[str, Any], job: Job) -> dict[str, Any]:
    """What became of the model that the script `text` makes: `saved`, `loaded`, `equal`, the
    largest `difference` of its outputs, or the `stage` that failed with a `message` and the `line`
    of the script. `definitions` are the first lines of the script: all that the clean process
    gets. Raises `RequestError` where the request holds no script."""
    script = Script.from_params(params)
    definitions = params.get("definitions")
    if not isinstance(definitions, str):
        raise RequestError(FailureKind.BAD_REQUEST, "`definitions` must be text.")
    report: dict[str, Any] = {"saved": False, "loaded": False, "equal": False}
    try:
        model = Builds().built(script, with_weights=True).model
    except RequestError as error:
        return {**report, "stage": BUILD, "message": error.message, "line": error.line}
    with tempfile.TemporaryDirectory(prefix="save-proof-") as name:
        folder = Path(name)
        (folder / "definitions.py").write_text(definitions, encoding="utf-8")
        inputs = sample_inputs(model)
        np.savez(folder / "inputs.npz", *inputs)
        stage = RUN
        try:
            outputs = _outputs(model, inputs)
            again = _outputs(model, inputs)
            trained = [each.shape for each in _outputs(model, inputs, training=True)]
            job.check()
            stage = SAVE
            model.save(folder / "model.keras")
        except Exception as error:
            return {**report, **_failed(stage, error)}
        report["saved"] = True
        found = _load(folder, job)
        report["loaded"] = bool(found.pop("loaded", False))
        if "message" in found:
            return {**report, "stage": LOAD if not report["loaded"] else RUN, **found}
        loaded = np.load(folder / "outputs.npz")
        return {**report, **_compared(outputs, again, [loaded[key] for key in loaded], trained)}


def sample_inputs(model: Any) -> list[Any]:
    """A batch for each input, the same at each call."""
    rng = np.random.default_rng(0)
    found = []
    for tensor in model.inputs:
        batch, *sizes = tensor.shape
        shape = (batch or _BATCH, *(_UNKNOWN_SIZE if size is None else size for size in sizes))
        dtype = keras.backend.standardize_dtype(tensor.dtype)
        if dtype == "bool":
            found.append(rng.integers(0, 2, shape).astype(bool))
        elif "int" in dtype:
            found.append(rng.integers(0, 2, shape).astype(dtype))
        elif dtype == "string":
            found.append(np.full(shape, "text"))
        else:
            found.append(rng.normal(size=shape).astype("float32"))
    return found


def _outputs(model: Any, inputs: list[Any], training: bool = False) -> list[Any]:
    given = inputs[0] if len(inputs) == 1 else inputs
    outputs = keras.tree.flatten(model(given, training=training))
    return [keras.ops.convert_to_numpy(each) for each in outputs]


def _load(folder: Path, job: Job) -> dict[str, Any]:
    """What the clean process reports."""
    environment = {**os.environ, "KERAS_BACKEND": keras.backend.backend()}
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**environment, "TF_CPP_MIN_LOG_LEVEL": "3"},
        cwd=folder,
    )
    try:
        waited = 0.0
        while waited < TIMEOUT_S:
            try:
                child.wait(_POLL_S)
                break
            except subprocess.TimeoutExpired:
                waited += _POLL_S
                job.check()
        else:
            return {"message": f"Loading took longer than {TIMEOUT_S:.0f} seconds."}
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    try:
        report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"message": f"The process that loaded the model ended with {child.returncode}."}
    if "message" in report:
        report["message"] = _innermost(clean(report["message"]))
    return report


def _innermost(message: str) -> str:
    """What went wrong at last, without the configs that Keras prints around it."""
    last = message.rpartition("Exception encountered: ")[2]
    for noise in (" Full object config:", "\n\nList of objects", "\n\nconfig={"):
        last = last.partition(noise)[0]
    return last.strip()


def _compared(
    outputs: list[Any], again: list[Any], loaded: list[Any], trained: list[Any]
) -> dict[str, Any]:
    difference = _difference(outputs, loaded)
    return {
        "stage": COMPARE,
        "difference": difference,
        "equal": difference is not None and difference <= _TOLERANCE,
        "random": _difference(outputs, again) != 0.0,
        "same_shapes_in_training": trained == [each.shape for each in outputs],
    }


def _difference(some: list[Any], others: list[Any]) -> float | None:
    """The largest difference of two lists of arrays; None where their shapes differ."""
    if [each.shape for each in some] != [each.shape for each in others]:
        return None
    pairs = zip(some, others, strict=True)
    differences = [_largest(one, other) for one, other in pairs if one.size]
    return max(differences, default=0.0)


def _largest(one: Any, other: Any) -> float:
    if one.dtype.kind not in "fiub":
        return 0.0 if (one == other).all() else 1.0
    apart = np.abs(one.astype("float64") - other.astype("float64"))
    apart[np.isnan(one.astype("float64")) & np.isnan(other.astype("float64"))] = 0.0
    largest = float(np.max(apart))
    return largest if np.isfinite(largest) else float(np.finfo("float32").max)


def _failed(stage: str, error: BaseException) -> dict[str, Any]:
    lines = lines_in(error, PROGRAM_FILE)
    return {
        "stage": stage,
        "message": sentence(error),
        "line": lines[-1] if lines else None,
        "details": details_of(error),
    }
