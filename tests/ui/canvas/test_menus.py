import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.canvas.canvas_designs import two_branch, wire
from tests.ui.canvas.hand import RIGHT, click, drag


@pytest.fixture
def canvas(canvas_of):
    canvas = canvas_of(two_branch(), zoom=0.8)
    yield canvas
    for menu in canvas.findChildren(QMenu):
        menu.close()


def shown_menu(canvas):
    (menu,) = [menu for menu in canvas.findChildren(QMenu) if menu.isVisible()]
    return menu


def choose(canvas, text):
    (action,) = [action for action in shown_menu(canvas).actions() if action.text() == text]
    action.trigger()


def test_a_right_click_on_a_node_selects_it_and_offers_its_verbs(canvas, qtbot):
    with qtbot.waitSignal(canvas.menu_requested) as asked:
        click(canvas, canvas.node_center("n2"), button=RIGHT)
    assert canvas.selection.nodes == {"n2"}
    assert asked.args[1:] == ["n2", None]
    choose(canvas, "Duplicate")
    assert len(canvas.document.graph) == 8


def test_a_right_click_on_one_of_several_selected_nodes_keeps_them(canvas):
    canvas.selection.set(["n2", "n3"])
    click(canvas, canvas.node_center("n2"), button=RIGHT)
    assert canvas.selection.nodes == {"n2", "n3"}


def test_a_right_click_on_a_wire_offers_to_put_a_layer_into_it(canvas):
    edge = wire("n5", "n6")
    click(canvas, canvas.wire_point(edge), button=RIGHT)
    assert canvas.selection.edges == {edge}
    choose(canvas, "Insert a layer…")
    assert canvas.search_box.isVisible()


def test_a_right_click_on_nothing_keeps_the_selection_and_offers_to_add(canvas):
    canvas.selection.set(["n2"])
    click(canvas, QPoint(500, 650), button=RIGHT)
    assert canvas.selection.nodes == {"n2"}
    choose(canvas, "Add a layer…")
    assert canvas.search_box.isVisible()


def test_a_right_drag_is_no_click(canvas):
    drag(canvas, canvas.node_center("n2"), canvas.node_center("n3"), button=RIGHT)
    assert not [menu for menu in canvas.findChildren(QMenu) if menu.isVisible()]


def test_the_window_can_add_actions_of_its_own(canvas):
    action = QAction("Tidy", canvas)
    canvas.menu_actions = [action]
    click(canvas, QPoint(500, 650), button=RIGHT)
    assert action in shown_menu(canvas).actions()


def test_the_menu_key_asks_for_the_selected_node(canvas):
    canvas.selection.set(["n3"])
    at = QPoint(1, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    choose(canvas, "Rename")
    assert canvas.title_editor.text() == "dense_1"
