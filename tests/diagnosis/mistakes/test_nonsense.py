"""Values of any kind, anywhere: there is always an answer."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from designer.catalog.values import Code, Value
from designer.graph.edits import Change
from designer.graph.nodes import InputNode, LayerNode
from tests.diagnosis.mistakes.architectures import ARCHITECTURES
from tests.diagnosis.mistakes.explainer import Explainer

pytestmark = pytest.mark.worker

NONSENSE: tuple[Value, ...] = (
    None, True, 0, -3, 10**12, 10**30, 0.5, -1e300, "", "same", "ni\u00f1o", "a b", "import os",
    (), (2,), (3, 3, 3), (None, 2), ("valid", 1), ((1, 2), (3,)), Code("x"), Code("units // 2"),
)  # fmt: skip
COUNT = 30


def test_random_values_are_answered_with_problems_and_never_with_a_failure(
    explainer: Explainer,
) -> None:
    draw = random.Random(5)
    names = sorted(ARCHITECTURES)
    for _ in range(COUNT):
        design = ARCHITECTURES[draw.choice(names)]()
        for node in draw.sample(design.main.nodes(), 2):
            wrong = draw.choice(NONSENSE)
            if isinstance(node, LayerNode) and node.values:
                values = {**node.values, draw.choice(sorted(node.values)): wrong}
                Change(replace(node, values=values)).apply(design)
            if isinstance(node, InputNode):
                Change(replace(node, shape=(*node.shape[:-1], wrong))).apply(design)
        for problem in explainer.problems(design):
            assert problem.sentence
            assert problem.node not in problem.follows
