"""The canvas follows what the document, the session, the selection and the theme tell."""

from time import process_time

import pytest
from PySide6.QtCore import QPoint

from designer.graph.answers import Answer, Tensor
from designer.graph.problems import Problem
from designer.ui.theme import theme
from tests.ui.canvas.canvas_designs import grid, two_branch, two_branch_answers, wire
from tests.ui.canvas.hand import hover


@pytest.fixture
def canvas(canvas_of):
    return canvas_of(two_branch(), zoom=0.8)


def picture(canvas):
    return canvas.grab().toImage()


def fresh(canvas):
    """What a canvas that has kept nothing would paint now."""
    canvas.stage.spoil()
    return picture(canvas)


def same(one, other, most=20):
    """Equal but for a few pixels that antialiasing rounds the other way at the edge of a strip."""
    if one.size() != other.size():
        return False
    one, other = (
        one.convertToFormat(one.Format.Format_RGB32),
        other.convertToFormat(other.Format.Format_RGB32),
    )
    a, b = bytes(one.constBits()), bytes(other.constBits())
    return (
        a == b
        or sum(abs(a[i] - b[i]) > 3 for i in range(0, len(a), 4) if a[i : i + 3] != b[i : i + 3])
        <= most
    )


VERBS = {
    "add": lambda document: document.add_node("keras.layers.Dropout", (250.0, 380.0)),
    "remove": lambda document: document.remove(["n4"]),
    "rename": lambda document: document.rename("n2", "first"),
    "values": lambda document: document.set_values(["n3"], {"units": 7}),
    "move": lambda document: document.move({"n2": (300.0, 300.0), "n5": (700.0, -20.0)}),
    "connect": lambda document: document.connect_edge(wire("n1", "n4", index=2)),
    "disconnect": lambda document: document.disconnect_edges([wire("n4", "n5")]),
}


@pytest.mark.parametrize("zoom", [2.5, 1.0, 0.62, 0.4, 0.16])
@pytest.mark.parametrize("verb", VERBS)
def test_an_edit_its_undo_and_its_redo_are_painted_as_if_all_were_painted_anew(
    canvas_of, verb, zoom
):
    canvas = canvas_of(two_branch(), two_branch_answers(), zoom=zoom)
    before = picture(canvas)
    stack = canvas.document.undo_stack
    VERBS[verb](canvas.document)
    after = picture(canvas)
    assert zoom != 1.0 or not same(after, before)
    assert same(after, fresh(canvas))
    stack.undo()
    assert same(picture(canvas), before)
    stack.redo()
    assert same(picture(canvas), after)


@pytest.mark.parametrize("zoom", [1.0, 0.4, 0.16])
def test_a_pan_in_small_steps_ends_where_a_jump_would(canvas_of, zoom):
    canvas = canvas_of(two_branch(), two_branch_answers(), zoom=zoom)
    for _ in range(12):
        canvas.pan(17, -9)
        picture(canvas)
    assert same(picture(canvas), fresh(canvas))


def test_shapes_are_painted_when_they_come(canvas):
    session = canvas.context.session
    before = picture(canvas)
    session.tell({"n2": Answer((Tensor((None, 128)),), 100_480)})
    after = picture(canvas)
    assert not same(after, before)
    assert canvas.sheet.face("n2").shape == "(None, 128)"
    assert same(after, fresh(canvas))


def test_answers_of_nodes_that_have_left_are_ignored(canvas):
    canvas.context.session.tell({"n99": Answer()})
    assert "n99" not in canvas.sheet.geometry


def test_a_problem_marks_its_node_until_it_is_solved(canvas):
    session = canvas.context.session
    before = picture(canvas)
    session.complain([Problem("x", "warning", "n2", "Hm."), Problem("y", "error", "n2", "No.")])
    assert (canvas.sheet.face("n2").severity, canvas.sheet.face("n2").badge) == ("error", "No.")
    assert not same(picture(canvas), before)
    session.complain([])
    assert same(picture(canvas), before)


def test_problems_of_other_graphs_mark_nothing_here(canvas):
    canvas.context.session.complain([Problem("x", "error", "n2", "No.", graph="block")])
    assert canvas.sheet.face("n2").severity == ""


def test_another_design_is_shown_whole(canvas, qtbot):
    canvas.selection.set(["n2"])
    canvas.zoom_to(3.0)
    canvas.document.new(grid(40))
    assert len(canvas.sheet.geometry) == 40
    assert canvas.rect().contains(canvas.node_center("n40"))
    assert same(picture(canvas), fresh(canvas))


def test_the_canvas_takes_the_colours_of_the_theme(canvas):
    corner = QPoint(3, 3)
    for name in ("dark", "light"):
        canvas.context.set_theme(name)
        assert picture(canvas).pixelColor(corner).name() == theme(name).canvas


def test_what_is_selected_elsewhere_is_outlined_here(canvas):
    before = picture(canvas)
    canvas.selection.set(["n2"], [wire("n4", "n5")])
    assert not same(picture(canvas), before)
    assert same(picture(canvas), fresh(canvas))
    canvas.selection.set()
    assert same(picture(canvas), before)


def test_a_selected_wire_does_not_run_across_the_box_that_hides_it(canvas):
    canvas.document.move({"n6": (1250.0, 85.0), "n5": (1000.0, 60.0)})
    canvas.document.connect_edge(wire("n4", "n6"))
    middle = canvas.node_center("n5")
    before = picture(canvas).pixelColor(middle)
    canvas.selection.set((), [wire("n4", "n6")])
    assert picture(canvas).pixelColor(middle) == before


def test_a_hovered_wire_does_not_either(canvas):
    canvas.document.move({"n6": (1250.0, 85.0), "n5": (1000.0, 60.0)})
    canvas.document.connect_edge(wire("n4", "n6"))
    ends = canvas.sheet.geometry.ends[canvas.sheet.geometry.edge_row(wire("n4", "n6"))]
    beside = canvas.in_widget(ends[0] + 60, ends[1])
    hidden = QPoint(canvas.node_center("n5").x(), beside.y())
    before = picture(canvas)
    hover(canvas, beside)
    assert canvas.hands.hover[2] == wire("n4", "n6")
    assert picture(canvas).pixelColor(beside) != before.pixelColor(beside)
    strip = [QPoint(hidden.x(), hidden.y() + dy) for dy in range(-4, 5)]
    assert all(picture(canvas).pixelColor(at) == before.pixelColor(at) for at in strip)


def test_an_edit_of_a_big_design_takes_a_frame_not_a_rebuild(canvas_of):
    canvas = canvas_of(grid(5_000), zoom=0.0)
    picture(canvas)
    begin = process_time()
    for number in range(10):
        canvas.document.set_values(["n4001"], {"units": number + 1})
        canvas.repaint()
    assert (process_time() - begin) / 10 < 0.05


def test_hovering_is_shown_and_forgotten_when_what_was_there_is_gone(canvas):
    hover(canvas, canvas.node_center("n2"))
    assert canvas.hands.hover[1] == "n2"
    canvas.document.remove(["n2"])
    assert canvas.hands.hover == (None, "", None)
    picture(canvas)
