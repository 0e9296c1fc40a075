"""Problems with their causes and with fixes that help, of a design and whoever can run programs.

Every fix that is offered for an error was tried: with it, the error is gone and no other came, but
for what could not be seen before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from designer.catalog.table import Catalog
from designer.diagnosis.causes.distance import distance
from designer.diagnosis.causes.heads import head_mistakes
from designer.diagnosis.causes.quiet import quiet_mistakes
from designer.diagnosis.causes.steps import Candidate
from designer.graph.design import Design
from designer.graph.edits import Edit, Several, touched
from designer.graph.problems import Fix, Problem
from designer.session.previews import preview
from designer.session.seen import Mark, Seen, Target
from designer.session.trying import LARGE, Run, Trying, applied

MOST_TRIES = 160
MORE_TRIES = 30
"""How many less likely ways out are tried once one was found that leaves nothing wrong."""
FEWER_TRIES = 80
"""How many are tried for what is seen only once something else is mended."""
MOST_IN_ALL = 400
LEAST_TRIES = 15
"""For each error, however many there are."""
ENOUGH = 3
"""Fixes after which nothing is wrong."""
MANY = 12
"""Fixes that help, and leave or bring something else."""
MOST_PROVEN, FEW_PROVEN = 100, 3
"""Warnings whose ways out are tried: of a design, and of a large one, where each takes long."""
DEEP = 2
"""Faults that hide behind one another, besides the first."""
MOST_UNCOVERING = 4
"""Ways out behind which what was hidden is searched."""
_CURE = 0.8
"""By how much rank a way out is preferred that mends something odd as well."""
_ODD = 0.3
"""By how much rank a way out is put behind with which something odd comes to light."""
_EACH = 0.4
_MOST_COST = 2.5
"""Of all that is behind a way out; what costs more is hardly what happened."""
_MUCH_LIKELIER = 0.8
"""By how much rank a way out that uncovers something is preferred to one that leaves something."""


@dataclass(frozen=True)
class Tried:
    """A way out that helps, and what is seen then."""

    candidate: Candidate
    left: Seen

    @property
    def fix(self) -> Fix:
        return self.candidate.fix

    def rank_in(self, seen: Seen) -> float:
        """Its rank by all that is odd then, and was before."""
        more = _ODD if self.left.oddities - seen.oddities else 0.0
        return self.candidate.rank - _CURE * self.cures(seen) + more

    def cures(self, seen: Seen) -> bool:
        """Whether with it something odd is gone as well."""
        return bool(seen.oddities - self.left.oddities)


@dataclass(frozen=True)
class WaysOut:
    """What helps against one error, the likeliest first."""

    whole: list[Tried] = field(default_factory=list)
    """Then nothing is wrong."""
    partial: list[Tried] = field(default_factory=list)
    """Then less is wrong."""
    uncovering: list[Tried] = field(default_factory=list)
    """Then something is wrong where before nothing could be seen."""
    gone: set[Mark] = field(default_factory=set)
    """What else one of them mends."""

    def knows(self, edit: Edit, left: Seen) -> bool:
        every = (*self.whole, *self.partial, *self.uncovering)
        return any(_is_same(edit, left, each.fix.edit, each.left) for each in every)

    @property
    def are_any(self) -> bool:
        return bool(self.whole or self.partial or self.uncovering)

    @property
    def are_enough(self) -> bool:
        many = len(self.partial) >= MANY or len(self.uncovering) >= 2 * MANY
        return many or len(self.whole) >= ENOUGH

    @property
    def is_uncovering_likelier(self) -> bool:
        if not self.uncovering or self.whole:
            return False
        ahead = self.uncovering[0].candidate.rank + _MUCH_LIKELIER
        return not self.partial or ahead < self.partial[0].candidate.rank


@dataclass(frozen=True)
class Errors:
    """Problems that are errors, and whether each of them can be mended."""

    problems: tuple[Problem, ...]
    are_mended: bool
    cost: float
    """The ranks of the likeliest ways out, and something for each that is needed."""


class Explaining:
    """Asks about one design after another."""

    def __init__(self, catalog: Catalog, run: Run) -> None:
        self._catalog = catalog
        self._trying = Trying(catalog, run)
        self._tries = 0

    def problems(self, design: Design) -> tuple[Problem, ...]:
        """Errors first; each with the fixes that help, the likeliest first."""
        self._tries = 0
        seen = self._trying.look(design)
        found = self._errors(design, seen, DEEP, MOST_TRIES).problems
        marked = {(each.graph, each.node) for each in found}
        quiet = [
            each
            for scene in seen.scenes.values()
            for each in (*head_mistakes(scene), *quiet_mistakes(scene))
        ]
        once = {(each.code, each.graph, each.node): each for each in (*seen.warnings, *quiet)}
        warnings = [each for each in once.values() if (each.graph, each.node) not in marked]
        count = MOST_PROVEN if len(design.main) <= LARGE else FEW_PROVEN
        proven = (self._proven(design, seen, each) for each in warnings[:count])
        return (*found, *proven, *warnings[count:])

    def _proven(self, design: Design, seen: Seen, warning: Problem) -> Problem:
        """A warning whose fixes say what comes of them, those that break what was sound put behind.
        One way out of a large design is taken as it is: a look at all of it takes long."""
        if len(warning.fixes) < 2 and len(design.main) > LARGE:
            return warning
        good, worse = [], []
        for fix in warning.fixes:
            left = self._trying.with_edit(design, fix.edit)
            if left is None or left.marks - seen.marks:
                worse.append(fix)
            else:
                mark = warning.graph, warning.node
                good.append(replace(fix, preview=preview(seen.scenes, left.scenes, mark)))
        return replace(warning, fixes=(*good, *worse))

    def _errors(self, design: Design, seen: Seen, depth: int, most: int) -> Errors:
        found: list[Problem] = []
        settled: set[Mark] = set()
        are_mended, cost = True, 0.0
        for target in seen.targets:
            if target.mark in settled:
                continue
            ways = self._ways_out(design, seen, target, most)
            if depth and not ways.are_any:
                ways = self._nearer(design, seen, target)
            hidden = None
            if ways.is_uncovering_likelier and depth:
                hidden = self._uncovered(design, seen, target, ways, depth - 1)
            if hidden is not None:
                found += hidden.problems
                cost += hidden.cost
            else:
                tried = [*ways.whole, *ways.partial][:ENOUGH]
                are_mended &= bool(tried)
                cost += _EACH + (tried[0].candidate.rank if tried else 0.0)
                found.append(self._told(seen, target, tried, ways.gone))
            settled |= ways.gone | {target.mark}
        return Errors(tuple(found), are_mended, cost)

    def _ways_out(self, design: Design, seen: Seen, target: Target, most: int) -> WaysOut:
        ways = WaysOut()
        cutters = target.cutters()
        most = min(most, max(LEAST_TRIES, MOST_IN_ALL - self._tries))
        for number, candidate in enumerate(_odd_first(target.candidates(self._catalog), seen)):
            if number >= most or ways.are_enough:
                break
            edit = candidate.fix.edit
            self._tries += 1
            left = self._trying.with_edit(design, edit, cutters, target.seen_near(seen))
            if left is None or target.mark in left.marks or ways.knows(edit, left):
                continue
            tried = Tried(candidate, left)
            if left.marks < seen.marks:
                ways.gone.update(seen.marks - left.marks)
                is_whole = not left.marks and not seen.is_made_odder(left)
                (ways.whole if is_whole else ways.partial).append(tried)
                is_best = tried.cures(seen) or not seen.oddities
                more = MORE_TRIES if is_best else 2 * MORE_TRIES
                most = min(most, number + more) if is_whole else most
            elif all(map(seen.is_hidden, left.marks - seen.marks)):
                ways.uncovering.append(tried)
        ways.whole.sort(key=lambda each: each.rank_in(seen))
        return ways

    def _nearer(self, design: Design, seen: Seen, target: Target) -> WaysOut:
        """What brings tensors nearer that meet at a node: as if the rest had been hidden."""
        ways = WaysOut()
        now = distance(target.scene, target.node) if target.node else None
        cutter = next(iter(target.cutters()), None)
        for candidate in target.candidates(self._catalog)[:FEWER_TRIES] if now and cutter else ():
            if self._tries >= MOST_IN_ALL:
                break
            self._tries += 1
            assert now and cutter
            then = self._trying.distance(design, candidate.fix.edit, cutter)
            if then is None or then >= now or len(ways.uncovering) >= MOST_UNCOVERING:
                continue
            left = self._trying.with_edit(design, candidate.fix.edit)
            if left is not None and left.marks <= seen.marks:
                ways.uncovering.append(Tried(candidate, left))
        return ways

    def _told(
        self, seen: Seen, target: Target, tried: list[Tried], gone: Iterable[Mark]
    ) -> Problem:
        problem = target.told([each.candidate for each in tried], gone)
        lefts = {each.fix.id: each.left for each in tried}
        fixes = (
            replace(fix, preview=preview(seen.scenes, lefts[fix.id].scenes, target.mark))
            if fix.id in lefts
            else fix
            for fix in problem.fixes
        )
        said = problem.details or target.said
        return replace(problem, fixes=tuple(fixes), details=said)

    def _uncovered(
        self, design: Design, seen: Seen, target: Target, ways: WaysOut, depth: int
    ) -> Errors | None:
        """The problem with a way out behind which all else can be mended as well, and the problems
        that are seen then: the likeliest of those; None where there is none."""
        best: tuple[float, Tried, Errors] | None = None
        for tried in ways.uncovering[:MOST_UNCOVERING]:
            with applied(design, tried.fix.edit):
                rest = self._errors(design, tried.left, depth, FEWER_TRIES)
            cost = tried.candidate.rank + rest.cost
            is_found = rest.are_mended and bool(rest.problems)
            if is_found and cost < (best[0] if best else _MOST_COST):
                best = cost, tried, rest
        if best is None:
            return None
        cost, tried, rest = best
        told = self._together(design, seen, target, tried, rest.problems)
        return Errors(tuple(told), True, _EACH + cost)

    def _together(
        self,
        design: Design,
        seen: Seen,
        target: Target,
        first: Tried,
        rest: tuple[Problem, ...],
    ) -> list[Problem]:
        """One fault that takes two steps as one problem, and else one problem for each."""
        second = rest[0].fixes[0]
        is_lack = target.check is not None and target.check.code == "missing-input"
        is_near = bool(touched(first.fix.edit) & touched(second.edit))
        if len(rest) == 1 and (is_lack or is_near):
            title = f"{first.fix.title}, and {second.title[0].lower()}{second.title[1:]}"
            edit = Several((first.fix.edit, second.edit))
            both = Candidate(first.candidate.rank, Fix(f"{first.fix.id}+{second.id}", title, edit))
            left = self._trying.with_edit(design, edit)
            found = [Tried(both, left)] if left else []
            return [self._told(seen, target, [*found, first], {target.mark})]
        problem = self._told(seen, target, [first], {target.mark})
        name = target.name_of(problem.node)
        later = [
            replace(each, sentence=f"Once `{name}` is mended: {each.sentence}") if name else each
            for each in rest
        ]
        return [problem, *later]


def _odd_first(candidates: list[Candidate], seen: Seen) -> list[Candidate]:
    """What changes a node of which something odd is told is likelier meant."""
    odd = {(graph, node) for _, graph, node in seen.oddities}
    if not odd:
        return candidates
    return sorted(
        candidates, key=lambda each: each.rank - _CURE * bool(touched(each.fix.edit) & odd)
    )


def _is_same(edit: Edit, left: Seen, other: Edit, other_left: Seen) -> bool:
    """Whether two edits do the same to the same nodes, as far as shapes tell."""
    return touched(edit) == touched(other) and {
        name: scene.answers for name, scene in left.scenes.items()
    } == {name: scene.answers for name, scene in other_left.scenes.items()}
