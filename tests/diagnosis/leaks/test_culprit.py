"""Records of evidence, and who is named."""

from __future__ import annotations

from typing import Any

from designer.diagnosis.leaks.culprit import KEPT, KERNELS, OPTIMIZERS, VARIABLES, culprit_of


def record(pattern: str, function: str, a_step: int) -> dict[str, Any]:
    return {
        "pattern": pattern,
        "function": function,
        "file": "train.py",
        "line": 7,
        "layer": "noisy",
        "op": "RandomStandardNormal",
        "argument": "seed",
        "count": 80,
        "steps": 40,
        "estimated_bytes_per_step": a_step,
    }


def test_the_heaviest_is_named_with_what_was_seen() -> None:
    evidence = [record(KEPT, "main", 20_000), record(KERNELS, "Noisy.noise", 72_000)]
    culprit = culprit_of(evidence, 0.07)
    assert culprit is not None
    assert (culprit.function, culprit.line, culprit.pattern) == ("Noisy.noise", 7, KERNELS)
    assert "`seed`" in culprit.sentence and "RandomStandardNormal" in culprit.sentence
    assert "80 times in 40 steps" in culprit.evidence
    assert culprit.to_json()["layer"] == "noisy"


def test_what_makes_optimizers_goes_before_the_variables_that_come_with_them() -> None:
    evidence = [record(VARIABLES, "main", 90_000), record(OPTIMIZERS, "main", 50_000)]
    culprit = culprit_of(evidence, 0.1)
    assert culprit is not None and culprit.pattern == OPTIMIZERS


def test_what_is_far_too_small_for_the_growth_is_not_accused() -> None:
    assert culprit_of([record(KEPT, "main", 500)], 1.0) is None


def test_no_evidence_names_nobody() -> None:
    assert culprit_of([], 1.0) is None
