"""What is known of one run: what it was told, what it told, and how it ended. Pure.

The window's charts and lists read it, and it is stored as JSON beside the design.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from designer.diagnosis.leaks.search import Finding
from designer.diagnosis.leaks.verdict import Verdict
from designer.graph.run_settings import RunSettings
from designer.protocol.run import MemorySample
from designer.storage.codec import value_from_json, value_to_json

WAITING = "waiting"
"""Its process, or what its script is made from, is not there yet."""
RUNNING = "running"
PAUSED = "paused"
STOPPING = "stopping"
ENDED = "ended"

FAILED = "failed"
"""The script, the data or the memory did not allow it."""
LOST = "lost"
"""Its process ended under it."""
KILLED = "killed"
"""The person ended its process."""

PREDICTED = "predicted_peak_bytes"
"""In `RunRecord.about`: what its process was expected to hold at most, where that was known."""
PREDICTED_LEAST = "predicted_is_least"
"""In `RunRecord.about` beside it: whether it is more, but a size is open."""

FORMAT = "kdesign-run"
VERSION = 1
MOST_STORED = 5000
"""Points of each curve in a stored run: a run of a day would be a file of 100 MB otherwise."""

Json = dict[str, Any]


class Need(NamedTuple):
    """What a run is expected to take besides its data, at most."""

    peak_bytes: int = 0
    """0 where that is not known."""
    copies_data: bool = False
    """Whether its loop makes a copy of all arrays."""
    is_least: bool = False
    """Whether it is more, because a size is open or a layer's code is not Keras's."""


@dataclass
class Series:
    """Points in the order in which they came: columns of one length, `nan` where a name has no
    value at a point."""

    steps: list[int] = field(default_factory=list)
    """Over the whole run, from 1."""
    seconds: list[float] = field(default_factory=list)
    epochs: list[int] = field(default_factory=list)
    """From 0."""
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, step: int, seconds: float, epoch: int, logs: Mapping[str, float]) -> None:
        """Put a point at the end."""
        for name in logs:
            if name not in self.values:
                self.values[name] = [math.nan] * len(self.steps)
        self.steps.append(step)
        self.seconds.append(seconds)
        self.epochs.append(epoch)
        for name, column in self.values.items():
            column.append(float(logs.get(name, math.nan)))

    def thinned(self) -> Series:
        """The same, evenly thinned to what a stored run is read off with; the last point stays."""
        places = kept_places(len(self.steps))
        return Series(
            [self.steps[at] for at in places],
            [self.seconds[at] for at in places],
            [self.epochs[at] for at in places],
            {name: [column[at] for at in places] for name, column in self.values.items()},
        )

    def to_json(self) -> Json:
        return {
            "steps": self.steps,
            "seconds": self.seconds,
            "epochs": self.epochs,
            "values": self.values,
        }

    @staticmethod
    def from_json(plain: Mapping[str, Any]) -> Series:
        values = {str(name): list(map(float, each)) for name, each in plain["values"].items()}
        return Series(
            list(map(int, plain["steps"])),
            list(map(float, plain["seconds"])),
            list(map(int, plain["epochs"])),
            values,
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a run told beside its numbers."""

    severity: str
    code: str
    sentence: str
    node: str = ""


@dataclass
class RunRecord:
    """One run. `id` is unique among the runs of a window and never shown."""

    id: str
    name: str
    settings: RunSettings
    design: str = ""
    """What the design was called then."""
    began: str = ""
    """Date and time, ISO 8601."""
    script: str = ""
    line_nodes: Mapping[str, str] = field(default_factory=dict)
    state: str = WAITING
    phase: str = ""
    outcome: str = ""
    """While it is not known, empty; else of `OUTCOMES`, or failed, lost, killed."""
    words: str = ""
    """How it ended, in a sentence."""
    details: str = ""
    """A traceback, or the last lines of its process."""
    node: str = ""
    """The node whose statement failed."""
    about: Json = field(default_factory=dict)
    """What `run_started` told, and `PREDICTED` with `PREDICTED_LEAST`."""
    bare_bytes: int = 0
    """What its process held with the data, before the model; 0 while that is not known."""
    need: Need = field(default_factory=Need)
    """What the model was expected to need."""
    epochs_done: int = 0
    steps: int = 0
    seconds: float = 0.0
    steps_per_second: float | None = None
    seconds_left: float | None = None
    metrics: dict[str, float] = field(default_factory=dict)
    """The latest value of each."""
    by_step: Series = field(default_factory=Series)
    """Of the loss and metrics while an epoch goes on, about ten a second."""
    by_epoch: Series = field(default_factory=Series)
    """At the end of each whole epoch, with those of validation."""
    memory: list[MemorySample] = field(default_factory=list)
    epoch_memory: list[MemorySample] = field(default_factory=list)
    """At the end of each whole epoch."""
    notices: list[Notice] = field(default_factory=list)
    verdict: Verdict | None = None
    """Whether its memory leaks, as far as that can be told yet."""
    finding: Finding | None = None
    """Who leaks, and the cure, where that was looked for; it is not stored."""
    evidence: list[Any] = field(default_factory=list)
    retraces: int = 0
    saved_model: str = ""
    """Where the trained model lies, as long as this window is open."""
    stored: str = ""
    """The file that keeps this run beside its design; empty where none does."""
    proves: str = ""
    """The id of the run that this one repeats with a cure."""

    def expect(self, need: Need) -> None:
        """Take note of what it will need."""
        self.need = need

    @property
    def is_paused(self) -> bool:
        return self.state == PAUSED

    @property
    def can_pause(self) -> bool:
        """Whether it can be paused, or goes on after a pause."""
        return self.state in (RUNNING, PAUSED)

    @property
    def has_begun(self) -> bool:
        """Whether its loop goes on, or did."""
        return bool(self.about)

    @property
    def is_over(self) -> bool:
        return self.state == ENDED

    @property
    def epochs(self) -> int:
        """How many it was to have."""
        return int(self.about.get("epochs") or self.settings.epochs)

    @property
    def part_done(self) -> float:
        """From 0 to 1."""
        per_epoch = self.about.get("steps_per_epoch")
        if per_epoch:
            return min(self.steps / (int(per_epoch) * max(self.epochs, 1)), 1.0)
        return min(self.epochs_done / max(self.epochs, 1), 1.0)

    def to_json(self) -> Json:
        """All that is worth keeping, as plain JSON."""
        return {
            "format": FORMAT,
            "version": VERSION,
            **{name: getattr(self, name) for name in _PLAIN},
            "settings": value_to_json(self.settings.to_values()),
            "verdict": asdict(self.verdict) if self.verdict else None,
            "by_step": self.by_step.thinned().to_json(),
            "by_epoch": self.by_epoch.thinned().to_json(),
            "memory": _thinned(self.memory),
            "epoch_memory": _thinned(self.epoch_memory),
            "notices": [
                [each.severity, each.code, each.sentence, each.node] for each in self.notices
            ],
        }

    @staticmethod
    def from_json(plain: Any, run_id: str) -> RunRecord:
        """The inverse. Raises `ValueError` for what is no run of this format."""
        if not isinstance(plain, dict):
            raise ValueError("This is no stored run.")
        if plain.get("format") != FORMAT or plain.get("version") != VERSION:
            raise ValueError("This is no stored run, or one of another version.")
        try:
            record = RunRecord(
                run_id,
                str(plain["name"]),
                RunSettings.from_values(value_from_json(plain["settings"])),
                by_step=Series.from_json(plain["by_step"]),
                by_epoch=Series.from_json(plain["by_epoch"]),
                memory=[MemorySample.from_json(each) for each in plain["memory"]],
                epoch_memory=[MemorySample.from_json(each) for each in plain["epoch_memory"]],
                verdict=Verdict(**plain["verdict"]) if plain["verdict"] else None,
                notices=[Notice(*map(str, each)) for each in plain["notices"]],
            )
            for name in _PLAIN:
                setattr(record, name, _alike(plain[name], getattr(record, name)))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"This run is stored wrongly: {error}") from error
        record.state = ENDED
        return record


def kept_places(count: int) -> list[int]:
    """Which of so many points a stored run keeps."""
    stride = -(-count // MOST_STORED)
    return sorted({*range(0, count, stride), count - 1}) if count else []


def _thinned(samples: list[MemorySample]) -> list[Any]:
    return [samples[at].to_json() for at in kept_places(len(samples))]


def _alike(value: Any, default: object) -> Any:
    """The value, where it is of the default's type."""
    kinds = (int, float) if isinstance(default, float) else type(default)
    if not isinstance(value, kinds):
        raise TypeError(f"{value!r} is not of the kind of {default!r}")
    return value


_PLAIN = (
    *("name", "design", "began", "script", "line_nodes", "outcome", "words", "details", "node"),
    *("about", "epochs_done", "steps", "seconds", "metrics", "evidence", "retraces"),
)
"""Fields that are JSON as they are."""
