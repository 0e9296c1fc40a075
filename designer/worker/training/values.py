"""Questions to large arrays, answered slice by slice: no second array of that size is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

_SLICE_BYTES = 32 * 2**20

TEXT_KINDS = "USO"


class Place(NamedTuple):
    """The first of some values: where, and what stands there."""

    sample: int
    column: int | None
    """Of arrays with two axes."""
    value: Any

    def words(self) -> str:
        """For example `-1 in column 3`. Samples are shuffled by then, and their number says
        nothing."""
        column = "" if self.column is None else f" in column {self.column}"
        return f"{self.value:g}{column}"


class Survey(NamedTuple):
    """What is in an array of numbers; least and most leave NaN and infinities out."""

    least: float
    most: float
    not_finite: int
    first_not_finite: Place | None
    is_whole: bool


def has_values(array: Any) -> bool:
    """Whether the values are at hand: not so for the specification of a batch."""
    return isinstance(array, np.ndarray)


def survey(array: Any) -> Survey:
    """Look at all of an array of numbers once."""
    least, most, missing, first, is_whole = np.inf, -np.inf, 0, None, True
    for start, rows in _slices(array):
        if rows.dtype.kind == "f":
            bad = ~np.isfinite(rows)
            count = int(np.count_nonzero(bad))
            if count:
                first = first or _first(rows, bad, start)
                missing += count
                rows = rows[~bad]
            is_whole = is_whole and bool(np.all(rows == np.floor(rows)))
        if rows.size:
            least, most = min(least, float(rows.min())), max(most, float(rows.max()))
    return Survey(least, most, missing, first, is_whole)


def first_where(array: Any, holds: Callable[[Any], Any]) -> Place | None:
    """The first value for which this holds; it is asked of whole slices."""
    for start, rows in _slices(array):
        found = np.asarray(holds(rows))
        if found.any():
            return _first(rows, found, start)
    return None


def _slices(array: Any) -> Iterator[tuple[int, Any]]:
    count = len(array)
    row_bytes = max(1, array.nbytes // max(1, count))
    step = max(1, _SLICE_BYTES // row_bytes)
    for start in range(0, count, step):
        yield start, np.asarray(array[start : start + step])


def _first(rows: Any, found: Any, start: int) -> Place:
    index = np.unravel_index(int(np.argmax(found)), found.shape)
    column = int(index[1]) if found.ndim == 2 and found.shape[1] > 1 else None
    value = rows[index] if rows.shape == found.shape else rows[index[0]]
    return Place(start + int(index[0]), column, value)
