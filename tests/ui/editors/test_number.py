import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSpinBox
from pytestqt.qtbot import QtBot

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Code
from tests.ui.editors.held import Held

UNITS = ArgumentSpec("units", "int", minimum=1)
RATE = ArgumentSpec("rate", "float", 0.5, minimum=0.0, maximum=1.0)
EPSILON = ArgumentSpec("epsilon", "float", 0.001, minimum=0.0)


def turn_wheel(held: Held, steps: int) -> None:
    middle = QPointF(held.input.rect().center())
    event = QWheelEvent(
        middle,
        held.input.mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(held.input, event)


def test_arrow_keys_step_and_each_step_is_handed_over_as_one_of_a_run(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.editor.show_value(32)
    held.press(Qt.Key.Key_Up)
    held.press(Qt.Key.Key_Up)
    held.press(Qt.Key.Key_Down)
    assert held.given == [33, 34, 33]
    assert held.steps == [True, True, True]


def test_a_step_goes_on_from_what_is_typed(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.type("40")
    held.press(Qt.Key.Key_Up)
    assert held.given == [41]


def test_a_step_from_nothing_begins_at_the_least_value(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.press(Qt.Key.Key_Up)
    assert held.given == [1]


def test_steps_stop_at_the_bounds(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.editor.show_value(1)
    held.press(Qt.Key.Key_Down)
    assert held.given == []
    assert held.editor.line.text() == "1"


@pytest.mark.parametrize(
    ("argument", "value", "key", "expected"),
    [
        (RATE, 0.2, Qt.Key.Key_Up, 0.3),
        (RATE, 0.1, Qt.Key.Key_Down, 0.09),
        (RATE, 0.9, Qt.Key.Key_Up, 1.0),
        (RATE, 1.0, Qt.Key.Key_Down, 0.9),
        (EPSILON, 0.002, Qt.Key.Key_Up, 0.003),
        (EPSILON, 0.0, Qt.Key.Key_Up, 0.1),
        (EPSILON, 300.0, Qt.Key.Key_Up, 400.0),
    ],
)
def test_a_float_steps_by_its_leading_digit(qtbot: QtBot, argument, value, key, expected):
    held = Held(qtbot, argument)
    held.editor.show_value(value)
    held.press(key)
    assert held.given == [expected]


def test_a_step_from_the_default_counts_from_the_default(qtbot: QtBot):
    held = Held(qtbot, RATE)
    held.press(Qt.Key.Key_Up)
    assert held.given == [0.6]


def test_a_click_on_the_arrow_steps(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.editor.show_value(8)
    option = QStyleOptionSpinBox()
    held.input.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_SpinBox, QStyle.SubControl.SC_SpinBoxUp
    arrow = held.input.style().subControlRect(control, option, part, held.input)
    qtbot.mouseClick(held.input, Qt.MouseButton.LeftButton, pos=arrow.center())
    assert held.given == [9]


def test_the_wheel_steps_only_where_the_focus_is(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.editor.show_value(8)
    held.neighbour.setFocus()
    turn_wheel(held, 1)
    assert held.given == []
    held.input.setFocus()
    turn_wheel(held, 1)
    assert held.given == [9]


def test_an_expression_cannot_be_stepped_and_stays(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.editor.show_value(Code("units * 2"))
    held.press(Qt.Key.Key_Up)
    assert held.given == []
    assert held.editor.line.text() == "units * 2"


def test_a_number_out_of_range_is_explained_with_its_bounds(qtbot: QtBot):
    held = Held(qtbot, RATE)
    held.type("1.5")
    held.press(Qt.Key.Key_Return)
    assert held.given == []
    assert "0 to 1" in held.editor.fault and "1.5" in held.editor.fault


def test_leaving_keeps_a_text_that_is_no_number(qtbot: QtBot):
    held = Held(qtbot, UNITS)
    held.type("many units")
    held.press(Qt.Key.Key_Tab)
    assert held.neighbour.hasFocus()
    assert held.editor.line.text() == "many units"
    assert held.editor.fault
