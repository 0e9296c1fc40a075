"""Models of every kind, built with the real Keras, come back equal: structure and outputs.

All of `keras.applications` takes minutes: `python tools/round_trip.py` does it."""

import subprocess
import sys
from pathlib import Path

import pytest

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
