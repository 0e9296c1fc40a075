"""Problems with their causes and with fixes that help, of a design and whoever can run programs.

Every fix that is offered for an error was tried: with it, the error is gone and no other came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from designer.catalog.table import Catalog
from designer.codegen import Memo, Program, program_of
from designer.codegen.inside import Scope, main_scope, scope_of_use
from designer.diagnosis.causes.explained import explained
from designer.diagnosis.causes.heads import head_mistakes
from designer.diagnosis.causes.later import failures
from designer.diagnosis.causes.quiet import quiet_mistakes
from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import Candidate
from designer.diagnosis.causes.suspects import ranked, suspects
from designer.diagnosis.causes.suspects.others import joined, uncircled
from designer.diagnosis.causes.suspects.structure import structural
from designer.diagnosis.refusals import keras_words
from designer.graph.checks import problems_of
from designer.graph.design import MAIN, Design
from designer.graph.edits import Edit, touched
from designer.graph.graph import CycleError, GraphError
from designer.graph.nodes import BlockNode, Node
from designer.graph.problems import ERROR, Problem
from designer.graph.run_settings import RunSettings
from designer.protocol.program import ProgramText
from designer.session.previews import preview
from designer.session.results import answers_from, program_text

Run = Callable[[ProgramText], Mapping[str, Any]]
"""What the worker says of each node of a program."""
Mark = tuple[str, str]
"""A graph and a node where something is wrong."""

MOST_TRIES = 160
_OUTSIDE = 0.2
"""How much less likely what is outside of a block makes its nodes refused."""
ENOUGH = 3
"""Fixes after which nothing is wrong."""
MANY = 12
"""Fixes that help, and leave or bring something else."""


@dataclass
class Explaining:
    """Asks about one design after another."""

    catalog: Catalog
    run: Run
    _memo: Memo = field(default_factory=Memo)

    def problems(self, design: Design) -> tuple[Problem, ...]:
        """Errors first; each with the fixes that help, the likeliest first."""
        seen = self._look(design)
        found: list[Problem] = []
        settled: set[Mark] = set()
        for target in seen.targets:
            if target.mark not in settled:
                problem, gone = self._explained(design, seen, target)
                found.append(problem)
                settled |= gone | {target.mark}
        marked = {(each.graph, each.node) for each in found}
        quiet = [
            each
            for scene in seen.scenes.values()
            for each in (*head_mistakes(scene), *quiet_mistakes(scene))
        ]
        once = {(each.code, each.graph, each.node): each for each in (*seen.warnings, *quiet)}
        warnings = [each for each in once.values() if (each.graph, each.node) not in marked]
        return (*found, *(self._proven(design, seen, each) for each in warnings))

    def _proven(self, design: Design, seen: Seen, warning: Problem) -> Problem:
        """A warning whose fixes break nothing that was sound, those that do put behind."""
        worse = []
        for fix in warning.fixes if len(warning.fixes) > 1 else ():
            left = self._with(design, fix.edit)
            if left is None or left.marks - seen.marks:
                worse.append(fix)
        good = [fix for fix in warning.fixes if fix not in worse]
        return replace(warning, fixes=(*good, *worse)) if good and worse else warning

    def _explained(self, design: Design, seen: Seen, target: Target) -> tuple[Problem, set[Mark]]:
        helpful: list[Candidate] = []
        second: list[Candidate] = []
        outcomes: dict[str, tuple[Edit, Seen]] = {}
        gone: set[Mark] = set()
        for candidate in target.candidates(self.catalog)[:MOST_TRIES]:
            left = self._tried(design, candidate.fix.edit, seen, target.mark)
            if left is None:
                continue
            gone |= seen.marks - left.marks
            if any(_is_same(candidate.fix.edit, left, *each) for each in outcomes.values()):
                continue
            outcomes[candidate.fix.id] = (candidate.fix.edit, left)
            is_whole = not left.marks and not left.oddities - seen.oddities
            (helpful if is_whole else second).append(candidate)
            if len(helpful) >= ENOUGH or len(second) >= MANY:
                break
        problem = target.told([*helpful, *second][:ENOUGH], gone)
        tried = (
            replace(fix, preview=preview(seen.scenes, outcomes[fix.id][1].scenes, target.mark))
            if fix.id in outcomes
            else fix
            for fix in problem.fixes
        )
        said = problem.details or target.said
        return replace(problem, fixes=tuple(tried), details=said), gone

    def _tried(self, design: Design, edit: Edit, seen: Seen, mark: Mark) -> Seen | None:
        """What is left to see with this edit, if it helps."""
        left = self._with(design, edit)
        helps = left is not None and mark not in left.marks and left.marks < seen.marks
        return left if helps else None

    def _with(self, design: Design, edit: Edit) -> Seen | None:
        """What is to see with this edit; None where the design cannot take it."""
        try:
            back = edit.apply(design)
        except (GraphError, AssertionError):
            return None
        try:
            return self._look(design)
        finally:
            back.apply(design)

    def _look(self, design: Design) -> Seen:
        checks = problems_of(design, self.catalog)
        scenes, refused = self._scenes(design)
        # At once: what is seen of a design that is tried must not change with it.
        warnings = (each for each in checks if each.severity != ERROR)
        odd = (*warnings, *(each for scene in scenes.values() for each in quiet_mistakes(scene)))
        oddities = frozenset((each.code, each.graph, each.node) for each in odd)
        return Seen(design, checks, scenes, refused, oddities)

    def _scenes(self, design: Design) -> tuple[dict[str, Scene], dict[Mark, str]]:
        run = RunSettings.from_values(design.settings.run)
        try:
            program = program_of(design, self.catalog, self._memo)
        except (CycleError, GraphError, ValueError):
            return {MAIN: Scene(design, self.catalog, design.main, {}, MAIN, run)}, {}
        known = self.run(program_text(program))
        scopes = _inner_scopes(design, self.catalog, program, known, self._memo)
        if scopes:
            known = self.run(program_text(program, (scope for _, scope in scopes)))
        answers = answers_from(known)
        main = {node_id: answer for node_id, answer in answers.items() if "/" not in node_id}
        scenes = {MAIN: Scene(design, self.catalog, design.main, main, MAIN, run)}
        refused: dict[Mark, str] = {}
        for name, scope in scopes:
            inner = {
                node_id.removeprefix(scope.prefix): answer
                for node_id, answer in answers.items()
                if node_id.startswith(scope.prefix)
                and "/" not in node_id.removeprefix(scope.prefix)
            }
            scene = Scene(design, self.catalog, scope.graph, inner, name, run)
            if name not in scenes or (_has_errors(scene) and not _has_errors(scenes[name])):
                scenes[name] = scene
        within = {name for name, scene in scenes.items() if name and _has_errors(scene)}
        for name, scene in scenes.items():
            for node_id, answer in scene.answers.items():
                node = scene.graph.get(node_id)
                block = getattr(node, "block", "")
                if answer.error and node is not None and block not in within:
                    refused[name, node_id] = _words(answer.error)
            for node_id, words in failures(scene).items():
                refused.setdefault((name, node_id), words)
        return scenes, refused


def _is_same(edit: Edit, left: Seen, other: Edit, other_left: Seen) -> bool:
    """Whether two edits do the same to the same nodes, as far as shapes tell."""
    return touched(edit) == touched(other) and {
        name: scene.answers for name, scene in left.scenes.items()
    } == {name: scene.answers for name, scene in other_left.scenes.items()}


def _inner_scopes(
    design: Design, catalog: Catalog, program: Program, known: Mapping[str, Any], memo: Memo
) -> list[tuple[str, Scope]]:
    """Each block inside of one of its uses, if one is refused inside of that: as it is called,
    and as it is made."""
    found: dict[tuple[str, bool], Scope] = {}
    waiting = [main_scope(design, program)] if design.blocks else []
    for outer in waiting:
        uses = [node for node in outer.graph.nodes() if isinstance(node, BlockNode)]
        uses.sort(key=lambda use: "error" not in known.get(f"{outer.prefix}{use.id}", {}))
        for use in uses:
            if use.block not in design.blocks or (use.block, True) in found:
                continue
            apart = replace(outer, prefix=f"{outer.prefix}made/")
            for is_fed, around in ((True, outer), (False, apart)):
                scope = scope_of_use(design, catalog, around, use.id, memo, is_fed=is_fed)
                found[use.block, is_fed] = scope
            waiting.append(found[use.block, True])
    return [(name, scope) for (name, _), scope in found.items()]


def _has_errors(scene: Scene) -> bool:
    return any(answer.error for answer in scene.answers.values())


def _words(message: str) -> str:
    words = keras_words(message)
    return f"is refused by Keras: {words}"


@dataclass(frozen=True)
class Target:
    """One error, and where it is."""

    scene: Scene
    node: Node | None
    words: str
    check: Problem | None = None
    around: tuple[Scene, Node] | None = None
    """Of a node of a block, the use in which it was refused."""

    @property
    def mark(self) -> Mark:
        return self.scene.name, self.node.id if self.node else ""

    @property
    def said(self) -> str:
        """Keras's own words; they stand here where another node is the cause."""
        own = self.scene.answer(self.node.id) if self.node else None
        return (own.details or own.error) if own else ""

    def candidates(self, catalog: Catalog) -> list[Candidate]:
        found: list[Candidate | None] = []
        if self.check is not None:
            found += structural(self.scene, self.check)
            if self.check.code == "cycle":
                found += uncircled(self.scene, self.scene.graph.cycle())
                return ranked(found)
            found += [Candidate(2.0, fix) for fix in self.check.fixes]
            if self.node is not None and self.check.code == "missing-input":
                found += joined(self.scene, self.node)
                return ranked(found)
        if self.node is not None:
            found += suspects(self.scene, self.node)
        if self.around is not None:
            outer = suspects(*self.around)
            scene, use = self.around
            others = (each for each in scene.graph.nodes() if each.id != use.id)
            twins = (each for each in others if getattr(each, "block", "") == self.scene.name)
            # Where another use is sound, the block is: then this use has what is wrong.
            far = -_OUTSIDE if any(scene.answer(each).outputs for each in twins) else _OUTSIDE
            found += [replace(each, rank=each.rank + far) for each in outer]
        return ranked(found)

    def told(self, helpful: list[Candidate], gone: Iterable[Mark]) -> Problem:
        follows = [node for graph, node in gone if graph == self.scene.name and node]
        if self.check is not None:
            fixes = tuple(each.fix for each in helpful) or self.check.fixes
            return replace(self.check, fixes=fixes)
        assert self.node is not None
        inside = explained(self.scene, self.node, self.words, helpful, follows)
        first = touched(helpful[0].fix.edit) if helpful else set()
        if self.around is None or any(graph == self.scene.name for graph, _ in first):
            return inside
        if not helpful:
            return inside
        words = f"cannot be called: inside of it, {inside.sentence}"
        return explained(*self.around, words, helpful)


@dataclass(frozen=True)
class Seen:
    """All that is wrong with a design at one moment."""

    design: Design
    checks: tuple[Problem, ...]
    scenes: Mapping[str, Scene]
    refused: Mapping[Mark, str]
    oddities: frozenset[tuple[str, str, str]]
    """Code, graph and node of all that Keras takes, and a person hardly meant."""

    @property
    def marks(self) -> set[Mark]:
        errors = {(each.graph, each.node) for each in self.checks if each.severity == ERROR}
        return errors | set(self.refused)

    @property
    def warnings(self) -> list[Problem]:
        return [each for each in self.checks if each.severity != ERROR]

    @property
    def targets(self) -> Iterator[Target]:
        errors = [each for each in self.checks if each.severity == ERROR]
        for check in errors:
            scene = self.scenes.get(check.graph)
            if scene is None:
                graph = self.design.graph(check.graph)
                scene = replace(self.scenes[MAIN], graph=graph, answers={}, name=check.graph)
            yield Target(scene, scene.graph.get(check.node), "", check)
        marked = {(each.graph, each.node) for each in errors}
        for (name, node_id), words in sorted(self.refused.items(), key=self._place):
            if (name, node_id) not in marked:
                scene = self.scenes[name]
                yield Target(scene, scene.graph.node(node_id), words, None, self._around(name))

    def _around(self, block: str) -> tuple[Scene, Node] | None:
        main = self.scenes[MAIN]
        uses = (each for each in main.graph.nodes() if getattr(each, "block", "") == block)
        refused = (use for use in uses if block and main.answer(use).error)
        use = next(refused, None)
        return (main, use) if use else None

    def _place(self, item: tuple[Mark, str]) -> int:
        """What comes first on the way of the tensors is told first."""
        (name, node_id), _ = item
        return self.scenes[name].order.get(node_id, 0)
