"""No warning of what a good engineer means: what looks like a mistake is often none."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from designer.catalog.table import shipped_catalog
from designer.graph.design import Design
from designer.graph.problems import Problem
from designer.graph.run_settings import RunSettings
from designer.importing import design_from
from designer.importing.sources import chosen
from tests.diagnosis.mistakes.explainer import Explainer

pytestmark = pytest.mark.worker

TEXT = Path(__file__).with_name("sound_models.py").read_text(encoding="utf-8")
SOUND: Mapping[str, Mapping[str, str]] = next(
    ast.literal_eval(each.value) for each in ast.parse(TEXT).body if isinstance(each, ast.Assign)
)


def read(explainer: Explainer, name: str, losses: Mapping[str, str]) -> Design:
    answer = explainer.ask("read_model", {"code": f"{TEXT}\nmodel = {name}()\n", "name": "model"})
    design = design_from(chosen(answer), shipped_catalog()).design
    return replace_run(design, losses)


def replace_run(design: Design, losses: Mapping[str, str]) -> Design:
    run = RunSettings(losses=losses).to_values()
    design.settings = replace(design.settings, run=run)
    return design


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(each.code, each.sentence) for each in problems]


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_said_of_a_sound_network(name: str, explainer: Explainer) -> None:
    design = read(explainer, name, SOUND[name])
    assert told(explainer.problems(design)) == []
