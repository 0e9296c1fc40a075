"""What uses what, blocks from elsewhere, and wires that follow a block's ports."""

from dataclasses import replace

import pytest

from designer.catalog.values import Call, Code
from designer.graph.block_arguments import with_argument, with_renamed_argument, without_argument
from designer.graph.blocks import (
    brought,
    deletion,
    ports_of,
    refuse_recursion,
    used_in,
    why_not_use,
    wires_kept,
)
from designer.graph.design import Block, Design
from designer.graph.edits import Change, ChangeBlock, Edit, RenameBlock
from designer.graph.graph import Graph, GraphError
from designer.graph.nodes import BlockNode, Edge, InputNode, LayerNode, OutputNode
from tests.builders import Builder


def nested() -> Design:
    """A design that uses `outer`, which uses `inner` twice."""
    inner = Builder()
    inner.output(inner.layer("Dense", inner.input(4), units=Code("width")))
    outer = Graph(
        [
            InputNode("n1", "a", shape=(4,)),
            InputNode("n2", "b", shape=(4,), order=1),
            BlockNode("n3", "inner", block="inner", values={"width": 4}),
            BlockNode("n4", "inner_1", block="inner"),
            OutputNode("n5", "first"),
            OutputNode("n6", "second", order=1),
        ],
        [
            Edge("n1", 0, "n3", "input_layer"),
            Edge("n2", 0, "n4", "input_layer"),
            Edge("n3", 0, "n5", "inputs"),
            Edge("n4", 0, "n6", "inputs"),
        ],
    )
    main = Graph(
        [
            InputNode("n1", "x", shape=(4,)),
            BlockNode("n2", "outer", block="outer"),
            OutputNode("n3", "y"),
            OutputNode("n4", "z"),
        ],
        [
            Edge("n1", 0, "n2", "a"),
            Edge("n1", 0, "n2", "b"),
            Edge("n2", 0, "n3", "inputs"),
            Edge("n2", 1, "n4", "inputs"),
        ],
    )
    blocks = {
        "outer": Block("outer", outer),
        "inner": Block("inner", inner.graph, {"width": 8, "rate": 0.5}),
    }
    return Design(main=main, blocks=blocks)


def followed(design: Design, edit: Edit) -> Edit | None:
    ports = ports_of(design, design.blocks)
    edit.apply(design)
    return wires_kept(design, ports)


def test_a_block_cannot_use_itself_directly_or_through_another() -> None:
    design = nested()
    assert why_not_use(design, "inner", "inner")
    assert why_not_use(design, "outer", "inner") == (
        "The block outer uses inner, so inner cannot use it."
    )
    assert not why_not_use(design, "inner", "outer")
    assert not why_not_use(design, "outer", "")


def test_a_renamed_block_is_renamed_where_it_is_used() -> None:
    design = nested()
    inverse = RenameBlock("inner", "core").apply(design)
    used = {getattr(node, "block", "") for node in design.blocks["outer"].graph.nodes()}
    assert used == {"", "core"} and list(design.blocks) == ["outer", "core"]
    inverse.apply(design)
    assert design == nested()


def test_a_renamed_input_of_a_block_keeps_its_wires_at_every_use() -> None:
    design = nested()
    node = replace(design.blocks["outer"].graph.node("n1"), name="left")
    edit = followed(design, Change(node, "outer"))
    assert edit is not None
    edit.apply(design)
    assert {edge.slot for edge in design.main.inputs_of("n2")} == {"left", "b"}


def test_swapped_outputs_of_a_block_keep_their_wires_at_every_use() -> None:
    design = nested()
    graph = design.blocks["outer"].graph
    last = graph.node("n5")
    assert isinstance(last, OutputNode)
    edit = followed(design, Change(replace(last, order=5), "outer"))
    assert edit is not None
    edit.apply(design)
    assert {edge.target: edge.output for edge in design.main.outputs_of("n2")} == {
        "n3": 1,
        "n4": 0,
    }


def test_other_changes_inside_a_block_leave_its_uses_alone() -> None:
    design = nested()
    assert (
        followed(design, ChangeBlock(replace(design.blocks["inner"].head, form="sequential")))
        is None
    )


def test_a_block_that_is_used_stays() -> None:
    design = nested()
    with pytest.raises(GraphError, match="used by outer"):
        deletion(design, "outer")
    design.main = Graph()
    deletion(design, "outer").apply(design)
    assert list(design.blocks) == ["inner"]


def test_blocks_from_elsewhere_keep_their_names_where_they_can() -> None:
    source, target = nested(), nested()
    edit, names = brought(target, [source.blocks["inner"], source.blocks["outer"]])
    edit.apply(target)
    assert names == {"inner": "inner", "outer": "outer"} and target == nested()


def test_a_different_block_of_the_same_name_gets_another_name_and_what_uses_it_follows() -> None:
    source, target = nested(), nested()
    target.blocks["inner"].arguments = {"width": 2}
    edit, names = brought(target, [source.blocks["inner"], source.blocks["outer"]])
    edit.apply(target)
    assert names == {"inner": "inner_1", "outer": "outer_1"}
    used = {getattr(node, "block", "") for node in target.blocks["outer_1"].graph.nodes()}
    assert used == {"", "inner_1"}


def values(design: Design, graph: str, name: str) -> dict[str, object]:
    node = design.graph(graph).named(name)
    assert isinstance(node, (LayerNode, BlockNode))
    return dict(node.values)


def test_a_renamed_argument_is_renamed_inside_and_at_uses() -> None:
    design = nested()
    with_renamed_argument(design, "inner", "width", "size").apply(design)
    assert list(design.blocks["inner"].arguments) == ["size", "rate"]
    assert values(design, "inner", "dense") == {"units": Code("size")}
    assert values(design, "outer", "inner") == {"size": 4}


def test_in_the_place_of_a_removed_argument_its_default_stands() -> None:
    design = nested()
    without_argument(design, "inner", "width").apply(design)
    assert list(design.blocks["inner"].arguments) == ["rate"]
    assert values(design, "inner", "dense") == {"units": 8}
    assert values(design, "outer", "inner") == {}


@pytest.mark.parametrize("name", ["two words", "name", "lambda", "keras"])
def test_an_argument_needs_a_name_that_python_takes(name: str) -> None:
    with pytest.raises(GraphError):
        with_argument(nested(), "inner", name, 1)


def with_inner_layer() -> Design:
    """A design in which a block's model is the inner layer of a TimeDistributed."""
    design = nested()
    builder = Builder()
    inner = Call("inner", {"width": 3})
    builder.layer("TimeDistributed", builder.input(5, 4), layer=inner)
    design.main = builder.graph
    return design


def test_a_block_that_is_an_inner_layer_counts_as_used_and_is_renamed_there() -> None:
    design = with_inner_layer()
    assert used_in(design, design.main) == {"inner"}
    design.blocks.pop("outer")
    with pytest.raises(GraphError, match="used by time_distributed"):
        deletion(design, "inner")
    RenameBlock("inner", "core").apply(design)
    assert values(design, "", "time_distributed")["layer"] == Call("core", {"width": 3})


def test_an_inner_layer_can_make_a_block_use_itself() -> None:
    design = with_inner_layer()
    (node,) = [node for node in design.main.nodes() if isinstance(node, LayerNode)]
    with pytest.raises(GraphError, match="cannot use itself"):
        refuse_recursion(design, [node], "inner")
