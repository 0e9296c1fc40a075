"""What the designer says of a design, asked of one worker that stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.catalog.table import shipped_catalog
from designer.graph.design import Design
from designer.graph.problems import Problem
from designer.protocol import ProgramText
from designer.session.explaining import Explaining
from tests.real_worker import RealWorker


class Explainer:
    """Explanations, with a worker of their own."""

    def __init__(self) -> None:
        self._worker = RealWorker()
        self._explaining = Explaining(shipped_catalog(), self._shapes)

    def _shapes(self, program: ProgramText) -> Mapping[str, Any]:
        nodes: Mapping[str, Any] = self._worker.shapes(program)["nodes"]
        return nodes

    def problems(self, design: Design) -> tuple[Problem, ...]:
        return self._explaining.problems(design)

    def close(self) -> None:
        self._worker.stop()
