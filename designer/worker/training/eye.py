"""The seam for evidence of leaks: what is gathered while a run runs, where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol


class Eye(Protocol):
    """What has been seen since it was opened."""

    def evidence(self) -> list[Any]:
        """Plain values, for the reply."""

    def retraces(self) -> int:
        """How often a compiled function was traced again."""

    def callbacks(self) -> list[Any]:
        """Callbacks that the run is given for it."""


class Closed:
    """Sees nothing and costs nothing."""

    def evidence(self) -> list[Any]:
        return []

    def retraces(self) -> int:
        return 0

    def callbacks(self) -> list[Any]:
        return []


def eye_for(params: Mapping[str, Any]) -> AbstractContextManager[Eye]:
    """What watches this run for the causes of leaks."""
    if not params.get("eye"):
        return nullcontext(Closed())
    from designer.worker.eye.evidence import watching_evidence

    return watching_evidence()
