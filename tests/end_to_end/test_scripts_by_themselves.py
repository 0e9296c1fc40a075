"""Scripts started as a person starts them: alone one gives the numbers of the run in the program,
and two workers end with the same weights."""

from __future__ import annotations

import ast
import json
import os
import socket
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, Listing, program_of
from designer.graph.run_settings import DataSource, RunSettings
from tests.codegen.training.runs import SHAPES, answers_of, example
from tests.keras_runs import ask_all

pytestmark = pytest.mark.worker


def listing(style: str, **settings: Any) -> Listing:
    """A short run of the two branches."""
    design = example("two_branch")
    run = RunSettings(**{"epochs": 2, "data": DataSource(samples=160), **settings})
    design.settings = replace(design.settings, run=run.to_values())
    told = program_of(design, shipped_catalog()).told(answers_of(design, SHAPES["two_branch"]))
    return STYLES[style].arrange(told)


def started(path: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(path)],
        cwd=path.parent,
        env={**os.environ, "KERAS_BACKEND": "tensorflow", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def printed(process: subprocess.Popen[str]) -> dict[str, float]:
    """The last line of a script: what was measured in the last epoch."""
    said, _ = process.communicate(timeout=240)
    assert process.returncode == 0, said[-3000:]
    found: dict[str, float] = ast.literal_eval(said.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize("loop", ["fit", "eager"])
def test_a_script_by_itself_gives_the_numbers_of_the_run_in_the_program(
    tmp_path: Path, loop: str
) -> None:
    script = listing("training", loop=loop)
    path = tmp_path / "train.py"
    path.write_text(script.text, encoding="utf-8")
    process = started(path)
    nodes = {str(line): node for line, node in script.nodes.items()}
    asked = {"text": script.text, "line_nodes": nodes, "eye": False, "folder": ""}
    reply = ask_all("train", {"run": asked})["run"]
    alone = printed(process)
    assert (tmp_path / "model.keras").exists()
    assert alone.keys() == reply["history"].keys()
    for name, values in reply["history"].items():
        assert alone[name] == pytest.approx(values[-1], abs=1e-6), name


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def weights_in(path: Path, folder: Path) -> list[np.ndarray[Any, Any]]:
    """Those that a saved model holds, read without Keras."""
    with zipfile.ZipFile(path) as archive:
        archive.extract("model.weights.h5", folder)
    found: list[np.ndarray[Any, Any]] = []
    with h5py.File(folder / "model.weights.h5") as file:
        file["layers"].visititems(
            lambda _, item: found.append(item[()]) if isinstance(item, h5py.Dataset) else None
        )
    return found


def test_two_workers_end_with_equal_weights(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_text(listing("training_multi_worker").text, encoding="utf-8")
    addresses = [f"127.0.0.1:{port}" for port in free_ports(2)]
    tasks = (
        {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": number}}
        for number in range(2)
    )
    workers = [started(path, TF_CONFIG=json.dumps(task)) for task in tasks]
    first, second = map(printed, workers)
    assert first == pytest.approx(second)
    one, other = (
        weights_in(tmp_path / name, tmp_path / name.partition(".")[0])
        for name in ("model.keras", "model-of-worker-1.keras")
    )
    assert len(one) == 8
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("style", [name for name in STYLES if name.startswith("training_")])
def test_a_loop_of_ones_own_is_not_spread_over_devices(style: str) -> None:
    design = example("two_branch")
    design.settings = replace(design.settings, run={"loop": "eager"})
    assert "Choose the loop fit" in STYLES[style].refusal(program_of(design, shipped_catalog()))
