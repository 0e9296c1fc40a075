"""Placing nodes: palette drags, the search, the keyboard, the verbs of the window."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.graph.nodes import InputNode, LayerNode
from designer.ui.canvas.drops import LAYER_MIME
from designer.ui.panels.palette_model import LAYER_MIME as PALETTE_MIME
from tests.ui.canvas.canvas_designs import two_branch, wire
from tests.ui.canvas.hand import LEFT, NONE, double_click, hover, key

COPY = Qt.DropAction.CopyAction
DENSE = "keras.layers.Dense"


@pytest.fixture
def canvas(canvas_of):
    return canvas_of(two_branch(), zoom=0.8)


def layer_data(path: str) -> QMimeData:
    data = QMimeData()
    data.setData(LAYER_MIME, QByteArray(path.encode()))
    return data


def carry(canvas, data: QMimeData, place: QPoint) -> QDragMoveEvent:
    QApplication.sendEvent(canvas, QDragEnterEvent(place, COPY, data, LEFT, NONE))
    event = QDragMoveEvent(place, COPY, data, LEFT, NONE)
    QApplication.sendEvent(canvas, event)
    return event


def drop(canvas, path: str, place: QPoint) -> None:
    data = layer_data(path)
    carry(canvas, data, place)
    QApplication.sendEvent(canvas, QDropEvent(QPointF(place), COPY, data, LEFT, NONE))


def type_and_enter(canvas, text: str) -> None:
    QTest.keyClicks(canvas.search_box.line, text)
    QTest.keyClick(canvas.search_box.line, Qt.Key.Key_Return)


def test_the_palette_and_the_canvas_speak_of_the_same_thing():
    assert LAYER_MIME == PALETTE_MIME


def test_a_layer_dropped_on_nothing_stands_there_and_is_selected(canvas):
    place = QPoint(300, 600)
    drop(canvas, DENSE, place)
    node = canvas.document.graph.node("n8")
    assert isinstance(node, LayerNode) and node.layer == DENSE
    assert (canvas.title_point("n8") - place).manhattanLength() <= 2
    assert canvas.selection.nodes == {"n8"}
    assert canvas.document.undo_stack.count() == 1


def test_a_layer_dropped_on_a_wire_goes_into_it(canvas):
    drop(canvas, DENSE, canvas.wire_point(wire("n5", "n6")))
    assert {wire("n5", "n8"), wire("n8", "n6")} <= set(canvas.document.graph.edges())
    assert canvas.document.undo_stack.count() == 1


@pytest.mark.parametrize("path", ["input", "output"])
def test_inputs_and_outputs_dropped_on_a_wire_leave_it_alone(canvas, path):
    drop(canvas, path, canvas.wire_point(wire("n5", "n6")))
    assert wire("n5", "n6") in canvas.document.graph.edges()
    assert len(canvas.document.graph) == 8


def test_what_is_no_layer_is_not_taken(canvas):
    data = QMimeData()
    data.setText("Dense")
    place = QPoint(300, 600)
    event = QDragEnterEvent(place, COPY, data, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()


def test_a_drag_shows_where_the_layer_would_land_until_it_leaves(canvas):
    before = canvas.grab().toImage()
    assert carry(canvas, layer_data(DENSE), QPoint(300, 600)).isAccepted()
    assert canvas.grab().toImage() != before
    QApplication.sendEvent(canvas, QDragLeaveEvent())
    assert canvas.grab().toImage() == before


def test_tab_opens_the_search_and_enter_places_what_was_found(canvas):
    hover(canvas, QPoint(300, 600))
    key(canvas, Qt.Key.Key_Tab)
    type_and_enter(canvas, "flat")
    node = canvas.document.graph.node("n8")
    assert isinstance(node, LayerNode) and node.layer == "keras.layers.Flatten"
    assert (canvas.title_point("n8") - QPoint(300, 600)).manhattanLength() <= 2


def test_a_tap_on_space_opens_the_search(canvas):
    key(canvas, Qt.Key.Key_Space)
    assert canvas.search_box.isVisible()


def test_a_double_click_on_nothing_opens_the_search(canvas):
    double_click(canvas, QPoint(300, 600))
    type_and_enter(canvas, "input")
    assert isinstance(canvas.document.graph.node("n8"), InputNode)


def test_a_double_click_on_a_wire_puts_a_layer_into_it(canvas):
    double_click(canvas, canvas.wire_point(wire("n5", "n6")))
    type_and_enter(canvas, "drop")
    assert {wire("n5", "n8"), wire("n8", "n6")} <= set(canvas.document.graph.edges())


def test_a_click_beside_the_search_closes_it(canvas):
    canvas.open_search(QPoint(300, 300))
    QTest.mouseClick(canvas, LEFT, NONE, QPoint(20, 650))
    assert not canvas.search_box.isVisible()


def test_the_search_stays_inside_the_canvas(canvas):
    canvas.open_search(QPoint(canvas.width() - 3, canvas.height() - 3))
    assert canvas.rect().contains(canvas.search_box.geometry())


def test_placing_without_a_selection_puts_the_node_in_the_middle_of_the_view(canvas_of):
    canvas = canvas_of()
    node = canvas.place("input")
    assert (canvas.title_point(node) - canvas.rect().center()).manhattanLength() <= 2


def test_what_is_placed_never_lies_on_another_node(canvas_of):
    canvas = canvas_of()
    for _ in range(3):
        canvas.selection.set()
        canvas.place("input")
    boxes = [canvas.sheet.geometry.rect(node.id) for node in canvas.document.graph.nodes()]
    tops = sorted(top for _, top, _, _ in boxes)
    heights = boxes[0][3] - boxes[0][1]
    assert tops[1] - tops[0] >= heights and tops[2] - tops[1] >= heights


def test_placing_one_after_the_other_makes_a_chain(canvas_of):
    canvas = canvas_of()
    nodes = [canvas.place(path) for path in ("input", DENSE, DENSE, "output")]
    assert [(edge.source, edge.target) for edge in canvas.document.graph.edges()] == list(
        pairwise(nodes)
    )
    assert canvas.document.undo_stack.count() == 4
    assert canvas.rect().contains(canvas.node_center(nodes[-1]))


def test_a_node_placed_behind_one_that_feeds_others_is_not_wired(canvas):
    canvas.selection.set(["n2"])
    node = canvas.place(DENSE)
    assert not canvas.sheet.geometry.wires_of(node)


def test_an_input_is_never_wired_behind_another_node(canvas):
    canvas.selection.set(["n6"])
    canvas.document.disconnect_edges([wire("n6", "n7")])
    node = canvas.place("input")
    assert not canvas.sheet.geometry.wires_of(node)


def test_a_path_that_nobody_knows_is_refused_with_a_sentence(canvas, qtbot):
    with qtbot.waitSignal(canvas.document.refused) as refusal:
        assert canvas.place_dropped("keras.layers.Nonsense", QPoint(300, 600)) == ""
    assert "Nonsense" in refusal.args[0]
    assert len(canvas.document.graph) == 7
