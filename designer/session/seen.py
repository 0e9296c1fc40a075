"""What is seen of a design at one moment: what the worker said of its graphs, all that is wrong,
and what may be done about each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from designer.catalog.table import Catalog
from designer.diagnosis.causes.explained import explained
from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import Candidate
from designer.diagnosis.causes.suspects import ranked, suspects
from designer.diagnosis.causes.suspects.structure import structural
from designer.diagnosis.causes.suspects.wires import joined, uncircled
from designer.graph.design import MAIN, Design
from designer.graph.edits import touched
from designer.graph.nodes import Node
from designer.graph.problems import ERROR, Problem
from designer.session.pieces import Cutter

Mark = tuple[str, str]
"""A graph and a node where something is wrong."""

_LOCAL = frozenset(
    {"missing-input", "missing-value", "wrong-value", "surplus-input", "missing-output"}
)
"""Codes of checks that look at one node."""
_OUTSIDE = 0.2
"""How much less likely what is outside of a block makes its nodes refused."""


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

    def name_of(self, node_id: str) -> str:
        node = self.scene.graph.get(node_id)
        return node.name if node else ""

    def seen_near(self, seen: Seen) -> Seen | None:
        """What was seen, where it is enough to look at what is near: not of what is wrong with the
        design as a whole."""
        is_local = self.check is None or self.check.code in _LOCAL
        return seen if is_local and self.node is not None else None

    def cutters(self) -> list[Cutter]:
        """For what helps at the node itself, and at the use in which it was refused."""
        if self.node is None or (self.check is not None and self.check.code == "cycle"):
            return []
        places = [(self.scene, self.node), *([self.around] if self.around else [])]
        return [Cutter(scene, node) for scene, node in places]

    def candidates(self, catalog: Catalog) -> list[Candidate]:
        found: list[Candidate | None] = []
        if self.check is not None:
            found += structural(self.scene, self.check)
            if self.check.code == "cycle":
                found += uncircled(self.scene, self.scene.graph.cycle())
                return ranked(found)
            own = 2.0 if self.check.code == "missing-input" else 0.01
            found += [Candidate(own, fix) for fix in self.check.fixes]
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

    @cached_property
    def marks(self) -> frozenset[Mark]:
        errors = {(each.graph, each.node) for each in self.checks if each.severity == ERROR}
        return frozenset(errors | set(self.refused))

    def is_hidden(self, mark: Mark) -> bool:
        """Whether nothing could be told of a node, since something before it is wrong."""
        name, node_id = mark
        if mark in self.marks:
            return False
        scene = self.scenes.get(name)
        return scene is None or (node_id in scene.graph and not scene.answer(node_id).outputs)

    def is_made_odder(self, left: Seen) -> bool:
        """Whether something is odd then at a node of which it could be told before, too."""
        news = left.oddities - self.oddities
        return any(not self.is_hidden((graph, node)) for _, graph, node in news)

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
