"""Known architectures with one fault each: explained at the true cause, mended by the first fix?

The peer is Keras itself: how often its own message names a node that is truly at fault.
"""

from __future__ import annotations

import time

from tests.diagnosis.mistakes.architectures import applications
from tests.diagnosis.mistakes.explainer import Explainer
from tests.diagnosis.mistakes.judge import Judge, Tally, Verdict, tallies
from tests.diagnosis.mistakes.mutations import mutants, some
from tests.diagnosis.mistakes.real_keras import RealKeras

EACH = 4
"""Faults of every kind."""
OF_APPLICATIONS = 20
"""Faults, in whole models of `keras.applications`: each takes several real builds of seconds."""
AIM_EXPLAINED, AIM_MENDED = 27 / 30, 24 / 30


def main() -> None:
    start = time.perf_counter()
    explainer, keras = Explainer(), RealKeras()
    verdicts: list[Verdict] = []
    try:
        large = some(OF_APPLICATIONS, mutants(1, applications()))
        for verdict in Judge(explainer, keras).verdicts([*mutants(EACH), *large]):
            verdicts.append(verdict)
            print(_row(verdict), flush=True)
    finally:
        explainer.close()
        keras.close()
    print(f"\n{'':>24} {'faults':>7} {'explained':>10} {'mended':>7} {'one error':>10}")
    for group, tally in tallies(verdicts).items():
        print(_total(group, tally))
    named = sum(_keras_names(each) for each in verdicts)
    print(f"Keras's own message names a node at fault in {named} of {len(verdicts)}.")
    print(f"The aims are {AIM_EXPLAINED:.0%} explained and {AIM_MENDED:.0%} mended.")
    print(f"{time.perf_counter() - start:.0f} s")


def _row(verdict: Verdict) -> str:
    marks = "".join(
        mark if holds else "-"
        for mark, holds in (
            ("E", verdict.is_explained),
            ("M", verdict.is_mended),
            ("1", verdict.is_alone),
            ("h", verdict.mutant.is_held_out),
        )
    )
    code = verdict.told.code if verdict.told else "nothing"
    return f"{marks} {verdict.kind:>11}  {verdict.mutant.name:<70} {code}"


def _total(group: str, tally: Tally) -> str:
    shares = (
        f"{part / tally.count:>5.0%}" for part in (tally.explained, tally.mended, tally.alone)
    )
    explained, mended, alone = shares
    return f"{group:>24} {tally.count:>7} {explained:>10} {mended:>7} {alone:>10}"


def _keras_names(verdict: Verdict) -> bool:
    first = verdict.keras_says.partition("Arguments received")[0]
    return any(name and name in first for name in verdict.mutant.fault.truth)


if __name__ == "__main__":
    main()
