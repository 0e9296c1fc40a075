"""Executes exported code with the real Keras, many scripts in one child process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from designer.protocol import Failure, Reply, Request, decode, encode
from designer.worker_client.command import own_python

_CHILD = r"""
import json, os, sys, traceback
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import keras
found = {}
for name, text in json.load(sys.stdin).items():
    keras.backend.clear_session(free_memory=False)
    # The worker's name for programs: a config says of custom classes where they are from.
    space = {"__name__": "designed_model"}
    try:
        exec(compile(text, name, "exec"), space)
        model = space["model"] if "model" in space else space["build_model"]()
        found[name] = {
            "params": model.count_params(),
            "config": json.loads(model.to_json())["config"],
            "layers": [layer.name for layer in model.layers],
            "outputs": [[list(each.shape), each.dtype] for each in model.outputs],
        }
    except Exception:
        found[name] = {"error": traceback.format_exc(limit=-2)}
json.dump(found, out)
"""


def run_scripts(scripts: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """For every script: `params`, `config`, `layers` and `outputs` of its model, or `error`."""
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


def ask_all(method: str, params: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """One worker's results for many requests, by their names."""
    requests = [Request(number, method, each) for number, each in enumerate(params.values())]
    command = own_python()
    done = subprocess.run(
        [command.program, *command.arguments],
        input=b"".join(map(encode, requests)),
        capture_output=True,
        check=False,
        env={**os.environ, **command.environment},
    )
    messages = [decode(line) for line in done.stdout.splitlines() if line]
    failures = [message for message in messages if isinstance(message, Failure)]
    assert not failures, failures
    results = {message.id: message.result for message in messages if isinstance(message, Reply)}
    return {name: results[number] for number, name in enumerate(params)}
