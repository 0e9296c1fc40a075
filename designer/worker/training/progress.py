"""How far a run has come: written by the watching callback, read by all who tell of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.protocol.run import MOST_SAMPLES, MemorySample
from designer.worker.memory import available_bytes
from designer.worker.training.memory_samples import held


@dataclass
class Clock:
    """Seconds of training: they begin with the loop and stand still in a pause."""

    _began: float | None = None
    _stood_still: float = 0.0
    _stopped_at: float | None = None

    @property
    def is_running(self) -> bool:
        return self._began is not None and self._stopped_at is None

    @property
    def seconds(self) -> float:
        """0 before the loop begins."""
        if self._began is None:
            return 0.0
        now = time.perf_counter() if self._stopped_at is None else self._stopped_at
        return now - self._began - self._stood_still

    def start(self) -> None:
        """Begin to count, or go on."""
        now = time.perf_counter()
        if self._began is None:
            self._began = now
        elif self._stopped_at is not None:
            self._stood_still += now - self._stopped_at
        self._stopped_at = None

    def stop(self) -> None:
        """Stand still until `start`."""
        if self.is_running:
            self._stopped_at = time.perf_counter()


@dataclass
class Thinned:
    """Samples in their order; when there are too many, every second one goes."""

    kept: list[MemorySample] = field(default_factory=list)
    _stride: int = 1
    _count: int = 0

    def add(self, sample: MemorySample) -> None:
        if self._count % self._stride == 0:
            self.kept.append(sample)
            if len(self.kept) > MOST_SAMPLES:
                del self.kept[1::2]
                self._stride *= 2
        self._count += 1


@dataclass
class Progress:
    """Epochs count from 0; steps, over the whole run, from 1: 0 is before the first."""

    clock: Clock = field(default_factory=Clock)
    epochs: int = 0
    epoch: int = 0
    step: int = 0
    epochs_done: int = 0
    last_check: float = 0.0
    """`time.monotonic()` of the last moment at which the run heeded its controls."""
    longest_check_s: float = 0.0
    is_nan: bool = False
    is_over: bool = False
    """Nothing is left of the loop that would have to be stopped."""
    history: dict[str, list[float]] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    epoch_samples: list[MemorySample] = field(default_factory=list)
    samples: Thinned = field(default_factory=Thinned)
    notes: list[str] = field(default_factory=list)

    def sample(self) -> MemorySample:
        """What the process holds now, noted."""
        seconds = round(self.clock.seconds, 3)
        sample = MemorySample(seconds, self.step, self.epoch, *held())
        self.samples.add(sample)
        return sample

    def end_epoch(self, logs: Mapping[str, float]) -> MemorySample:
        """Count a whole epoch, and what memory was at its end."""
        self.epochs_done += 1
        self.metrics.update(logs)
        for name, value in logs.items():
            self.history.setdefault(name, []).append(value)
        sample = self.sample()
        self.epoch_samples.append(sample)
        return sample

    def to_json(self) -> dict[str, Any]:
        """The part of the reply that this knows."""
        return {
            "epochs_done": self.epochs_done,
            "steps": self.step,
            "seconds": round(self.clock.seconds, 3),
            "history": {name: list(values) for name, values in self.history.items()},
            "metrics": dict(self.metrics),
            "memory": {
                "epochs": [sample.to_json() for sample in list(self.epoch_samples)],
                "samples": [sample.to_json() for sample in list(self.samples.kept)],
                "available_bytes": available_bytes(),
            },
            "notes": list(self.notes),
        }
