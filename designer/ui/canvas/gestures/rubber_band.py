"""Rubber band: a box dragged over empty canvas selects what it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from designer.ui.canvas.geometry import Rect
from designer.ui.canvas.gestures.gesture import Gesture, Modifier, Pointer

if TYPE_CHECKING:
    from designer.ui.canvas.overlay import Overlay
    from designer.ui.canvas.view import CanvasView


class RubberBand(Gesture):
    """Shift adds to what was selected, Ctrl toggles. A click on empty canvas selects nothing."""

    pans_at_edges = True

    def __init__(self, canvas: CanvasView, start: Pointer) -> None:
        super().__init__(canvas, start)
        self._before = (canvas.selection.nodes, canvas.selection.edges)
        self._area: Rect | None = None

    def move(self, pointer: Pointer) -> None:
        (x1, y1), (x2, y2) = self.start.at, pointer.at
        self._area = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        touched = frozenset(self.canvas.sheet.geometry.nodes_in(self._area))
        nodes, edges = self._before
        if self.start.holds(Modifier.ControlModifier):
            self.canvas.selection.set(nodes ^ touched, edges)
        elif self.start.holds(Modifier.ShiftModifier):
            self.canvas.selection.set(nodes | touched, edges)
        else:
            self.canvas.selection.set(touched)
        self.canvas.update()

    def finish(self, pointer: Pointer, *, dragged: bool) -> None:
        if not dragged and self.start.modifiers == Modifier.NoModifier:
            self.canvas.selection.set()

    def cancel(self) -> None:
        self.canvas.selection.set(*self._before)

    def paint(self, overlay: Overlay) -> None:
        if self._area is None:
            return
        left, top, right, bottom = self._area
        fill = QColor(self.canvas.ink.selection)
        fill.setAlphaF(0.12)
        overlay.box(QRectF(left, top, right - left, bottom - top), fill, self.canvas.ink.selection)
