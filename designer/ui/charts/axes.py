"""What a chart counts along its axes, and the units in which it is told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import QCoreApplication

from designer.diagnosis.leaks.verdict import LEAKING, STEADY, TOO_SHORT, WARMING_UP, Verdict
from designer.ui.translation import T


class Along(Enum):
    """What the horizontal axis counts."""

    STEP = T("chart", "Step")
    EPOCH = T("chart", "Epoch")
    TIME = T("chart", "Time")


class Measure(Enum):
    """What the vertical axis measures."""

    NUMBER = T("chart", "Value")
    MEMORY = T("chart", "Memory")


_TIMES = ((1.0, "s"), (60.0, "min"), (3600.0, "h"))
_SIZES = ((1e6, "MB"), (1e9, "GB"))
_FROM = 5
"""So many of a unit, before it is used: 90 s are easier to read than 1.5 min."""


def translated(text: str) -> str:
    return QCoreApplication.translate("chart", text)


def along_unit(along: Along, reach: float) -> tuple[float, str]:
    """The size of the unit in which places are told, and its name; empty where they are counted."""
    return _unit(_TIMES, reach) if along is Along.TIME else (1.0, "")


def measure_unit(measure: Measure, reach: float) -> tuple[float, str]:
    return _unit(_SIZES, reach) if measure is Measure.MEMORY else (1.0, "")


def _unit(units: tuple[tuple[float, str], ...], reach: float) -> tuple[float, str]:
    return next((unit for unit in reversed(units) if reach >= _FROM * unit[0]), units[0])


def place_words(along: Along, place: float) -> str:
    """`Step 1,200`, `Epoch 2.5`, `Time 31.2 s`."""
    if along is Along.TIME:
        size, unit = along_unit(along, abs(place))
        return f"{translated(along.value)} {place / size:,.1f} {unit}"
    number = f"{place:,.0f}" if along is Along.STEP else f"{place:,.2f}".rstrip("0").rstrip(".")
    return f"{translated(along.value)} {number}"


def verdict_words(verdict: Verdict) -> str:
    """`leaking, 14.65 MB an epoch (14.45 to 14.81), memory is full in 2.1 h`."""
    parts = [translated(_VERDICTS[verdict.kind])]
    if verdict.mb_per_epoch is not None:
        words = translated(T("chart", "{mb:.2f} MB an epoch"))
        parts.append(words.format(mb=verdict.mb_per_epoch))
    elif verdict.mb_per_step is not None:
        words = translated(T("chart", "{mb:.4f} MB a step"))
        parts.append(words.format(mb=verdict.mb_per_step))
    if verdict.low is not None and verdict.high is not None:
        between = translated(T("chart", "({low:.2f} to {high:.2f})"))
        parts[-1] += " " + between.format(low=verdict.low, high=verdict.high)
    if verdict.seconds_until_full is not None:
        size, unit = _unit(_TIMES, verdict.seconds_until_full)
        full = translated(T("chart", "memory is full in {time:.1f} {unit}"))
        parts.append(full.format(time=verdict.seconds_until_full / size, unit=unit))
    return ", ".join(parts)


_VERDICTS: Mapping[str, str] = {
    STEADY: T("chart", "steady"),
    WARMING_UP: T("chart", "warming up"),
    LEAKING: T("chart", "leaking"),
    TOO_SHORT: T("chart", "too short to tell"),
}


def value_words(measure: Measure, value: float) -> str:
    """`0.2315`, `1,204 MB`, `nan`."""
    if not math.isfinite(value):
        return str(value)
    if measure is Measure.MEMORY:
        return f"{value / 1e6:,.1f} MB"
    return f"{value:.4g}"
