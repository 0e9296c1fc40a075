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

from designer.ui.canvas.geometry import Geometry

STEPS = 12
NONE = -1
_LOG_FROM = 100.0
"""The largest number by the smallest, from which the scale is logarithmic."""


@dataclass(frozen=True)
class Heat:
    """`steps` has a number from 0 to `STEPS` - 1 for each row, or `NONE`."""

    steps: NDArray[np.int8]
    texts: Mapping[str, str]
    low: str
    high: str
    is_log: bool


@dataclass(frozen=True)
class Seen:
    """All that the looks inside the model add to a sheet."""

    heat: Heat | None
    flags: Mapping[str, str]
    pictures: Mapping[str, Any]
    """A `QImage` by node; nothing here touches it."""
    title: str
    is_stale: bool


def heat_on(geometry: Geometry, values: Mapping[str, float], unit: str) -> Heat | None:
    """The heat map of these numbers by node; None where there are none on this graph."""
    known = {node: value for node, value in values.items() if node in geometry}
    finite = [value for value in known.values() if math.isfinite(value)]
    if not finite:
        return None
    positive = [value for value in finite if value > 0]
    low, high = min(finite), max(finite)
    is_log = low >= 0 and bool(positive) and high / min(positive) > _LOG_FROM
    steps = np.full(len(geometry.ids), NONE, np.int8)
    least = max(min(positive), high * 1e-6) if is_log else low
    for node, value in known.items():
        share = _share(value, least, high, is_log)
        steps[geometry.row(node)] = min(int(share * STEPS), STEPS - 1)
    texts = {node: quantity(value, unit) for node, value in known.items()}
    return Heat(steps, texts, quantity(least, unit), quantity(high, unit), is_log)


def _share(value: float, low: float, high: float, is_log: bool) -> float:
    if not math.isfinite(value):
        return 1.0
    if is_log:
        low, high, value = math.log(low), math.log(high), math.log(max(value, low))
    return (value - low) / (high - low) if high > low else 1.0


def quantity(value: float, unit: str) -> str:
    """For example `3.2 ms`, `0.015`, `12,345`."""
    if not math.isfinite(value):
        text = "NaN" if math.isnan(value) else "∞"
    elif value == int(value) and abs(value) < 1e9:
        text = f"{int(value):,}"
    else:
        text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{text} {unit}" if unit else text
