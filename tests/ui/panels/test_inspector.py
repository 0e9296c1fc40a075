from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from designer.catalog.values import Call, Code
from designer.graph.answers import Answer, Tensor
from designer.graph.design import Design
from designer.graph.edits import Change
from designer.graph.graph import Graph
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, UnknownNode
from designer.graph.problems import ERROR, Fix, Problem
from designer.session import Totals
from designer.ui.panels.inspector import MANY, InspectorPanel
from tests.builders import Builder
from tests.ui.editors.held import send
from tests.ui.panels.panel_context import context_of


class Inspected:
    """An inspector on the screen, over a small design."""

    def __init__(self, qtbot: QtBot, design: Design | None = None) -> None:
        if design is None:
            builder = Builder()
            self.input = builder.input(784, name="pixels")
            self.dense = builder.layer("Dense", self.input, units=128, activation="relu")
            self.other = builder.layer("Dense", self.dense, units=64)
            self.conv = builder.layer("Conv2D", filters=8, kernel_size=3)
            self.output = builder.output(self.other)
            design = builder.design()
        self.context = context_of(design)
        self.document = self.context.document
        self.panel = InspectorPanel(self.context)
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 700)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.panel.activateWindow()
        qtbot.waitUntil(self.panel.isActiveWindow)

    def select(self, *nodes: str) -> None:
        self.context.selection.set(nodes)

    def node(self, node_id: str) -> Any:
        return self.document.graph.node(node_id)

    def find(self, kind: type, name: str) -> Any:
        found = [w for w in self.panel.findChildren(kind, name) if w.isVisible()]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def field(self, argument: str) -> Any:
        row = self.panel.page.form.open_for(argument)
        assert row is not None, argument
        return row.editor.input

    def line(self, argument: str) -> QLineEdit:
        return self.panel.page.form.open_for(argument).editor.line

    def enter(self, argument: str, text: str) -> None:
        """Replace what stands in a field, and press Enter."""
        self.field(argument).setFocus()
        self.line(argument).selectAll()
        send(text)
        send(Qt.Key.Key_Return)

    def seen(self) -> list[str]:
        """Every text that can be read."""
        labels = self.panel.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisible() and label.text()]


@pytest.fixture
def inspected(qtbot: QtBot) -> Inspected:
    return Inspected(qtbot)


# What is shown


def test_the_head_tells_name_class_category_and_path(inspected):
    inspected.select(inspected.dense)
    assert inspected.find(QLineEdit, "node-name").text() == "dense"
    assert inspected.find(QLabel, "class-name").text() == "Dense"
    assert "Core · keras.layers.Dense" in inspected.seen()


def test_required_given_and_telling_arguments_come_first_and_the_rest_is_folded_away(inspected):
    inspected.document.set_values([inspected.dense], {"use_bias": False})
    inspected.select(inspected.dense)
    for name in ("units", "activation", "use_bias"):
        assert inspected.find(QWidget, f"argument:{name}")
    assert not inspected.panel.findChildren(QWidget, "argument:kernel_initializer")
    assert inspected.field("kernel_initializer").isVisible()


def test_given_values_are_text_and_defaults_are_placeholders(inspected):
    inspected.select(inspected.dense)
    assert inspected.line("units").text() == "128"
    assert inspected.line("kernel_initializer").text() == ""
    assert inspected.line("kernel_initializer").placeholderText() == "glorot_uniform"


def test_shape_dtype_and_parameters_follow_the_answers(inspected):
    inspected.select(inspected.dense)
    assert "not known yet" in inspected.seen()
    answer = Answer((Tensor((None, 128)),), params=100_480, trainable_params=100_480)
    inspected.context.session.say({inspected.dense: answer})
    assert "(None, 128)  float32\nbatch, channels" in inspected.seen()
    assert "100,480" in inspected.seen()
    assert "Trainable" not in inspected.seen()
    inspected.context.session.say({inspected.dense: replace(answer, trainable_params=100_000)})
    assert "100,000" in inspected.seen()
    inspected.context.session.say({inspected.dense: Answer(waits=True)})
    assert "waits for its inputs" in inspected.seen()


def test_every_output_of_a_layer_is_listed_by_its_name(inspected):
    lstm = inspected.document.add_node("keras.layers.LSTM", (0, 0))
    inspected.document.set_values([lstm], {"return_state": True})
    inspected.select(lstm)
    state = Tensor((None, 64))
    inspected.context.session.say({lstm: Answer((state, state, state))})
    assert {"state_h", "state_c"} <= set(inspected.seen())


def test_an_output_tells_what_it_receives(inspected):
    inspected.context.session.say({inspected.other: Answer((Tensor((None, 64)),))})
    inspected.select(inspected.output)
    assert "(None, 64)  float32\nbatch, channels" in inspected.seen()


def test_problems_stand_at_the_top_and_a_fix_is_one_click(qtbot, inspected):
    inspected.select(inspected.dense)
    better = replace(inspected.node(inspected.dense), values={"units": 10})
    fix = Fix("ten", "Make it ten", Change(better))
    problem = Problem("x", ERROR, inspected.dense, "dense is too wide.", "Make it less.", (fix,))
    inspected.context.session.complain([problem])
    assert "dense is too wide." in inspected.seen() and "Make it less." in inspected.seen()
    qtbot.mouseClick(inspected.find(QPushButton, "fix:ten"), Qt.MouseButton.LeftButton)
    assert inspected.node(inspected.dense).values["units"] == 10
    assert inspected.document.undo_stack.undoText() == "Make it ten"
    inspected.context.session.complain([])
    assert "dense is too wide." not in inspected.seen()


def test_tab_goes_from_the_name_over_the_fixes_to_the_first_field(inspected):
    inspected.select(inspected.dense)
    fix = Fix("x", "Leave it", Change(inspected.node(inspected.dense)))
    inspected.context.session.complain(
        [Problem("x", ERROR, inspected.dense, "dense is wrong.", fixes=(fix,))]
    )
    inspected.panel.focus_name()
    visited = []
    for _ in range(5):
        widget = QApplication.focusWidget()
        visited.append(widget.objectName() or widget.accessibleName())
        send(Qt.Key.Key_Tab)
    assert visited == ["node-name", "documentation-button", "fix:x", "about-mistake", "units"]


def test_problems_of_other_nodes_are_not_shown(inspected):
    inspected.select(inspected.dense)
    inspected.context.session.complain([Problem("x", ERROR, inspected.conv, "conv2d is wrong.")])
    assert "conv2d is wrong." not in inspected.seen()
    inspected.select(inspected.conv)
    assert "conv2d is wrong." in inspected.seen()


def test_the_documentation_opens_and_stays_open_for_the_next_layer(qtbot, inspected):
    inspected.select(inspected.dense)
    button = inspected.find(QToolButton, "documentation-button")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "densely-connected" in inspected.find(QTextBrowser, "documentation").toPlainText()
    inspected.select(inspected.conv)
    assert "convolution" in inspected.find(QTextBrowser, "documentation").toPlainText()
    button = inspected.find(QToolButton, "documentation-button")
    assert button.isChecked()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not inspected.panel.findChild(QTextBrowser, "documentation").isVisible()


# What is changed


def test_a_typed_value_reaches_the_design_as_one_step(inspected):
    inspected.select(inspected.dense)
    inspected.enter("units", "256")
    assert inspected.node(inspected.dense).values["units"] == 256
    assert inspected.document.undo_stack.count() == 1
    send(Qt.Key.Key_Tab)
    assert inspected.document.undo_stack.count() == 1


def test_a_wrong_value_is_explained_and_changes_nothing(inspected):
    inspected.select(inspected.dense)
    inspected.enter("units", "many words")
    assert inspected.line("units").text() == "many words"
    assert inspected.find(QLabel, "fault:units").text()
    assert inspected.document.undo_stack.count() == 0


def test_undo_shows_the_old_value_and_leaves_focus_and_caret(inspected):
    inspected.select(inspected.dense)
    inspected.enter("units", "256")
    field, line = inspected.field("units"), inspected.line("units")
    line.setCursorPosition(1)
    inspected.document.undo_stack.undo()
    assert inspected.line("units") is line and line.text() == "128"
    assert field.hasFocus() and line.cursorPosition() == 1


def test_steps_merge_into_one(inspected):
    inspected.select(inspected.dense)
    inspected.field("units").setFocus()
    for _ in range(5):
        send(Qt.Key.Key_Up)
    assert inspected.node(inspected.dense).values["units"] == 133
    inspected.document.undo_stack.undo()
    assert inspected.node(inspected.dense).values["units"] == 128


def test_steps_of_two_nodes_do_not_merge(inspected):
    for node in (inspected.dense, inspected.other):
        inspected.select(node)
        inspected.field("units").setFocus()
        send(Qt.Key.Key_Up)
    assert inspected.document.undo_stack.count() == 2


def test_back_to_default_removes_the_value(qtbot, inspected):
    inspected.select(inspected.dense)
    reset = inspected.panel.page.form.row("activation").tab_stops[-1]
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert "activation" not in inspected.node(inspected.dense).values
    assert not reset.isVisible()
    assert inspected.field("activation").isVisible(), "the row stays where it is"


def test_a_name_is_changed_and_a_bad_one_is_explained(inspected):
    inspected.select(inspected.dense)
    name = inspected.find(QLineEdit, "node-name")
    name.setFocus()
    name.selectAll()
    send("head")
    send(Qt.Key.Key_Return)
    assert inspected.node(inspected.dense).name == "head"
    name.selectAll()
    send("pixels")
    send(Qt.Key.Key_Return)
    assert inspected.node(inspected.dense).name == "head"
    assert "pixels" in inspected.find(QLabel, "fault:node-name").text()
    assert name.text() == "pixels"
    send(Qt.Key.Key_Escape)
    assert name.text() == "head"


def test_call_arguments_go_to_the_call(inspected):
    mha = inspected.document.add_node("keras.layers.MultiHeadAttention", (0, 0))
    inspected.select(mha)
    inspected.field("return_attention_scores").setFocus()
    send(Qt.Key.Key_Space)
    assert inspected.node(mha).call_values == {"return_attention_scores": True}


def test_a_given_call_argument_is_seen_at_once(inspected):
    mha = inspected.document.add_node("keras.layers.MultiHeadAttention", (0, 0))
    inspected.document.set_values([mha], {"use_causal_mask": True})
    inspected.select(mha)
    assert inspected.find(QWidget, "argument:use_causal_mask").isVisible()


def test_a_number_in_the_place_of_a_wire_is_asked_for_until_the_wire_is_there(inspected):
    add = inspected.document.add_node("keras.ops.add", (0, 0))
    inspected.document.connect_edge(Edge(inspected.dense, 0, add, "x1"))
    inspected.select(add)
    assert inspected.find(QWidget, "argument:x2").isVisible()
    assert not inspected.panel.findChildren(QWidget, "argument:x1")
    inspected.enter("x2", "1.5")
    assert inspected.node(add).values == {"x2": 1.5}


def test_what_is_being_typed_reaches_the_old_node_when_another_is_selected(inspected):
    inspected.select(inspected.dense)
    inspected.field("units").setFocus()
    inspected.line("units").selectAll()
    send("77")
    inspected.select(inspected.other)
    assert inspected.node(inspected.dense).values["units"] == 77
    assert inspected.node(inspected.other).values["units"] == 64
    assert inspected.line("units").text() == "64"


def test_a_wrong_text_does_not_follow_to_the_next_node(inspected):
    inspected.select(inspected.dense)
    inspected.enter("units", "many words")
    inspected.select(inspected.other)
    assert inspected.line("units").text() == "64"
    assert not inspected.panel.page.form.row("units").editor.fault


def test_nodes_of_one_class_are_shown_by_one_form(inspected):
    inspected.select(inspected.dense)
    units = inspected.field("units")
    inspected.select(inspected.other)
    assert inspected.field("units") is units
    inspected.select(inspected.conv)
    assert inspected.line("filters").text() == "8"


# Several nodes


def test_nodes_of_one_class_are_edited_together_as_one_step(inspected):
    inspected.select(inspected.dense, inspected.other)
    assert inspected.find(QLabel, "class-name").text() == "2 × Dense"
    assert inspected.line("units").placeholderText() == "different values"
    assert not inspected.panel.page.header.name.isVisible()
    inspected.enter("units", "32")
    assert [inspected.node(n).values["units"] for n in (inspected.dense, inspected.other)] == [
        32,
        32,
    ]
    assert inspected.document.undo_stack.count() == 1


def test_a_large_selection_is_read_once_it_rests(qtbot):
    nodes = [LayerNode(f"n{i}", f"d{i}", layer="keras.layers.ReLU") for i in range(MANY)]
    inspected = Inspected(qtbot, Design(main=Graph(nodes)))
    inspected.select(*(node.id for node in nodes))
    assert inspected.find(QLabel, "class-name").text() == "Model"
    qtbot.waitUntil(lambda: f"{MANY} × ReLU" in inspected.seen())
    inspected.select("n1")
    assert inspected.find(QLineEdit, "node-name").text() == "d1"


def test_nodes_of_several_classes_are_counted(inspected):
    inspected.select(inspected.dense, inspected.other, inspected.conv)
    assert "3 nodes selected" in inspected.seen()
    assert {"Dense", "2", "Conv2D", "1"} <= set(inspected.seen())
    inspected.select(inspected.dense)
    assert inspected.find(QLabel, "class-name").text() == "Dense"


# Inputs, outputs, the design


def test_an_input_is_edited(inspected):
    inspected.select(inspected.input)
    inspected.enter("shape", "28 28 1")
    inspected.enter("dtype", "int32")
    inspected.enter("batch_size", "16")
    inspected.enter("key", "image")
    node = inspected.node(inspected.input)
    assert (node.shape, node.dtype, node.batch_size, node.key) == (
        (28, 28, 1),
        "int32",
        16,
        "image",
    )
    assert inspected.document.undo_stack.count() == 4


def test_an_unknown_size_and_a_wrong_shape(inspected):
    inspected.select(inspected.input)
    inspected.enter("shape", "None, 3")
    assert inspected.node(inspected.input).shape == (None, 3)
    inspected.enter("shape", "wide")
    assert inspected.node(inspected.input).shape == (None, 3)
    assert "tuple" in inspected.find(QLabel, "fault:shape").text()


def test_the_key_of_an_input_is_its_name_unless_given(inspected):
    inspected.select(inspected.input)
    assert inspected.line("key").placeholderText() == "pixels"
    inspected.document.rename(inspected.input, "image")
    assert inspected.line("key").placeholderText() == "image"


def test_an_output_has_a_key(inspected):
    inspected.select(inspected.output)
    inspected.enter("key", "label")
    node = inspected.node(inspected.output)
    assert node.key == "label"


def test_nothing_selected_shows_the_model_and_changes_its_settings(inspected):
    inspected.select()
    assert inspected.find(QLabel, "class-name").text() == "Model"
    inspected.enter("name", "classifier")
    inspected.field("inputs_as").setFocus()
    send("d")
    settings = inspected.document.design.settings
    assert (settings.name, settings.inputs_as) == ("classifier", "dict")
    inspected.document.undo_stack.undo()
    inspected.document.undo_stack.undo()
    assert inspected.line("name").text() == ""


def test_a_model_cannot_have_a_name_that_keras_refuses(inspected):
    inspected.select()
    inspected.enter("name", "a/b")
    assert "'/'" in inspected.find(QLabel, "fault:name").text()
    assert inspected.document.design.settings.name == "model"


def test_the_model_tells_counts_and_parameters_once_they_are_known(inspected):
    inspected.select()
    assert {"Nodes", "5", "Wires", "3"} <= set(inspected.seen())
    assert any(text.startswith("at least 0 so far, ") for text in inspected.seen())
    node = inspected.document.graph.inputs()[0].id
    inspected.context.session.say({node: Answer((Tensor((None, 8)),), params=23_456)})
    assert any(text.startswith("at least 23,456 so far, ") for text in inspected.seen())
    inspected.context.session.totals = Totals(218_058, 218_058, 0, 872_232)
    inspected.context.session.say({})
    assert "218,058" in inspected.seen()


# Odd nodes


def test_a_node_that_shares_a_layer_shows_the_values_of_its_owner_and_changes_them(qtbot):
    builder = Builder()
    owner = builder.layer("Dense", builder.input(8), units=4, name="encoder")
    again = builder.again(owner, builder.input(8))
    inspected = Inspected(qtbot, builder.design())
    inspected.select(again)
    assert any("encoder" in text for text in inspected.seen())
    assert inspected.line("units").text() == "4"
    inspected.enter("units", "9")
    assert inspected.node(owner).values["units"] == 9
    button = next(
        b
        for b in inspected.panel.findChildren(QPushButton)
        if b.isVisible() and "owner" in b.text()
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert inspected.context.selection.node == owner


def test_a_layer_that_keras_does_not_know_shows_the_values_that_it_has(qtbot):
    node = LayerNode("n1", "mystery", layer="keras.layers.Mystery", values={"depth": 3})
    inspected = Inspected(qtbot, Design(main=Graph([node])))
    inspected.select("n1")
    assert inspected.line("depth").text() == "3"
    inspected.enter("depth", "width * 2")
    assert inspected.node("n1").values["depth"] == Code("width * 2")


def test_a_value_that_the_layer_does_not_take_is_shown_and_can_be_removed(qtbot):
    node = LayerNode("n1", "dense", layer="keras.layers.Dense", values={"units": 3, "gone": 1})
    inspected = Inspected(qtbot, Design(main=Graph([node])))
    inspected.select("n1")
    reset = inspected.panel.page.form.row("gone").tab_stops[-1]
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert inspected.node("n1").values == {"units": 3}
    assert inspected.panel.page.form.row("gone") is None


def test_a_node_of_a_later_version_is_shown_as_unknown(qtbot):
    inspected = Inspected(qtbot, Design(main=Graph([UnknownNode("n1", "thing")])))
    inspected.select("n1")
    assert inspected.find(QLabel, "class-name").text() == "Unknown node"


def test_a_block_whose_definition_is_gone_is_shown(qtbot):
    node = BlockNode("n1", "use", block="residual", values={"filters": 3})
    inspected = Inspected(qtbot, Design(main=Graph([node])))
    inspected.select("n1")
    assert inspected.find(QLabel, "class-name").text() == "residual"
    assert inspected.line("filters").text() == "3"


def test_a_layer_inside_a_layer_is_edited(inspected):
    both = inspected.document.add_node("keras.layers.Bidirectional", (0, 0))
    inspected.select(both)
    units = inspected.find(QLineEdit, "argument:layer.units")
    units.setFocus()
    units.selectAll()
    send("8")
    send(Qt.Key.Key_Return)
    assert inspected.node(both).values["layer"] == Call("keras.layers.LSTM", {"units": 8})
    inspected.document.undo_stack.undo()
    assert inspected.node(both).values["layer"].arguments["units"] == 32


# What happens elsewhere


def test_removing_the_selected_node_shows_the_model(inspected):
    inspected.select(inspected.conv)
    inspected.document.remove([inspected.conv])
    assert inspected.find(QLabel, "class-name").text() == "Model"


def test_removing_a_node_while_its_field_has_a_text_changes_nothing_else(inspected):
    inspected.select(inspected.conv)
    inspected.field("filters").setFocus()
    send("9")
    inspected.document.remove([inspected.conv])
    assert inspected.document.undo_stack.count() == 1


def test_opening_another_design_never_gets_what_was_typed_for_the_old_one(inspected):
    inspected.select(inspected.dense)
    inspected.field("units").setFocus()
    inspected.line("units").selectAll()
    send("77")
    nodes = [
        InputNode("n1", "x"),
        LayerNode("n2", "dense", layer="keras.layers.Dense", values={"units": 5}),
    ]
    inspected.document.new(Design(main=Graph(nodes)))
    assert inspected.node("n2").values["units"] == 5
    assert inspected.line("units").text() == "5"
    assert inspected.document.undo_stack.count() == 0


def test_moving_a_node_leaves_the_form_alone(inspected, monkeypatch):
    inspected.select(inspected.dense)
    monkeypatch.setattr(inspected.panel.page, "refresh", lambda: pytest.fail("it was filled anew"))
    inspected.document.move({inspected.dense: (50.0, 60.0)})


def test_the_panel_leads_to_an_argument_and_to_the_name(inspected):
    inspected.select(inspected.dense)
    assert inspected.panel.focus_argument("kernel_initializer")
    assert inspected.field("kernel_initializer").hasFocus()
    assert not inspected.panel.focus_argument("no_such_argument")
    inspected.panel.focus_name()
    assert inspected.find(QLineEdit, "node-name").hasFocus()


def test_nothing_makes_the_panel_wider_than_its_dock(inspected):
    inspected.context.session.complain(
        [
            Problem(
                "x",
                ERROR,
                inspected.dense,
                "dense gets a very_long_name_without_any_place_to_break_it_at_all_anywhere.",
                fixes=(
                    Fix(
                        "f",
                        "Insert a Flatten layer between the two of them",
                        Change(inspected.node(inspected.dense)),
                    ),
                ),
            )
        ]
    )
    inspected.panel.resize(260, 700)
    for node in (inspected.input, inspected.dense, inspected.conv, inspected.output):
        inspected.select(node)
        page = inspected.panel.page
        assert page.minimumSizeHint().width() <= 260
        assert page.width() <= 260


# The order of wires


def joined(qtbot: QtBot) -> tuple[Inspected, str, list[str]]:
    builder = Builder()
    names = ["left", "middle", "right"]
    sources = [builder.input(4, name=name) for name in names]
    both = builder.layer("Concatenate", *sources)
    builder.output(both)
    inspected = Inspected(qtbot, builder.design())
    inspected.select(both)
    return inspected, both, names


def order(inspected: Inspected, node: str) -> list[str]:
    graph = inspected.document.graph
    edges = sorted(graph.inputs_of(node), key=lambda edge: edge.index)
    return [graph.node(edge.source).name for edge in edges]


def test_wires_of_a_list_change_their_places_as_one_step(qtbot: QtBot):
    inspected, both, names = joined(qtbot)
    assert [text for text in inspected.seen() if text[:2] in ("1.", "2.", "3.")] == [
        "1. left",
        "2. middle",
        "3. right",
    ]
    button = inspected.find(QToolButton, "wire:inputs[2]:up")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert order(inspected, both) == ["left", "right", "middle"]
    assert inspected.find(QToolButton, "wire:inputs[1]:up").hasFocus()
    send(Qt.Key.Key_Space)
    assert order(inspected, both) == ["right", "left", "middle"]
    assert not inspected.find(QToolButton, "wire:inputs[0]:up").isEnabled()
    inspected.document.undo_stack.undo()
    inspected.document.undo_stack.undo()
    assert order(inspected, both) == names
    assert "1. left" in inspected.seen()


def test_a_single_wire_has_no_order(inspected):
    inspected.select(inspected.dense)
    assert not [name for name in inspected.seen() if name.startswith("Order of")]
