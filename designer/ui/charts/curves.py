"""What a chart draws, and the arithmetic between a run's points and the pixels. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from designer.ui.charts.colours import Stroke

Numbers = npt.NDArray[np.float64]
Connected = npt.NDArray[np.int32]


class Column:
    """Numbers that grow at their end without being copied each time."""

    def __init__(self) -> None:
        self._room: Numbers = np.empty(256)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def numbers(self) -> Numbers:
        return self._room[: self._count]

    def extend(self, more: Sequence[float] | Numbers) -> None:
        needed = self._count + len(more)
        if needed > len(self._room):
            room: Numbers = np.empty(max(needed, 2 * len(self._room)))
            room[: self._count] = self.numbers
            self._room = room
        self._room[self._count : needed] = more
        self._count = needed

    def clear(self) -> None:
        self._count = 0


@dataclass(eq=False)
class Curve:
    """One line of a chart. `key` is unique in it, `colour` an index into the palette."""

    key: str
    run: str
    name: str
    colour: int
    stroke: Stroke
    has_dots: bool = False
    """Whether each point is marked: where there are few, at the ends of epochs."""
    is_smoothed: bool = True
    is_at_first: bool = True
    """Whether it is drawn before the person says so."""
    x: Column = field(default_factory=Column)
    y: Column = field(default_factory=Column)

    @property
    def title(self) -> str:
        return f"{self.run} · {self.name}" if self.run else self.name

    def extend(self, x: Sequence[float] | Numbers, y: Sequence[float] | Numbers) -> None:
        """Put points at the end; x must not fall."""
        self.x.extend(x)
        self.y.extend(y)


def thinned(x: Numbers, y: Numbers, left: float, right: float, columns: int) -> tuple[Numbers, ...]:
    """The points between two ends, no more than four a column of pixels: first, lowest, highest and
    last, so that no peak is lost. One point beyond each end stays, and gaps (`nan`) stay gaps."""
    begin = max(int(np.searchsorted(x, left)) - 1, 0)
    end = min(int(np.searchsorted(x, right, side="right")) + 1, len(x))
    x, y = x[begin:end], y[begin:end]
    if len(x) <= 4 * max(columns, 1):
        return x, y
    size = -(-len(x) // columns)
    whole = len(x) // size * size
    rows = y[:whole].reshape(-1, size)
    gaps = np.isnan(rows)
    starts = np.arange(0, whole, size)
    lowest = starts + np.where(gaps, np.inf, rows).argmin(axis=1)
    highest = starts + np.where(gaps, -np.inf, rows).argmax(axis=1)
    holes = starts[gaps.any(axis=1)] + gaps[gaps.any(axis=1)].argmax(axis=1)
    picked = np.concatenate([starts, lowest, highest, starts + size - 1, holes])
    chosen = np.unique(np.concatenate([picked, np.arange(whole, len(x))]))
    return x[chosen], y[chosen]


def dashed(
    x: Numbers, y: Numbers, per_pixel: float, dashes: Sequence[float]
) -> tuple[Numbers, Numbers, Connected]:
    """The points with those between which dashes begin and end, and for each whether a line goes
    from it to the next. `per_pixel` is how much of x is a pixel, `dashes` how many pixels are drawn
    and left out in turn. Qt's own dashes of a curve take 100 times as long to paint."""
    edges = np.cumsum([0.0, *dashes]) * per_pixel
    period = float(edges[-1])
    if (
        len(x) < 2
        or not np.isfinite(period)
        or period <= 0
        or (x[-1] - x[0]) / period > MOST_DASHES
    ):
        return x, y, np.ones(len(x), dtype=np.int32)
    turns = np.arange(np.floor(x[0] / period), np.floor(x[-1] / period) + 1) * period
    bounds_of_dashes = (turns[:, None] + edges[None, :-1]).ravel()
    inner = bounds_of_dashes[(bounds_of_dashes > x[0]) & (bounds_of_dashes < x[-1])]
    all_x = np.union1d(x, inner)
    all_y = np.interp(all_x, x, y)
    middles = (all_x[:-1] + all_x[1:]) / 2
    part = np.searchsorted(edges[1:], middles % period, side="right")
    is_drawn = (part % 2 == 0) & np.isfinite(all_y[:-1]) & np.isfinite(all_y[1:])
    return all_x, np.nan_to_num(all_y), np.append(is_drawn, False).astype(np.int32)


MOST_DASHES = 20_000
"""More are not told from a line."""


def smoothed(y: Numbers, width: int) -> Numbers:
    """The mean of the last `width` points up to each; gaps stay gaps and count for nothing."""
    if width <= 1 or not len(y):
        return y
    is_there = np.isfinite(y)
    ones = np.ones(width)
    # Huge values meet only their neighbours here; a running sum would lose all that come later.
    with np.errstate(over="ignore", invalid="ignore"):
        total = np.convolve(np.where(is_there, y, 0.0), ones)[: len(y)]
        count = np.convolve(is_there.astype(float), ones)[: len(y)]
        mean = total / np.maximum(np.round(count), 1.0)
    return np.where(is_there, mean, np.nan)


def drawable(y: Numbers, is_log: bool) -> Numbers:
    """What can be drawn: gaps where a value is not finite, or not above 0 on a logarithmic axis."""
    fit = np.isfinite(y)
    if not is_log:
        # Beyond this Qt's transforms overflow.
        return np.where(fit & (np.abs(y) < LARGEST), y, np.nan)
    fit &= y > 0
    return np.where(fit, np.log10(np.where(fit, y, 1.0)), np.nan)


LARGEST = 1e200


def value_at(curve: Curve, x: float) -> tuple[float, float] | None:
    """The point of a curve nearest to a place, as it is; None where the curve does not reach."""
    places = curve.x.numbers
    if not len(places) or x < places[0] or x > places[-1]:
        return None
    after = int(np.searchsorted(places, x))
    before = max(after - 1, 0)
    nearest = before if x - places[before] <= places[after] - x else after
    return float(places[nearest]), float(curve.y.numbers[nearest])


def step_from(curves: Sequence[Curve], x: float, direction: int) -> float | None:
    """The next place to the right (1) or left (-1) at which any curve has a point."""
    found = []
    for curve in curves:
        places = curve.x.numbers
        if direction > 0:
            index = int(np.searchsorted(places, x, side="right"))
        else:
            index = int(np.searchsorted(places, x)) - 1
        if 0 <= index < len(places):
            found.append(float(places[index]))
    return (min(found) if direction > 0 else max(found)) if found else None


def bounds(columns: Sequence[tuple[Numbers, Numbers]]) -> tuple[float, float, float, float] | None:
    """Left, right, lowest and highest of what can be drawn; None where there is nothing."""
    fits = [(x[np.isfinite(y)], y[np.isfinite(y)]) for x, y in columns]
    fits = [(x, y) for x, y in fits if len(x)]
    if not fits:
        return None
    return (
        min(float(x.min()) for x, _ in fits),
        max(float(x.max()) for x, _ in fits),
        min(float(y.min()) for _, y in fits),
        max(float(y.max()) for _, y in fits),
    )
