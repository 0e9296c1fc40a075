"""What the real Keras makes of designs: refused, failing at the first batch, or taken.

Built with weights, then called once on zeros, since some mistakes build and fail only then. One
child process for all designs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.design import Design

REFUSED, FIRST_BATCH, TAKEN = "refused", "first batch", "taken"

_CHILD = r"""
import json, os, sys
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import keras
import numpy as np

UNKNOWN_SIZE = 16

def zeros(tensor):
    like = [each.shape for each in model.inputs if len(each.shape) == len(tensor.shape)]
    known = [next((size for size in sizes if size), UNKNOWN_SIZE) for sizes in zip(*like)]
    shape = (2, *(size or known[axis] for axis, size in enumerate(tensor.shape) if axis))
    if tensor.shape[0]:
        shape = tuple(tensor.shape[:1]) + shape[1:]
    if tensor.dtype == "string":
        return keras.ops.convert_to_tensor(np.full(shape, "a word"))
    return keras.ops.zeros(shape, tensor.dtype)

for line in sys.stdin:
    keras.backend.clear_session(free_memory=False)
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    space = {"__name__": "designed_model"}
    stage = "refused"
    try:
        exec(compile(json.loads(line), "model.py", "exec"), space)
        model = space["model"] if "model" in space else space["build_model"]()
        for layer in model.layers:
            if type(layer).__name__ == "TextVectorization" and layer.vocabulary_size() < 3:
                layer.adapt(["a word"])
        stage = "first batch"
        model(keras.tree.map_structure(zeros, model.input))
        found = {"stage": "taken"}
    except Exception as error:
        found = {"stage": stage, "error": f"{type(error).__name__}: {error}"[:2000]}
    out.write(json.dumps(found) + "\n")
    out.flush()
"""


class RealKeras:
    """A child process that builds and calls models, one after another."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ},
        )

    def verdict(self, design: Design) -> tuple[str, str]:
        """How far Keras gets, and its words where it stops."""
        try:
            program = program_of(design, shipped_catalog())
            text = STYLES["script"].arrange(program).text
        except Exception as error:  # What cannot be written cannot be built.
            return REFUSED, f"{type(error).__name__}: {error}"
        stdin, stdout = self._child.stdin, self._child.stdout
        assert stdin is not None and stdout is not None
        stdin.write(json.dumps(text) + "\n")
        stdin.flush()
        line = stdout.readline()
        assert line, "The child process has ended."
        found: dict[str, Any] = json.loads(line)
        return found["stage"], found.get("error", "")

    def close(self) -> None:
        self._child.kill()
        self._child.communicate()
