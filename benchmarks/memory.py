"""The estimated peak of training beside the measured one, each model trained in fresh processes.

Measured is the highest anonymous memory of a process that builds, compiles and fits the model,
above what it held before: Keras was imported and the data lay there. The kernel counts it, nothing
is sampled. The copy that `fit` makes of the data belongs to no model: it is added to the estimate.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.memory_models import MODELS, Case
from designer.catalog.table import shipped_catalog
from designer.codegen import program_of
from designer.diagnosis.costs import optimizer_cost
from designer.session.node_costs import Costs, costs_of
from designer.session.results import answers_from, program_text
from designer.verbs.models import imported
from designer.worker_client.once import ask

RUNS = 2
BATCHES, EPOCHS = 2, 5

CHILD = """
import json, os, sys
import numpy as np
import keras
from keras import layers
said = json.loads(sys.argv[1])
def held():
    lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return {name: int(lines[name].split()[0]) * 1024 for name in ("VmHWM", "RssAnon", "RssFile")}
def arrays(specs):
    made = [np.ones((said["samples"], *shape), dtype) for shape, dtype in specs]
    return made[0] if len(made) == 1 else made
keras.config.set_dtype_policy(said["policy"])
inputs, targets = arrays(said["inputs"]), arrays(said["targets"])
before = held()["RssAnon"]
open("/proc/self/clear_refs", "w").write("5")
exec(said["source"])
model.compile(said["optimizer"], "mse")
model.fit(inputs, targets, batch_size=said["batch"], epochs=said["epochs"], verbose=0)
after = held()
print(json.dumps(after["VmHWM"] - after["RssFile"] - before))
"""
CONFIG = """
import json, sys
import keras
from keras import layers
exec(sys.argv[1])
specs = [[[list(t.shape[1:]), t.dtype] for t in ts] for ts in (model.inputs, model.outputs)]
print(json.dumps([json.loads(model.to_json()), specs]))
"""


def main(names: list[str] | None = None) -> None:
    heads = ("model", "batch", "tensors", "allocator", "framework", "estimate", "measured")
    print(f"{heads[0]:>14} {heads[1]:>6}", *(f"{head:>10}" for head in heads[2:]), " ratio  spread")
    ratios = [_told(name, MODELS[name]) for name in names or MODELS]
    near = sum(0.8 <= ratio <= 1.2 for ratio in ratios)
    print(f"{near} of {len(ratios)} within 20 %; in the mean {statistics.mean(ratios):.2f}")


def _told(name: str, case: Case, optimizer: str = "adam", policy: str = "float32") -> float:
    config, (inputs, targets) = _child(CONFIG, case.source)
    costs = costs_of_config(config, case.batch, optimizer, "" if policy == "float32" else policy)
    found = costs.training
    said = {
        "source": case.source,
        "batch": case.batch,
        "samples": case.batch * BATCHES,
        "epochs": EPOCHS,
        "inputs": inputs,
        "targets": [[shape, "float32"] for shape, _ in targets],
        "optimizer": optimizer,
        "policy": policy,
    }
    runs = sorted(_child(CHILD, json.dumps(said)) for _ in range(RUNS))
    estimate = found.peak_bytes + costs.data_bytes(case.batch * BATCHES)
    measured = statistics.median(runs)
    tensors = found.peak_bytes - found.allocator_bytes - found.framework_bytes
    parts = (tensors, found.allocator_bytes, found.framework_bytes, estimate, measured)
    print(
        f"{name:>14} {case.batch:>6}",
        *(f"{each / 1e6:>10.0f}" for each in parts),
        f"{estimate / measured:>6.2f}  {(runs[-1] - runs[0]) / measured:.0%}",
        flush=True,
    )
    return estimate / measured


def costs_of_config(config: Any, batch: int, optimizer: str, precision: str) -> Costs:
    """What the product says of the model once it is a design."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model.json")
        file.write_text(json.dumps(config))
        design = imported(str(file), "", trusted=False).design
    program = program_of(design, shipped_catalog())
    answers = answers_from(ask("shapes", {"program": program_text(program).to_json()})["nodes"])
    alive = [each for each in program.body.statements if each.is_alive]
    cost = optimizer_cost(optimizer)
    return costs_of(alive, answers, batch=batch, precision=precision, optimizer=cost)


def _child(source: str, said: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", source, said],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    return json.loads(done.stdout.splitlines()[-1])
