"""From mouse, wheel and keys to gestures and verbs: what a hand does on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

from designer.graph.nodes import Edge
from designer.ui.canvas.geometry import PortHit
from designer.ui.canvas.gestures import Gesture, Pointer, gesture_for
from designer.ui.canvas.viewport import ZOOM_STEP

if TYPE_CHECKING:
    from designer.ui.canvas.view import CanvasView

Hover = tuple[PortHit | None, str, Edge | None]
NOTHING: Hover = (None, "", None)

_NOTCH = 120.0
_EDGE = 12.0
_EDGE_PUSH = 14.0
_EDGE_MS = 16
_NUDGE, _FAR_NUDGE = 8.0, 48.0

KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+A", "select_all"),
    ("Ctrl+C", "copy"),
    ("Ctrl+X", "cut"),
    ("Ctrl+V", "paste"),
    ("Ctrl+D", "duplicate"),
    ("Del", "delete"),
    ("Backspace", "delete"),
    ("Shift+Del", "delete_plainly"),
    ("F2", "rename_selected"),
    ("Home", "fit"),
    ("F", "fit_selection"),
    ("Ctrl++", "zoom_in"),
    ("Ctrl+=", "zoom_in"),
    ("Ctrl+-", "zoom_out"),
    ("Ctrl+0", "zoom_reset"),
    ("Tab", "open_search"),
    ("Return", "enter_selected"),
    ("Ctrl+Return", "enter_selected"),
    ("Alt+Up", "leave_block"),
)
"""Keys and the verbs of the canvas. A window whose actions take the same keys comes first."""

_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


class Hands:
    """The gesture that is going on, what is under the pointer, and which keys are down."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._verbs = {QKeySequence(key): verb for key, verb in KEYS}
        self.gesture: Gesture | None = None
        self.hover: Hover = NOTHING
        self.at = QPointF()
        """Where the pointer was last seen, in the widget."""
        self.is_inside = False
        """Whether the pointer is over the widget, as far as was seen."""
        self.is_space_held = False
        self._is_tap = False
        """Space went down and nothing was dragged since."""
        self._button = Qt.MouseButton.NoButton
        self._pressed_at = QPointF()
        self._is_dragged = False
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._edge_timer = QTimer(canvas)
        self._edge_timer.setInterval(_EDGE_MS)
        self._edge_timer.timeout.connect(self._pan_at_edge)

    # Mouse

    def press(self, event: QMouseEvent) -> None:
        if self.gesture is not None:
            return
        self._see(event)
        self._is_tap = False
        pointer = self._pointer(event)
        self.gesture = gesture_for(self._canvas, pointer, event.button())
        if self.gesture:
            self._button, self._pressed_at, self._is_dragged = event.button(), self.at, False
            self.gesture.begin()
        self._show_cursor()
        self._canvas.update()

    def move(self, event: QMouseEvent) -> None:
        self._see(event)
        if self.gesture is None:
            self._hover_at(self._pointer(event))
            return
        self._drag(self._pointer(event))
        self._edge_timer.start()

    def release(self, event: QMouseEvent) -> None:
        gesture = self.gesture
        if gesture is None or event.button() != self._button:
            return
        self._see(event)
        pointer = self._pointer(event)
        self._drag(pointer)
        gesture, self.gesture = self.gesture, None
        self._edge_timer.stop()
        if gesture:
            gesture.finish(pointer, dragged=self._is_dragged)
        self._hover_at(self._pointer(event))
        self._show_cursor()
        self._canvas.update()

    def cancel(self) -> bool:
        """End the gesture as if it had not been; false where there is none."""
        gesture, self.gesture = self.gesture, None
        self._edge_timer.stop()
        if gesture:
            gesture.cancel()
            self._show_cursor()
            self._canvas.update()
        return gesture is not None

    def leave(self) -> None:
        """The pointer left the widget."""
        self.is_inside = False
        if self.gesture is None:
            self._set_hover(NOTHING)

    def forget_hover(self) -> None:
        """What was under the pointer may be gone."""
        self._set_hover(NOTHING)

    def _drag(self, pointer: Pointer) -> None:
        """Let the gesture follow, once the pointer has left the place of the press."""
        if self.gesture is None:
            return
        if not self._is_dragged:
            if (self.at - self._pressed_at).manhattanLength() < QApplication.startDragDistance():
                return
            self._is_dragged = True
            self.gesture = self.gesture.drag(pointer)
            self._show_cursor()
        self.gesture.move(pointer)

    def _pan_at_edge(self) -> None:
        """Keep the canvas coming while a drag is held at an edge of the view."""
        if self.gesture is None or not self.gesture.pans_at_edges or not self._is_dragged:
            self._edge_timer.stop()
            return
        room = self._canvas.rect()
        dx = _push(self.at.x(), room.width())
        dy = _push(self.at.y(), room.height())
        if not dx and not dy:
            self._edge_timer.stop()
            return
        self._canvas.pan(dx, dy)
        self._drag(self._pointer_at(self.at))

    # Wheel and keys

    def wheel(self, event: QWheelEvent) -> None:
        """The wheel zooms at the pointer; fingers on a pad, and the wheel with Shift, pan."""
        pixels, notches = event.pixelDelta(), event.angleDelta()
        is_pad = event.device().type() == QPointingDevice.DeviceType.TouchPad
        modifiers, at = event.modifiers(), event.position()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._canvas.pan(notches.y() or notches.x(), 0.0)
        elif is_pad and not pixels.isNull() and not modifiers & Qt.KeyboardModifier.ControlModifier:
            self._canvas.pan(pixels.x(), pixels.y())
        elif notches.y():
            factor = ZOOM_STEP ** (notches.y() / _NOTCH)
            self._canvas.zoom_by(factor, at, more_to_come=True)
        elif notches.x():
            self._canvas.pan(notches.x(), 0.0)
        event.accept()

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers on a pad zoom; whether that was it."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._canvas.zoom_by(1.0 + event.value(), event.position(), more_to_come=True)
        return True

    def ask_menu(self) -> None:
        """Open the menu without a mouse: on the selected node, or in the middle."""
        canvas = self._canvas
        node = canvas.selection.node
        at = canvas.node_center(node) if node else canvas.rect().center()
        canvas.open_menu(self._pointer_at(QPointF(at)))

    def key_down(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            return self.cancel() or self._canvas.step_out()
        if self.gesture is not None and key != Qt.Key.Key_Space:
            return self._follow_modifiers(event)
        if key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if not event.isAutoRepeat():
                self.is_space_held, self._is_tap = True, self.gesture is None
                self._show_cursor()
            return True
        if key in _ARROWS and not event.modifiers() & ~_ARROW_MODIFIERS:
            self._nudge(*_ARROWS[key], event.modifiers())
            return True
        verb = self._verbs.get(QKeySequence(event.keyCombination()))
        if verb:
            getattr(self._canvas, verb)()
        return verb is not None

    def key_up(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            return self._follow_modifiers(event)
        self.is_space_held = False
        self._show_cursor()
        if self._is_tap:
            self._is_tap = False
            self._canvas.open_search()
        return True

    def lose_keyboard(self) -> None:
        """Another widget has the keyboard: no release of Space will come."""
        self.is_space_held = self._is_tap = False
        self._show_cursor()

    def _follow_modifiers(self, event: QKeyEvent) -> bool:
        """Shift or Alt during a drag counts at once, not only with the next move."""
        if self.gesture is None or not self._is_dragged:
            return False
        self._modifiers = event.modifiers()
        self.gesture.move(self._pointer_at(self.at))
        return True

    def _nudge(self, dx: float, dy: float, modifiers: Qt.KeyboardModifier) -> None:
        """Move the selected nodes a little, or the view where none are selected."""
        is_far = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        step = _FAR_NUDGE if is_far else _NUDGE
        nodes = self._canvas.selection.nodes
        if not nodes:
            self._canvas.pan(-dx * _FAR_NUDGE, -dy * _FAR_NUDGE)
            return
        corners = {node: self._canvas.sheet.geometry.position(node) for node in nodes}
        places = {node: (x + dx * step, y + dy * step) for node, (x, y) in corners.items()}
        self._canvas.document.move(places, merge="nudge " + " ".join(sorted(nodes)))

    # Where the hand is

    def _see(self, event: QMouseEvent) -> None:
        self.at, self._modifiers = event.position(), event.modifiers()
        self.is_inside = self._canvas.rect().contains(self.at.toPoint())

    def _pointer(self, event: QMouseEvent) -> Pointer:
        return self._pointer_at(event.position())

    def _pointer_at(self, at: QPointF) -> Pointer:
        canvas = self._canvas
        on_canvas = canvas.camera.to_canvas(at.x(), at.y())
        on_screen = canvas.mapToGlobal(at).toPoint()
        return Pointer(at.x(), at.y(), on_canvas, self._modifiers, on_screen)

    def _hover_at(self, pointer: Pointer) -> None:
        self._set_hover(self._canvas.things_at(pointer.at) if self.is_inside else NOTHING)

    def _set_hover(self, hover: Hover) -> None:
        if hover != self.hover:
            self.hover = hover
            self._show_cursor()
            self._canvas.update()

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if self.gesture and self.gesture.cursor is not None:
            shape = self.gesture.cursor
        elif self.is_space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif self.hover[0]:
            shape = Qt.CursorShape.CrossCursor
        if self._canvas.cursor().shape() != shape:
            self._canvas.setCursor(shape)


_ARROW_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def _push(at: float, size: float) -> float:
    """How fast the canvas moves for a pointer near or beyond an edge."""
    if at < _EDGE:
        return _EDGE_PUSH
    return -_EDGE_PUSH if at > size - _EDGE else 0.0
