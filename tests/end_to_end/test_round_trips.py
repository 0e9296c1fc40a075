"""Models of every kind, built with the real Keras, come back equal: structure and outputs.

All of `keras.applications` takes minutes: `python tools/round_trip.py` does it."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings
from model_structure import structure_of

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.importing import design_from
from designer.importing.sources import chosen
from designer.storage.design_file import from_text, to_text
from tests.end_to_end.random_designs import designs
from tests.real_worker import RealWorker

ROOT = Path(__file__).parents[2]


@pytest.mark.worker
def test_models_come_back_equal_from_a_design_and_its_code():
    done = subprocess.run(
        [sys.executable, "tools/round_trip.py", "--small"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [line.split() for line in done.stdout.splitlines() if line.endswith("equal")]
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert len(rows) > 40
    assert done.stdout.endswith("\n0 failed\n")


@pytest.fixture(scope="module")
def worker():
    worker = RealWorker()
    yield worker
    worker.stop()


def code_of(design: Design) -> str:
    assert problems_of(design, shipped_catalog()) == ()
    return STYLES["script"].arrange(program_of(design, shipped_catalog())).text


def read(worker: RealWorker, code: str) -> tuple[Design, list[str]]:
    """The design that code stands for, stored and loaded, and the structure of its model."""
    description = chosen(worker.ask("read_model", {"code": code}))
    design = design_from(description, shipped_catalog()).design
    loaded = from_text(to_text(design))
    assert loaded.notices == ()
    return loaded.design, structure_of(description.config)


@pytest.mark.worker
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(design=designs())
def test_a_random_design_comes_back_from_its_code(worker, design):
    code = code_of(design)
    note(code)
    first, structure = read(worker, code)
    again = code_of(first)
    note(again)
    second, same = read(worker, again)
    assert same == structure
    assert code_of(second) == again
