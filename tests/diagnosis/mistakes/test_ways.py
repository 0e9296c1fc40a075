"""A working design broken in each way: told at the right node, and mended by the first fix."""

from __future__ import annotations

import re

import pytest

from designer.graph.design import Design
from designer.graph.nodes import Node
from designer.graph.problems import ERROR, Problem
from tests.diagnosis.mistakes.explainer import Explainer
from tests.diagnosis.mistakes.real_keras import TAKEN, RealKeras
from tests.diagnosis.mistakes.ways import WAYS, Way

pytestmark = pytest.mark.worker

IDS = [f"{number}-{way.code}" for number, way in enumerate(WAYS)]
SHAPE = re.compile(r"\((?:None|\d+),")
WITHOUT_SHAPES = frozenset(
    {"wrong-value", "missing-value", "missing-input", "missing-output", "surplus-input", "cycle",
     "no-output", "dead-end", "unused-input", "duplicate-name", "invalid-name", "unknown-layer",
     "lost-sharing", "duplicate-key", "recursion", "unknown-argument", "unknown-name",
     "idle-argument", "frozen-mode", "activation-twice", "dropout-last", "too-few-ids", "mask-lost"}
)  # fmt: skip
"""Kinds in which no shape is wrong, so none is told."""


def test_there_are_forty_kinds_at_least() -> None:
    assert len({way.code for way in WAYS}) >= 40


@pytest.mark.parametrize("sound", sorted({way.sound for way in WAYS}, key=lambda f: f.__name__))
def test_nothing_is_wrong_with_the_designs_that_are_broken_here(
    sound: object, explainer: Explainer, keras: RealKeras
) -> None:
    assert callable(sound)
    design: Design = sound()
    assert explainer.problems(design) == ()
    assert keras.verdict(design)[0] == TAKEN


@pytest.mark.parametrize("way", WAYS, ids=IDS)
def test_each_mistake_is_told_where_it_is_and_its_first_fix_mends_it(
    way: Way, explainer: Explainer, keras: RealKeras
) -> None:
    design = way.design()
    problems = explainer.problems(design)
    problem = next((each for each in problems if each.code == way.code), None)
    assert problem is not None, [(each.code, each.sentence) for each in problems]
    node = design.graph(problem.graph).get(problem.node)
    assert (node.name if node else "") == way.node
    assert_tells(problem, node)
    errors = [each for each in problems if each.severity == ERROR]
    assert len(errors) <= 1, [each.sentence for each in errors]
    if not way.mends:
        return
    problem.fixes[0].edit.apply(design)
    left = [each for each in explainer.problems(design) if each.severity == ERROR]
    assert not left, (problem.fixes[0].title, left[0].sentence)
    assert keras.verdict(design) == (TAKEN, ""), problem.fixes[0].title


def assert_tells(problem: Problem, node: Node | None) -> None:
    """The sentence names the node, the shapes where they matter, and the way out stands beside."""
    if node is not None:
        assert node.name in problem.sentence
    if problem.code not in WITHOUT_SHAPES:
        assert SHAPE.search(problem.sentence), problem.sentence
    assert problem.hint or problem.fixes
    assert len(problem.sentence) < 900


def test_a_mended_design_is_as_before_after_undo(explainer: Explainer) -> None:
    for way in WAYS[:3]:
        design, same = way.design(), way.design()
        back = explainer.problems(design)[0].fixes[0].edit.apply(design)
        back.apply(design)
        assert design == same
