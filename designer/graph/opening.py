"""Opening up a node that is a whole model: its layers become a block, and the node a use of it."""

from __future__ import annotations

from dataclasses import replace

from designer.catalog.table import Catalog
from designer.graph.blocks import brought
from designer.graph.design import MAIN, Block, BlockHead, Design
from designer.graph.edits import Add, Connect, Edit, Remove, Several
from designer.graph.graph import Graph, GraphError
from designer.graph.naming import keras_name
from designer.graph.nodes import BlockNode, LayerNode, Node

_WITHOUT_WEIGHTS = frozenset(
    ("Pooling", "Merging", "Reshaping", "Regularization", "Activation", "Image preprocessing")
)


def opened(
    design: Design, catalog: Catalog, node_id: str, model: Design, graph_name: str = MAIN
) -> tuple[Edit, str]:
    """The edit that puts a block with the layers of `model` in the place of a node, and the id of
    the block's use. A frozen node makes a block of frozen layers. Raises `GraphError` where the
    model does not take and give one tensor, as the node does."""
    graph = design.graph(graph_name)
    node = graph.node(node_id)
    inputs, outputs = model.main.inputs(), model.main.outputs()
    if not isinstance(node, LayerNode) or len(inputs) != 1 or len(outputs) != 1:
        raise GraphError(f"{node.name} cannot be opened up: it is not one model of one tensor.")
    if node.shares or any(getattr(each, "shares", "") == node_id for each in graph.nodes()):
        raise GraphError(f"{node.name} shares its weights; make it unique before you open it up.")
    inside = model.main
    if node.values.get("trainable") is False:
        inside = _frozen(inside, catalog)
    name = keras_name(node.layer.rpartition(".")[2])
    block = Block.of(BlockHead(name), inside)
    bringing, names = brought(design, [*model.blocks.values(), block])
    use = BlockNode(
        graph.new_id(), node.name, block=names[name], position=node.position, note=node.note
    )
    edges = [
        *(replace(edge, target=use.id, slot=inputs[0].name) for edge in graph.inputs_of(node_id)),
        *(replace(edge, source=use.id) for edge in graph.outputs_of(node_id)),
    ]
    steps = [
        bringing,
        Remove(node_id, graph_name),
        Add(use, graph_name),
        *(Connect(edge, graph_name) for edge in edges),
    ]
    return Several(tuple(steps)), use.id


def _frozen(graph: Graph, catalog: Catalog) -> Graph:
    return Graph((_frozen_node(node, catalog) for node in graph.nodes()), graph.edges())


def _frozen_node(node: Node, catalog: Catalog) -> Node:
    """The node; where it has weights, with `trainable` off."""
    spec = catalog.spec(node.layer) if isinstance(node, LayerNode) else None
    if not isinstance(node, LayerNode) or node.shares or spec is None:
        return node
    if spec.category in _WITHOUT_WEIGHTS or not spec.argument("trainable"):
        return node
    return replace(node, values={**node.values, "trainable": False})
