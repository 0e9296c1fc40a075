import pytest
from PySide6.QtCore import QPoint, Qt

from designer.ui.canvas.gestures.move_nodes import GRID
from tests.ui.canvas.canvas_designs import grid, two_branch, wire
from tests.ui.canvas.hand import ALT, CTRL, SHIFT, drag, key, move, press, release


@pytest.fixture
def canvas(canvas_of):
    return canvas_of(two_branch())


def place(canvas, node):
    return canvas.document.graph.node(node).position


def body(canvas, node):
    """A point of a box away from its title and its ports."""
    return canvas.node_center(node) + QPoint(0, 20)


def test_a_node_follows_the_hand_and_the_move_is_one_step(canvas):
    x, y = place(canvas, "n2")
    drag(canvas, body(canvas, "n2"), body(canvas, "n2") + QPoint(60, -35))
    assert place(canvas, "n2") == (x + 60, y - 35)
    assert canvas.document.undo_stack.count() == 1
    canvas.document.undo_stack.undo()
    assert place(canvas, "n2") == (x, y)
    assert canvas.sheet.geometry.position("n2") == (x, y)


def test_a_move_keeps_to_the_canvas_at_every_zoom(canvas):
    canvas.zoom_to(0.5)
    x, y = place(canvas, "n2")
    drag(canvas, body(canvas, "n2") - QPoint(0, 10), body(canvas, "n2") + QPoint(40, -10))
    assert place(canvas, "n2") == (x + 80, y)


def test_all_selected_nodes_move_and_no_other(canvas):
    canvas.selection.set(["n2", "n3"])
    before = {node: place(canvas, node) for node in ("n1", "n2", "n3", "n4")}
    drag(canvas, body(canvas, "n3"), body(canvas, "n3") + QPoint(0, 50))
    after = {node: place(canvas, node) for node in before}
    assert {node for node in before if before[node] != after[node]} == {"n2", "n3"}
    assert canvas.selection.nodes == {"n2", "n3"}


def test_dragging_a_node_that_is_not_selected_moves_it_alone(canvas):
    canvas.selection.set(["n2"])
    drag(canvas, body(canvas, "n3"), body(canvas, "n3") + QPoint(0, 50))
    assert canvas.selection.nodes == {"n3"}
    assert place(canvas, "n2") == (250.0, 0.0)


def test_nothing_of_the_design_changes_before_the_hand_lets_go(canvas):
    before = place(canvas, "n2")
    start = body(canvas, "n2")
    press(canvas, start)
    move(canvas, start + QPoint(20, 0), start + QPoint(60, 0))
    assert place(canvas, "n2") == before
    assert canvas.grab().width()  # The picture of the nodes in the hand can be painted.
    key(canvas, Qt.Key.Key_Escape)
    release(canvas, start + QPoint(60, 0))
    assert place(canvas, "n2") == before
    assert not canvas.document.undo_stack.count()


def test_shift_keeps_to_the_grid(canvas):
    start = body(canvas, "n2")
    press(canvas, start)
    move(canvas, start + QPoint(20, 0))

    key(canvas, Qt.Key.Key_Shift)
    release(canvas, start + QPoint(31, 17), SHIFT)
    x, y = place(canvas, "n2")
    assert (x % GRID, y % GRID) == (0, 0)
    assert (x, y) == (288.0, 24.0)


def test_an_undo_under_the_hand_ends_the_drag(canvas):
    canvas.document.rename("n2", "other")
    start = body(canvas, "n2")
    press(canvas, start)
    move(canvas, start + QPoint(50, 0), start + QPoint(60, 0))
    canvas.document.undo_stack.undo()
    release(canvas, start + QPoint(60, 0))
    assert place(canvas, "n2") == (250.0, 0.0)


def test_arrow_keys_nudge_and_many_of_them_are_one_step(canvas):
    canvas.selection.set(["n2"])
    x, y = place(canvas, "n2")
    for _ in range(5):
        key(canvas, Qt.Key.Key_Right)
    key(canvas, Qt.Key.Key_Down, SHIFT)
    assert place(canvas, "n2") == (x + 40, y + 48)
    assert canvas.document.undo_stack.count() == 1


def test_arrow_keys_pan_where_nothing_is_selected(canvas):
    before = canvas.on_canvas(QPoint(0, 0))
    key(canvas, Qt.Key.Key_Right)
    assert canvas.on_canvas(QPoint(0, 0))[0] > before[0]
    assert not canvas.document.undo_stack.count()


@pytest.fixture
def loose(canvas):
    """A node without wires, low on the canvas."""
    node = canvas.document.add_node("keras.layers.Dropout", (250.0, 420.0))
    assert node
    canvas.fit()
    canvas.zoom_to(0.8)
    return node


def test_a_loose_node_dropped_on_a_wire_goes_into_it_as_one_step(canvas, loose):
    steps = canvas.document.undo_stack.count()
    drag(canvas, canvas.title_point(loose), canvas.wire_point(wire("n5", "n6")))
    edges = set(canvas.document.graph.edges())
    assert wire("n5", "n6") not in edges
    assert {wire("n5", loose), wire(loose, "n6")} <= edges
    assert canvas.document.undo_stack.count() == steps + 1


def test_alt_keeps_a_node_out_of_the_wire(canvas, loose):
    start, end = canvas.title_point(loose), canvas.wire_point(wire("n5", "n6"))
    press(canvas, start)
    move(canvas, (start + end) / 2)
    release(canvas, end, ALT)
    assert wire("n5", "n6") in canvas.document.graph.edges()
    assert place(canvas, loose) != (250.0, 420.0)


def test_a_node_that_has_wires_goes_into_no_other(canvas):
    drag(canvas, canvas.title_point("n2"), canvas.wire_point(wire("n5", "n6")))
    assert wire("n5", "n6") in canvas.document.graph.edges()


def test_a_drag_held_at_the_edge_brings_more_of_the_canvas(canvas, qtbot):
    left = canvas.on_canvas(QPoint(0, 0))[0]
    start = body(canvas, "n2")
    press(canvas, start)
    move(canvas, start + QPoint(20, 0), QPoint(canvas.width() - 2, start.y()))
    qtbot.waitUntil(lambda: canvas.on_canvas(QPoint(0, 0))[0] > left + 60)
    release(canvas, QPoint(canvas.width() - 2, start.y()))
    x, _ = place(canvas, "n2")
    assert x > 250 + canvas.width() - 2 - start.x()


def test_many_nodes_can_be_dragged_at_once(canvas_of):
    canvas = canvas_of(grid(300), zoom=0.4)
    canvas.select_all()
    node = canvas.sheet.geometry.nodes_in(canvas.camera.view)[0]
    x, y = place(canvas, node)
    drag(canvas, canvas.node_center(node), canvas.node_center(node) + QPoint(40, 20))
    assert place(canvas, node) == pytest.approx((x + 100, y + 50))
    assert canvas.document.undo_stack.count() == 1


def test_a_node_that_ctrl_took_out_of_the_selection_is_not_dragged(canvas):
    canvas.selection.set(["n2", "n3"])
    drag(canvas, body(canvas, "n2"), body(canvas, "n2") + QPoint(50, 0), CTRL)
    assert canvas.selection.nodes == {"n3"}
    assert not canvas.document.undo_stack.count()


def test_a_dragged_node_leaves_its_old_place_empty_and_is_seen_under_the_hand(canvas_of):
    canvas = canvas_of(two_branch())
    canvas.document.add_node("keras.layers.Dropout", (700.0, 420.0))
    node = "n8"
    canvas.reveal(node)
    here, there = canvas.title_point(node), canvas.title_point(node) + QPoint(0, -150)
    empty = canvas.grab().toImage().pixelColor(there)
    box = canvas.grab().toImage().pixelColor(here + QPoint(60, 4))
    press(canvas, here)
    move(canvas, here - QPoint(0, 20), there)
    image = canvas.grab().toImage()
    release(canvas, there)
    assert image.pixelColor(there + QPoint(60, 4)) == box
    assert image.pixelColor(here + QPoint(60, 4)) != box
    assert empty != box
