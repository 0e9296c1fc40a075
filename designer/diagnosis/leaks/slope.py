"""A slope that outliers do not move, with an interval that is honest about few points. Pure.

Theil-Sen: the median of the slopes between all pairs of points; its interval from the distribution
of Kendall's tau (Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_Z = 1.96
"""Standard deviations of a two-sided interval of 95 %."""
_DEPENDENCE = 1.25
"""Memory at one moment resembles memory at the moment before: the interval is widened."""


@dataclass(frozen=True, slots=True)
class Slope:
    """Per unit of x; `low` and `high` bound it."""

    value: float
    low: float
    high: float


def slope_of(xs: Sequence[float], ys: Sequence[float]) -> Slope:
    """The slope through points whose xs rise; at least two."""
    pairs = sorted(
        (ys[later] - ys[first]) / (xs[later] - xs[first])
        for first in range(len(xs))
        for later in range(first + 1, len(xs))
    )
    count = len(xs)
    spread = math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    reach = _Z * _DEPENDENCE * spread
    low = max(0, math.floor((len(pairs) - reach) / 2))
    high = min(len(pairs) - 1, math.ceil((len(pairs) + reach) / 2))
    return Slope(median(pairs), pairs[low], pairs[high])
