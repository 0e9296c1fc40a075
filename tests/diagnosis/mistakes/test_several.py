"""Two or three faults in one design: each told at its own node, and mended by its own fix."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from designer.graph.design import Design
from designer.graph.problems import ERROR, Problem
from tests.diagnosis.mistakes.architectures import inception
from tests.diagnosis.mistakes.explainer import Explainer
from tests.diagnosis.mistakes.real_keras import TAKEN, RealKeras
from tests.diagnosis.mistakes.ways import (
    attended,
    both,
    gives,
    matched,
    photos,
    shaped,
    takes_away,
)

pytestmark = pytest.mark.worker

Change = Callable[[Design], None]
HIDDEN = "one hides the other"
BESIDE = "on branches of their own"
MEETING = "at one join"
THREE = "three in a row"
SEVERAL: dict[str, tuple[Callable[[], Design], Change, set[str]]] = {
    HIDDEN: (
        photos,
        both(gives("conv", filters=24), gives("deep", kernel_size=40, padding="valid")),
        {"conv", "deep"},
    ),
    BESIDE: (
        matched,
        both(takes_away("tower", "units"), shaped("right", 9)),
        {"tower", "right"},
    ),
    MEETING: (
        inception,
        both(gives("m1_5x5", padding="valid"), gives("m1_pool_proj", strides=2)),
        {"m1_5x5", "m1_pool_proj"},
    ),
    THREE: (
        photos,
        both(
            gives("conv", filters=24),
            gives("deep", kernel_size=40, padding="valid"),
            takes_away("head", "units"),
        ),
        {"conv", "deep", "head"},
    ),
    "two values": (
        attended,
        both(takes_away("query", "units"), gives("head", units=0)),
        {"query", "head"},
    ),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_each_fault_is_told_at_its_own_node_and_mended_by_its_own_fix(
    name: str, explainer: Explainer, keras: RealKeras
) -> None:
    sound, broken, nodes = SEVERAL[name]
    design = sound()
    broken(design)
    told = _errors(explainer, design)
    assert {_name(design, each) for each in told} == nodes
    for _ in nodes:
        left = _errors(explainer, design)
        left[0].fixes[0].edit.apply(design)
    assert not _errors(explainer, design)
    assert keras.verdict(design) == (TAKEN, "")


def _errors(explainer: Explainer, design: Design) -> list[Problem]:
    return [each for each in explainer.problems(design) if each.severity == ERROR]


def _name(design: Design, problem: Problem) -> str:
    node = design.graph(problem.graph).get(problem.node)
    return node.name if node else ""
