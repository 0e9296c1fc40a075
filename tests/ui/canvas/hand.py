"""What a hand does on a canvas, as real events."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.ui.canvas.view import CanvasView

LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
NONE, SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def press(canvas: CanvasView, at: QPoint, keys: Qt.KeyboardModifier = NONE, button=LEFT) -> None:
    QTest.mousePress(canvas, button, keys, at)


def move(canvas: CanvasView, *places: QPoint) -> None:
    for place in places:
        QTest.mouseMove(canvas, place)


def hover(canvas: CanvasView, at: QPoint) -> None:
    """Come to a place from beside it: no event tells of a mouse that is where it was."""
    move(canvas, at + QPoint(3, 3), at)


def release(canvas: CanvasView, at: QPoint, keys: Qt.KeyboardModifier = NONE, button=LEFT) -> None:
    QTest.mouseRelease(canvas, button, keys, at)


def drag(
    canvas: CanvasView,
    start: QPoint,
    end: QPoint,
    keys: Qt.KeyboardModifier = NONE,
    button=LEFT,
) -> None:
    """Press, move in three steps, release."""
    press(canvas, start, keys, button)
    move(canvas, start + QPoint(14, 3), (start + end) / 2, end)
    release(canvas, end, keys, button)


def click(canvas: CanvasView, at: QPoint, keys: Qt.KeyboardModifier = NONE, button=LEFT) -> None:
    QTest.mouseClick(canvas, button, keys, at)


def double_click(canvas: CanvasView, at: QPoint) -> None:
    """As a mouse does it: press, release, the second press, release."""
    QTest.mouseClick(canvas, LEFT, NONE, at)
    QTest.mouseDClick(canvas, LEFT, NONE, at)


def press_twice(canvas: CanvasView, at: QPoint) -> None:
    """A click, and the quick second press of a double click, still held."""
    QTest.mouseClick(canvas, LEFT, NONE, at)
    place, on_screen = QPointF(at), QPointF(canvas.mapToGlobal(at))
    kind = QEvent.Type.MouseButtonDblClick
    QApplication.sendEvent(canvas, QMouseEvent(kind, place, on_screen, LEFT, LEFT, NONE))


def key(canvas: CanvasView, which: Qt.Key, keys: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(canvas, which, keys)


def turn_wheel(
    canvas: CanvasView, at: QPoint, notches: int, keys: Qt.KeyboardModifier = NONE
) -> None:
    place = QPointF(at)
    event = QWheelEvent(
        place,
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)
