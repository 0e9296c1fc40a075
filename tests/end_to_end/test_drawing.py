"""The seed text's model, drawn from an empty canvas with mouse and keyboard, exported and run."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from designer.ui.main_window import MainWindow
from tests.keras_runs import run_scripts
from tests.ui.hands import Hands
from tests.ui.windows import window_with


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window: MainWindow = window_with(qtbot).window
    window.resize(1900, 1000)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.shows_design and window.canvas.width() > 300)
    return window


@pytest.mark.worker
def test_two_branch_is_drawn_exported_and_has_218_058_parameters(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Hands(window, qtbot)
    canvas = window.canvas
    # Zoomed out a little, so that all has room.
    canvas.setFocus()
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    width, height = canvas.width(), canvas.height()

    def at(column: int, row: float) -> QPoint:
        return QPoint(int(width * (column + 0.6) / 7.2), int(height * row))

    pixels = hands.drag_layer("input", at(0, 0.5))
    relu = hands.drag_layer("dense", at(1, 0.25))
    tanh = hands.drag_layer("dense", at(1, 0.7))
    both = hands.drag_layer("concatenate", at(2, 0.5))
    hidden = hands.drag_layer("dense", at(3, 0.5))
    logits = hands.drag_layer("dense", at(4, 0.5))
    softmax = hands.drag_layer("softmax", at(5, 0.5))
    output = hands.drag_layer("output", at(6, 0.5))

    hands.draw_wire(pixels, relu)
    hands.draw_wire(pixels, tanh)
    hands.draw_wire(relu, both, index=0)
    hands.draw_wire(tanh, both, index=1)
    hands.draw_wire(both, hidden)
    hands.draw_wire(hidden, logits)
    hands.draw_wire(logits, softmax)
    hands.draw_wire(softmax, output)
    assert len(window.context.document.graph.edges()) == 8

    for node, values in {
        pixels: {"shape": "784"},
        relu: {"units": "128", "activation": "relu"},
        tanh: {"units": "128", "activation": "tanh"},
        hidden: {"units": "64", "activation": "relu"},
        logits: {"units": "10"},
    }.items():
        hands.click_node(node)
        for name, text in values.items():
            hands.type_argument(name, text)

    target = tmp_path / "two_branch.py"
    (found,) = run_scripts({"drawn": hands.export(target, monkeypatch)}).values()
    assert found["params"] == 218_058

    steps = window.context.document.undo_stack.count()
    for _ in range(steps):
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(window.context.document.graph) == 0


def test_a_wire_that_cannot_be_says_why(window: MainWindow, qtbot: QtBot) -> None:
    hands = Hands(window, qtbot)
    first = hands.drag_layer("dense", QPoint(160, 100))
    second = hands.drag_layer("dense", QPoint(500, 300))
    hands.draw_wire(first, second)
    with qtbot.waitSignal(window.context.noticed) as noticed:
        hands.draw_wire(second, first)
    assert "circle" in noticed.args[0]
    assert len(window.context.document.graph.edges()) == 1
