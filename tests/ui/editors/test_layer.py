from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Call, Code
from designer.ui.elided import WrappedLabel
from tests.ui.editors.held import Held

LAYER = ArgumentSpec("layer", "layer")
CELL = ArgumentSpec("cell", "layer", choices=("LSTMCell", "GRUCell", "StackedRNNCells"))
CELLS = ArgumentSpec("cells", "layers", choices=("LSTMCell", "GRUCell"))
LSTM = Call("keras.layers.LSTM", {"units": 32})
LSTM_CELL = Call("keras.layers.LSTMCell", {"units": 32})
GRU_CELL = Call("keras.layers.GRUCell", {"units": 16})


def find(held: Held, kind: type, name: str) -> Any:
    found = [widget for widget in held.findChildren(kind, name) if widget.isVisible()]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


def classes(held: Held) -> QComboBox:
    return find(held, QComboBox, f"argument:{held.editor.argument.name}:class")


def choose(held: Held, name: str) -> None:
    box = classes(held)
    box.setFocus()
    box.lineEdit().selectAll()
    held.type(name)
    held.press(Qt.Key.Key_Return)


def enter(held: Held, place: str, text: str) -> None:
    """Type into the field of an inner argument."""
    field = find(held, QWidget, f"argument:{place}")
    field.setFocus()
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    line.selectAll()
    held.type(text)
    held.press(Qt.Key.Key_Return)


def click(held: Held, name: str) -> None:
    QTest.mouseClick(find(held, QToolButton, name), Qt.MouseButton.LeftButton)


# One layer


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


def test_another_class_keeps_the_values_that_it_takes_too(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.editor.show_value(Call("keras.layers.LSTM", {"units": 7, "unit_forget_bias": False}))
    choose(held, "GRU")
    assert held.given == [Call("keras.layers.GRU", {"units": 7})]


def test_classes_are_found_by_a_part_of_their_name(qtbot: QtBot):
    held = Held(qtbot, CELL)
    classes(held).setFocus()
    held.type("stmcell")
    held.press(Qt.Key.Key_Down)
    held.press(Qt.Key.Key_Return)
    assert [layer.path for layer in held.given] == ["keras.layers.LSTMCell"]


def test_cells_are_offered_where_a_cell_is_wanted_and_nowhere_else(qtbot: QtBot):
    for_cell, for_layer = Held(qtbot, CELL), Held(qtbot, LAYER)
    cells, layers = classes(for_cell), classes(for_layer)
    offered = [cells.itemText(row) for row in range(cells.count())]
    assert offered == ["GRUCell", "LSTMCell", "StackedRNNCells"]
    assert layers.findText("Dense") >= 0 and layers.findText("LSTMCell") < 0


def test_an_argument_of_the_inner_layer_is_edited_in_place(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.editor.show_value(LSTM)
    enter(held, "layer.units", "64")
    assert held.given == [Call("keras.layers.LSTM", {"units": 64})]
    assert not held.editor.findChild(QLineEdit, "argument:layer").isVisible()


def test_a_wrong_value_of_the_inner_layer_is_explained_in_place(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.editor.show_value(LSTM)
    enter(held, "layer.units", "-3")
    assert held.given == []
    assert "`units` must be a whole number" in find(held, WrappedLabel, "fault:units").words


def test_steps_of_one_inner_argument_are_one_run_and_those_of_another_begin_one(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.editor.show_value(Call("keras.layers.LSTM", {"units": 7, "seed": 1}))
    find(held, QWidget, "argument:layer.units").setFocus()
    held.press(Qt.Key.Key_Up)
    held.press(Qt.Key.Key_Up)
    find(held, QWidget, "argument:layer.seed").setFocus()
    held.press(Qt.Key.Key_Up)
    assert held.given[-1] == Call("keras.layers.LSTM", {"units": 9, "seed": 2})
    assert held.steps == [False, True, False]


def test_a_layer_in_a_layer_in_a_layer_is_edited(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.editor.show_value(Call("keras.layers.Bidirectional", {"layer": LSTM}))
    enter(held, "layer.layer.units", "5")
    inner = Call("keras.layers.LSTM", {"units": 5})
    assert held.given == [Call("keras.layers.Bidirectional", {"layer": inner})]


def test_what_no_form_can_say_is_written_as_code(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.editor.show_value(Code("make_layer()"))
    assert classes(held).currentText() == ""
    assert find(held, QLineEdit, "argument:layer").text() == "make_layer()"


def test_the_line_of_source_can_be_called_for(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.editor.show_value(LSTM)
    click(held, "argument:layer:source")
    enter(held, "layer", "layers.GRU(units=8)")
    assert held.given == [Call("keras.layers.GRU", {"units": 8})]
    click(held, "argument:layer:source")
    assert find(held, QWidget, "argument:layer.units")


def test_what_is_no_layer_is_refused(qtbot: QtBot):
    held = Held(qtbot, LAYER)
    held.type("3")
    held.press(Qt.Key.Key_Return)
    assert held.given == [] and held.editor.fault


# Several


def test_a_class_is_added_at_the_end_of_a_list(qtbot: QtBot):
    held = Held(qtbot, CELLS)
    held.editor.show_value([LSTM_CELL])
    choose(held, "GRUCell")
    [layers] = held.given
    assert [layer.path for layer in layers] == ["keras.layers.LSTMCell", "keras.layers.GRUCell"]
    assert classes(held).currentText() == ""


def test_a_layer_of_a_list_is_edited_moved_and_removed(qtbot: QtBot):
    held = Held(qtbot, CELLS)
    held.editor.show_value([LSTM_CELL, GRU_CELL])
    enter(held, "cells[1].units", "9")
    edited = Call("keras.layers.GRUCell", {"units": 9})
    assert held.given[-1] == [LSTM_CELL, edited]
    click(held, "cells[1]:up")
    assert held.given[-1] == [edited, LSTM_CELL]
    enter(held, "cells[0].units", "3")
    assert held.given[-1][0] == Call("keras.layers.GRUCell", {"units": 3})
    click(held, "cells[0]:down")
    assert held.given[-1][0] == LSTM_CELL
    click(held, "cells[0]:remove")
    assert held.given[-1] == [Call("keras.layers.GRUCell", {"units": 3})]


def test_the_first_cannot_go_up_and_the_last_not_down(qtbot: QtBot):
    held = Held(qtbot, CELLS)
    held.editor.show_value([LSTM_CELL, GRU_CELL])
    enabled = {
        name: find(held, QToolButton, name).isEnabled()
        for name in ("cells[0]:up", "cells[0]:down", "cells[1]:up", "cells[1]:down")
    }
    assert list(enabled.values()) == [False, True, True, False]


def test_cells_of_a_stack_are_edited_within_a_cell(qtbot: QtBot):
    held = Held(qtbot, CELL)
    stack = Call("keras.layers.StackedRNNCells", {"cells": [LSTM_CELL, GRU_CELL]})
    held.editor.show_value(stack)
    enter(held, "cell.cells[1].units", "4")
    smaller = Call("keras.layers.GRUCell", {"units": 4})
    assert held.given == [Call("keras.layers.StackedRNNCells", {"cells": [LSTM_CELL, smaller]})]
