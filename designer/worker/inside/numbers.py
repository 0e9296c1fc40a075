"""What is told of an array: its spread, what of it is zero or no number, a histogram. Pure."""

from __future__ import annotations

from typing import Any

import numpy as np

BINS = 24


def described(array: Any, bins: int = BINS) -> dict[str, Any]:
    """Mean, standard deviation, least and most of the finite values; the shares of zeros and of
    values that are no number; counts between equal edges from least to most."""
    values = np.asarray(array)
    if values.dtype.kind not in "fiub" or not values.size:
        return {"shape": list(values.shape), "dtype": str(values.dtype)}
    flat = values.astype(np.float64, copy=False).reshape(-1)
    finite = flat[np.isfinite(flat)]
    found: dict[str, Any] = {
        "shape": list(values.shape),
        "dtype": str(values.dtype),
        "zero_share": float(np.count_nonzero(flat == 0) / flat.size),
        "nan_share": float(1 - finite.size / flat.size),
    }
    if finite.size:
        least, most = float(finite.min()), float(finite.max())
        # A range that overflows, or a single value, has no equal bins.
        spread = most - least
        counts = np.histogram(finite, bins)[0] if 0 < spread < np.inf else [finite.size]
        found |= {
            "mean": float(finite.mean()),
            "std": float(finite.std()),
            "min": least,
            "max": most,
            "histogram": [int(count) for count in counts],
        }
    return found
