"""Cut: a knife that takes away every wire it goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from designer.graph.nodes import Edge, Point
from designer.ui.canvas.gestures.gesture import Gesture, Pointer

if TYPE_CHECKING:
    from designer.ui.canvas.overlay import Overlay
    from designer.ui.canvas.view import CanvasView


class CutWires(Gesture):
    """Right button with Ctrl held."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: CanvasView, start: Pointer) -> None:
        super().__init__(canvas, start)
        self._path: list[Point] = [start.at]
        self._cut: set[Edge] = set()

    def move(self, pointer: Pointer) -> None:
        geometry = self.canvas.sheet.geometry
        self._cut.update(geometry.wires_crossed(*self._path[-1], *pointer.at))
        self._path.append(pointer.at)
        self.canvas.update()

    def finish(self, pointer: Pointer, *, dragged: bool) -> None:
        if self._cut:
            self.canvas.document.disconnect_edges(sorted(self._cut))

    def paint(self, overlay: Overlay) -> None:
        color = self.canvas.ink.marks["error"]
        overlay.wires(self._cut, color)
        overlay.stroke(self._path, color)
