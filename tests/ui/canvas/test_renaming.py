import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui.canvas.canvas_designs import two_branch
from tests.ui.canvas.hand import double_click, key, move, press_twice, release, turn_wheel


@pytest.fixture
def canvas(canvas_of):
    return canvas_of(two_branch(), zoom=0.8)


def name_of(canvas, node):
    return canvas.document.graph.node(node).name


def test_f2_renames_the_selected_node(canvas):
    canvas.selection.set(["n2"])
    key(canvas, Qt.Key.Key_F2)
    editor = canvas.title_editor
    assert editor.isVisible() and editor.text() == "dense" and editor.selectedText() == "dense"
    QTest.keyClicks(editor, "first")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert name_of(canvas, "n2") == "first"
    assert not editor.isVisible() and canvas.hasFocus()


def test_a_double_click_on_the_title_renames(canvas):
    double_click(canvas, canvas.title_point("n3"))
    assert canvas.title_editor.isVisible()
    assert canvas.title_editor.geometry().contains(canvas.title_point("n3") - QPoint(0, 8))


def test_a_double_click_on_the_body_does_not(canvas):
    double_click(canvas, canvas.node_center("n3") + QPoint(0, 20))
    assert not canvas.title_editor.isVisible()


def test_escape_keeps_the_old_name(canvas):
    canvas.rename("n2")
    QTest.keyClicks(canvas.title_editor, "first")
    QTest.keyClick(canvas.title_editor, Qt.Key.Key_Escape)
    assert name_of(canvas, "n2") == "dense"
    assert not canvas.title_editor.isVisible()


def test_a_name_that_is_taken_is_refused_and_stays_to_be_mended(canvas, qtbot):
    canvas.rename("n2")
    QTest.keyClicks(canvas.title_editor, "dense_1")
    with qtbot.waitSignal(canvas.document.refused):
        QTest.keyClick(canvas.title_editor, Qt.Key.Key_Return)
    assert canvas.title_editor.isVisible()
    QTest.keyClicks(canvas.title_editor, "dense_9")
    QTest.keyClick(canvas.title_editor, Qt.Key.Key_Return)
    assert name_of(canvas, "n2") == "dense_9"


def test_a_click_elsewhere_keeps_the_new_name(canvas):
    canvas.rename("n2")
    QTest.keyClicks(canvas.title_editor, "first")
    canvas.setFocus()
    assert name_of(canvas, "n2") == "first"
    assert not canvas.title_editor.isVisible()


def test_a_node_out_of_view_comes_into_view_to_be_renamed(canvas):
    canvas.pan(5000, 0)
    canvas.rename("n2")
    assert canvas.rect().contains(canvas.title_editor.geometry())


def test_a_zoom_ends_the_renaming_rather_than_leave_it_behind(canvas):
    canvas.rename("n2")
    turn_wheel(canvas, QPoint(300, 300), 1)
    assert not canvas.title_editor.isVisible()


def test_a_node_that_is_gone_needs_no_name(canvas):
    canvas.rename("n2")
    canvas.document.remove(["n2"])
    QTest.keyClick(canvas.title_editor, Qt.Key.Key_Return)
    assert not canvas.title_editor.isVisible()
    canvas.rename("n2")
    assert not canvas.title_editor.isVisible()


def test_a_quick_second_press_on_a_body_is_the_begin_of_a_drag(canvas):
    body = canvas.node_center("n3") + QPoint(0, 20)
    x, y = canvas.document.graph.node("n3").position
    press_twice(canvas, body)
    move(canvas, body + QPoint(20, 0), body + QPoint(40, 0))
    release(canvas, body + QPoint(40, 0))
    assert canvas.document.graph.node("n3").position == pytest.approx((x + 50, y))
