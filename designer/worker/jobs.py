"""A request at work: whether anybody still wants it, and how it tells of its progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.worker.controls import Controls
from designer.worker.failures import Cancelled


def _nobody(name: str, params: Mapping[str, Any]) -> None:
    """Progress of a job that nobody watches."""


def _stay(result: Any) -> None:
    """A job that runs in no process of its own."""


@dataclass
class Job:
    """Handed to every method beside its params."""

    request: int = 0
    tell: Callable[[str, Mapping[str, Any]], None] = field(default=_nobody)
    is_cancelled: bool = False
    controls: Controls = field(default_factory=Controls)
    leave: Callable[[Any], None] = field(default=_stay)
    """Send this as the reply and end the process: for a thread, when the job never will."""

    def check(self) -> None:
        """Call between steps. Raises `Cancelled` when the window has lost interest."""
        if self.is_cancelled:
            raise Cancelled
