import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.catalog.spec import ArgumentSpec
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call, Code
from designer.ui.editors.editor import MIXED, UNSET
from tests.ui.editors.held import Held

BIAS = ArgumentSpec("use_bias", "bool", True)
MAYBE = ArgumentSpec("training", "bool", None, optional=True)
PADDING = ArgumentSpec("padding", "choice", "valid", choices=("valid", "same", "causal"))


def argument_of(path: str, name: str) -> ArgumentSpec:
    spec = shipped_catalog().spec(path)
    found = spec.argument(name) if spec else None
    assert found is not None
    return found


def activation() -> ArgumentSpec:
    return argument_of("keras.layers.Dense", "activation")


def turn_wheel(held: Held) -> None:
    middle = QPointF(held.input.rect().center())
    QApplication.sendEvent(
        held.input,
        QWheelEvent(
            middle,
            held.input.mapToGlobal(middle),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    )


# Yes or no


def test_space_toggles_from_the_default_and_back_to_it(qtbot: QtBot):
    held = Held(qtbot, BIAS)
    assert held.input.text() == "True"
    held.press(Qt.Key.Key_Space)
    assert held.given == [False]
    assert held.input.text() == "False"
    held.press(Qt.Key.Key_Space)
    assert held.cleared == 1
    assert held.input.isChecked()


def test_none_is_a_third_state_where_it_is_a_value(qtbot: QtBot):
    held = Held(qtbot, MAYBE)
    assert held.input.text() == "None"
    for _ in range(3):
        held.press(Qt.Key.Key_Space)
    assert held.given == [True, False]
    assert held.cleared == 1


def test_an_expression_is_shown_and_a_click_replaces_it(qtbot: QtBot):
    held = Held(qtbot, BIAS)
    held.editor.show_value(Code("flag"))
    assert held.input.text() == "flag"
    held.press(Qt.Key.Key_Space)
    assert held.cleared == 1


def test_different_flags_of_several_nodes_are_neither_true_nor_false(qtbot: QtBot):
    held = Held(qtbot, BIAS)
    held.editor.show_value(MIXED)
    assert held.input.checkState() == Qt.CheckState.PartiallyChecked
    held.press(Qt.Key.Key_Space)
    assert held.cleared == 1


def test_delete_on_a_check_box_asks_for_the_default(qtbot: QtBot):
    held = Held(qtbot, BIAS)
    held.editor.show_value(False)
    held.press(Qt.Key.Key_Delete)
    assert held.cleared == 1


# One of a few


def test_the_default_of_a_choice_is_a_placeholder(qtbot: QtBot):
    held = Held(qtbot, PADDING)
    assert held.input.currentIndex() == -1
    assert held.input.placeholderText() == "valid"


def test_a_choice_is_made_by_typing_its_first_letter(qtbot: QtBot):
    held = Held(qtbot, PADDING)
    held.type("s")
    assert held.given == ["same"]


def test_a_choice_is_made_from_the_list(qtbot: QtBot):
    held = Held(qtbot, PADDING)
    held.editor.show_value("same")
    held.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    held.press(Qt.Key.Key_Down)
    assert held.given == []
    held.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: held.given == ["causal"])
    assert held.steps == [False]


def test_choices_made_with_arrow_keys_are_one_run(qtbot: QtBot):
    held = Held(qtbot, PADDING)
    held.editor.show_value("same")
    held.press(Qt.Key.Key_Down)
    assert held.given == ["causal"]
    assert held.steps == [True]


@pytest.mark.parametrize("argument", [PADDING, activation()], ids=["choice", "activation"])
def test_the_wheel_never_changes_a_choice(qtbot: QtBot, argument):
    held = Held(qtbot, argument)
    held.editor.show_value(argument.choices[1])
    turn_wheel(held)
    held.neighbour.setFocus()
    turn_wheel(held)
    assert held.given == []


def test_a_value_that_is_none_of_the_choices_is_shown_as_it_is(qtbot: QtBot):
    held = Held(qtbot, PADDING)
    held.editor.show_value(Code("way"))
    assert held.input.currentText() == "way"
    held.editor.show_value(UNSET)
    assert held.input.currentIndex() == -1


def test_delete_on_a_choice_asks_for_the_default(qtbot: QtBot):
    held = Held(qtbot, PADDING)
    held.editor.show_value("same")
    held.press(Qt.Key.Key_Delete)
    assert held.cleared == 1


# One of many names, or an expression


def test_a_part_of_a_name_finds_it_and_enter_takes_it(qtbot: QtBot):
    held = Held(qtbot, activation())
    held.type("ftma")
    held.press(Qt.Key.Key_Down)
    held.press(Qt.Key.Key_Return)
    assert held.given == ["softmax"]
    assert held.editor.line.text() == "softmax"


def test_a_name_typed_whole_is_taken_on_enter(qtbot: QtBot):
    held = Held(qtbot, activation())
    held.type("relu")
    held.press(Qt.Key.Key_Return)
    assert held.given == ["relu"]


def test_a_part_of_a_name_alone_is_not_taken_for_the_name(qtbot: QtBot):
    held = Held(qtbot, activation())
    held.type("rel")
    held.press(Qt.Key.Key_Return)
    assert held.given == []
    assert '"relu"' in held.editor.fault


def test_a_call_of_a_regularizer_is_a_value(qtbot: QtBot):
    held = Held(qtbot, argument_of("keras.layers.Dense", "kernel_regularizer"))
    held.type("keras.regularizers.L2(l2=0.01)")
    held.press(Qt.Key.Key_Return)
    assert held.given == [Call("keras.regularizers.L2", {"l2": 0.01})]


def test_the_arrow_keys_walk_through_the_names_from_the_one_that_is_there(qtbot: QtBot):
    held = Held(qtbot, activation())
    names = held.editor.argument.choices
    held.editor.show_value(names[3])
    QTest.keyClick(held.input, Qt.Key.Key_Down)
    assert held.given == [names[4]]
    assert held.steps == [True]


def test_none_is_offered_where_it_may_be(qtbot: QtBot):
    optional = Held(qtbot, activation())
    assert optional.input.findText("None") >= 0
    initializer = Held(qtbot, argument_of("keras.layers.Dense", "kernel_initializer"))
    assert initializer.editor.argument.optional == (initializer.input.findText("None") >= 0)


def test_an_expression_that_is_shown_again_stays_and_is_not_taken_for_cleared(qtbot: QtBot):
    held = Held(qtbot, ArgumentSpec("loss", "loss", "mse", choices=("mse", "mae")))
    huber = Call("keras.losses.Huber", {"delta": 2.0})
    for _ in range(2):
        held.editor.show_value(huber)
    held.editor.commit()
    assert held.editor.line.text() == "keras.losses.Huber(delta=2.0)" and not held.cleared
