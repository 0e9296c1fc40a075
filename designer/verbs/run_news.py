"""What a run tells while it runs, for a person at a terminal or as JSON lines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.diagnosis.leaks import Sample
from designer.protocol import Event
from designer.protocol.run import EPOCH, MEMORY, METRICS, NOTICE, PHASE, STARTED
from designer.verbs.designs import say, show

_PHASES = {
    "data": "loading the data",
    "model": "building the model",
    "first_step": "making the first step",
    "saving": "saving the trained model",
}
_BAR = 24
_DRAWN_EVERY_S = 0.1


@dataclass
class RunNews:
    """Hears the events of a run, keeps the samples of its memory, and tells the rest."""

    as_json: bool = False
    samples: list[Sample] = field(default_factory=list)
    started: dict[str, Any] = field(default_factory=dict)
    history: dict[str, list[float]] = field(default_factory=dict)
    last_step: int = 0
    _drawn_at: float = 0.0
    _has_bar: bool = False

    def heard(self, event: Event) -> None:
        params = dict(event.params)
        if self.as_json:
            show(json.dumps({"event": event.name, **params}))
        self._keep(event.name, params)
        if not self.as_json:
            self._tell(event.name, params)

    def end_line(self) -> None:
        """Leave the line of the bar."""
        if self._has_bar:
            sys.stderr.write("\r\x1b[K")
            self._has_bar = False

    def so_far(self) -> dict[str, Any]:
        """What a run that gave no answer had told: the part of an answer that is known."""
        if not self.history:
            return {}
        return {
            "epochs_done": max(map(len, self.history.values())),
            "steps": self.last_step,
            "history": self.history,
            "metrics": {name: values[-1] for name, values in self.history.items()},
        }

    def _keep(self, name: str, params: dict[str, Any]) -> None:
        if name == STARTED:
            self.started = params
        elif name == MEMORY:
            self.samples += map(sample_from, params["samples"])
        elif name == EPOCH:
            self.samples.append(sample_from(params["memory"]))
            self.last_step = params["step"]
            for key, value in params["logs"].items():
                self.history.setdefault(key, []).append(value)

    def _tell(self, name: str, params: dict[str, Any]) -> None:
        if name == PHASE and params["phase"] in _PHASES:
            self._line(f"{_PHASES[params['phase']]}…")
        elif name == STARTED:
            self._line(
                f"training {params['params']:,} parameters on {params['samples'] or '?'} samples, "
                f"{params['epochs']} epochs, {params['backend']} on {params['device']}"
            )
        elif name == NOTICE:
            self._line(f"note: {params['sentence']}")
        elif name == EPOCH:
            self._line(f"epoch {params['epoch'] + 1}: {numbers(params['logs'])}")
        elif name == METRICS and sys.stderr.isatty():
            self._draw(params)

    def _line(self, text: str) -> None:
        self.end_line()
        say(text)

    def _draw(self, params: Mapping[str, Any]) -> None:
        now = time.monotonic()
        if now - self._drawn_at < _DRAWN_EVERY_S:
            return
        self._drawn_at = now
        epochs, steps = self.started.get("epochs"), self.started.get("steps_per_epoch")
        whole = epochs * steps if epochs and steps else 0
        done = min(1.0, params["step"] / whole) if whole else 0.0
        bar = ("█" * round(done * _BAR)).ljust(_BAR, "░") if whole else ""
        left = params.get("seconds_left")
        words = [
            f"{bar} epoch {params['epoch'] + 1}/{epochs}, step {params['step']}",
            numbers(params["logs"]),
            f"{params['steps_per_second']:.0f} steps/s" if params.get("steps_per_second") else "",
            f"{left:.0f} s left" if left is not None else "",
        ]
        sys.stderr.write("\r\x1b[K" + "  ".join(filter(None, words))[:160])
        sys.stderr.flush()
        self._has_bar = True


def sample_from(plain: list[Any]) -> Sample:
    """A sample of memory as it comes over the wire."""
    return Sample(plain[0], plain[1], plain[2], plain[4])


def numbers(values: Mapping[str, float]) -> str:
    """`loss 0.3125, accuracy 0.91`."""
    return ", ".join(f"{name} {value:.4g}" for name, value in values.items())
