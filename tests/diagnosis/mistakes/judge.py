"""Whether a broken design is explained at its true cause, and mended by the first fix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from designer.graph.design import Design
from designer.graph.edits import users_of
from designer.graph.graph import GraphError
from designer.graph.problems import ERROR, Problem
from tests.diagnosis.mistakes.mutations import Mutant
from tests.diagnosis.mistakes.real_keras import TAKEN, RealKeras

SILENT = "silent"


class Explains(Protocol):
    def problems(self, design: Design) -> tuple[Problem, ...]: ...


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant."""

    mutant: Mutant
    kind: str
    """How far real Keras gets: `refused`, `first batch`, or `silent`."""
    keras_says: str
    is_explained: bool
    is_mended: bool
    is_alone: bool
    """Whether one fault made one error."""
    told: Problem | None = None
    """The problem that a person reads first, or the one that speaks of a silent fault."""
    why_not_mended: str = ""
    others: tuple[str, ...] = ()
    """Sentences of the other errors."""


@dataclass
class Judge:
    """Asks the explainer about mutants, and real Keras whether it is true."""

    explainer: Explains
    keras: RealKeras

    def verdicts(self, mutants: Iterable[Mutant]) -> Iterator[Verdict]:
        """Of those that are faults: what Keras takes without a word is passed over, unless it is
        meant to be such a fault."""
        for mutant in mutants:
            stage, words = self.keras.verdict(mutant.design())
            if (stage == TAKEN) == mutant.is_silent:
                yield self._verdict(mutant, SILENT if mutant.is_silent else stage, words)

    def _verdict(self, mutant: Mutant, kind: str, words: str) -> Verdict:
        design = mutant.design()
        problems = self.explainer.problems(design)
        errors = [each for each in problems if each.severity == ERROR]
        if mutant.is_silent:
            sound = self._marks(mutant.original())
            news = [each for each in problems if _mark(each) not in sound]
            candidates = [each for each in news if speaks_of(design, each, mutant)]
        else:
            candidates = errors[:1]
        told = next(iter(candidates), None)
        reason = self._why_not_mended(mutant, told)
        return Verdict(
            mutant,
            kind,
            words,
            is_explained=told is not None and speaks_of(design, told, mutant),
            is_mended=not reason,
            is_alone=len(errors) <= 1,
            told=told or next(iter(problems), None),
            why_not_mended=reason,
            others=tuple(each.sentence for each in errors if each is not told),
        )

    def _marks(self, design: Design) -> set[tuple[str, str, str]]:
        return {_mark(each) for each in self.explainer.problems(design)}

    def _why_not_mended(self, mutant: Mutant, told: Problem | None) -> str:
        """Why the first fix does not mend; empty where it does."""
        if told is None:
            return "nothing was said"
        if not told.fixes:
            return "no fix"
        design = mutant.design()
        try:
            told.fixes[0].edit.apply(design)
        except GraphError as error:
            return f"the fix cannot be applied: {error}"
        left = self.explainer.problems(design)
        errors = [each for each in left if each.severity == ERROR]
        if errors:
            return f"then: {errors[0].sentence}"
        if mutant.is_silent and any(_mark(each) == _mark(told) for each in left):
            return "the warning stays"
        stage, words = self.keras.verdict(design)
        return "" if stage == TAKEN else f"then Keras: {stage}: {words}"


def _mark(problem: Problem) -> tuple[str, str, str]:
    return problem.code, problem.graph, problem.node


def speaks_of(design: Design, problem: Problem, mutant: Mutant) -> bool:
    """Whether a problem is at a node that is truly at fault, or leads past it and names it."""
    truth = mutant.fault.truth
    if not re.search(mutant.fault.says, problem.sentence):
        return False
    node = design.graph(problem.graph).get(problem.node)
    at = node.name if node else ""
    named = {name for name in truth if name and _names(problem.sentence, name)}
    if problem.graph == mutant.graph:
        passed = (design.graph(problem.graph).get(each) for each in problem.path)
        return at in truth or any(each is not None and each.name in named for each in passed)
    uses = {use.id for _, use in users_of(design, mutant.graph)} if mutant.graph else set()
    return problem.node in uses and bool(named)


def _names(sentence: str, name: str) -> bool:
    return bool(re.search(rf"(?<![\w/]){re.escape(name)}(?![\w/])", sentence))


@dataclass(frozen=True)
class Tally:
    """Counts over verdicts."""

    count: int
    explained: int
    mended: int
    alone: int

    @staticmethod
    def of(verdicts: Iterable[Verdict]) -> Tally:
        found = list(verdicts)
        return Tally(
            len(found),
            sum(each.is_explained for each in found),
            sum(each.is_mended for each in found),
            sum(each.is_alone for each in found),
        )


def tallies(verdicts: list[Verdict]) -> Mapping[str, Tally]:
    """Of all, of those to tune on and those held out, of each kind and each architecture."""
    groups: dict[str, list[Verdict]] = {"all": [], "tuned on": [], "held out": []}
    for each in verdicts:
        part = "held out" if each.mutant.is_held_out else "tuned on"
        for group in ("all", part, each.kind, each.mutant.architecture):
            groups.setdefault(group, []).append(each)
    return {group: Tally.of(found) for group, found in groups.items()}
