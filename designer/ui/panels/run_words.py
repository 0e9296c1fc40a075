"""How runs are told of in the window: what they are at, their numbers, what sets them apart."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from designer.catalog.values import source_of
from designer.graph.run_settings import RunSettings
from designer.protocol.run import (
    DATA_PHASE,
    FINISHED,
    FIRST_STEP_PHASE,
    MODEL_PHASE,
    NAN,
    SAVING_PHASE,
    STOPPED,
)
from designer.session.run_record import FAILED, KILLED, LOST, PAUSED, STOPPING, RunRecord
from designer.session.runs import STARTING_PHASE, WAITING_PHASE
from designer.ui.panels.run_fields import values_of
from designer.ui.translation import T

_PHASES: Mapping[str, str] = {
    WAITING_PHASE: T("run", "Waiting for the shapes of the outputs…"),
    STARTING_PHASE: T("run", "Keras is starting…"),
    DATA_PHASE: T("run", "Loading the data…"),
    MODEL_PHASE: T("run", "Building the model…"),
    FIRST_STEP_PHASE: T("run", "Preparing the first step…"),
    SAVING_PHASE: T("run", "Saving the trained model…"),
}
_OUTCOMES: Mapping[str, str] = {
    FINISHED: T("run", "finished"),
    STOPPED: T("run", "stopped"),
    NAN: T("run", "loss became NaN"),
    FAILED: T("run", "failed"),
    LOST: T("run", "process lost"),
    KILLED: T("run", "killed"),
}
_VAL = "val_"
"""How Keras names what it measured on the samples that are held back."""
BAD = (NAN, FAILED, LOST)
"""Outcomes that nobody wanted."""


def translated(text: str) -> str:
    return QCoreApplication.translate("run", text)


def outcome_words(record: RunRecord) -> str:
    """How a run ended, in a word or two; what it is at while it goes on."""
    if record.is_over:
        return translated(_OUTCOMES.get(record.outcome, record.outcome))
    if record.state == PAUSED:
        return translated(T("run", "paused"))
    words = T("run", "stopping") if record.state == STOPPING else T("run", "running")
    return translated(words)


def state_words(record: RunRecord) -> str:
    """What a run is at, or how it ended, in a line."""
    if record.is_over:
        return record.words
    if record.state == STOPPING:
        return translated(T("run", "Stopping…"))
    if record.phase in _PHASES:
        return translated(_PHASES[record.phase])
    words = translated(T("run", "Epoch {epoch} of {epochs}"))
    done = min(record.epochs_done + 1, record.epochs)
    parts = [words.format(epoch=done, epochs=record.epochs)]
    if record.state == PAUSED:
        parts.append(translated(T("run", "paused")))
    elif record.steps_per_second:
        speed = translated(T("run", "{speed:.3g} steps/s"))
        parts.append(speed.format(speed=record.steps_per_second))
    if record.seconds_left is not None and record.state != PAUSED:
        left = translated(T("run", "{time} left"))
        parts.append(left.format(time=time_words(record.seconds_left)))
    return " · ".join(parts)


def metrics_words(metrics: Mapping[str, float], most: int = 6) -> str:
    """`loss 0.231 (val 0.287)   accuracy 0.93`: the loss first, then as they came."""
    names = [name for name in metrics if name.removeprefix(_VAL) == name or name[4:] not in metrics]
    names.sort(key=lambda name: name != "loss")
    return "   ".join(_metric_words(metrics, name) for name in names[:most])


def _metric_words(metrics: Mapping[str, float], name: str) -> str:
    words = f"{name} {number_words(metrics[name])}"
    held_back = metrics.get(_VAL + name)
    return words if held_back is None else f"{words} (val {number_words(held_back)})"


def number_words(number: float) -> str:
    """Three digits, as far as the eye tells numbers apart that change ten times a second."""
    return f"{number:.3g}" if math.isfinite(number) else str(number)


def time_words(seconds: float) -> str:
    """`8 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def difference_words(settings: RunSettings, other: RunSettings) -> str:
    """What is different in the settings of a run: `epochs 20, optimizer SGD(momentum=0.9)`."""
    mine, theirs = values_of(settings), values_of(other)
    found = []
    for name in [*mine, *(each for each in theirs if each not in mine)]:
        if mine.get(name) != theirs.get(name):
            label = name.removeprefix("data.").replace("losses:", "loss ").replace(":", " ")
            found.append(f"{label} {_value_words(mine, name)}")
    return ", ".join(found)


def _value_words(values: Mapping[str, object], name: str) -> str:
    if name not in values:
        return translated(T("run", "as it was"))
    value = values[name]
    text = value if isinstance(value, str) else source_of(value)
    return text.replace("keras.optimizers.", "").replace("keras.callbacks.", "")
