"""Executes exported code with the real Keras, many scripts in one child process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

_CHILD = r"""
import json, os, sys, traceback
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import keras
found = {}
for name, text in json.load(sys.stdin).items():
    keras.backend.clear_session()
    space = {"__name__": "exported"}
    try:
        exec(compile(text, name, "exec"), space)
        model = space["model"] if "model" in space else space["build_model"]()
        found[name] = {
            "params": model.count_params(),
            "config": json.loads(model.to_json())["config"],
            "layers": [layer.name for layer in model.layers],
        }
    except Exception:
        found[name] = {"error": traceback.format_exc(limit=-2)}
json.dump(found, out)
"""


def run_scripts(scripts: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """For every script: `params`, `config` and `layers` of its model, or `error`."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found
