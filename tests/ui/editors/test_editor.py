import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.catalog.spec import ArgumentSpec
from designer.ui.editors.editor import MIXED, UNSET
from tests.ui.editors.held import Held

UNITS = ArgumentSpec("units", "int", minimum=1)
SIZE = ArgumentSpec("strides", "ints", (1, 1), length=2, minimum=1)
ACTIVATION = ArgumentSpec("activation", "activation", None, optional=True, choices=("relu", "tanh"))
TEXTS = [UNITS, SIZE, ACTIVATION]


@pytest.fixture(params=TEXTS, ids=lambda argument: argument.kind)
def held(request, qtbot: QtBot) -> Held:
    return Held(qtbot, request.param)


GOOD = {"int": ("32", 32), "ints": ("3, 3", (3, 3)), "activation": ("relu", "relu")}


def type_good(held: Held):
    text, value = GOOD[held.editor.argument.kind]
    held.type(text)
    return value


def test_enter_hands_the_value_over_once(held):
    value = type_good(held)
    assert held.given == []
    held.press(Qt.Key.Key_Return)
    held.press(Qt.Key.Key_Return)
    assert held.given == [value]


def test_leaving_the_field_hands_the_value_over(held):
    value = type_good(held)
    held.press(Qt.Key.Key_Tab)
    assert held.given == [value]
    assert held.neighbour.hasFocus()


def test_leaving_without_typing_hands_nothing_over(held):
    held.press(Qt.Key.Key_Tab)
    assert held.given == [] and held.cleared == 0
    assert held.editor.fault == ""


def test_escape_puts_the_old_value_back(held):
    value = GOOD[held.editor.argument.kind][1]
    held.editor.show_value(value)
    before = held.editor.line.text()
    held.type("7")
    held.press(Qt.Key.Key_Escape)
    assert held.editor.line.text() == before
    held.press(Qt.Key.Key_Return)
    assert held.given == []


def test_a_wrong_text_is_kept_and_explained_and_not_handed_over(held):
    held.type("(((")
    held.press(Qt.Key.Key_Return)
    assert held.given == []
    assert held.editor.line.text() == "((("
    assert held.editor.fault.startswith(f"`{held.editor.argument.name}` ")
    assert held.editor.fault.endswith(".")


def test_a_wrong_text_is_explained_while_typing_rests(qtbot, held):
    held.type("(((")
    assert held.editor.fault == ""
    qtbot.waitUntil(lambda: held.editor.fault != "")


def test_the_explanation_goes_as_soon_as_the_text_is_right_again(held):
    held.type("(")
    held.press(Qt.Key.Key_Return)
    assert held.editor.fault
    held.press(Qt.Key.Key_Backspace)
    type_good(held)
    assert held.editor.fault == ""


def test_an_expression_is_kept_as_code(held):
    held.type("units * 2")
    held.press(Qt.Key.Key_Return)
    assert [value.source for value in held.given] == ["units * 2"]


def test_an_emptied_field_asks_for_the_default_or_says_that_a_value_is_required(held):
    held.editor.show_value(GOOD[held.editor.argument.kind][1])
    held.editor.line.selectAll()
    held.press(Qt.Key.Key_Delete)
    held.press(Qt.Key.Key_Return)
    if held.editor.argument.is_required:
        assert "required" in held.editor.fault and held.cleared == 0
    else:
        assert held.cleared == 1 and held.editor.fault == ""


def test_the_default_is_shown_as_a_placeholder_and_not_as_text(held):
    expected = {"int": "required", "ints": "(1, 1)", "activation": "None"}
    assert held.editor.line.placeholderText() == expected[held.editor.argument.kind]
    assert held.editor.line.text() == ""


def test_typing_the_default_asks_for_the_default(qtbot: QtBot):
    held = Held(qtbot, SIZE)
    held.editor.show_value((2, 2))
    held.editor.line.selectAll()
    held.type("1, 1")
    held.press(Qt.Key.Key_Return)
    assert held.cleared == 1 and held.given == []


def test_the_same_value_in_another_spelling_is_no_edit(qtbot: QtBot):
    held = Held(qtbot, SIZE)
    held.editor.show_value((3, 3))
    held.editor.line.selectAll()
    held.type("3x3")
    held.press(Qt.Key.Key_Return)
    assert held.given == [] and held.cleared == 0
    assert held.editor.line.text() == "(3, 3)"


def test_typing_goes_on_undisturbed_while_the_document_repeats_the_old_value(held):
    value = GOOD[held.editor.argument.kind][1]
    held.editor.show_value(value)
    held.editor.line.end(False)
    held.type(" ,9")
    held.press(Qt.Key.Key_Left)
    text, caret = held.editor.line.text(), held.editor.line.cursorPosition()
    held.editor.show_value(value)
    assert (held.editor.line.text(), held.editor.line.cursorPosition()) == (text, caret)


def test_a_value_that_changes_elsewhere_is_shown_and_the_focus_and_caret_stay(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.editor.show_value(1024)
    held.editor.line.setCursorPosition(2)
    held.editor.show_value(2048)
    assert held.editor.line.text() == "2048"
    assert held.editor.line.hasFocus() and held.editor.line.cursorPosition() == 2


def test_different_values_of_several_nodes_are_said_to_be_different(held):
    held.editor.show_value(MIXED)
    assert held.editor.line.text() == ""
    assert held.editor.line.placeholderText() == "different values"
    held.editor.show_value(UNSET)
    assert held.editor.line.placeholderText() != "different values"


def test_undo_is_left_to_the_window_unless_something_is_typed(held):
    def takes_undo() -> bool:
        kind, key = QEvent.Type.ShortcutOverride, Qt.Key.Key_Z
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.ControlModifier)
        QApplication.sendEvent(held.input, event)
        return event.isAccepted()

    held.editor.show_value(GOOD[held.editor.argument.kind][1])
    assert not takes_undo()
    held.type("1")
    assert takes_undo()


def test_a_name_out_of_reach_is_refused_where_it_is_typed(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.type("width")
    held.press(Qt.Key.Key_Return)
    assert "width" in held.editor.fault and held.given == []
    held.editor.names = {"width"}
    held.press(Qt.Key.Key_Return)
    assert [value.source for value in held.given] == ["width"]
