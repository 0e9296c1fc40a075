"""The Makefile's targets lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_every_script_that_a_target_runs_is_there() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    scripts = set(re.findall(r"\b(?:tools|designer|benchmarks)/[\w/]+\.py\b|\bmain\.py\b", text))
    assert scripts
    assert [script for script in sorted(scripts) if not (ROOT / script).is_file()] == []
