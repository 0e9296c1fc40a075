from dataclasses import replace

import pytest

from designer.catalog.values import Code
from designer.graph.design import BlockHead
from designer.graph.edits import (
    Add,
    AddBlock,
    Change,
    ChangeBlock,
    ChangeSettings,
    Connect,
    Disconnect,
    Edit,
    Move,
    Remove,
    RemoveBlock,
    RenameBlock,
    Several,
    is_cosmetic,
    touched,
)
from designer.graph.graph import GraphError
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode
from designer.storage import to_text
from tests.builders import Builder, chain, two_branch

EDITS: list[Edit] = [
    Add(InputNode("n99", "more")),
    Remove("n4"),
    Change(InputNode("n1", "pixels", shape=(28, 28))),
    Move((("n2", (5.0, 6.0)), ("n3", (7.0, 8.0)))),
    Connect(Edge("n2", 0, "n4", "inputs", 2)),
    Disconnect(Edge("n2", 0, "n4", "inputs", 0)),
    Several((Remove("n8"), Remove("n7"), Add(InputNode("n7", "again")))),
    AddBlock(BlockHead("res_block", {"units": 3}, "sequential", outputs_as="dict")),
    Several((AddBlock(BlockHead("a")), ChangeBlock(BlockHead("a", {"width": Code("b // 2")})))),
    Several((AddBlock(BlockHead("a")), RenameBlock("a", "b"), Add(InputNode("n1", "x"), "b"))),
    Several((AddBlock(BlockHead("a")), AddBlock(BlockHead("b")), RemoveBlock("a"))),
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: type(edit).__name__)
def test_the_inverse_takes_an_edit_back_and_its_inverse_does_it_again(edit: Edit) -> None:
    design = two_branch()
    before = to_text(design)
    inverse = edit.apply(design)
    after = to_text(design)
    assert after != before
    again = inverse.apply(design)
    assert to_text(design) == before
    again.apply(design)
    assert to_text(design) == after


def test_settings_change_and_come_back() -> None:
    design = two_branch()
    inverse = ChangeSettings(replace(design.settings, inputs_as="dict")).apply(design)
    assert design.settings.inputs_as == "dict"
    inverse.apply(design)
    assert design.settings.inputs_as == "list"


def test_removing_a_node_also_removes_its_edges() -> None:
    design = two_branch()
    Remove("n4").apply(design)
    assert not [edge for edge in design.main.edges() if "n4" in (edge.source, edge.target)]


def test_several_edits_of_which_one_is_refused_change_nothing() -> None:
    design = chain("Dense")
    before = to_text(design)
    with pytest.raises(GraphError):
        Several((Remove("n1"), Remove("n2"), Remove("nowhere"))).apply(design)
    assert to_text(design) == before


def test_a_taken_place_of_a_slot_is_refused() -> None:
    design = chain("Dense")
    with pytest.raises(GraphError, match="taken"):
        Connect(Edge("n1", 0, "n2", "inputs")).apply(design)


def test_who_shares_the_layer_of_a_removed_node_inherits_it() -> None:
    builder = Builder()
    first, second = builder.input(4), builder.input(4)
    owner = builder.layer("Dense", first, units=3)
    heir, third = builder.again(owner, second), builder.again(owner, second)
    design = builder.design()
    inverse = Remove(owner).apply(design)
    node, other = builder.graph.node(heir), builder.graph.node(third)
    assert isinstance(node, LayerNode) and isinstance(other, LayerNode)
    assert (node.shares, node.values, other.shares) == ("", {"units": 3}, heir)
    inverse.apply(design)
    assert getattr(builder.graph.node(heir), "shares", "") == owner


def test_an_edit_names_the_nodes_whose_picture_it_changes() -> None:
    assert touched(Connect(Edge("n1", 0, "n2", "inputs"))) == {("", "n1"), ("", "n2")}
    assert touched(Move((("n1", (0.0, 0.0)),))) == {("", "n1")}


def test_only_moves_are_cosmetic() -> None:
    move = Move((("n1", (0.0, 0.0)),))
    assert is_cosmetic(Several((move, move)))
    assert not is_cosmetic(Several((move, Remove("n2"))))


def test_a_block_that_holds_nodes_or_that_a_node_uses_is_not_removed() -> None:
    design = two_branch()
    AddBlock(BlockHead("a")).apply(design)
    Add(BlockNode("n20", "use", block="a")).apply(design)
    with pytest.raises(GraphError, match="used by use"):
        RemoveBlock("a").apply(design)
    Remove("n20").apply(design)
    Add(InputNode("n1", "x"), "a").apply(design)
    with pytest.raises(GraphError, match="holds nodes"):
        RemoveBlock("a").apply(design)


@pytest.mark.parametrize("name", ["a", "two words", "for", "keras", "print", ""])
def test_a_block_needs_a_free_name_that_a_function_can_have(name: str) -> None:
    design = two_branch()
    AddBlock(BlockHead("a")).apply(design)
    for edit in (AddBlock(BlockHead(name)), RenameBlock("a", name)):
        with pytest.raises(GraphError):
            edit.apply(design)
