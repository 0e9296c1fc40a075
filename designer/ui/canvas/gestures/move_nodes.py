"""Move: the selected nodes follow the hand; one alone and unwired can be dropped into a wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from designer.graph.nodes import Edge
from designer.ui.canvas.gestures.gesture import Gesture, Modifier, Pointer
from designer.ui.canvas.moving import Moving

if TYPE_CHECKING:
    from designer.ui.canvas.overlay import Overlay
    from designer.ui.canvas.view import CanvasView

GRID = 24.0


class MoveNodes(Gesture):
    """Shift keeps to the grid, Alt keeps out of wires."""

    cursor = Qt.CursorShape.SizeAllCursor
    pans_at_edges = True

    def __init__(self, canvas: CanvasView, start: Pointer, grabbed: str) -> None:
        super().__init__(canvas, start)
        self._grabbed = grabbed
        self._moving = Moving(canvas.sheet.geometry, canvas.selection.nodes)
        self._wire: Edge | None = None
        canvas.hold(self._moving)

    def move(self, pointer: Pointer) -> None:
        dx, dy = pointer.at[0] - self.start.at[0], pointer.at[1] - self.start.at[1]
        if pointer.holds(Modifier.ShiftModifier) or self.canvas.snaps:
            x, y = self.canvas.sheet.geometry.position(self._grabbed)
            dx, dy = _to_grid(x + dx) - x, _to_grid(y + dy) - y
        self._moving.offset = (dx, dy)
        self._wire = self._wire_under(pointer)
        self.canvas.update()

    def finish(self, pointer: Pointer, *, dragged: bool) -> None:
        self.canvas.hold(None)
        places = self._moving.places()
        document = self.canvas.document
        if self._wire and document.insert_on(self._wire, self._grabbed, places[self._grabbed]):
            return
        if self._moving.offset != (0.0, 0.0):
            document.move(places)

    def cancel(self) -> None:
        self.canvas.hold(None)

    def paint(self, overlay: Overlay) -> None:
        if self._wire:
            overlay.wires([self._wire], self.canvas.ink.accent)

    def _wire_under(self, pointer: Pointer) -> Edge | None:
        geometry = self.canvas.sheet.geometry
        is_loose = len(self._moving.nodes) == 1 and not geometry.wires_of(self._grabbed)
        if not is_loose or pointer.holds(Modifier.AltModifier):
            return None
        form = geometry.form(self._grabbed)
        if not form.inputs or not form.outputs:
            return None
        return geometry.wire_at(*pointer.at, self.canvas.grip(14))


def _to_grid(number: float) -> float:
    return round(number / GRID) * GRID
