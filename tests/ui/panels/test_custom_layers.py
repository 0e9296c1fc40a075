"""The Custom layers panel with real keys: typed, applied, mended, placed, exported."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from designer.catalog.templates import TEMPLATES
from designer.codegen import STYLES
from designer.graph.nodes import LayerNode
from designer.paths import resource
from designer.storage import load
from designer.ui import dialogs
from designer.ui.commands import files
from designer.ui.panels.custom_layers import CustomLayersPanel
from designer.ui.panels.inspector import InspectorPanel
from tests.builders import two_branch
from tests.keras_runs import run_scripts
from tests.ui.hands import Hands
from tests.ui.windows import Bench, window_with

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bench(qtbot) -> Bench:
    return window_with(qtbot, two_branch())


@pytest.fixture
def panel(bench) -> CustomLayersPanel:
    bench.window.action_set["new_custom_layer"].trigger()
    return bench.window.docks.panel("custom", CustomLayersPanel)


def typed(panel: CustomLayersPanel, text: str) -> str:
    """What is in the editor after a text was typed into an empty one."""
    editor = panel.editor
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    for character in text:
        if character == "\n":
            QTest.keyClick(editor, Qt.Key.Key_Escape)
            QTest.keyClick(editor, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(editor, character)
    return editor.toPlainText()


def replace(panel: CustomLayersPanel, old: str, new: str) -> None:
    assert old in panel.editor.code
    panel.editor.set_code(panel.editor.code.replace(old, new))


def test_a_new_layer_comes_from_the_menu_and_is_one_step(bench, panel):
    assert panel.name == "MyLayer" and panel.editor.hasFocus()
    assert list(bench.document.design.custom_layers) == ["MyLayer"]
    assert panel.lints == ()
    bench.document.undo_stack.undo()
    assert panel.name == "" and not bench.document.design.custom_layers


def test_what_is_typed_is_applied_by_ctrl_enter_as_one_step(bench, panel):
    before = bench.document.undo_stack.count()
    replace(panel, "def __init__(self, units,", "def __init__(self, units, bias=0.5,")
    assert panel.is_pending and "Ctrl+Enter" in (panel.read() or panel.state.text())
    QTest.keyClick(panel.editor, Qt.Key.Key_Return, CONTROL)
    assert not panel.is_pending
    assert bench.document.undo_stack.count() == before + 1
    spec = bench.document.design.custom_layers["MyLayer"].spec
    assert [argument.name for argument in spec.arguments[:2]] == ["units", "bias"]


def test_what_is_typed_is_applied_when_the_keyboard_goes_elsewhere(bench, panel):
    replace(panel, "how many", "as many as")
    bench.window.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert "as many as" in bench.document.design.custom_layers["MyLayer"].source


def test_a_mistake_is_said_with_its_line_and_changes_nothing(bench, panel):
    replace(panel, "def call(self, inputs):", "def call(self, inputs:")
    assert not panel.apply()
    assert panel.state.words.startswith("Line 20: ") and panel.is_pending
    assert "inputs):" in bench.document.design.custom_layers["MyLayer"].source
    assert panel.editor.extraSelections()
    replace(panel, "(self, inputs:", "(self, inputs):")


def test_a_class_that_gets_another_name_renames_the_layer(bench, panel):
    replace(panel, "class MyLayer", "class Gate")
    assert panel.apply()
    assert panel.name == "Gate" and panel.names.currentText() == "Gate"
    assert list(bench.document.design.custom_layers) == ["Gate"]


def test_a_fix_is_previewed_as_a_diff_and_applied_as_one_step(bench, panel):
    replace(panel, "@keras.saving.register_keras_serializable()\n", "")
    assert panel.apply()
    (lint,) = panel.lints
    before = bench.document.undo_stack.count()
    panel.preview(lint)
    assert "+@keras.saving.register_keras_serializable()" in panel._preview.toPlainText()
    assert bench.document.undo_stack.count() == before
    panel.take_fix()
    assert panel.lints == () and bench.document.undo_stack.count() == before + 1


def test_a_used_layer_stays_and_says_who_uses_it(bench, panel):
    node = bench.document.add_node("MyLayer", (0, 0))
    panel.delete_button.click()
    assert panel.name == "MyLayer" and node in bench.document.graph
    bench.document.remove([node])
    panel.delete_button.click()
    assert panel.name == "" and not bench.document.design.custom_layers


def test_a_double_click_on_a_node_shows_its_source(bench, panel):
    panel.new_layer(TEMPLATES[3])
    node = bench.document.add_node("MyLayer", (0, 300))
    bench.window.canvas.reveal(node)
    center = bench.window.canvas.node_center(node)
    QTest.mouseDClick(bench.window.canvas, Qt.MouseButton.LeftButton, pos=center + QPoint(0, 8))
    assert panel.name == "MyLayer" and panel.editor.hasFocus()


def test_asking_for_a_proof_shows_what_came_of_it(bench, panel):
    panel.prove_button.click()
    assert "clean process" in panel.proof.words
    report = {"saved": True, "loaded": True, "equal": True, "difference": 0.0, "stage": "compare"}
    bench.client.answer("prove_layer", report)
    assert panel.proof.words.startswith("Save-proof")
    replace(panel, "how many", "as many as")
    panel.apply()
    assert panel.proof.words == ""


def test_nothing_is_proved_before_trust(qtbot, bench, tmp_path):
    design = load(resource("examples/custom_linear.kdesign")).design
    bench.document.new(design)
    bench.document.save(tmp_path / "mine.kdesign")
    bench.document.open(tmp_path / "mine.kdesign")
    panel = bench.window.docks.panel("custom", CustomLayersPanel)
    bench.window.docks.show("custom")
    assert panel.name == "Linear" and bench.document.needs_trust
    panel.prove_button.click()
    assert all(method != "prove_layer" for _, method, _ in bench.client.asked)


def test_the_editor_indents_dedents_and_comments(panel):
    assert typed(panel, "def f(x):\nreturn x\ny") == "def f(x):\n    return x\ny"
    editor = panel.editor
    QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "    def f(x):\n        return x\n    y"
    QTest.keyClick(editor, Qt.Key.Key_Tab, SHIFT)
    assert editor.toPlainText() == "def f(x):\n    return x\ny"
    QTest.keyClick(editor, Qt.Key.Key_Slash, CONTROL)
    assert editor.toPlainText() == "# def f(x):\n#     return x\n# y"
    QTest.keyClick(editor, Qt.Key.Key_Slash, CONTROL)
    assert editor.toPlainText() == "def f(x):\n    return x\ny"
    QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.toPlainText().startswith("# def")
    editor.set_code(TEMPLATES[0].source(()))


def test_completions_come_after_a_dot_and_are_taken_by_enter(qtbot, panel):
    typed(panel, "from keras import ops\nops.matm")
    assert panel.editor.offered == ["matmul"]
    QTest.keyClick(panel.editor._popup, Qt.Key.Key_Return)
    assert panel.editor.toPlainText().endswith("ops.matmul")
    assert panel.editor.offered == []
    panel.editor.set_code(TEMPLATES[0].source(()))


@pytest.mark.worker
def test_a_layer_is_drawn_from_the_palette_exported_and_executed(qtbot, bench, panel):
    hands = Hands(bench.window, qtbot)
    bench.document.new()
    panel.new_layer(TEMPLATES[1])
    replace(panel, "MyScale", "Twice")
    QTest.keyClick(panel.editor, Qt.Key.Key_Return, CONTROL)
    bench.window.action_set["add_input"].trigger()
    node = hands.drag_layer("Twice", QPoint(330, 200))
    assert isinstance(bench.document.graph.node(node), LayerNode)
    source = next(each.id for each in bench.document.graph.inputs())
    hands.draw_wire(source, node)
    bench.context.selection.set([node])
    bench.window.action_set["add_output"].trigger()
    bench.session.refresh()
    text = bench.session.listing("script").text
    assert "class Twice(keras.layers.Layer):" in text and "twice = Twice()(inputs)" in text
    assert text == STYLES["script"].arrange(bench.session.program).text
    executed = run_scripts({"drawn": text})["drawn"]
    assert executed.get("layers") == ["input_layer", "twice"], executed


def test_a_function_becomes_a_layer_and_its_lambda_follows_in_one_step(bench, panel):
    panel.new_layer(TEMPLATES[3])
    node = bench.document.add_node("my_function", (0, 0))
    assert bench.document.graph.node(node).layer == "keras.layers.Lambda"
    before = bench.document.undo_stack.count()
    # The newest: those of rows that were shown before go with the next turn of the event loop.
    offered = panel.findChildren(QPushButton)
    [*_, button] = [each for each in offered if "MyFunction" in each.toolTip()]
    button.click()
    panel.take_fix()
    assert panel.name == "MyFunction"
    assert bench.document.graph.node(node).layer == "MyFunction"
    assert bench.document.undo_stack.count() == before + 1
    bench.document.undo_stack.undo()
    assert bench.document.graph.node(node).layer == "keras.layers.Lambda"


def test_saving_takes_along_what_is_typed_and_a_mistake_is_asked_about(
    bench, panel, tmp_path, monkeypatch
):
    bench.document.save(tmp_path / "mine.kdesign")
    replace(panel, "how many", "as many as")
    bench.window.action_set["save"].trigger()
    assert "as many as" in (tmp_path / "mine.kdesign").read_text()
    assert files.may_leave(bench.window)
    replace(panel, "def call(self, inputs):", "def call(self, inputs:")
    monkeypatch.setattr(dialogs, "ask_about_draft", lambda _: False)
    assert not files.may_leave(bench.window)
    replace(panel, "(self, inputs:", "(self, inputs):")


def test_the_inspector_leads_to_the_source_and_shows_what_is_known_of_saving(bench, panel):
    node = bench.document.add_node("MyLayer", (0, 300))
    bench.context.selection.set([node])
    page = bench.window.docks.panel("inspector", InspectorPanel).page
    assert page.source.button.isVisible() and page.source.proof.isHidden()
    panel.prove_button.click()
    report = {"saved": True, "loaded": True, "equal": True, "difference": 0.0, "stage": "compare"}
    bench.client.answer("prove_layer", report)
    assert page.source.proof.isVisible() and page.source.proof.words.startswith("Save-proof")
    bench.window.docks.hide("custom")
    QTest.mouseClick(page.source.button, Qt.MouseButton.LeftButton)
    assert panel.isVisible() and panel.name == "MyLayer" and panel.editor.hasFocus()
    bench.context.selection.set([bench.node("dense_1")])
    page = bench.window.docks.panel("inspector", InspectorPanel).page
    assert page.source.isHidden()
