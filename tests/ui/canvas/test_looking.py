import math
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QHelpEvent,
    QInputDevice,
    QNativeGestureEvent,
    QPointingDevice,
    QTextDocumentFragment,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from designer.graph.edits import Move
from designer.graph.layout import layered
from designer.ui.canvas import stage
from tests.ui.canvas.canvas_designs import at, attention, grid, two_branch, two_branch_answers, wire
from tests.ui.canvas.hand import CTRL, LEFT, MIDDLE, NONE, SHIFT, drag, hover, key, move, turn_wheel


@pytest.fixture
def canvas(canvas_of):
    return canvas_of(two_branch())


def corner(canvas):
    return canvas.on_canvas(QPoint(0, 0))


def test_the_middle_button_pans(canvas):
    x, y = corner(canvas)
    drag(canvas, QPoint(500, 300), QPoint(440, 350), button=MIDDLE)
    assert corner(canvas) == (x + 60, y - 50)
    assert not canvas.selection.nodes


def test_space_and_a_drag_pan_even_over_a_node(canvas):
    x, y = corner(canvas)
    start = canvas.node_center("n4")
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    drag(canvas, start, start + QPoint(30, 40))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert corner(canvas) == (x - 30, y - 40)
    assert not canvas.search_box.isVisible()
    assert canvas.document.graph.node("n4").position == at(2, 0.5)


def test_the_wheel_zooms_at_the_pointer(canvas):
    place = canvas.node_center("n2")
    before = canvas.on_canvas(place)
    zooms = []
    canvas.zoom_changed.connect(zooms.append)
    turn_wheel(canvas, place, 2)
    assert canvas.camera.zoom == pytest.approx(1.44)
    assert canvas.on_canvas(place) == pytest.approx(before, abs=1)
    assert zooms == [canvas.camera.zoom]


def test_the_wheel_with_shift_pans_sideways(canvas):
    x, y = corner(canvas)
    turn_wheel(canvas, QPoint(300, 300), -1, SHIFT)
    assert corner(canvas) == (x + 120, y)


def test_two_fingers_on_a_pad_zoom(canvas):
    place = QPointF(300, 300)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        place,
        place,
        QPointF(canvas.mapToGlobal(place)),
        0.25,
        QPointF(),
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.camera.zoom == pytest.approx(1.25)


def test_home_shows_all_and_f_the_selection(canvas):
    canvas.zoom_to(3.0)
    key(canvas, Qt.Key.Key_Home)
    left, _, right, _ = canvas.camera.view
    assert left < 0 and right > at(5)[0]
    canvas.selection.set(["n2"])
    key(canvas, Qt.Key.Key_F)
    middle = canvas.on_canvas(canvas.rect().center())
    assert canvas.sheet.geometry.node_at(*middle) == "n2"


def test_keys_zoom(canvas):
    key(canvas, Qt.Key.Key_Minus, CTRL)
    assert canvas.camera.zoom < 1.0
    key(canvas, Qt.Key.Key_0, CTRL)
    assert canvas.camera.zoom == 1.0


@pytest.mark.parametrize("odd", [math.nan, math.inf, 0.0, -1.0])
def test_a_zoom_that_makes_no_sense_leaves_a_canvas_that_works(canvas, odd):
    canvas.zoom_to(odd)
    assert 0 < canvas.camera.zoom < 10
    assert canvas.grab().width()
    canvas.fit()
    assert canvas.sheet.geometry.node_at(*canvas.on_canvas(canvas.node_center("n1"))) == "n1"


def test_a_revealed_node_comes_into_view_and_can_be_read(canvas_of):
    canvas = canvas_of(grid(300), zoom=0.0)
    assert canvas.camera.zoom < 0.3
    canvas.selection.reveal("n299")
    assert canvas.rect().contains(canvas.node_center("n299"))
    assert canvas.camera.zoom == 1.0


def test_a_fitted_design_stays_fitted_when_the_canvas_gets_another_size(canvas):
    canvas.fit()
    canvas.resize(600, 500)
    assert canvas.rect().contains(canvas.node_center("n1"))
    assert canvas.rect().contains(canvas.node_center("n7"))
    canvas.zoom_to(1.5)
    canvas.resize(700, 500)
    assert canvas.camera.zoom == 1.5


def test_a_design_of_which_one_node_is_lost_in_space_can_be_seen_and_worked_on(canvas):
    Move((("n1", (1e15, -1e15)), ("n7", (math.nan, math.inf)))).apply(canvas.document.design)
    canvas.document.replaced.emit()
    assert canvas.grab().width()
    canvas.reveal("n1")
    assert canvas.rect().contains(canvas.node_center("n1"))
    assert canvas.grab().width()


def test_a_canvas_without_size_can_be_painted(canvas):
    canvas.setMinimumSize(0, 0)
    canvas.resize(0, 0)
    canvas.fit()
    canvas.zoom_in()
    canvas.resize(300, 200)
    canvas.fit()
    assert canvas.grab().width() == 300


def test_an_empty_canvas_says_what_to_do(canvas_of):
    canvas = canvas_of()
    empty = canvas.grab().toImage()
    canvas.hint = ""
    assert canvas.grab().toImage() != empty
    canvas.hint = "Drag a layer here"
    canvas.document.add_node("input", (0.0, 0.0))
    shown = canvas.grab().toImage()
    canvas.hint = ""
    canvas.update()
    assert canvas.grab().toImage() == shown


def test_the_pointer_over_a_port_becomes_a_cross(canvas):
    hover(canvas, canvas.port_point("n2", "out"))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    move(canvas, canvas.node_center("n2"))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_what_is_under_the_pointer_is_forgotten_when_the_pointer_leaves(canvas):
    hover(canvas, canvas.node_center("n2"))
    assert canvas.hands.hover[1] == "n2"
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert canvas.hands.hover == (None, "", None)


def test_the_keyboard_leaves_the_canvas_by_shift_and_tab(canvas):
    QTest.keyClick(canvas, Qt.Key.Key_Tab, SHIFT)
    assert not canvas.search_box.isVisible()


def test_a_second_button_during_a_drag_changes_nothing(canvas):
    start = canvas.node_center("n2") + QPoint(0, 20)
    QTest.mousePress(canvas, LEFT, NONE, start)
    move(canvas, start + QPoint(20, 0))
    QTest.mousePress(canvas, MIDDLE, NONE, start + QPoint(20, 0))
    QTest.mouseRelease(canvas, MIDDLE, NONE, start + QPoint(20, 0))
    move(canvas, start + QPoint(50, 0))
    QTest.mouseRelease(canvas, LEFT, NONE, start + QPoint(50, 0))
    assert canvas.document.graph.node("n2").position == (300.0, 0.0)


def test_fingers_on_a_pad_pan_and_with_ctrl_zoom(canvas):
    pad = QPointingDevice(
        "pad",
        7,
        QInputDevice.DeviceType.TouchPad,
        QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.PixelScroll,
        2,
        1,
    )
    x, y = corner(canvas)
    place = QPointF(300, 300)

    def swipe(keys) -> None:
        event = QWheelEvent(
            place,
            QPointF(canvas.mapToGlobal(place)),
            QPoint(12, -30),
            QPoint(24, -60),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.ScrollUpdate,
            False,
            Qt.MouseEventSource.MouseEventNotSynthesized,
            pad,
        )
        QApplication.sendEvent(canvas, event)

    swipe(NONE)
    assert (corner(canvas), canvas.camera.zoom) == ((x - 12, y + 30), 1.0)
    swipe(CTRL)
    assert canvas.camera.zoom < 1.0


def test_a_slow_picture_is_zoomed_coarsely_and_sharp_when_the_wheel_rests(
    canvas, qtbot, monkeypatch
):
    monkeypatch.setattr(stage, "SHARP_MS", 0.0)
    canvas.grab()
    turn_wheel(canvas, QPoint(300, 300), 1)
    coarse = canvas.grab().toImage()
    qtbot.waitUntil(lambda: not canvas.is_zooming)
    sharp = canvas.grab().toImage()
    assert sharp != coarse
    canvas.stage.spoil()
    assert canvas.grab().toImage() == sharp


def test_hovering_tells_the_whole_shape_of_a_wire(canvas):
    canvas.context.session.tell(two_branch_answers())
    place = canvas.wire_point(wire("n1", "n2"))
    ask = QHelpEvent(QEvent.Type.ToolTip, place, canvas.mapToGlobal(place))
    QApplication.sendEvent(canvas, ask)
    told = QTextDocumentFragment.fromHtml(QToolTip.text()).toPlainText()
    assert told == "inputs → dense, inputs\n(None, 784) float32\nbatch, channels"
    QToolTip.hideText()


def test_the_canvas_has_a_name_for_those_who_cannot_see_it(canvas):
    assert canvas.accessibleName() == "Canvas"
    assert "outline" in canvas.accessibleDescription()


def test_a_layout_that_asks_for_heights_leaves_no_box_on_another(canvas_of):
    canvas = canvas_of(attention())
    canvas.document.move(layered(canvas.document.graph, canvas.node_height))
    boxes = sorted(canvas.sheet.geometry.rect(f"n{number}") for number in range(1, 11))
    for one, other in pairwise(boxes):
        assert other[0] > one[2] or other[1] >= one[3] or one[1] >= other[3]
