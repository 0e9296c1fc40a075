from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Call, Code
from tests.ui.editors.held import Held

LAYER = ArgumentSpec("layer", "layer")
CELLS = ArgumentSpec("cells", "layers")
LSTM = Call("keras.layers.LSTM", {"units": 32})


def classes(held: Held) -> QComboBox:
    box = held.editor.findChild(QComboBox, f"argument:{held.editor.argument.name}:class")
    assert box is not None
    return box


def choose(held: Held, name: str) -> None:
    classes(held).setFocus()
    held.type(name)
    held.press(Qt.Key.Key_Return)


def test_source_is_typed(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.type("layers.LSTM(units=32)")
    held.press(Qt.Key.Key_Return)
    assert held.given == [LSTM]
    assert classes(held).currentText() == "LSTM"


def test_the_choice_of_a_class_writes_it_with_values_that_it_needs(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    choose(held, "GRU")
    [layer] = held.given
    assert layer.path == "keras.layers.GRU"
    assert layer.arguments["units"] >= 1
    assert held.editor.line.text().startswith("layers.GRU(units=")


def test_classes_are_found_by_a_part_of_their_name(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    classes(held).setFocus()
    held.type("stmcell")
    held.press(Qt.Key.Key_Down)
    held.press(Qt.Key.Key_Return)
    assert [layer.path for layer in held.given] == ["keras.layers.LSTMCell"]


def test_a_class_is_added_at_the_end_of_a_list(qtbot: QtBot):
    held = Held(qtbot, CELLS)
    held.editor.show_value([LSTM])
    choose(held, "GRUCell")
    [layers] = held.given
    assert [layer.path for layer in layers] == ["keras.layers.LSTM", "keras.layers.GRUCell"]
    assert classes(held).currentText() == ""


def test_the_class_that_stands_there_is_shown(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.editor.show_value(LSTM)
    assert classes(held).currentText() == "LSTM"
    held.editor.show_value(Code("make_layer()"))
    assert classes(held).currentText() == ""
    assert held.editor.line.text() == "make_layer()"


def test_what_is_no_layer_is_refused(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.type("3")
    held.press(Qt.Key.Key_Return)
    assert held.given == [] and held.editor.fault
