"""What a worker says of a design, and of the same with an edit: the edit is applied, looked at, and
taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from designer.catalog.source import read_source
from designer.catalog.table import Catalog
from designer.codegen import Memo, Program, program_of
from designer.codegen.inside import Scope, main_scope, scope_of_use
from designer.diagnosis.causes.distance import distance
from designer.diagnosis.causes.later import failures
from designer.diagnosis.causes.quiet import quiet_mistakes
from designer.diagnosis.causes.scene import NO_ANSWER, Scene
from designer.diagnosis.refusals import keras_words
from designer.graph.checks import problems_of
from designer.graph.design import MAIN, Design
from designer.graph.edits import Edit
from designer.graph.graph import CycleError, GraphError
from designer.graph.nodes import BlockNode
from designer.graph.problems import ERROR
from designer.graph.run_settings import RunSettings
from designer.protocol.program import ProgramText
from designer.session.pieces import Cutter, Piece
from designer.session.results import answers_from, program_text
from designer.session.seen import Mark, Seen

LARGE = 200
"""Nodes of a design from which on only what is near an edit is looked at."""
Run = Callable[[ProgramText], Mapping[str, Any]]
"""What the worker says of each node of a program."""
Ask = Callable[[str, Mapping[str, Any]], Any]
"""A method of a worker that stays, what it takes, and its answer."""


def asked_of(ask: Ask) -> Run:
    """Programs run by a worker that nobody else asks: the first one it keeps, so that what is tried
    afterwards costs only what differs from it."""
    has_asked: list[bool] = []

    def run(program: ProgramText) -> Mapping[str, Any]:
        method = "what_if" if has_asked else "shapes"
        has_asked.append(True)
        nodes: Mapping[str, Any] = ask(method, {"program": program.statements_json()})["nodes"]
        return nodes

    return run


@contextmanager
def applied(design: Design, edit: Edit) -> Iterator[bool]:
    """The design with an edit, which is taken back at the end; whether it could take it."""
    try:
        back = edit.apply(design)
    except (GraphError, AssertionError):
        yield False
        return
    try:
        yield True
    finally:
        back.apply(design)


@dataclass
class Trying:
    """Looks at one design after another."""

    catalog: Catalog
    run: Run
    _memo: Memo = field(default_factory=Memo)
    _memo_of_pieces: Memo = field(default_factory=Memo)

    def with_edit(
        self,
        design: Design,
        edit: Edit,
        cutters: Sequence[Cutter] = (),
        seen: Seen | None = None,
    ) -> Seen | None:
        """What is to see with this edit; None where the design cannot take it, or where it does not
        even help at the node that the cutters cut for. Of a large design only what is near is
        looked at, where it is said what was `seen` without the edit."""
        near = [(cutter, cutter.changed_by(edit)) for cutter in cutters]
        with applied(design, edit) as is_taken:
            if not is_taken:
                return None
            found = (cutter.piece(changed) for cutter, changed in near if changed)
            piece = next((each for each in found if each), None)
            if piece and not self._is_sound(piece):
                return None
            if seen is not None and near and near[0][1] and len(design.main) > LARGE:
                around = self._near(seen, *near[0])
                if around is not None:
                    return around
            return self.look(design)

    def _near(self, seen: Seen, cutter: Cutter, changed: Set[str] | None) -> Seen | None:
        """What was seen, with what the changed nodes and those behind them make of it; what is
        farther away is taken to follow."""
        behind = cutter.behind(changed or frozenset()) if cutter.scene.name == MAIN else None
        if behind is None:
            return None
        program = program_of(behind.design, self.catalog, self._memo_of_pieces)
        found = answers_from(self.run(program_text(program)))
        graph, within = cutter.scene.graph, behind.nodes
        news = {each: found.get(each, NO_ANSWER) for each in within}
        scene = replace(cutter.scene, answers={**cutter.scene.answers, **news})
        nodes = [graph.node(each) for each in within]

        def is_far(mark: Mark) -> bool:
            return mark[0] != MAIN or (mark[1] not in within and (not mark[1] or mark[1] in graph))

        refused = {mark: words for mark, words in seen.refused.items() if is_far(mark)}
        errors = ((each, found[each].error) for each in within if each in found)
        refused |= {(MAIN, each): _words(error) for each, error in errors if error}
        for node_id, words in failures(scene, nodes).items():
            refused.setdefault((MAIN, node_id), words)
        checks = [each for each in seen.checks if is_far((each.graph, each.node))]
        local = problems_of(behind.design, self.catalog)
        checks += [each for each in local if each.severity == ERROR and each.node in within]
        odd = {each for each in seen.oddities if is_far((each[1], each[2]))}
        odd |= {(each.code, MAIN, each.node) for each in quiet_mistakes(scene, nodes)}
        scenes = {**seen.scenes, MAIN: scene}
        return Seen(seen.design, tuple(checks), scenes, refused, frozenset(odd))

    def distance(self, design: Design, edit: Edit, cutter: Cutter) -> int | None:
        """How far with this edit the tensors that meet are from fitting together."""
        changed = cutter.changed_by(edit)
        with applied(design, edit) as is_taken:
            piece = cutter.piece(changed) if is_taken and changed else None
            return distance(self._run(piece), piece.node) if piece else None

    def _run(self, piece: Piece) -> Scene:
        program = program_of(piece.design, self.catalog, self._memo_of_pieces)
        answers = answers_from(self.run(program_text(program)))
        return Scene(piece.design, self.catalog, piece.design.main, answers)

    def _is_sound(self, piece: Piece) -> bool:
        """Whether nothing is wrong at the node with which a piece ends."""
        scene = self._run(piece)
        return bool(scene.answer(piece.node).outputs) and piece.node.id not in failures(scene)

    def look(self, design: Design) -> Seen:
        scenes, refused = self._scenes(design)
        # Behind the scenes, since the graph remembers its order.
        checks = problems_of(design, self.catalog)
        # At once: what is seen of a design that is tried must not change with it.
        warnings = (each for each in checks if each.severity != ERROR)
        odd = (*warnings, *(each for scene in scenes.values() for each in quiet_mistakes(scene)))
        oddities = frozenset((each.code, each.graph, each.node) for each in odd)
        return Seen(design, checks, scenes, refused, oddities)

    def _scenes(self, design: Design) -> tuple[dict[str, Scene], dict[Mark, str]]:
        run = RunSettings.from_values(design.settings.run)
        try:
            program = program_of(design, self.catalog, self._memo)
            _read(design)
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
            scene = Scene(design, self.catalog, scope.graph, inner, name, run, scope.names)
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


def _read(design: Design) -> None:
    """Raises `ValueError` where a source is no Python: then none of the program runs."""
    for layer in design.custom_layers.values():
        fault = read_source(layer.source).fault
        if fault:
            raise ValueError(fault.sentence)


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
