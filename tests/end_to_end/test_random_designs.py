"""Random sound designs: script and function build the same, and the worker counted the same."""

from __future__ import annotations

from typing import Any

import pytest

from designer.catalog.table import shipped_catalog
from designer.codegen import STYLES, program_of
from designer.graph.checks import problems_of
from designer.graph.problems import ERROR
from designer.session.results import program_text
from tests.keras_runs import ask_all, run_scripts
from tests.random_designs import random_design

pytestmark = pytest.mark.worker
SEEDS = range(40)


@pytest.fixture(scope="module")
def executed() -> dict[str, dict[str, Any]]:
    programs = {seed: program_of(random_design(seed), shipped_catalog()) for seed in SEEDS}
    return run_scripts(
        {
            f"{seed}:{style}": STYLES[style].arrange(program).text
            for seed, program in programs.items()
            for style in ("script", "function")
        }
    )


@pytest.fixture(scope="module")
def shapes() -> dict[str, Any]:
    texts = {
        str(seed): program_text(program_of(random_design(seed), shipped_catalog()))
        for seed in SEEDS
    }
    return ask_all(
        "shapes", {seed: {"program": text.statements_json()} for seed, text in texts.items()}
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_design_is_one_thing_in_checks_code_and_worker(
    executed: dict[str, dict[str, Any]], shapes: dict[str, Any], seed: int
) -> None:
    design = random_design(seed)
    problems = problems_of(design, shipped_catalog())
    assert [each.sentence for each in problems if each.severity == ERROR] == []
    script, function = executed[f"{seed}:script"], executed[f"{seed}:function"]
    assert "error" not in script, script["error"]
    assert "error" not in function, function["error"]
    assert script["config"] == function["config"]
    named = {node.name for node in design.main.nodes()}
    assert {name for name in script["layers"] if not name.startswith("multiply")} <= named
    assert shapes[str(seed)]["totals"]["params"] == script["params"]
