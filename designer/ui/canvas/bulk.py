"""Drawing straight from arrays: one call for all lines, rectangles or points of a colour.

PySide has no overload that takes an array, but it has the pointer ones of C++. The rows of these
arrays are laid out as `QLineF`, `QRectF` and `QPointF` are, so a wrapper around the address of the
first row is such a pointer. The array must be contiguous and outlive the call.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

from designer.ui.canvas.curves import Numbers


def draw_lines(painter: QPainter, lines: Numbers) -> None:
    """Straight lines, a row each: x1, y1, x2, y2."""
    kept = _contiguous(lines)
    if len(kept):
        painter.drawLines(_pointer(kept, QLineF), len(kept))


def draw_rects(painter: QPainter, rects: Numbers) -> None:
    """Rectangles, a row each: x, y, width, height."""
    kept = _contiguous(rects)
    if len(kept):
        painter.drawRects(_pointer(kept, QRectF), len(kept))


def _contiguous(array: Numbers) -> Numbers:
    return np.ascontiguousarray(array, np.float64)


def _pointer(array: Numbers, kind: type) -> Any:
    return cast(Any, shiboken6.wrapInstance(array.ctypes.data, kind))
