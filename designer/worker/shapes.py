"""Shapes, dtypes and parameter counts of every node, kept up to date from edit to edit.

Whether the whole can be made a `keras.Model` (unique layer names, outputs that lead back to the
inputs) is not asked here: the graph's own checks say so at once, and `build` asks Keras itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from designer.protocol import FailureKind, ProgramText, changed
from designer.worker.failures import RequestError
from designer.worker.jobs import Job
from designer.worker.preamble import Preamble, make_current, run_preamble
from designer.worker.settings import ORIGINAL, Settings, start_afresh
from designer.worker.shape_walk import Answered, Kept, Walk
from designer.worker.weightless import weightless


@dataclass
class ShapeMemory:
    """What one worker keeps between requests: the executed preamble, and what succeeded."""

    kept: Kept = field(default_factory=Kept)
    preamble: Preamble | None = None
    settings: Settings = ORIGINAL
    program: ProgramText | None = None
    revision: int = 0
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    answered: dict[str, Answered] = field(default_factory=dict)

    def changed(self, base: Any, change: Any) -> ProgramText:
        """The program of that revision with this change.

        Raises `RequestError` with the kind `stale_base` if another revision was answered since.
        """
        if self.program is None or base != self.revision:
            said = f"The worker holds revision {self.revision} and not {base}."
            raise RequestError(FailureKind.STALE_BASE, said)
        return changed(self.program, change)

    def shapes(
        self, program: ProgramText, job: Job, *, is_streamed: bool = False
    ) -> dict[str, Any]:
        """By node its outputs and parameters, or its error, or the nodes that it waits for.

        While it takes long, `shapes_partial` events carry what is known so far; where the answer
        `is_streamed`, it does not repeat that.
        """
        walk = self._walked(program, job)
        self.program, self.nodes, self.answered = program, walk.nodes, walk.answered
        self.revision += 1
        return {
            "revision": self.revision,
            "nodes": {
                node: said
                for node, said in walk.nodes.items()
                if not is_streamed or node not in walk.told
            },
            "preamble": walk.preamble.problems,
            "totals": walk.totals(),
            "executed": walk.executed,
        }

    def what_if(self, program: ProgramText, job: Job) -> dict[str, Any]:
        """As `shapes`, of a program that is tried out: the next change still refers to the program
        that was answered before."""
        walk = self._walked(program, job)
        return {"nodes": walk.nodes, "totals": walk.totals()}

    def news(self, program: ProgramText, job: Job, *, is_streamed: bool = False) -> dict[str, Any]:
        """As `shapes`, but only those nodes of which something else is said than the last time."""
        before = self.nodes
        answer = self.shapes(program, job, is_streamed=is_streamed)
        news = {
            node: said
            for node, said in answer["nodes"].items()
            if said is not before.get(node) and said != before.get(node)
        }
        return {**answer, "nodes": news}

    def _walked(self, program: ProgramText, job: Job) -> Walk:
        preamble = self._run_preamble(program.preamble)
        walk = Walk(program, preamble, self.kept, self.answered, job)
        try:
            with weightless():
                walk.run()
        finally:
            self.kept.trim(len(program.statements))
        return walk

    def _run_preamble(self, source: str) -> Preamble:
        if self.preamble is None or self.preamble.source != source:
            start_afresh()
            with weightless():
                preamble = run_preamble(source)
                self.answered = {}
                self.preamble, self.settings = preamble, Settings.current()
        self.settings.apply()
        make_current(self.preamble.module)
        return self.preamble
