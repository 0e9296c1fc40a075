"""Blocks, shared layers, passed structures, several outputs, ops: drawn with mouse and keyboard,
exported, and executed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from designer.graph.edits import ChangeCustomLayer
from designer.paths import resource
from designer.storage import load
from designer.ui.breadcrumb import Breadcrumb
from designer.ui.main_window import MainWindow
from designer.ui.panels.end_list import KEY, EndList
from tests.keras_runs import run_scripts
from tests.ui.hands import LEFT, NONE, Hands
from tests.ui.windows import window_with

pytestmark = pytest.mark.worker
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window: MainWindow = window_with(qtbot).window
    window.resize(1900, 1000)
    QTest.keyClick(window, Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: window.shows_design and window.canvas.width() > 300)
    for _ in range(2):
        QTest.keyClick(window.canvas, Qt.Key.Key_Minus, CTRL)
    return window


@pytest.fixture
def hands(window: MainWindow, qtbot: QtBot) -> Hands:
    return Hands(window, qtbot)


@pytest.fixture
def export(hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Writes the code with Ctrl+E and reads it back."""

    def write(name: str) -> str:
        return hands.export(tmp_path / f"{name}.py", monkeypatch)

    return write


def at(window: MainWindow, column: float, row: float) -> QPoint:
    """A place on the canvas: columns from 0 to 5, rows from 0 to 1."""
    return QPoint(
        int(window.canvas.width() * (column + 0.6) / 6.2), int(window.canvas.height() * row)
    )


def undo_all(window: MainWindow) -> None:
    for _ in range(window.context.document.undo_stack.count()):
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert len(window.context.document.design.main) == 0
    assert window.context.document.design.blocks == {}


def test_a_block_is_made_entered_given_an_argument_left_and_used_twice(
    window: MainWindow, hands: Hands, export: Callable[[str], str]
) -> None:
    pixels = hands.drag_layer("input", at(window, 0, 0.4))
    first = hands.drag_layer("dense", at(window, 1, 0.4))
    second = hands.drag_layer("dense", at(window, 2, 0.4))
    output = hands.drag_layer("output", at(window, 4, 0.4))
    for source, target in ((pixels, first), (first, second), (second, output)):
        hands.draw_wire(source, target)
    hands.click_node(pixels)
    hands.type_argument("shape", "16")

    hands.select(first, second)
    QTest.keyClick(window, Qt.Key.Key_G, CTRL | SHIFT)
    editor = window.canvas.title_editor
    assert editor.isVisible() and editor.text() == "block"
    QTest.keyClicks(editor, "bottleneck")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    use = window.context.selection.node
    document = window.context.document
    assert set(document.design.blocks) == {"bottleneck"} and len(document.graph) == 3

    hands.open_block(use)
    assert document.graph_name == "bottleneck"
    breadcrumb = window.desk.findChild(Breadcrumb)
    assert breadcrumb and breadcrumb.isVisible()
    assert breadcrumb.texts == ["Model", "bottleneck", "as bottleneck"]
    QTest.mouseClick(hands.field("add-argument"), LEFT)
    name = hands.field("argument-name:0")
    assert isinstance(name, QLineEdit) and name.hasFocus()
    QTest.keyClicks(name, "width")
    QTest.keyClick(name, Qt.Key.Key_Return)
    default = hands.field("argument-default:0")
    assert isinstance(default, QLineEdit)
    hands.retype(default, "16")
    QTest.keyClick(default, Qt.Key.Key_Return)
    hands.select(first)
    hands.type_argument("units", "width // 4")
    hands.select(second)
    hands.type_argument("units", "width")

    hands.press(Qt.Key.Key_Escape)
    assert document.graph_name == "bottleneck" and not window.context.selection.nodes
    hands.press(Qt.Key.Key_Escape)
    assert document.graph_name == "" and window.context.selection.node == use
    assert not breadcrumb.isVisible()

    again = hands.drag_layer("bottleneck", at(window, 3, 0.7))
    inside = document.design.blocks["bottleneck"].graph.inputs()[0].name
    hands.draw_wire(use, again, inside)
    hands.draw_wire(again, output)
    hands.select(again)
    hands.type_argument("width", "32")

    text = export("block")
    assert "def bottleneck(width=16" in text and "width=32" in text
    (found,) = run_scripts({"drawn": text}).values()
    small, large = 16 * 4 + 4 + 4 * 16 + 16, 16 * 8 + 8 + 8 * 32 + 32
    assert found["params"] == small + large
    undo_all(window)


def test_two_layers_are_linked_and_made_unique(
    window: MainWindow, hands: Hands, export: Callable[[str], str]
) -> None:
    left = hands.drag_layer("input", at(window, 0, 0.3))
    right = hands.drag_layer("input", at(window, 0, 0.7))
    one = hands.drag_layer("dense", at(window, 1, 0.3))
    other = hands.drag_layer("dense", at(window, 1, 0.7))
    joined = hands.drag_layer("concatenate", at(window, 2, 0.5))
    output = hands.drag_layer("output", at(window, 3, 0.5))
    hands.draw_wire(left, one)
    hands.draw_wire(right, other)
    hands.draw_wire(one, joined, index=0)
    hands.draw_wire(other, joined, index=1)
    hands.draw_wire(joined, output)
    for node in (left, right):
        hands.click_node(node)
        hands.type_argument("shape", "8")

    hands.select(one, other)
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    face = window.canvas.sheet.face(other)
    assert (face.subtitle, face.shares) == ("Dense of dense", True)
    linked = export("linked")
    hands.select(other)
    QTest.keyClick(window, Qt.Key.Key_K, CTRL | SHIFT)
    assert not window.canvas.sheet.face(one).shares
    unique = export("unique")

    found = run_scripts({"linked": linked, "unique": unique})
    assert found["linked"]["params"] == 8 * 64 + 64
    assert found["unique"]["params"] == 2 * (8 * 64 + 64)
    undo_all(window)


def choose(hands: Hands, name: str, entry: str) -> None:
    """Choose an entry of a box by typing its first letter."""
    box = hands.field(f"argument:{name}")
    assert isinstance(box, QComboBox)
    box.setFocus()
    # What was typed before is no part of this.
    QApplication.setKeyboardInputInterval(0)
    QTest.keyClicks(box, entry[0])
    QApplication.setKeyboardInputInterval(400)
    assert box.currentText() == entry


def type_key(hands: Hands, ends: EndList, row: int, text: str) -> None:
    """Double-click a key in the list, type another one, Enter."""
    item = ends.list.topLevelItem(row)
    assert item is not None
    cell = ends.list.visualItemRect(item).center()
    cell.setX(ends.list.columnViewportPosition(KEY) + 20)
    QTest.mouseClick(ends.list.viewport(), LEFT, NONE, cell)
    QTest.mouseDClick(ends.list.viewport(), LEFT, NONE, cell)
    line = ends.list.findChild(QLineEdit)
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)

    def is_taken() -> bool:
        item = ends.list.topLevelItem(row)
        return item is not None and item.text(KEY) == text and not ends.list.findChild(QLineEdit)

    hands.qtbot.waitUntil(is_taken)


def test_inputs_are_passed_as_list_dict_and_nested_in_the_order_that_was_chosen(
    window: MainWindow, hands: Hands, export: Callable[[str], str]
) -> None:
    nodes = [hands.drag_layer("input", at(window, 0, row)) for row in (0.2, 0.5, 0.8)]
    joined = hands.drag_layer("concatenate", at(window, 2, 0.5))
    output = hands.drag_layer("output", at(window, 3, 0.5))
    for number, node in enumerate(nodes):
        hands.click_node(node)
        hands.retype(hands.field("node-name"), "abc"[number])
        QTest.keyClick(hands.field("node-name"), Qt.Key.Key_Return)
        hands.type_argument("shape", str(number + 2))
        hands.draw_wire(node, joined, index=number)
    hands.draw_wire(joined, output)
    texts = {"list": export("list")}

    QTest.mouseClick(window.canvas, LEFT, NONE, at(window, 5, 0.9))
    ends = hands.field("inputs-in-order").parent()
    assert isinstance(ends, EndList) and ends.structure.text() == "[a, b, c]"
    ends.list.setFocus()
    ends.list.setCurrentItem(ends.list.topLevelItem(2))
    QTest.keyClick(ends.list, Qt.Key.Key_Up, ALT)
    QTest.mouseClick(ends.findChild(QAbstractButton, "arrow-up"), LEFT)
    assert ends.structure.text() == "[c, a, b]"
    texts["ordered"] = export("ordered")

    choose(hands, "inputs_as", "dict")
    type_key(hands, ends, 0, "third")
    assert ends.structure.text() == '{"third": c, "a": a, "b": b}'
    texts["dict"] = export("dict")

    choose(hands, "inputs_as", "nested")
    type_key(hands, ends, 1, "pair/0")
    assert ends.structure.text() == '{"third": c, "pair": [a], "b": b}'
    type_key(hands, ends, 2, "pair/1")
    assert ends.structure.text() == '{"third": c, "pair": [a, b]}'
    texts["nested"] = export("nested")

    assert "inputs=[a, b, c]" in texts["list"] and "inputs=[c, a, b]" in texts["ordered"]
    assert 'inputs={"third": c, "pair": [a, b]}' in texts["nested"]
    found = run_scripts(texts)
    assert [name for name, said in found.items() if said.get("params") != 0] == []
    assert set(found["dict"]["config"]["input_layers"]) == {"third", "a", "b"}
    undo_all(window)


def test_a_layer_with_several_outputs_feeds_several_nodes(
    window: MainWindow, hands: Hands, export: Callable[[str], str]
) -> None:
    words = hands.drag_layer("input", at(window, 0, 0.4))
    lstm = hands.drag_layer("lstm", at(window, 1, 0.4))
    dense = hands.drag_layer("dense", at(window, 2, 0.7))
    joined = hands.drag_layer("concatenate", at(window, 3, 0.4))
    output = hands.drag_layer("output", at(window, 4, 0.4))
    hands.draw_wire(words, lstm, "sequences" if "sequences" in slots(window, lstm) else "inputs")
    hands.click_node(words)
    hands.type_argument("shape", "None, 4")
    hands.click_node(lstm)
    hands.type_argument("units", "3")
    QTest.mouseClick(hands.field("all-arguments"), LEFT)
    box = hands.field("argument:return_state")
    assert isinstance(box, QCheckBox)
    QTest.keyClick(box, Qt.Key.Key_Space)
    hands.draw_wire(lstm, joined, index=0, output=0)
    hands.draw_wire(lstm, dense, output=1)
    hands.draw_wire(dense, joined, index=1)
    hands.draw_wire(joined, output)
    (found,) = run_scripts({"drawn": export("states")}).values()
    assert found["params"] == 4 * ((4 + 3) * 3 + 3) + 3 * 64 + 64
    undo_all(window)


def slots(window: MainWindow, node: str) -> list[str]:
    return [port.name for port in window.canvas.sheet.geometry.form(node).inputs]


def test_ops_are_drawn_and_written_as_a_person_would(
    window: MainWindow, hands: Hands, export: Callable[[str], str]
) -> None:
    x = hands.drag_layer("input", at(window, 0, 0.4))
    mean = hands.drag_layer("mean", at(window, 1, 0.7), "keras.ops.mean")
    added = hands.drag_layer("+", at(window, 2, 0.4))
    output = hands.drag_layer("output", at(window, 3, 0.4))
    hands.click_node(x)
    hands.type_argument("shape", "5")
    hands.draw_wire(x, mean, slots(window, mean)[0])
    hands.click_node(mean)
    QTest.mouseClick(hands.field("all-arguments"), LEFT)
    hands.type_argument("axis", "-1")
    box = hands.field("argument:keepdims")
    QTest.keyClick(box, Qt.Key.Key_Space)
    hands.draw_wire(x, added, slots(window, added)[0])
    hands.draw_wire(mean, added, slots(window, added)[1])
    hands.draw_wire(added, output)
    text = export("ops")
    assert "ops.mean(" in text and " + " in text
    (found,) = run_scripts({"drawn": text}).values()
    assert found.get("error", "") == "" and found["params"] == 0
    undo_all(window)


def test_a_custom_layer_of_the_design_is_drawn_like_any_other(
    window: MainWindow, hands: Hands, export: Callable[[str], str]
) -> None:
    linear = load(resource("examples/custom_linear.kdesign")).design.custom_layers["Linear"]
    window.context.document.apply(ChangeCustomLayer("Linear", linear), "Define Linear")
    x = hands.drag_layer("input", at(window, 0, 0.4))
    layer = hands.drag_layer("Linear", at(window, 1, 0.4))
    output = hands.drag_layer("output", at(window, 2, 0.4))
    hands.click_node(x)
    hands.type_argument("shape", "6")
    hands.draw_wire(x, layer)
    hands.draw_wire(layer, output)
    hands.click_node(layer)
    hands.type_argument("units", "5")
    text = export("custom")
    assert "class Linear(" in text and "Linear(5" in text
    (found,) = run_scripts({"drawn": text}).values()
    assert found["params"] == 6 * 5 + 5
    undo_all(window)
