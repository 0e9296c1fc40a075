"""Finds who leaks in a design, and a cure that is proved, by short runs in fresh processes. Pure.

`search` is a generator: it asks for one run after the other and is sent what came of it, so that a
verb can wait for each and a window need not wait at all.
"""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from designer.diagnosis.leaks.culprit import Culprit, Record, suspects_of
from designer.diagnosis.leaks.cures import advice_for, diff_of, first_line_of, source_cures
from designer.diagnosis.leaks.verdict import LEAKING, Sample, Verdict, verdict_of
from designer.graph.design import CustomLayer, Design
from designer.graph.edits import ChangeCustomLayer, ChangeSettings, Edit
from designer.graph.run_settings import COMPILED, EAGER, RunSettings

_STEPS = 40
"""An epoch of a short run."""
_EPOCHS = 12
_LOOK_EPOCHS = 2
_CURED = 0.1
"""Part of the growth that may be left of it."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A short run that is asked for."""

    title: str
    design: Design
    settings: RunSettings
    eye: bool = False
    """Whether evidence is gathered."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    reply: Mapping[str, Any]
    samples: Sequence[Sample]


@dataclass(frozen=True, slots=True)
class Cure:
    """What ends the leak: an edit of the design that is one step to undo."""

    title: str
    diff: str
    """Of the source of the custom layer, or of the setting."""
    edit: Edit | None = None
    proof: str = ""
    """What the run with it showed; empty where it was not run."""

    def to_json(self) -> dict[str, Any]:
        return {"title": self.title, "diff": self.diff, "proof": self.proof or None}


@dataclass(frozen=True, slots=True)
class Finding:
    """Who it is, what ends it, and the runs that showed it."""

    culprit: Culprit | None = None
    cure: Cure | None = None
    experiments: tuple[str, ...] = field(default=())

    def words(self) -> Iterator[str]:
        """For a person."""
        if self.culprit is None:
            yield "Nothing that was seen in a run under the eye explains it."
            return
        yield f"{self.culprit.sentence} {self.culprit.evidence}"
        yield from self.experiments
        if self.cure is not None:
            yield f"Cure: {self.cure.title}. {self.cure.proof}".rstrip()
            if self.cure.diff:
                yield self.cure.diff


Search = Generator[Experiment, Result, Finding]


def search(design: Design, settings: RunSettings, verdict: Verdict) -> Search:
    """The short runs that name the culprit; each is sent its `Result`. Returns the finding."""
    short = _short(settings, _LOOK_EPOCHS)
    seen = yield Experiment("Looking at what happens in a short run", design, short, eye=True)
    evidence = [_in_its_source(design, each) for each in seen.reply.get("evidence", ())]
    suspects = suspects_of(evidence, verdict.mb_per_step)
    if not suspects:
        return Finding()
    culprit = suspects[0]
    told = []
    for cure, cured, changed in _candidates(design, settings, culprit):
        title = f"With the cure: {cure.title}"
        result = yield Experiment(title, cured, _short(changed, _EPOCHS))
        if not result.samples or "outcome" not in result.reply:
            continue
        after = verdict_of(result.samples)
        said = _compared(verdict, after)
        told.append(f"{title}: {said}")
        if _is_cured(verdict, after):
            proved = replace(culprit, evidence=f"{culprit.evidence} With the cure {said}")
            return Finding(proved, replace(cure, proof=said), tuple(told))
    advice = advice_for(culprit)
    return Finding(culprit, Cure(advice, "") if advice else None, tuple(told))


def _short(settings: RunSettings, epochs: int) -> RunSettings:
    """A run of few steps. Of files and sets all samples are taken, so there are fewer epochs."""
    samples = min(settings.data.samples, settings.batch_size * _STEPS)
    data = replace(settings.data, samples=samples)
    return replace(settings, data=data, epochs=epochs, validation_share=0.0, callbacks=())


def _candidates(
    design: Design, settings: RunSettings, culprit: Culprit
) -> Iterator[tuple[Cure, Design, RunSettings]]:
    """Designs and settings in which the culprit should not leak, the best first."""
    name = culprit.function.partition(".")[0]
    custom = design.custom_layers.get(name)
    if custom is not None:
        for each in source_cures(custom.source, culprit):
            changed = CustomLayer(name, each.source)
            edit = ChangeCustomLayer(name, changed)
            cured = copy.copy(design)
            cured.custom_layers = {**design.custom_layers, name: changed}
            diff = diff_of(custom.source, each.source, f"{name}.py")
            yield Cure(each.title, diff, edit), cured, settings
    if settings.loop == EAGER:
        compiled = replace(settings, loop=COMPILED)
        setting = ChangeSettings(replace(design.settings, run=compiled.to_values()))
        title = "Compile the step: the loop `compiled` instead of `eager`"
        yield Cure(title, "-loop: eager\n+loop: compiled\n", setting), design, compiled


def _in_its_source(design: Design, record: Record) -> Record:
    """The record with the line of the custom layer's own source, where it is in one."""
    name = str(record["function"]).partition(".")[0]
    custom = design.custom_layers.get(name)
    first = first_line_of(custom.source, str(record["function"])) if custom else 0
    if not first or not record.get("function_line"):
        return record
    line = first + int(record["line"]) - int(record["function_line"])
    return {**record, "file": f"{name}.py", "line": line}


def _is_cured(before: Verdict, after: Verdict) -> bool:
    if after.kind == LEAKING or after.mb_per_step is None or before.mb_per_step is None:
        return False
    return after.mb_per_step < max(_CURED * before.mb_per_step, 0.002)


def _compared(before: Verdict, after: Verdict) -> str:
    left, was = after.mb_per_step or 0.0, before.mb_per_step or 0.0
    return f"{max(left, 0.0) * 1000:.1f} kB a step, without it {was * 1000:.1f}."
