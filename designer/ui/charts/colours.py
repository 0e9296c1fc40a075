"""Colours and strokes of curves. Pure.

The colours are those of Okabe and Ito, made for eyes that tell few colours apart, with light and
dark shades that stand out from the theme's background. Strokes tell what a colour cannot.
"""

from __future__ import annotations

from enum import Enum

_LIGHT = ("#0072b2", "#c44e00", "#00805d", "#a8488a", "#8a6a00", "#2d7fb8", "#4d4d4d", "#7a3fb0")
_DARK = ("#56b4e9", "#ff9a4d", "#2fd3a2", "#f09ac9", "#f0e442", "#9ecbff", "#c8c8c8", "#c3a0f5")


class Stroke(Enum):
    """How a curve is drawn: width and dashes in widths of the line."""

    SOLID = (2.0, ())
    DASHED = (2.0, (5.0, 3.0))
    DOTTED = (2.0, (1.2, 2.2))
    LONG = (1.5, (9.0, 4.0))
    THIN = (1.0, ())
    MIXED = (2.0, (6.0, 2.0, 1.2, 2.0))


def colour(index: int, is_dark: bool) -> str:
    """The colour of the run, or of the metric, of that number, as `#rrggbb`."""
    shades = _DARK if is_dark else _LIGHT
    return shades[index % len(shades)]
