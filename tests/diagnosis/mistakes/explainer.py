"""What the designer says of a design, asked of one worker that stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.catalog.table import shipped_catalog
from designer.graph.design import Design
from designer.graph.problems import Problem
from designer.session.explaining import Explaining
from designer.session.trying import asked_of
from tests.real_worker import RealWorker


class Explainer:
    """Explanations, with a worker of their own."""

    def __init__(self) -> None:
        self._worker = RealWorker()
        self._explaining = Explaining(shipped_catalog(), asked_of(self._worker.ask))

    def problems(self, design: Design) -> tuple[Problem, ...]:
        return self._explaining.problems(design)

    def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        return self._worker.ask(method, params)

    def close(self) -> None:
        self._worker.stop()
