"""A heat map as numbers: which row of the geometry gets which colour, and what is written there.

No Qt. The colours are steps of one scale, so that all boxes of a step are drawn by one call.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.geometry import Geometry, Mask
from designer.ui.sizes import scaled, size_words

BYTES = "B"
"""The unit of numbers that are written as sizes."""
_SHORT_FROM = 1e6
STEPS = 12
NONE = -1
_LOG_FROM = 100.0
"""The largest number by the smallest, from which the scale is logarithmic."""


@dataclass(frozen=True)
class Heat:
    """`steps` has a number from 0 to `STEPS` - 1 for each row, or `NONE`."""

    steps: NDArray[np.int8]
    values: Mapping[str, float]
    unit: str
    low: str
    high: str
    is_log: bool

    def text(self, node: str) -> str:
        """What is written at a node."""
        return quantity(self.values[node], self.unit) if node in self.values else ""


@dataclass(frozen=True)
class Seen:
    """All that the looks inside the model add to a sheet."""

    heat: Heat | None
    flags: Mapping[str, str]
    severe: Mask
    """The rows of nodes whose gradients would spoil the weights; `mild` those of other marks."""
    mild: Mask
    pictures: Mapping[str, Any]
    """A `QImage` by node; nothing here touches it."""
    title: str
    terms: str
    """What was chosen beside the design; empty where nothing was."""


def heat_on(geometry: Geometry, values: Mapping[str, float], unit: str) -> Heat | None:
    """The heat map of these numbers by node; None where there are none on this graph."""
    nodes = [node for node in values if node in geometry]
    numbers = np.array([values[node] for node in nodes], float)
    finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return None
    positive = finite[finite > 0]
    low, high = float(finite.min()), float(finite.max())
    least = max(float(positive.min()), high * 1e-6) if positive.size else low
    is_log = low >= 0 and bool(positive.size) and high / float(positive.min()) > _LOG_FROM
    low = least if is_log else low
    # What is no number is shown as hot as the hottest.
    shares = _shares(np.where(np.isfinite(numbers), numbers, high), low, high, is_log)
    steps = np.full(len(geometry.ids), NONE, np.int8)
    rows = [geometry.row(node) for node in nodes]
    steps[rows] = np.minimum((shares * STEPS).astype(np.int8), STEPS - 1)
    return Heat(steps, values, unit, quantity(low, unit), quantity(high, unit), is_log)


def _shares(numbers: Numbers, low: float, high: float, is_log: bool) -> Numbers:
    if high <= low:
        return np.ones_like(numbers)
    if is_log:
        numbers, low, high = np.log(np.maximum(numbers, low)), math.log(low), math.log(high)
    return np.asarray((numbers - low) / (high - low))


def quantity(value: float, unit: str) -> str:
    """For example `3.2 ms`, `0.015`, `12,345`, `3.86 G`; of bytes `102 MB`."""
    if unit == BYTES:
        return size_words(value)
    if not math.isfinite(value):
        text = "NaN" if math.isnan(value) else "∞"
    elif not unit and abs(value) >= _SHORT_FROM:
        text = scaled(value)
    elif value == int(value) and abs(value) < 1e9:
        text = f"{int(value):,}"
    else:
        text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{text} {unit}" if unit else text
