"""Pan: the canvas follows the hand."""

from __future__ import annotations

from PySide6.QtCore import Qt

from designer.ui.canvas.gestures.gesture import Gesture, Pointer


class Pan(Gesture):
    """Middle button, or left button with Space held."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def begin(self) -> None:
        self._last = self.start

    def move(self, pointer: Pointer) -> None:
        self.canvas.pan(pointer.x - self._last.x, pointer.y - self._last.y)
        self._last = pointer
