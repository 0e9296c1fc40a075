import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from designer.graph.nodes import Edge
from designer.ui.canvas.search_box import choices_for
from designer.ui.canvas.wish import Wish
from tests.ui.canvas.canvas_designs import small_catalog

PLAIN = Wish((0.0, 0.0))
BEHIND = Wish((0.0, 0.0), behind=("n1", 0))
BEFORE = Wish((0.0, 0.0), before=("n1", "inputs", 0))
WITHIN = Wish((0.0, 0.0), on=Edge("n1", 0, "n2", "inputs"))


def names(text, wish):
    return [choice.name for choice in choices_for(small_catalog(), text, wish)]


def test_nothing_typed_offers_everything():
    assert {"Input", "Output", "Dense", "Conv2D", "relu"} <= set(names("", PLAIN))


@pytest.mark.parametrize(
    ("wish", "without"),
    [(BEHIND, {"Input"}), (BEFORE, {"Output"}), (WITHIN, {"Input", "Output"})],
)
def test_only_what_can_take_the_place_is_offered(wish, without):
    assert {"Input", "Output"} - set(names("", wish)) == without
    assert not without & set(names("put", wish))


def test_the_end_of_a_model_is_not_the_first_choice_behind_a_wire():
    assert names("", BEHIND)[0] != "Output"
    assert names("out", BEHIND)[0] == "Output"


@pytest.fixture
def canvas(canvas_of):
    canvas = canvas_of()
    canvas.open_search(QPoint(200, 200))
    return canvas


def test_arrows_choose_while_the_text_keeps_the_keyboard(canvas):
    box = canvas.search_box
    QTest.keyClicks(box.line, "in")
    QTest.keyClick(box.line, Qt.Key.Key_Backspace)
    QTest.keyClick(box.line, Qt.Key.Key_Backspace)
    QTest.keyClick(box.line, Qt.Key.Key_Down)
    assert box.list.currentRow() == 1
    for _ in range(3):
        QTest.keyClick(box.line, Qt.Key.Key_Up)
    assert box.list.currentRow() == 0
    assert box.line.hasFocus()


def test_a_click_on_a_row_chooses_it(canvas):
    box = canvas.search_box
    QTest.keyClicks(box.line, "dense")
    place = box.list.visualItemRect(box.list.item(0)).center()
    QTest.mouseClick(
        box.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert [node.name for node in canvas.document.graph.nodes()] == ["dense"]


def test_a_text_that_finds_nothing_says_so_and_places_nothing(canvas):
    box = canvas.search_box
    QTest.keyClicks(box.line, "zzzzzz")
    assert box.list.count() == 1
    assert not box.list.item(0).flags() & Qt.ItemFlag.ItemIsEnabled
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert not len(canvas.document.graph)


def test_losing_the_keyboard_closes_the_box(canvas):
    canvas.setFocus()
    assert not canvas.search_box.isVisible()


def test_the_box_is_only_as_high_as_what_it_found(canvas):
    box = canvas.search_box
    tall = box.height()
    QTest.keyClicks(box.line, "flatten")
    assert box.height() < tall
