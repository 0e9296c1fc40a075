"""The curves of wires as numbers, for hit tests: the painter draws the same cubics. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

BEND_LEAST, BEND_MOST = 28.0, 170.0
SAMPLES = 24
"""Straight pieces a curve is tested as; 0.4 units off at worst for a wire of 500."""

_T = np.linspace(0.0, 1.0, SAMPLES + 1)
_WEIGHTS = np.stack(((1 - _T) ** 3, 3 * (1 - _T) ** 2 * _T, 3 * (1 - _T) * _T**2, _T**3))


def bends(ends: Numbers) -> Numbers:
    """How far the inner control points of each wire stand off its ends, along x.

    `ends` holds a wire a row: x1, y1, x2, y2. A wire that runs backwards swings out wider the
    further its ends are apart in height.
    """
    across = ends[:, 2] - ends[:, 0]
    back = np.abs(across) / 2 + np.abs(ends[:, 3] - ends[:, 1]) / 3
    reach = np.where(across >= 0, across, back)
    return np.clip(reach * 0.5, BEND_LEAST, BEND_MOST)


def hulls(ends: Numbers) -> Numbers:
    """A rectangle around each curve: left, top, right, bottom."""
    bend = bends(ends)
    left = np.minimum(ends[:, 0], ends[:, 2] - bend)
    right = np.maximum(ends[:, 2], ends[:, 0] + bend)
    top = np.minimum(ends[:, 1], ends[:, 3])
    return np.stack((left, top, right, np.maximum(ends[:, 1], ends[:, 3])), axis=1)


def sampled(ends: Numbers) -> Numbers:
    """Points along each curve: wires by samples by (x, y)."""
    bend = bends(ends)
    xs = np.stack((ends[:, 0], ends[:, 0] + bend, ends[:, 2] - bend, ends[:, 2]), axis=1)
    ys = np.stack((ends[:, 1], ends[:, 1], ends[:, 3], ends[:, 3]), axis=1)
    return np.stack((xs @ _WEIGHTS, ys @ _WEIGHTS), axis=2)


def distances(ends: Numbers, x: float, y: float) -> Numbers:
    """How far a point is from each curve."""
    points = sampled(ends)
    start, step = points[:, :-1], np.diff(points, axis=1)
    away = np.array((x, y)) - start
    length = np.maximum((step**2).sum(axis=2), 1e-12)
    share = np.clip((away * step).sum(axis=2) / length, 0.0, 1.0)
    gap = away - share[:, :, None] * step
    result: Numbers = np.sqrt((gap**2).sum(axis=2).min(axis=1))
    return result


def crossed(ends: Numbers, x1: float, y1: float, x2: float, y2: float) -> NDArray[np.bool_]:
    """Which curves a straight cut from one point to another goes through."""
    points = sampled(ends)
    cut = np.array((x2 - x1, y2 - y1))
    side = _cross(cut, points - np.array((x1, y1)))
    changes = side[:, :-1] * side[:, 1:] <= 0
    step = np.diff(points, axis=1)
    begin = _cross(step, np.array((x1, y1)) - points[:, :-1])
    end = _cross(step, np.array((x2, y2)) - points[:, :-1])
    return np.asarray((changes & (begin * end <= 0)).any(axis=1), np.bool_)


def _cross(a: Numbers, b: Numbers) -> Numbers:
    product: Numbers = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return product
