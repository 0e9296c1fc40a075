"""Every operator and a slice, drawn with mouse and keyboard: what the code says and what the
boxes show is what a person would write."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from designer.catalog.operators import SIGNS, SLICE_PATH
from designer.codegen import program_of
from tests.ui.hands import Hands
from tests.ui.windows import window_with

COLUMNS = 5
NUMBERS = [path for path in SIGNS if path not in ("keras.ops.matmul", "keras.ops.negative")]
NUMBERS = [path for path in NUMBERS if not SIGNS[path].of_flags]
OTHERS = {
    "keras.ops.matmul": ("inputs", "inputs"),
    "keras.ops.negative": ("inputs",),
    "keras.ops.logical_and": ("inputs_1", "inputs_1"),
    "keras.ops.logical_or": ("inputs_1", "inputs_1"),
    "keras.ops.logical_xor": ("inputs_1", "inputs_1"),
    "keras.ops.logical_not": ("inputs_1",),
}
"""Those without a number, and what is wired to them."""


@pytest.fixture
def hands(qtbot: QtBot) -> Hands:
    window = window_with(qtbot).window
    window.resize(1900, 1000)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.shows_design and window.canvas.width() > 300)
    window.canvas.setFocus()
    for _ in range(5):
        QTest.keyClick(window.canvas, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    return Hands(window, qtbot)


def place(hands: Hands, number: int) -> QPoint:
    """A place in the grid of operators, right of the inputs."""
    width, height = hands.canvas.width(), hands.canvas.height()
    column, row = number % COLUMNS, number // COLUMNS
    return QPoint(int(width * (column + 1.5) / (COLUMNS + 1)), int(height * (row + 0.5) / 4))


def drawn(hands: Hands, path: str, number: int) -> str:
    """The operator, found by its sign, or by its name where two have one sign."""
    name = path.removeprefix("keras.ops.")
    words = f"ops: {name}" if name == "subtract" else SIGNS[path].text
    node = hands.drag_layer(words, place(hands, number))
    assert hands.window.context.document.graph.node(node).op == path
    return node


def written(hands: Hands, node: str) -> str:
    """What stands behind the `=` of a node's statement."""
    document = hands.window.context.document
    statements = program_of(document.design, document.catalog).body.statements
    return next(each.text for each in statements if each.node == node).partition(" = ")[2]


def input_at(hands: Hands, row: float, dtype: str = "float32") -> str:
    node = hands.drag_layer("input", QPoint(hands.canvas.width() // 12, int(row)))
    hands.click_node(node)
    hands.type_argument("shape", "8, 8")
    if dtype != "float32":
        hands.type_argument("dtype", dtype)
    return node


def test_every_operator_with_a_number_is_drawn(hands: Hands) -> None:
    pixels = input_at(hands, hands.canvas.height() / 2)
    for number, path in enumerate(NUMBERS):
        node = drawn(hands, path, number)
        hands.draw_wire(pixels, node, "x1")
        hands.click_node(node)
        hands.type_argument("x2", "2")
        sign = SIGNS[path].text
        text = "inputs**2" if sign == "**" else f"inputs {sign} 2"
        assert written(hands, node) == text
        assert hands.canvas.sheet.face(node).subtitle == f"x1 {sign} 2"


def test_every_other_operator_is_drawn(hands: Hands) -> None:
    inputs = {
        "inputs": input_at(hands, hands.canvas.height() / 4),
        "inputs_1": input_at(hands, hands.canvas.height() * 3 / 4, "bool"),
    }
    for number, (path, sources) in enumerate(OTHERS.items()):
        node = drawn(hands, path, number)
        slots = ("x1", "x2") if len(sources) == 2 else ("x",)
        for source, slot in zip(sources, slots, strict=True):
            hands.draw_wire(inputs[source], node, slot)
        sign = SIGNS[path].text
        text = f"{sign}{sources[0]}" if len(sources) == 1 else f" {sign} ".join(sources)
        assert written(hands, node) == text


def test_a_number_may_stand_before_the_sign(hands: Hands) -> None:
    pixels = input_at(hands, 200)
    node = drawn(hands, "keras.ops.subtract", 0)
    hands.draw_wire(pixels, node, "x2")
    hands.click_node(node)
    hands.type_argument("x1", "1")
    assert written(hands, node) == "1 - inputs"


def test_a_slice_is_drawn_and_its_index_typed(hands: Hands) -> None:
    pixels = input_at(hands, 200)
    node = hands.drag_layer("slice", place(hands, 0))
    assert hands.window.context.document.graph.node(node).op == SLICE_PATH
    hands.draw_wire(pixels, node, "x")
    hands.click_node(node)
    hands.type_argument("index", "[..., ::2]")
    assert written(hands, node) == "inputs[..., ::2]"
    assert hands.canvas.sheet.face(node).subtitle == "x[..., ::2]"
