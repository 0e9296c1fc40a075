"""Known architectures, broken as people break them, against the real Keras."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from tests.diagnosis.mistakes.explainer import Explainer
from tests.diagnosis.mistakes.judge import Judge, Verdict
from tests.diagnosis.mistakes.mutations import mutants, some
from tests.diagnosis.mistakes.real_keras import RealKeras

pytestmark = pytest.mark.worker

COUNT, EXPLAINED, MENDED = 30, 27, 24


@pytest.fixture(scope="module")
def verdicts() -> Iterator[list[Verdict]]:
    explainer, keras = Explainer(), RealKeras()
    judge = Judge(explainer, keras)
    try:
        yield list(islice(judge.verdicts(some(2 * COUNT, mutants(2))), COUNT))
    finally:
        explainer.close()
        keras.close()


def missed(verdicts: list[Verdict]) -> list[tuple[str, str, str]]:
    return [
        (each.mutant.name, each.told.sentence if each.told else "", each.why_not_mended)
        for each in verdicts
        if not (each.is_explained and each.is_mended)
    ]


def test_of_thirty_broken_architectures_most_are_explained_at_the_true_cause(
    verdicts: list[Verdict],
) -> None:
    assert len(verdicts) == COUNT
    assert sum(each.is_explained for each in verdicts) >= EXPLAINED, missed(verdicts)


def test_of_thirty_broken_architectures_most_are_mended_by_the_first_fix(
    verdicts: list[Verdict],
) -> None:
    assert sum(each.is_mended for each in verdicts) >= MENDED, missed(verdicts)


def test_one_fault_makes_one_error(verdicts: list[Verdict]) -> None:
    assert sum(each.is_alone for each in verdicts) >= EXPLAINED
