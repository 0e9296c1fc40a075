"""What the designer says of a design, asked of one worker that stays."""

from __future__ import annotations

from designer.catalog.table import shipped_catalog
from designer.codegen import Memo, program_of
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.graph.graph import CycleError
from designer.graph.problems import ERROR, Problem
from designer.session.insides import insides_of, refusals_in
from designer.session.results import program_text
from tests.real_worker import RealWorker


class Explainer:
    """Checks, and what Keras refuses in the worker."""

    def __init__(self) -> None:
        self._worker = RealWorker()

    def problems(self, design: Design) -> tuple[Problem, ...]:
        """Errors first."""
        catalog = shipped_catalog()
        checks = problems_of(design, catalog)
        marked = {(each.graph, each.node) for each in checks if each.severity == ERROR}
        try:
            program = program_of(design, catalog)
        except CycleError:
            return checks
        known = self._worker.shapes(program_text(program))["nodes"]
        memo = Memo()
        insides = insides_of(design, catalog, program, (), known, memo)
        refused = [
            problem
            for problem in refusals_in(design, insides, known)
            if (problem.graph, problem.node) not in marked
        ]
        return tuple(sorted((*checks, *refused), key=lambda each: each.severity != ERROR))

    def close(self) -> None:
        self._worker.stop()
