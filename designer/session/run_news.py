"""What the messages of a run's process change in its record. Pure: one function an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.protocol import Event, Failure
from designer.protocol.run import (
    EPOCH,
    MEMORY,
    METRICS,
    NOTICE,
    PAUSED_PHASE,
    PHASE,
    STARTED,
    MemorySample,
)
from designer.session.run_record import (
    ENDED,
    FAILED,
    PAUSED,
    PREDICTED,
    PREDICTED_LEAST,
    RUNNING,
    STOPPING,
    Notice,
    RunRecord,
)

Params = Mapping[str, Any]


def take_event(record: RunRecord, event: Event) -> bool:
    """Note an event; whether it was one of a run."""
    take = _TAKERS.get(event.name)
    if take is None:
        return False
    take(record, event.params)
    return True


def take_reply(record: RunRecord, result: Params) -> None:
    """Note that the run has come to its end, and what the reply alone knows."""
    record.state, record.outcome = ENDED, str(result["outcome"])
    record.epochs_done = int(result["epochs_done"])
    record.steps, record.seconds = int(result["steps"]), float(result["seconds"])
    record.metrics.update(result["metrics"])
    record.evidence = list(result.get("evidence") or ())
    record.retraces = int(result.get("retraces") or 0)
    record.saved_model = str(result.get("saved") or "")
    record.seconds_left = None


def take_failure(record: RunRecord, failure: Failure) -> None:
    """Note that the run could not be, or could not go on."""
    record.state, record.outcome = ENDED, FAILED
    record.words, record.details = failure.message, failure.details
    record.node = failure.node or ""
    record.seconds_left = None


def _phase(record: RunRecord, params: Params) -> None:
    record.phase = str(params["phase"])
    record.bare_bytes = int(params.get("anonymous_bytes") or record.bare_bytes)
    if record.state != STOPPING:
        record.state = PAUSED if record.phase == PAUSED_PHASE else RUNNING


def _started(record: RunRecord, params: Params) -> None:
    record.about = dict(params)
    is_here = "gpu" not in str(params.get("device")).lower()
    if record.need.peak_bytes and record.bare_bytes and is_here:
        copied = int(params.get("data_bytes") or 0) if record.need.copies_data else 0
        record.about[PREDICTED] = record.bare_bytes + record.need.peak_bytes + copied
        record.about[PREDICTED_LEAST] = record.need.is_least


def _metrics(record: RunRecord, params: Params) -> None:
    _note(record, params)
    record.steps_per_second = params.get("steps_per_second")
    record.seconds_left = params.get("seconds_left")
    record.by_step.add(record.steps, record.seconds, int(params["epoch"]), params["logs"])


def _epoch(record: RunRecord, params: Params) -> None:
    _note(record, params)
    record.epochs_done = int(params["epoch"]) + 1
    record.by_epoch.add(record.steps, record.seconds, int(params["epoch"]), params["logs"])
    sample = MemorySample.from_json(params["memory"])
    record.memory.append(sample)
    record.epoch_memory.append(sample)


def _note(record: RunRecord, params: Params) -> None:
    record.steps, record.seconds = int(params["step"]), float(params["seconds"])
    record.metrics.update(params["logs"])


def _memory(record: RunRecord, params: Params) -> None:
    record.memory += map(MemorySample.from_json, params["samples"])


def _notice(record: RunRecord, params: Params) -> None:
    severity, code, sentence = (str(params[name]) for name in ("severity", "code", "sentence"))
    record.notices.append(Notice(severity, code, sentence, str(params.get("node") or "")))


_TAKERS: Mapping[str, Callable[[RunRecord, Params], None]] = {
    PHASE: _phase,
    STARTED: _started,
    METRICS: _metrics,
    EPOCH: _epoch,
    MEMORY: _memory,
    NOTICE: _notice,
}
