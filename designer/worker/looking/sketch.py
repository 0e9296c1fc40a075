"""What an array or a column is like, from its values as they come, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

MOST_DISTINCT = 1000
"""More different values than that are not counted."""
_SHOWN = 12
_LONGEST_TEXT = 60


@dataclass
class Sketch:
    """Grows with `add`. `least` and `most` are None for text, and where nothing is finite."""

    name: str
    shape: tuple[int, ...] = ()
    """Of one sample."""
    dtype: str = ""
    count: int = 0
    missing: int = 0
    """NaN, infinities, and what a table leaves empty."""
    least: float | None = None
    most: float | None = None
    _distinct: set[Any] | None = field(default_factory=set)

    def add(self, values: Any) -> None:
        """More samples: an array whose first axis counts them."""
        self.count += len(values)
        if values.dtype.kind in "fc":
            finite = np.isfinite(values)
            self.missing += int(values.size - np.count_nonzero(finite))
            values = values[finite]
        elif values.dtype.kind == "O":
            known = np.array([_is_known(each) for each in values.reshape(-1)], dtype=bool)
            self.missing += int(np.count_nonzero(~known))
            values = np.array([str(each)[:_LONGEST_TEXT] for each in values.reshape(-1)[known]])
        if values.size and values.dtype.kind in "fiub":
            self._widen(float(values.min()), float(values.max()))
        self._count(values)

    def to_json(self) -> dict[str, Any]:
        distinct = self._distinct
        shown = None if distinct is None else sorted(distinct, key=_order)[:_SHOWN]
        return {
            "name": self.name,
            "shape": list(self.shape),
            "dtype": self.dtype,
            "least": self.least,
            "most": self.most,
            "missing": self.missing,
            "distinct": None if distinct is None else len(distinct),
            "values": shown or [],
        }

    def _widen(self, least: float, most: float) -> None:
        self.least = least if self.least is None else min(least, self.least)
        self.most = most if self.most is None else max(most, self.most)

    def _count(self, values: Any) -> None:
        if self._distinct is None or not values.size or values.dtype.kind == "c":
            return
        # A piece that alone has too many need not be sorted as a whole.
        for piece in np.array_split(values.reshape(-1), max(1, values.size // 100_000)):
            self._distinct.update(np.unique(piece).tolist())
            if len(self._distinct) > MOST_DISTINCT:
                self._distinct = None
                return


def _is_known(value: Any) -> bool:
    return value is not None and bool(value == value)


def _order(value: Any) -> tuple[bool, Any]:
    return isinstance(value, (str, bytes)), value
