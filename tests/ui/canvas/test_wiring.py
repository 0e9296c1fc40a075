import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from designer.graph.nodes import Edge, InputNode
from tests.ui.canvas.canvas_designs import attention, two_branch, wire
from tests.ui.canvas.hand import ALT, CTRL, RIGHT, click, drag, key, move, press, release

EMPTY = QPoint(560, 620)


@pytest.fixture
def canvas(canvas_of):
    return canvas_of(two_branch(), zoom=0.8)


@pytest.fixture
def said(canvas):
    """What the canvas told the person, in order."""
    sentences: list[str] = []
    canvas.context.noticed.connect(lambda text, severity: sentences.append(text))
    return sentences


def edges(canvas):
    return set(canvas.document.graph.edges())


def test_a_wire_drawn_from_output_to_input_connects_them(canvas):
    canvas.document.disconnect_edges([wire("n5", "n6")])
    drag(canvas, canvas.port_point("n5", "out"), canvas.port_point("n6", "in", "inputs"))
    assert wire("n5", "n6") in edges(canvas)


def test_a_wire_can_be_drawn_from_the_input_too(canvas):
    canvas.document.disconnect_edges([wire("n5", "n6")])
    drag(canvas, canvas.port_point("n6", "in", "inputs"), canvas.port_point("n5", "out"))
    assert wire("n5", "n6") in edges(canvas)


def test_an_end_that_comes_near_a_port_snaps_to_it(canvas):
    canvas.document.disconnect_edges([wire("n5", "n6")])
    end = canvas.port_point("n6", "in", "inputs") + QPoint(-11, 7)
    drag(canvas, canvas.port_point("n5", "out"), end)
    assert wire("n5", "n6") in edges(canvas)


def test_a_wire_dropped_on_the_body_of_a_node_takes_the_next_free_place(canvas):
    drag(canvas, canvas.port_point("n1", "out"), canvas.node_center("n4"))
    assert wire("n1", "n4", index=2) in edges(canvas)


def test_a_wire_from_an_input_dropped_on_a_body_takes_the_first_output(canvas):
    drag(canvas, canvas.port_point("n4", "in", "inputs", 2), canvas.node_center("n1"))
    assert wire("n1", "n4", index=2) in edges(canvas)


def test_a_wire_onto_a_taken_slot_replaces_the_old_one_as_one_step(canvas):
    drag(canvas, canvas.port_point("n2", "out"), canvas.port_point("n5", "in", "inputs"))
    assert wire("n2", "n5") in edges(canvas)
    assert wire("n4", "n5") not in edges(canvas)
    assert canvas.document.undo_stack.count() == 1


def test_named_slots_take_the_wire_that_is_dropped_on_them(canvas_of):
    canvas = canvas_of(attention(), zoom=0.9)
    canvas.reveal("n3")
    drag(canvas, canvas.port_point("n1", "out"), canvas.port_point("n3", "in", "key"))
    assert Edge("n1", 0, "n3", "key") in edges(canvas)


def test_a_further_output_can_be_wired(canvas_of):
    canvas = canvas_of(attention(), zoom=0.9)
    canvas.reveal("n6")
    drag(
        canvas,
        canvas.port_point("n5", "out", "state_h"),
        canvas.port_point("n6", "in", "inputs", 4),
    )
    assert Edge("n5", 1, "n6", "inputs", 4) in edges(canvas)


def test_a_circle_is_refused_and_the_reason_told(canvas, said):
    before = edges(canvas)
    start, end = canvas.port_point("n5", "out"), canvas.port_point("n2", "in", "inputs")
    press(canvas, start)
    move(canvas, start + QPoint(20, 0), end)
    gesture = canvas.hands.gesture
    assert gesture and "circle" in gesture.reason
    release(canvas, end)
    assert edges(canvas) == before
    assert len(said) == 1 and "circle" in said[0]


def test_a_node_without_slots_says_that_it_takes_no_tensor(canvas, said):
    drag(canvas, canvas.port_point("n2", "out"), canvas.node_center("n1"))
    assert said == [canvas.document.why_not(wire("n2", "n1", slot=""))]


def test_the_reason_is_painted_beside_the_pointer(canvas):
    start, end = canvas.port_point("n5", "out"), canvas.node_center("n1")
    press(canvas, start)
    move(canvas, start + QPoint(20, 0), end)
    with_words = canvas.grab().toImage()
    canvas.hands.gesture.reason = ""
    canvas.update()
    assert canvas.grab().toImage() != with_words
    key(canvas, Qt.Key.Key_Escape)


def test_a_wire_dropped_on_its_own_node_is_no_wire_and_no_question(canvas, said):
    before = edges(canvas)
    drag(canvas, canvas.port_point("n5", "out"), canvas.node_center("n5"))
    assert edges(canvas) == before
    assert not said and not canvas.search_box.isVisible()


def test_escape_drops_the_wire(canvas):
    before = edges(canvas)
    start, end = canvas.port_point("n1", "out"), canvas.node_center("n4")
    press(canvas, start)
    move(canvas, start + QPoint(20, 0), end)
    key(canvas, Qt.Key.Key_Escape)
    release(canvas, end)
    assert edges(canvas) == before


def test_dragging_a_wire_off_its_input_onto_another_replugs_it_as_one_step(canvas):
    start = canvas.port_point("n5", "in", "inputs")
    drag(canvas, start, canvas.port_point("n6", "in", "inputs"))
    assert wire("n4", "n6") in edges(canvas)
    assert wire("n4", "n5") not in edges(canvas)
    assert canvas.document.undo_stack.count() == 1


def test_a_wire_dragged_off_its_input_and_dropped_nowhere_is_gone(canvas):
    drag(canvas, canvas.port_point("n5", "in", "inputs"), EMPTY)
    assert wire("n4", "n5") not in edges(canvas)
    assert not canvas.search_box.isVisible()


def test_a_wire_that_is_put_back_changes_nothing(canvas):
    before = edges(canvas)
    port = canvas.port_point("n5", "in", "inputs")
    press(canvas, port)
    move(canvas, port + QPoint(-40, 30), port + QPoint(-60, 0), port)
    release(canvas, port)
    assert edges(canvas) == before
    assert not canvas.document.undo_stack.count()


def test_a_click_on_a_wired_input_selects_the_wire(canvas):
    click(canvas, canvas.port_point("n5", "in", "inputs"))
    assert canvas.selection.edges == {wire("n4", "n5")}


def test_while_a_wire_is_in_the_hand_it_is_not_seen_where_it_was(canvas):
    edge = wire("n1", "n3")
    before = canvas.grab().toImage().pixelColor(canvas.wire_point(edge))
    start = canvas.port_point("n3", "in", "inputs")
    press(canvas, start)
    move(canvas, start + QPoint(-30, 60), EMPTY)
    assert canvas.grab().toImage().pixelColor(canvas.wire_point(edge)) != before
    key(canvas, Qt.Key.Key_Escape)
    assert canvas.grab().toImage().pixelColor(canvas.wire_point(edge)) == before


def test_alt_and_a_click_on_an_output_break_all_its_wires_as_one_step(canvas):
    click(canvas, canvas.port_point("n1", "out"), ALT)
    assert not {wire("n1", "n2"), wire("n1", "n3")} & edges(canvas)
    assert canvas.document.undo_stack.count() == 1


def test_alt_and_a_click_on_an_input_break_its_wire_only(canvas):
    before = edges(canvas)
    click(canvas, canvas.port_point("n4", "in", "inputs", 1), ALT)
    assert edges(canvas) == before - {wire("n3", "n4", index=1)}


def test_the_knife_cuts_every_wire_it_goes_through_as_one_step(canvas):
    middle = canvas.wire_point(wire("n1", "n2"))
    start = QPoint(middle.x(), middle.y() - 60)
    end = QPoint(middle.x(), canvas.wire_point(wire("n1", "n3")).y() + 60)
    before = edges(canvas)
    drag(canvas, start, end, CTRL, RIGHT)
    assert before - edges(canvas) == {wire("n1", "n2"), wire("n1", "n3")}
    assert canvas.document.undo_stack.count() == 1


def test_the_knife_that_is_put_away_cuts_nothing(canvas):
    before = edges(canvas)
    middle = canvas.wire_point(wire("n1", "n2"))
    press(canvas, middle - QPoint(0, 40), CTRL, RIGHT)
    move(canvas, middle, middle + QPoint(0, 40))
    key(canvas, Qt.Key.Key_Escape)
    release(canvas, middle + QPoint(0, 40), CTRL, RIGHT)
    assert edges(canvas) == before


# A wire dropped on empty canvas


def test_a_wire_dropped_on_nothing_asks_for_a_layer_and_wires_it(canvas, qtbot):
    drag(canvas, canvas.port_point("n2", "out"), EMPTY)
    assert canvas.search_box.isVisible() and canvas.search_box.line.hasFocus()
    QTest.keyClicks(canvas.search_box.line, "drop")
    QTest.keyClick(canvas.search_box.line, Qt.Key.Key_Return)
    assert wire("n2", "n8") in edges(canvas)
    assert canvas.selection.nodes == {"n8"}
    assert canvas.document.undo_stack.count() == 1
    assert not canvas.search_box.isVisible() and canvas.hasFocus()


def test_the_new_node_stands_where_the_wire_was_dropped(canvas):
    drag(canvas, canvas.port_point("n2", "out"), EMPTY)
    QTest.keyClick(canvas.search_box.line, Qt.Key.Key_Return)
    gap = canvas.port_point("n8", "in") - EMPTY
    assert gap.manhattanLength() <= 2


def test_a_wire_pulled_out_of_an_input_asks_for_what_feeds_it(canvas):
    canvas.document.disconnect_edges([wire("n4", "n5")])
    drag(canvas, canvas.port_point("n5", "in", "inputs"), EMPTY)
    QTest.keyClicks(canvas.search_box.line, "input")
    QTest.keyClick(canvas.search_box.line, Qt.Key.Key_Return)
    assert isinstance(canvas.document.graph.node("n8"), InputNode)
    assert wire("n8", "n5") in edges(canvas)
    assert (canvas.port_point("n8", "out") - EMPTY).manhattanLength() <= 2


def test_escape_closes_the_search_and_leaves_no_wire(canvas):
    before = edges(canvas)
    drag(canvas, canvas.port_point("n2", "out"), EMPTY)
    QTest.keyClick(canvas.search_box.line, Qt.Key.Key_Escape)
    assert not canvas.search_box.isVisible()
    assert canvas.pending_wire is None
    assert edges(canvas) == before
