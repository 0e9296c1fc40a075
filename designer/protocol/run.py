"""The words that a training run and its window share: events, phases, outcomes, samples of memory.

Worker to window go the events named `run_…`, window to worker the `CONTROLS`; what each carries is
told at its name. A run is one request `train`; its reply is described in
docs/decisions/0018-watching-a-run.md.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from designer.protocol.messages import ProtocolError

PHASE = "run_phase"
"""`{"phase"}`: one of `PHASES`, as it begins; that of the model with `anonymous_bytes`, which the
process holds before it is made."""
STARTED = "run_started"
"""`{"epochs", "steps_per_epoch" or None, "batch_size", "samples", "validation_samples",
"data_bytes" of its arrays, "params", "pid", "backend", "device", "outputs": [keys]}`, once, when
the loop begins."""
METRICS = "run_metrics"
"""`{"epoch" from 0, "step" over the whole run from 1, "seconds", "logs": {name: float},
"steps_per_second", "seconds_left"}`, at most ten a second. The last two may be None. Seconds count
from the beginning of the loop, pauses left out."""
EPOCH = "run_epoch"
"""`{"epoch", "step", "seconds", "logs" (with val_…), "memory": sample}`, after each whole epoch."""
MEMORY = "run_memory"
"""`{"samples": [sample, …]}`, about twice a second. Before the loop begins seconds are negative."""
NOTICE = "run_notice"
"""`{"severity": "info" or "warning", "code", "sentence", "node" or None}`."""

DATA_PHASE = "data"
MODEL_PHASE = "model"
FIRST_STEP_PHASE = "first_step"
TRAINING_PHASE = "training"
PAUSED_PHASE = "paused"
SAVING_PHASE = "saving"
PHASES = (
    DATA_PHASE,
    MODEL_PHASE,
    FIRST_STEP_PHASE,
    TRAINING_PHASE,
    PAUSED_PHASE,
    SAVING_PHASE,
)
"""In their order. `paused` comes when a pause has taken hold; `training` follows on resuming."""

PAUSE = "pause"
RESUME = "resume"
STOP = "stop"
STOP_AFTER_EPOCH = "stop_after_epoch"
CONTROLS = (PAUSE, RESUME, STOP, STOP_AFTER_EPOCH)
"""Events to the worker, without params; they act on the run that it is at."""

FINISHED = "finished"
STOPPED = "stopped"
NAN = "nan"
OUTCOMES = (FINISHED, STOPPED, NAN)
"""Of a run that has a reply; all other endings are failures."""

MOST_SAMPLES = 2000
"""How many samples of memory the reply holds at most, evenly thinned."""


class MemorySample(NamedTuple):
    """What the run's process held at one moment."""

    seconds: float
    step: int
    epoch: int
    resident_bytes: int
    anonymous_bytes: int
    """Resident memory that is no file's and shared with nobody: where leaks show."""
    python_bytes: int | None = None
    """In small objects of Python's own allocator, estimated."""
    device_bytes: int | None = None

    def to_json(self) -> list[Any]:
        """A list and not an object: there are thousands of them."""
        return list(self)

    @staticmethod
    def from_json(plain: Any) -> MemorySample:
        """Raises `ProtocolError` when this is not what `to_json` makes."""
        try:
            sample = MemorySample(*plain)
        except TypeError as error:
            raise ProtocolError(f"Not a sample of memory: {plain!r}") from error
        if not all(isinstance(value, (int, float)) for value in sample[:5]):
            raise ProtocolError(f"Not a sample of memory: {plain!r}")
        return sample
