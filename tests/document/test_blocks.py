"""Verbs for blocks and shared weights, and which graph is shown."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.document import Change, Document
from designer.document.trust import held_back
from designer.graph.nodes import BlockNode, LayerNode
from designer.storage import to_text
from tests.builders import Builder, two_branch


@pytest.fixture
def document(qapp: object) -> Document:
    document = Document(shipped_catalog())
    document.new(two_branch())
    return document


@pytest.fixture
def use(document: Document) -> str:
    return document.group(["n2", "n3", "n4"], "multi_block")


def test_every_verb_for_blocks_can_be_undone_and_done_again(document: Document) -> None:
    use = document.group(["n2", "n3", "n4"], "multi_block")
    head = document.design.blocks["multi_block"].head
    verbs = [
        lambda: document.group(["n5", "n6"]),
        lambda: document.ungroup(use),
        lambda: document.link(["n5", "n6"]),
        lambda: document.rename_block("multi_block", "two"),
        lambda: document.change_block(replace(head, outputs_as="dict"), "Change block"),
        lambda: document.set_block_argument("multi_block", "width", 64),
        lambda: document.duplicate([use]),
    ]
    before = to_text(document.design)
    for number, verb in enumerate(verbs):
        assert verb(), number
        after = to_text(document.design)
        assert after != before, number
        document.undo_stack.undo()
        assert to_text(document.design) == before, number
        document.undo_stack.redo()
        assert to_text(document.design) == after, number
        document.undo_stack.undo()


def test_a_refused_verb_says_why_and_changes_nothing(
    document: Document, use: str, qtbot: QtBot
) -> None:
    before = to_text(document.design)
    refusals = [
        (lambda: document.group(["n1"]), "input of this graph"),
        (lambda: document.ungroup("n5"), "no use of a block"),
        (lambda: document.link(["n1", "n5"]), "no weights to share"),
        (lambda: document.make_unique(["n5"]), "None of these"),
        (lambda: document.rename_block("multi_block", "not a name"), "Python function"),
        (lambda: document.remove_block("multi_block"), "used by"),
        (lambda: document.set_block_argument("multi_block", "a b", 1), "Python name"),
        (lambda: document.remove_block_argument("multi_block", "width"), "no argument"),
    ]
    for verb, words in refusals:
        with qtbot.waitSignal(document.refused) as signal:
            assert not verb()
        assert words in signal.args[0]
    assert to_text(document.design) == before


def test_a_block_cannot_be_placed_in_itself(document: Document, use: str, qtbot: QtBot) -> None:
    text = document.copied([use])
    document.show_graph("multi_block")
    with qtbot.waitSignal(document.refused):
        assert not document.add_node("multi_block", (0.0, 0.0))
    with qtbot.waitSignal(document.refused):
        assert not document.paste(text)


def test_a_changed_inside_repaints_the_uses(document: Document, use: str) -> None:
    document.show_graph("multi_block")
    changes: list[Change] = []
    document.changed.connect(changes.append)
    document.add_node("output", (0.0, 0.0))
    assert {change.graph: change.nodes for change in changes}[""] == frozenset({use})


def test_undoing_a_step_shows_the_graph_where_it_happened(document: Document, use: str) -> None:
    document.show_graph("multi_block")
    document.add_node("output", (0.0, 0.0))
    document.show_graph("")
    shown: list[str] = []
    document.graph_shown.connect(lambda: shown.append(document.graph_name))
    document.undo_stack.undo()
    assert shown == ["multi_block"] == [document.graph_name]


def test_when_the_shown_block_disappears_the_main_graph_is_shown(
    document: Document, use: str
) -> None:
    document.show_graph("multi_block")
    shown: list[str] = []
    document.graph_shown.connect(lambda: shown.append(document.graph_name))
    document.changed.connect(lambda change: shown.append(f"changed {document.graph_name}"))
    document.undo_stack.undo()
    assert document.design.blocks == {}
    assert shown[0] == "" and set(shown[1:]) == {"changed "}


def test_a_renamed_block_stays_on_the_canvas(document: Document, use: str) -> None:
    document.show_graph("multi_block")
    document.rename_block("multi_block", "two")
    assert document.graph_name == "two"
    document.undo_stack.undo()
    assert document.graph_name == "multi_block"


def test_renaming_an_input_inside_keeps_the_wires_of_uses_and_is_one_step(
    document: Document, use: str
) -> None:
    before = to_text(document.design)
    document.show_graph("multi_block")
    inner = document.graph.inputs()[0]
    document.rename(inner.id, "pixels")
    assert [edge.slot for edge in document.design.main.inputs_of(use)] == ["pixels"]
    document.undo_stack.undo()
    assert to_text(document.design) == before


def test_uses_pasted_into_another_design_bring_their_block(document: Document, use: str) -> None:
    text = document.copied([use])
    other = Document(shipped_catalog())
    (copy,) = other.paste(text)
    node = other.graph.node(copy)
    assert isinstance(node, BlockNode) and node.block == "multi_block"
    assert other.design.blocks["multi_block"] == document.design.blocks["multi_block"]
    other.undo_stack.undo()
    assert other.design.blocks == {}


def test_linked_layers_are_made_unique_with_the_values_that_they_shared(
    document: Document,
) -> None:
    assert document.link(["n2", "n3"])
    assert document.make_unique(["n3"])
    node = document.graph.node("n3")
    assert isinstance(node, LayerNode)
    assert (node.shares, node.values["activation"]) == ("", "relu")


@pytest.mark.parametrize(
    ("source", "waits"),
    [
        ("width", False),
        ("width // 2 + 1", False),
        ("kind", False),
        ("kind * 2", True),
        ("width ** 9", True),
        ("print(width)", True),
        ("width.real", True),
    ],
)
def test_block_arguments_and_plain_sums_of_numbers_need_no_trust(source: str, waits: bool) -> None:
    inner = Builder()
    inner.output(inner.layer("Dense", inner.input(4), units=Code(source)))
    builder = Builder()
    builder.block("b", inner, arguments={"width": 8, "kind": "relu"})
    builder.use("b", builder.input(4), width=16)
    assert bool(held_back(builder.design(), shipped_catalog())) is waits


def test_a_default_that_is_code_waits_for_trust() -> None:
    builder = Builder()
    builder.block("b", Builder(), arguments={"width": Code("open('x', 'w')")})
    assert "default of width" in held_back(builder.design(), shipped_catalog())[0]
