"""Gestures of the hand on the canvas, one class each, and the rule which one a press begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from designer.ui.canvas.geometry import PortHit
from designer.ui.canvas.gestures.cut_wires import CutWires
from designer.ui.canvas.gestures.draw_wire import DrawWire
from designer.ui.canvas.gestures.gesture import Gesture, Modifier, Pointer
from designer.ui.canvas.gestures.menu import AskMenu
from designer.ui.canvas.gestures.pan import Pan
from designer.ui.canvas.gestures.rubber_band import RubberBand
from designer.ui.canvas.gestures.select import SelectNode, SelectWire

if TYPE_CHECKING:
    from designer.ui.canvas.view import CanvasView

__all__ = ["Gesture", "Pointer", "gesture_for"]


def gesture_for(canvas: CanvasView, pointer: Pointer, button: Qt.MouseButton) -> Gesture | None:
    """The gesture that a press begins, by button, keys and what is under the pointer."""
    if button == Qt.MouseButton.MiddleButton:
        return Pan(canvas, pointer)
    if button == Qt.MouseButton.RightButton:
        is_knife = pointer.holds(Modifier.ControlModifier)
        return CutWires(canvas, pointer) if is_knife else AskMenu(canvas, pointer)
    if button != Qt.MouseButton.LeftButton:
        return None
    return Pan(canvas, pointer) if canvas.hands.is_space_held else _with_left(canvas, pointer)


def _with_left(canvas: CanvasView, pointer: Pointer) -> Gesture | None:
    port, node, edge = canvas.things_at(pointer.at)
    if port and pointer.holds(Modifier.AltModifier):
        canvas.break_wires(port)
        return None
    if port:
        return _at_port(canvas, pointer, port)
    if node:
        return SelectNode(canvas, pointer, node)
    return SelectWire(canvas, pointer, edge) if edge else RubberBand(canvas, pointer)


def _at_port(canvas: CanvasView, pointer: Pointer, port: PortHit) -> Gesture:
    """An input with a wire gives the wire's end to the hand; any other port begins a new wire."""
    old = canvas.wire_into(port)
    if old is None:
        return DrawWire(canvas, pointer, port)
    geometry = canvas.sheet.geometry
    start = geometry.form(old.source).output(old.output)
    if start is None:
        return DrawWire(canvas, pointer, port)
    anchor = PortHit(old.source, start, *geometry.port_point(old.source, start))
    return DrawWire(canvas, pointer, anchor, old)
