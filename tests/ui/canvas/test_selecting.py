import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.canvas.canvas_designs import two_branch, wire
from tests.ui.canvas.hand import ALT, CTRL, NONE, SHIFT, click, drag, key, move, press, release

CORNER = QPoint(8, 8)


@pytest.fixture
def canvas(canvas_of):
    return canvas_of(two_branch(), zoom=0.7)


def test_a_click_selects_the_node_alone(canvas):
    canvas.selection.set(["n5", "n6"])
    click(canvas, canvas.node_center("n2"))
    assert canvas.selection.nodes == {"n2"}


def test_shift_adds_and_ctrl_toggles(canvas):
    click(canvas, canvas.node_center("n2"))
    click(canvas, canvas.node_center("n3"), SHIFT)
    click(canvas, canvas.node_center("n5"), CTRL)
    assert canvas.selection.nodes == {"n2", "n3", "n5"}
    click(canvas, canvas.node_center("n3"), CTRL)
    click(canvas, canvas.node_center("n2"), SHIFT)
    assert canvas.selection.nodes == {"n2", "n5"}


def test_a_click_on_one_of_several_selected_nodes_selects_it_alone(canvas):
    canvas.selection.set(["n2", "n3"])
    click(canvas, canvas.node_center("n2"))
    assert canvas.selection.nodes == {"n2"}


def test_a_click_on_a_wire_selects_it_and_on_nothing_selects_nothing(canvas):
    edge = wire("n1", "n2")
    click(canvas, canvas.wire_point(edge))
    assert (canvas.selection.nodes, canvas.selection.edges) == (frozenset(), {edge})
    click(canvas, CORNER)
    assert not canvas.selection.edges


def test_wires_are_added_and_toggled_like_nodes(canvas):
    one, other = wire("n1", "n2"), wire("n1", "n3")
    click(canvas, canvas.wire_point(one))
    click(canvas, canvas.wire_point(other), SHIFT)
    assert canvas.selection.edges == {one, other}
    click(canvas, canvas.wire_point(one), CTRL)
    assert canvas.selection.edges == {other}


def band(canvas, *nodes):
    """Two corners of a box just around some nodes."""
    left, top, right, bottom = canvas.sheet.geometry.bounds(nodes)
    return canvas.in_widget(left - 12, top - 12), canvas.in_widget(right + 12, bottom + 12)


def test_a_box_selects_what_it_touches(canvas):
    drag(canvas, *band(canvas, "n2", "n3"))
    assert canvas.selection.nodes == {"n2", "n3"}


def test_a_box_with_shift_adds_and_with_ctrl_toggles(canvas):
    canvas.selection.set(["n2", "n6"])
    drag(canvas, *band(canvas, "n2", "n3"), SHIFT)
    assert canvas.selection.nodes == {"n2", "n3", "n6"}
    drag(canvas, *band(canvas, "n2", "n3"), CTRL)
    assert canvas.selection.nodes == {"n6"}


def test_escape_gives_back_what_was_selected_before_the_box(canvas):
    canvas.selection.set(["n6"])
    start, end = band(canvas, "n2", "n3")
    press(canvas, start)
    move(canvas, (start + end) / 2, end)
    assert canvas.selection.nodes == {"n2", "n3"}
    key(canvas, Qt.Key.Key_Escape)
    release(canvas, end)
    assert canvas.selection.nodes == {"n6"}


def test_a_click_with_a_trembling_hand_is_still_a_click(canvas):
    at = canvas.node_center("n2")
    press(canvas, at)
    move(canvas, at + QPoint(2, 1))
    release(canvas, at + QPoint(2, 1))
    assert canvas.selection.nodes == {"n2"}
    assert not canvas.document.undo_stack.count()


def test_ctrl_a_selects_everything(canvas):
    key(canvas, Qt.Key.Key_A, CTRL)
    assert len(canvas.selection.nodes) == 7
    assert len(canvas.selection.edges) == 7


def test_what_leaves_the_design_is_no_longer_selected(canvas):
    key(canvas, Qt.Key.Key_A, CTRL)
    canvas.document.remove(["n2"])
    assert "n2" not in canvas.selection.nodes
    assert all("n2" not in (edge.source, edge.target) for edge in canvas.selection.edges)
    assert len(canvas.selection.nodes) == 6


def test_alt_and_a_click_beside_a_port_select_as_ever(canvas):
    click(canvas, canvas.node_center("n2"), ALT)
    assert canvas.selection.nodes == {"n2"}
    click(canvas, canvas.node_center("n3"), NONE)
    assert canvas.selection.nodes == {"n3"}
