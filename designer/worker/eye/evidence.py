"""All that an open eye notes, and what it tells at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import keras

from designer.worker.eye.kept import Kept
from designer.worker.eye.kernels import Kernels, noting_kernels
from designer.worker.eye.makings import Makings, noting_makings
from designer.worker.eye.places import Place
from designer.worker.eye.traces import Traces, noting_traces

FIRST_STEPS = 5
"""What happens in them belongs to the beginning of every run."""
_OFTEN = 0.2
"""Evidence is what happens at least at every fifth step, or often in all."""
_OFTEN_IN_ALL = 8


@dataclass
class Evidence:
    """Counts since the first steps were over. `tick` is told of every step."""

    kernels: Kernels = field(default_factory=Kernels)
    traces: Traces = field(default_factory=Traces)
    makings: Makings = field(default_factory=Makings)
    kept: Kept = field(default_factory=Kept)
    steps: int = 0
    _next_look: int = 40
    _found: list[dict[str, Any]] | None = None

    def tick(self) -> None:
        self.steps += 1
        if self.steps == FIRST_STEPS:
            for each in (self.kernels, self.traces, self.makings, self.kept):
                each.start_afresh()
        elif self.steps == self._next_look:
            self._next_look *= 2
            self.kept.look(self.steps - FIRST_STEPS)

    def callbacks(self) -> list[keras.callbacks.Callback]:
        """What a run is given, so that the eye counts its steps."""
        return [_Ticker(self)]

    def evidence(self) -> list[dict[str, Any]]:
        """Plain records, the heaviest first; as they were at `finish`."""
        return self.finish()

    def finish(self) -> list[dict[str, Any]]:
        """Look for the last time, while the loop's own variables are still there."""
        if self._found is None:
            self._found = self._records()
        return self._found

    def _records(self) -> list[dict[str, Any]]:
        counted = max(0, self.steps - FIRST_STEPS)
        if counted == 0:
            return []
        found: list[dict[str, Any]] = []
        for each in (self.kernels, self.traces, self.makings, self.kept):
            found += each.records(counted)
        often = [
            record
            for record in found
            if record["count"] >= _OFTEN * counted or record["count"] >= _OFTEN_IN_ALL
        ]
        often.sort(key=lambda record: -record["estimated_bytes_per_step"])
        return [_plain(record, counted) for record in often]

    def retraces(self) -> int:
        return self.traces.count()


class _Ticker(keras.callbacks.Callback):  # type: ignore[misc]
    def __init__(self, evidence: Evidence) -> None:
        super().__init__()
        self._evidence = evidence
        self.async_safe = True

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._evidence.tick()

    def on_train_end(self, logs: Any = None) -> None:
        self._evidence.finish()


def _plain(record: dict[str, Any], steps: int) -> dict[str, Any]:
    place: Place = record.pop("place")
    return {
        **record,
        "steps": steps,
        "file": place.file,
        "line": place.line,
        "function": place.function,
        "layer": place.layer,
        "layer_class": place.layer_class,
        "function_line": place.function_line,
    }


@contextmanager
def watching_evidence() -> Iterator[Evidence]:
    """While this is open, causes of leaks are noted."""
    evidence = Evidence()
    with ExitStack() as stack:
        stack.enter_context(noting_makings(evidence.makings))
        if keras.backend.backend() == "tensorflow":
            stack.enter_context(noting_kernels(evidence.kernels))
            stack.enter_context(noting_traces(evidence.traces))
        yield evidence
