"""Nodes into a block and out of it again."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.codegen import program_of
from designer.graph.answers import Tensor
from designer.graph.checks import problems_of
from designer.graph.design import Block, Design
from designer.graph.edits import Change, ChangeBlock
from designer.graph.graph import Graph, GraphError
from designer.graph.grouping import grouped, ungrouped
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode
from designer.graph.problems import ERROR
from designer.storage import to_text
from tests.builders import Builder, two_branch
from tests.random_designs import random_design

CATALOG = shipped_catalog()


def group(design: Design, *ids: str, name: str = "", **more: object) -> str:
    edit, use = grouped(design, CATALOG, ids, name, **more)  # type: ignore[arg-type]
    edit.apply(design)
    return use


def test_two_branches_become_a_block_with_one_input_and_one_output() -> None:
    design = two_branch()
    use = group(design, "n2", "n3", "n4", name="multi_block")
    block = design.blocks["multi_block"]
    assert [node.name for node in block.graph.inputs()] == ["input_layer"]
    assert block.graph.inputs()[0].shape == (784,)
    assert [node.name for node in block.graph.outputs()] == ["output"]
    assert {node.name for node in block.graph.nodes()} == {
        "input_layer",
        "dense",
        "dense_1",
        "concatenate",
        "output",
    }
    assert [(edge.source, edge.slot) for edge in design.main.inputs_of(use)] == [
        ("n1", "input_layer")
    ]
    assert [edge.target for edge in design.main.outputs_of(use)] == ["n5"]


def test_grouping_is_taken_back_by_one_edit() -> None:
    design = two_branch()
    before = to_text(design)
    edit, _ = grouped(design, CATALOG, ["n2", "n3", "n4"])
    edit.apply(design).apply(design)
    assert to_text(design) == before


def test_every_distinct_tensor_is_one_input_and_one_output_from_top_to_bottom() -> None:
    builder = Builder()
    low = builder.input(4, name="low", position=(0.0, 300.0))
    high = builder.input(4, name="high", position=(0.0, 0.0), dtype="float16")
    joined = builder.layer("Add", low, high)
    product = builder.layer("Multiply", low, high, low)
    for source in (joined, product, joined):
        builder.output(builder.layer("Dense", source))
    design = builder.design()
    use = group(design, joined, product)
    block = design.blocks["block"]
    assert [node.dtype for node in block.graph.inputs()] == ["float16", "float32"]
    assert len(block.graph.outputs()) == 2
    assert {edge.source for edge in design.main.inputs_of(use)} == {low, high}
    assert [edge.output for edge in design.main.outputs_of(use)] in ([0, 1, 0], [1, 0, 1])


def test_several_inputs_are_named_after_what_they_feed() -> None:
    builder = Builder()
    query, value = builder.input(4, 8), builder.input(4, 8)
    attention = builder.layer("MultiHeadAttention", query, value, num_heads=2, key_dim=4)
    design = builder.design()
    group(design, attention)
    names = [node.name for node in design.blocks["block"].graph.inputs()]
    assert names == ["query", "value"]


def test_shapes_that_the_caller_knows_go_to_the_inputs() -> None:
    builder = Builder()
    first = builder.layer("Dense", builder.input(8), units=5)
    second = builder.layer("Dense", first)
    design = builder.design()
    group(design, second, tensors={(first, 0): Tensor((None, 5), "float16")})
    node = design.blocks["block"].graph.inputs()[0]
    assert (node.shape, node.dtype) == ((5,), "float16")


def test_inputs_and_outputs_of_the_graph_stay_outside() -> None:
    with pytest.raises(GraphError, match="input_layer is an input of this graph"):
        grouped(two_branch(), CATALOG, ["n1", "n2"])


def test_a_selection_that_a_way_leaves_and_enters_again_is_refused() -> None:
    with pytest.raises(GraphError, match="through dense_2"):
        grouped(two_branch(), CATALOG, ["n4", "n6"])


def test_a_layer_shared_with_a_node_outside_is_refused() -> None:
    builder = Builder()
    owner = builder.layer("Dense", builder.input(4))
    builder.again(owner, builder.input(4))
    with pytest.raises(GraphError, match="dense shares its layer with dense_1"):
        grouped(builder.design(), CATALOG, [owner])


def test_layers_that_are_shared_within_the_selection_stay_shared() -> None:
    builder = Builder()
    owner = builder.layer("Dense", builder.input(4), units=3)
    again = builder.again(owner, builder.input(4))
    design = builder.design()
    group(design, owner, again)
    inner = {node.id: node for node in design.blocks["block"].graph.nodes()}
    assert getattr(inner[again], "shares", "") == owner
    assert getattr(inner[owner], "values", {}) == {"units": 3}


def test_arguments_of_the_block_around_are_handed_on() -> None:
    builder = Builder()
    dense = builder.layer("Dense", builder.input(4), units=Code("width // 2"))
    builder.output(dense)
    design = Design(blocks={"outer": Block("outer", builder.graph, {"width": 8, "other": 1})})
    use = group(design, dense, graph_name="outer")
    node = builder.graph.node(use)
    assert isinstance(node, BlockNode) and node.values == {"width": Code("width")}
    assert design.blocks["block"].arguments == {"width": 8}


def test_a_lonely_layer_becomes_a_block_with_the_ends_that_it_waits_for() -> None:
    builder = Builder()
    dense = builder.layer("Dense")
    design = builder.design()
    use = group(design, dense)
    block = design.blocks["block"]
    assert len(block.graph.inputs()) == len(block.graph.outputs()) == 1
    assert not design.main.inputs_of(use)


def test_a_block_cannot_have_the_name_of_another_or_a_name_that_is_no_function() -> None:
    design = two_branch()
    group(design, "n2", name="branch")
    for name in ("branch", "two words", "class", "keras", "list"):
        with pytest.raises(GraphError):
            grouped(design, CATALOG, ["n3"], name)


def used_block() -> tuple[Design, str]:
    design = two_branch()
    use = group(design, "n2", "n3", "n4", name="get_multi_block")
    return design, use


def test_a_use_is_named_after_its_block_without_the_verb() -> None:
    design, use = used_block()
    assert design.main.node(use).name == "multi_block"


def test_unpacking_puts_the_nodes_back_where_they_were() -> None:
    design, use = used_block()
    edit, ids = ungrouped(design, use)
    edit.apply(design)
    original = two_branch()
    assert {node.name for node in design.main.nodes()} == {
        node.name for node in original.main.nodes()
    }
    assert len(ids) == 3
    names = {node.id: node.name for node in design.main.nodes()}
    wires = {(names[e.source], names[e.target], e.index) for e in design.main.edges()}
    old = {node.id: node.name for node in original.main.nodes()}
    assert wires == {(old[e.source], old[e.target], e.index) for e in original.main.edges()}


def test_unpacking_puts_values_in_the_place_of_arguments() -> None:
    design, use = used_block()
    block = design.blocks["get_multi_block"]
    ChangeBlock(replace(block.head, arguments={"width": 64})).apply(design)
    dense = block.graph.named("dense")
    assert isinstance(dense, LayerNode)
    values = {**dense.values, "units": Code("width // 2")}
    Change(replace(dense, values=values), block.name).apply(design)
    node = design.main.node(use)
    assert isinstance(node, BlockNode)
    Change(replace(node, values={"width": 32})).apply(design)
    ungrouped(design, use)[0].apply(design)
    unpacked = design.main.named("dense")
    assert isinstance(unpacked, LayerNode) and unpacked.values["units"] == 16


def test_unpacking_a_tensor_that_passes_straight_through_joins_its_ends() -> None:
    inner = Builder()
    inner.output(inner.input(4, name="a"))
    outer = Builder()
    source = outer.input(4)
    design = outer.design()
    design.blocks["through"] = Block("through", inner.graph)
    outer.graph.add(BlockNode("n9", "through", block="through"))
    outer.graph.connect(Edge(source, 0, "n9", "a"))
    dense = outer.layer("Dense", "n9")
    ungrouped(design, "n9")[0].apply(design)
    assert [edge.source for edge in outer.graph.inputs_of(dense)] == [source]


def test_a_use_that_shares_weights_is_not_unpacked() -> None:
    design, use = used_block()
    design.main.add(BlockNode(design.main.new_id(), "again", block="get_multi_block", shares=use))
    with pytest.raises(GraphError, match="unique"):
        ungrouped(design, use)


def test_what_is_no_use_of_a_block_cannot_be_unpacked() -> None:
    design = Design(main=Graph([InputNode("n1", "a")]))
    with pytest.raises(GraphError, match="a is no use"):
        ungrouped(design, "n1")


def wires_by_name(design: Design) -> set[tuple[str, int, str, str, int]]:
    names = {node.id: node.name for node in design.main.nodes()}
    return {
        (names[edge.source], edge.output, names[edge.target], edge.slot, edge.index)
        for edge in design.main.edges()
    }


@given(seed=st.integers(0, 10_000), choices=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_whatever_can_be_grouped_computes_the_same_and_comes_out_again(
    seed: int, choices: Random
) -> None:
    design = random_design(seed)
    before, wires = to_text(design), wires_by_name(design)
    inner = [node.id for node in design.main.nodes() if isinstance(node, (LayerNode, BlockNode))]
    chosen = choices.sample(inner, choices.randint(0, min(len(inner), 4)))
    try:
        edit, use = grouped(design, CATALOG, chosen, "made")
    except GraphError:
        return
    edit.apply(design)
    assert program_of(design, CATALOG).is_complete
    assert [each for each in problems_of(design, CATALOG) if each.severity == ERROR] == []
    ungrouped(design, use)[0].apply(design)
    assert wires_by_name(design) == wires
    assert {node.name for node in design.main.nodes()} == {
        node.name for node in random_design(seed).main.nodes()
    }
    design = random_design(seed)
    inverse = grouped(design, CATALOG, chosen, "made")[0].apply(design)
    inverse.apply(design)
    assert to_text(design) == before
