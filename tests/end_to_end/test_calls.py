"""Calls beyond one tensor: states, scores, masks and inner layers, drawn, exported, executed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Call
from designer.codegen import STYLES, program_of
from designer.graph.design import Design
from designer.graph.nodes import Edge
from tests.builders import Builder
from tests.importing.configs import chain, entry
from tests.keras_runs import ask_all, run_scripts
from tests.ui.hands import LEFT, NONE, Hands
from tests.ui.windows import Bench, window_with


def script(design: Design) -> str:
    return STYLES["script"].arrange(program_of(design, shipped_catalog())).text


def handed_over(encoder: str, decoder: str, states: int, **values: Any) -> Design:
    """An encoder whose states begin a decoder, in order."""
    builder = Builder()
    text, words = builder.input(5, 8, name="text"), builder.input(7, 8, name="words")
    first = builder.layer(encoder, text, return_state=True, **values)
    last = builder.layer(decoder, words, name="decoder", return_sequences=True, **values)
    for number in range(states):
        builder.graph.connect(Edge(first, number + 1, last, "initial_state", number))
    builder.output(last)
    return builder.design()


def both_ways() -> Design:
    builder = Builder()
    inner = Call("keras.layers.LSTM", {"units": 3, "return_state": True})
    first = builder.layer("Bidirectional", builder.input(5, 8), layer=inner)
    for number in range(5):
        builder.graph.connect(
            Edge(first, number, builder.output_node(f"state_{number}"), "inputs", 0)
        )
    return builder.design()


def attended() -> Design:
    """Scores as a second output, a mask of its own, and flags of the call."""
    builder = Builder()
    query, value = builder.input(4, 8, name="query"), builder.input(6, 8, name="value")
    mask = builder.input(4, 6, name="allowed", dtype="bool")
    node = builder.layer(
        "MultiHeadAttention",
        query,
        value,
        num_heads=2,
        key_dim=4,
        call={"return_attention_scores": True, "use_causal_mask": True},
    )
    builder.graph.connect(Edge(mask, 0, node, "attention_mask"))
    builder.output(node)
    builder.graph.connect(Edge(node, 1, builder.output_node("scores"), "inputs"))
    return builder.design()


def masked() -> Design:
    """A mask from an embedding, and one that is wired."""
    builder = Builder()
    tokens = builder.input(6, name="tokens", dtype="int32")
    seen = builder.input(6, name="seen", dtype="bool")
    values = {"input_dim": 20, "output_dim": 8}
    carried = builder.layer(
        "GRU", builder.layer("Embedding", tokens, mask_zero=True, **values), units=3
    )
    wired = builder.layer("LSTM", builder.layer("Embedding", tokens, **values), units=3)
    builder.graph.connect(Edge(seen, 0, wired, "mask"))
    builder.output(builder.layer("Concatenate", carried, wired))
    return builder.design()


def stacked() -> Design:
    builder = Builder()
    cells = [Call(f"keras.layers.{name}", {"units": 4}) for name in ("LSTMCell", "GRUCell")]
    steps = builder.input(5, 8)
    stack = Call("keras.layers.StackedRNNCells", {"cells": cells})
    builder.output(builder.layer("RNN", steps, cell=stack))
    dense = Call("keras.layers.Dense", {"units": 2})
    spectral = Call("keras.layers.SpectralNormalization", {"layer": dense})
    builder.output(builder.layer("TimeDistributed", steps, layer=spectral))
    return builder.design()


CALLS = {
    "lstm states": handed_over("LSTM", "LSTM", 2, units=4),
    "gru state": handed_over("GRU", "GRU", 1, units=4),
    "both ways": both_ways(),
    "attention": attended(),
    "masks": masked(),
    "layers in layers": stacked(),
}


@pytest.mark.worker
def test_calls_beyond_one_tensor_are_exported_as_they_are_built() -> None:
    texts = {name: script(design) for name, design in CALLS.items()}
    executed = run_scripts(texts)
    assert not {name: found["error"] for name, found in executed.items() if "error" in found}
    live = ask_all("config", {name: {"text": text} for name, text in texts.items()})
    for name in CALLS:
        assert executed[name]["config"] == live[name]["config"], name


# With mouse and keyboard


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return window_with(qtbot)


@pytest.fixture
def hands(bench: Bench, qtbot: QtBot) -> Hands:
    window = bench.window
    window.resize(1900, 1000)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.shows_design and window.canvas.width() > 300)
    window.canvas.setFocus()
    for _ in range(3):
        QTest.keyClick(window.canvas, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    return Hands(window, qtbot)


def tick(hands: Hands, name: str) -> None:
    """Open the form of the selected node down to a flag, and set it."""
    inspector = hands.window.docks.panel("inspector", QWidget)
    row = inspector.page.form.open_for(name)
    box = row.editor.findChild(QCheckBox)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def draw_output(hands: Hands, source: str, output: int, target: str, slot: str, index: int) -> None:
    canvas = hands.window.canvas
    start = canvas.port_point(source, "out", output)
    end = canvas.port_point(target, "in", slot, index)
    QTest.mousePress(canvas, LEFT, NONE, start)
    for place in (start + QPoint(8, 0), (start + end) / 2, end):
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, LEFT, NONE, end)


def test_states_of_an_encoder_are_drawn_into_a_decoder(hands: Hands) -> None:
    width, height = hands.canvas.width(), hands.canvas.height()
    steps = hands.drag_layer("input", QPoint(width // 8, height // 2))
    encoder = hands.drag_layer("lstm", QPoint(width * 3 // 8, height // 4))
    decoder = hands.drag_layer("lstm", QPoint(width * 3 // 4, height // 2))
    hands.draw_wire(steps, encoder, "sequences")
    hands.draw_wire(steps, decoder, "sequences")
    hands.click_node(encoder)
    tick(hands, "return_state")
    draw_output(hands, encoder, 1, decoder, "initial_state", 0)
    draw_output(hands, encoder, 2, decoder, "initial_state", 1)
    document = hands.window.context.document
    statements = program_of(document.design, document.catalog).body.statements
    first, second = (each.text for each in statements if each.node in (encoder, decoder))
    assert first == "_lstm, lstm_state_h, lstm_state_c = layers.LSTM(64, return_state=True)(inputs)"
    assert second.endswith("(inputs, initial_state=[lstm_state_h, lstm_state_c])")


def test_a_layer_in_a_layer_is_drawn_chosen_and_typed(hands: Hands) -> None:
    width, height = hands.canvas.width(), hands.canvas.height()
    steps = hands.drag_layer("input", QPoint(width // 4, height // 2))
    both = hands.drag_layer("bidirectional", QPoint(width * 5 // 8, height // 2))
    hands.draw_wire(steps, both, "sequences")
    hands.click_node(both)
    hands.type_argument("layer:class", "GRU")
    hands.type_argument("layer.units", "12")
    document = hands.window.context.document
    gru = Call("keras.layers.GRU", {"units": 12})
    assert document.graph.node(both).values["layer"] == gru
    QTest.keyClick(hands.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.graph.node(both).values["layer"].arguments["units"] == 32
    assert hands.window.canvas.sheet.face(both).lines == (("layer", "GRU(32)"),)


def test_a_known_architecture_is_drawn_frozen_and_opened_up(
    bench: Bench, hands: Hands, qtbot: QtBot
) -> None:
    width, height = hands.canvas.width(), hands.canvas.height()
    image = hands.drag_layer("input", QPoint(width // 4, height // 2))
    base = hands.drag_layer("mobilenetv2", QPoint(width * 5 // 8, height // 2))
    hands.draw_wire(image, base)
    hands.click_node(image)
    hands.type_argument("shape", "96, 96, 3")
    hands.click_node(base)
    tick(hands, "trainable")
    document = hands.window.context.document
    assert hands.window.canvas.sheet.face(base).frozen
    assert "mobile_net_v2_layer.trainable = False" in script(document.design)
    QTest.keyClick(
        hands.window,
        Qt.Key.Key_P,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    model = {**chain(entry("Conv2D", "conv", filters=3, kernel_size=1)), "name": "model"}
    with qtbot.waitSignal(hands.window.context.session.opener.opened) as told:
        bench.client.answer("read_model", {"models": [model], "chosen": 0})
    use = document.graph.node(told.args[0])
    (block,) = document.design.blocks.values()
    assert use.block == block.name and use.name == "mobile_net_v2"
    assert block.graph.named("conv").values["trainable"] is False
    assert hands.window.context.selection.node == use.id
