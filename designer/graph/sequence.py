"""Whether a graph is a plain chain of layers, which a `keras.Sequential` can hold."""

from __future__ import annotations

from designer.catalog.table import Catalog
from designer.graph.design import Block, Design
from designer.graph.graph import Graph
from designer.graph.nodes import BlockNode, InputNode, LayerNode, Node, OutputNode
from designer.graph.ports import output_names_of


def why_no_sequential(design: Design, block: Block, catalog: Catalog) -> str:
    """What keeps a block from being a `keras.Sequential`; empty where it can be one."""
    if (block.inputs_as, block.outputs_as) != ("list", "list"):
        return "its tensors are passed by keys"
    return why_no_chain(design, block.graph, catalog)


def why_no_chain(design: Design, graph: Graph, catalog: Catalog) -> str:
    """What keeps a graph from being a chain, naming the node; empty where it is one."""
    for kind, nodes in (("input", graph.inputs()), ("output", graph.outputs())):
        if len(nodes) != 1:
            return f"it has {len(nodes)} {kind}s where a Sequential has one"
    for node in graph.nodes():
        fault = _fault(design, graph, node, catalog)
        if fault:
            return fault
    return ""


def _fault(design: Design, graph: Graph, node: Node, catalog: Catalog) -> str:
    if not isinstance(node, (InputNode, OutputNode, LayerNode, BlockNode)):
        return f"`{node.name}` is an operation and no layer"
    if not isinstance(node, InputNode) and len(graph.inputs_of(node.id)) != 1:
        return f"`{node.name}` does not take exactly one tensor"
    if not isinstance(node, OutputNode) and len(graph.outputs_of(node.id)) != 1:
        return f"`{node.name}` does not feed exactly one node"
    if isinstance(node, LayerNode) and node.call_values:
        return f"`{node.name}` is called with {', '.join(f'`{each}`' for each in node.call_values)}"
    if isinstance(node, (LayerNode, BlockNode)):
        if node.shares:
            return f"`{node.name}` calls the layer of another node again"
        if len(output_names_of(design, graph, node, catalog)) != 1:
            return f"`{node.name}` gives several tensors"
    return ""
