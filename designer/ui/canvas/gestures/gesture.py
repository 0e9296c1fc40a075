"""What all gestures have in common: begun by a press, followed by moves, finished or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from designer.graph.nodes import Point

if TYPE_CHECKING:
    from designer.ui.canvas.overlay import Overlay
    from designer.ui.canvas.view import CanvasView

Modifier = Qt.KeyboardModifier


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the mouse is, in the widget and on the canvas, and the keys that are held."""

    x: float
    y: float
    at: Point
    modifiers: Modifier
    on_screen: QPoint

    def holds(self, modifier: Modifier) -> bool:
        return bool(self.modifiers & modifier)


class Gesture:
    """What a hand does with a button held. Nothing of the design changes before `finish`."""

    cursor: Qt.CursorShape | None = None
    pans_at_edges = False
    """Whether the canvas moves along when the pointer is held at an edge."""

    def __init__(self, canvas: CanvasView, start: Pointer) -> None:
        self.canvas = canvas
        self.start = start
        self.reason = ""
        """Why letting go here would do nothing, shown beside the pointer."""

    def begin(self) -> None:
        """The button went down."""

    def drag(self, pointer: Pointer) -> Gesture:
        """The pointer left the place of the press for the first time: who takes over?"""
        return self

    def move(self, pointer: Pointer) -> None:
        """The pointer moved, now or since `drag`."""

    def finish(self, pointer: Pointer, *, dragged: bool) -> None:
        """The button went up; without `dragged` it was a click."""

    def cancel(self) -> None:
        """Escape, or the design changed under the hand: as if nothing had been done."""

    def paint(self, overlay: Overlay) -> None:
        """Show what letting go would do."""
