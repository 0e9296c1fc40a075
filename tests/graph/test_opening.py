import pytest

from designer.catalog.table import shipped_catalog
from designer.graph.design import Block, Design
from designer.graph.graph import GraphError
from designer.graph.nodes import BlockNode, LayerNode
from designer.graph.opening import opened
from tests.builders import Builder, chain

RESNET = "keras.applications.ResNet50"


def with_architecture(**values: object) -> tuple[Builder, str]:
    builder = Builder()
    given = {"weights": None, "include_top": False, **values}
    base = builder.layer(RESNET, builder.input(64, 64, 3), name="backbone", **given)
    builder.output(builder.layer("GlobalAveragePooling2D", base))
    return builder, base


def model() -> Design:
    """What the worker might have read: two layers."""
    return chain("Conv2D", "ReLU", shape=(None, None, 3))


def use_in(design: Design) -> BlockNode:
    (use,) = [node for node in design.main.nodes() if isinstance(node, BlockNode)]
    return use


def test_the_block_takes_the_place_of_the_node_with_its_wires_and_name() -> None:
    builder, base = with_architecture()
    design = builder.design()
    edit, use = opened(design, shipped_catalog(), base, model())
    edit.apply(design)
    assert use_in(design).id == use and use_in(design).name == "backbone"
    assert base not in design.main
    assert [edge.source for edge in design.main.inputs_of(use)] == [design.main.inputs()[0].id]
    assert len(design.main.outputs_of(use)) == 1
    inside = design.blocks[use_in(design).block].graph
    assert [node.name for node in inside.nodes()] == [node.name for node in model().main.nodes()]


def test_opening_up_is_undone_as_one_step() -> None:
    builder, base = with_architecture()
    design = builder.design()
    before = (design.main.nodes(), design.main.edges())
    inverse = opened(design, shipped_catalog(), base, model())[0].apply(design)
    inverse.apply(design)
    assert (design.main.nodes(), design.main.edges()) == before
    assert not design.blocks


def test_a_frozen_node_makes_a_block_of_frozen_layers() -> None:
    builder, base = with_architecture(trainable=False)
    design = builder.design()
    opened(design, shipped_catalog(), base, model())[0].apply(design)
    nodes = design.blocks[use_in(design).block].graph.nodes()
    layers = {node.name: node.values for node in nodes if isinstance(node, LayerNode)}
    assert layers["conv2d"]["trainable"] is False
    assert "trainable" not in layers["re_lu"]


def test_blocks_inside_the_model_come_with_it_under_free_names() -> None:
    inner = Builder()
    inner.output(inner.layer("Conv2D", inner.input(None, None, 3)))
    outer = Builder()
    outer.block("stage", inner)
    outer.output(outer.use("stage", outer.input(None, None, 3)))
    builder, base = with_architecture()
    design = builder.design()
    design.blocks["stage"] = Block("stage", chain("ReLU").main)
    opened(design, shipped_catalog(), base, outer.design())[0].apply(design)
    (stage,) = [
        node.block
        for node in design.blocks[use_in(design).block].graph.nodes()
        if isinstance(node, BlockNode)
    ]
    assert stage != "stage" and stage in design.blocks


def test_a_node_that_shares_its_weights_is_not_opened_up() -> None:
    builder, base = with_architecture()
    builder.output(builder.again(base, builder.input(64, 64, 3)))
    with pytest.raises(GraphError, match="shares its weights"):
        opened(builder.design(), shipped_catalog(), base, model())
