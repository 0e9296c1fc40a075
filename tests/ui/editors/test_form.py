from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from designer.catalog.spec import ArgumentSpec
from designer.ui.code_names import plainly
from designer.ui.editors import row as row_module
from designer.ui.editors.editor import MIXED
from designer.ui.editors.form import Fields, Form
from designer.ui.editors.table import editor_for
from tests.ui.editors.held import send

UNITS = ArgumentSpec("units", "int", minimum=1, doc="Positive integer.")
RATE = ArgumentSpec("rate", "float", 0.5, minimum=0, maximum=1)
BIAS = ArgumentSpec("use_bias", "bool", True)
MANY = tuple(ArgumentSpec(f"option_{letter}", "int", 0) for letter in "abcdefghij")
TRAINING = ArgumentSpec("training", "bool", None, optional=True)


class Filled:
    """A form on the screen that notes what it gives."""

    def __init__(self, qtbot: QtBot, fields: Fields, width: int = 400) -> None:
        self.form = Form(lambda argument, parent: editor_for(argument, (), parent))
        qtbot.addWidget(self.form)
        self.form.set_fields(fields)
        self.form.show_values({})
        self.given: list[tuple[str, Any, str]] = []
        self.cleared: list[str] = []
        self.form.given.connect(lambda *what: self.given.append(what))
        self.form.cleared.connect(self.cleared.append)
        self.form.resize(width, 600)
        self.form.show()
        qtbot.waitExposed(self.form)
        self.form.activateWindow()
        qtbot.waitUntil(self.form.isActiveWindow)

    def input(self, name: str) -> QWidget:
        row = self.form.row(name)
        assert row is not None, name
        return row.editor.input

    def button(self, name: str) -> QToolButton:
        found = self.form.findChild(QToolButton, name)
        assert found is not None, name
        return found

    def fault(self, name: str) -> QLabel:
        found = self.form.findChild(QLabel, f"fault:{name}")
        assert found is not None, name
        return found

    def reset(self, name: str) -> QToolButton:
        row = self.form.row(name)
        assert row is not None
        return row.tab_stops[-1]  # type: ignore[return-value]


def test_the_important_arguments_are_there_at_once_and_the_others_after_a_click(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS,), more=(RATE,)))
    assert filled.input("units").isVisible()
    assert filled.form.findChild(QWidget, "argument:rate") is None
    qtbot.mouseClick(filled.button("all-arguments"), Qt.MouseButton.LeftButton)
    assert filled.input("rate").isVisible()
    qtbot.mouseClick(filled.button("all-arguments"), Qt.MouseButton.LeftButton)
    assert not filled.input("rate").isVisible()


def test_arguments_of_the_call_have_a_part_of_their_own(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS,), call=(TRAINING,)))
    assert not filled.button("all-arguments").isVisible()
    filled.button("call-arguments").setFocus()
    send(Qt.Key.Key_Space)
    assert filled.input("training").isVisible()


def test_a_wrong_value_is_explained_under_its_field_and_nothing_is_given(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS, RATE)))
    filled.input("units").setFocus()
    send("-3")
    send(Qt.Key.Key_Return)
    fault = filled.fault("units")
    assert fault.isVisible() and "at least 1" in fault.text()
    assert fault.property("error")
    assert fault.mapTo(filled.form, fault.rect().topLeft()).y() >= (
        filled.input("units").mapTo(filled.form, filled.input("units").rect().bottomLeft()).y()
    )
    assert not filled.fault("rate").isVisible()
    assert filled.given == []


def test_a_screen_reader_is_told_the_fault_and_the_label(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS,)))
    labels = [label for label in filled.form.findChildren(QLabel) if label.text() == "units"]
    assert [label.buddy() for label in labels] == [filled.input("units")]
    filled.input("units").setFocus()
    send("x y")
    send(Qt.Key.Key_Return)
    description = filled.input("units").accessibleDescription()
    assert description.startswith("units cannot be read")
    assert description == plainly(filled.form.row("units").editor.fault)


def test_the_way_back_to_the_default_shows_only_where_a_value_was_given(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS, RATE)))
    assert not filled.reset("rate").isVisible()
    filled.form.show_values({"units": 3, "rate": 0.1})
    assert filled.reset("rate").isVisible()
    assert not filled.reset("units").isVisible(), "a required argument has no default"
    qtbot.mouseClick(filled.reset("rate"), Qt.MouseButton.LeftButton)
    assert filled.cleared == ["rate"]


def test_going_back_to_the_default_does_not_hand_over_what_is_being_typed(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(RATE,)))
    filled.form.show_values({"rate": 0.1})
    filled.input("rate").setFocus()
    send("5")
    qtbot.mouseClick(filled.reset("rate"), Qt.MouseButton.LeftButton)
    assert filled.cleared == ["rate"] and filled.given == []


def test_tab_goes_from_top_to_bottom_through_all_parts(qtbot: QtBot):
    fields = Fields(main=(UNITS, RATE), more=(BIAS,), call=(TRAINING,))
    filled = Filled(qtbot, fields)
    # Opened in the wrong order, so that the rows are made in the wrong order.
    for name in ("call-arguments", "all-arguments"):
        qtbot.mouseClick(filled.button(name), Qt.MouseButton.LeftButton)
    filled.input("units").setFocus()
    visited = []
    for _ in range(6):
        widget = QApplication.focusWidget()
        visited.append(widget.accessibleName() or widget.objectName())
        send(Qt.Key.Key_Tab)
    assert visited == [
        "units",
        "rate",
        "all-arguments",
        "use_bias",
        "call-arguments",
        "training",
    ]


def test_many_arguments_can_be_filtered(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS,), more=MANY))
    qtbot.mouseClick(filled.button("all-arguments"), Qt.MouseButton.LeftButton)
    line = filled.form.findChild(QLineEdit, "filter-arguments")
    qtbot.keyClicks(line, "option c")
    seen = [each.name for each in MANY if filled.input(each.name).isVisible()]
    assert seen == ["option_c"]
    assert filled.input("units").isVisible()


def test_few_arguments_have_no_filter(qtbot: QtBot):
    filled = Filled(qtbot, Fields(more=MANY[:3]))
    qtbot.mouseClick(filled.button("all-arguments"), Qt.MouseButton.LeftButton)
    line = filled.form.findChild(QLineEdit, "filter-arguments")
    assert not line.isVisible()


def test_steps_that_follow_each_other_share_a_merge_key_until_there_is_a_rest(
    qtbot: QtBot, monkeypatch
):
    filled = Filled(qtbot, Fields(main=(UNITS,)))
    filled.form.show_values({"units": 8})
    filled.input("units").setFocus()
    send(Qt.Key.Key_Up)
    send(Qt.Key.Key_Up)
    monkeypatch.setattr(row_module, "RUN_PAUSE_MS", -1)
    send(Qt.Key.Key_Up)
    first, second, third = (merge for _, _, merge in filled.given)
    assert first and first == second != third


def test_a_typed_value_is_a_step_of_its_own(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS,)))
    filled.input("units").setFocus()
    send("64")
    send(Qt.Key.Key_Return)
    assert filled.given == [("units", 64, "")]


def test_a_new_arrangement_keeps_the_rows_that_serve_again(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS,), more=(RATE, BIAS)))
    units = filled.input("units")
    filled.form.set_fields(Fields(main=(UNITS, RATE), more=(BIAS,)))
    assert filled.input("units") is units
    assert filled.input("rate").isVisible()


def test_a_row_that_is_no_longer_important_hides_with_the_rest(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS, RATE), more=(BIAS,)))
    filled.form.set_fields(Fields(main=(UNITS,), more=(RATE, BIAS)))
    assert not filled.input("rate").isVisible()


def test_different_values_can_all_be_put_back(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(RATE,)))
    filled.form.show_values({"rate": MIXED})
    assert filled.reset("rate").isVisible()


@pytest.mark.parametrize("width", [236, 420])
def test_nothing_is_cut_off_at_any_width(qtbot: QtBot, width):
    names = ("recurrent_initializer", "unit_forget_bias")
    fields = Fields(main=(*(ArgumentSpec(name, "initializer", None) for name in names), UNITS))
    filled = Filled(qtbot, fields, width)
    assert filled.form.minimumSizeHint().width() <= width
    for label in filled.form.findChildren(QLabel):
        if label.isVisible():
            assert label.width() >= label.sizeHint().width(), label.text()
    for argument in fields.main:
        field = filled.input(argument.name)
        assert field.width() >= 100
        assert field.mapTo(filled.form, field.rect().topRight()).x() <= width


def test_labels_stand_above_the_fields_where_it_is_narrow_and_before_them_where_it_is_wide(
    qtbot: QtBot,
):
    fields = Fields(main=(ArgumentSpec("recurrent_initializer", "initializer", None),))
    filled = Filled(qtbot, fields, 236)
    label = next(each for each in filled.form.findChildren(QLabel) if each.buddy())
    field = filled.input("recurrent_initializer")
    assert label.geometry().bottom() <= field.parentWidget().geometry().top()
    filled.form.resize(420, 600)
    qtbot.waitUntil(lambda: label.geometry().right() < field.parentWidget().geometry().left())


def test_the_documentation_of_an_argument_is_its_tooltip(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS,)))
    assert "Positive integer." in filled.input("units").toolTip()
    assert "at least 1" in filled.input("units").toolTip()


def test_what_is_typed_when_the_form_is_left_for_good_is_handed_over_or_forgotten(qtbot: QtBot):
    filled = Filled(qtbot, Fields(main=(UNITS, RATE)))
    filled.input("units").setFocus()
    send("64")
    QTest.keyClicks(filled.input("rate"), "2")
    filled.form.commit()
    assert filled.given == [("units", 64, "")]
    assert filled.fault("rate").text() == ""
