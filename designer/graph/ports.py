"""The slots and outputs of nodes of every kind: what ports they show, what may be wired."""

from __future__ import annotations

from collections.abc import Mapping

from designer.catalog.spec import SlotSpec
from designer.catalog.table import Catalog
from designer.catalog.values import Value
from designer.graph.design import Design
from designer.graph.graph import Graph
from designer.graph.nodes import (
    BlockNode,
    InputNode,
    LayerNode,
    Node,
    OutputNode,
    UnknownNode,
    values_of,
)

_ONE_OR_LIST = frozenset({"keras.layers.Lambda"})
"""Classes whose call passes on a tensor or a list of them: nothing but the wires says which."""

OUTPUT_SLOT = SlotSpec("inputs", doc="The tensor that the model returns.")


def slots_of(design: Design, graph: Graph, node: Node, catalog: Catalog) -> tuple[SlotSpec, ...]:
    """Where wires may end, in the order of the call.

    A node whose layer is unknown shows the slots that its wires use.
    """
    if isinstance(node, InputNode):
        return ()
    if isinstance(node, OutputNode):
        return (OUTPUT_SLOT,)
    if isinstance(node, BlockNode) and node.block in design.blocks:
        inputs = design.blocks[node.block].graph.inputs()
        return tuple(SlotSpec(inner.name) for inner in inputs)
    spec = None if isinstance(node, UnknownNode) else design.spec_of(node, catalog)
    if spec and not spec.is_open and spec.path not in _ONE_OR_LIST:
        return spec.slots_for(layer_values(graph, node))
    return _wired_slots(graph, node)


def _wired_slots(graph: Graph, node: Node) -> tuple[SlotSpec, ...]:
    """The slots of a class that does not say what it takes, from its wires: `inputs`, `inputs_2`, …
    stand for what is passed by position, a slot with several wires takes a list."""
    edges = graph.inputs_of(node.id)
    names = sorted({edge.slot for edge in edges}, key=lambda name: (not _is_place(name), name))
    return tuple(
        SlotSpec(
            name,
            many=sum(edge.slot == name for edge in edges) > 1,
            optional=not _is_place(name),
        )
        for name in names or ("inputs",)
    )


def _is_place(slot: str) -> bool:
    return slot == "inputs" or slot.startswith("inputs_")


def output_names_of(design: Design, graph: Graph, node: Node, catalog: Catalog) -> tuple[str, ...]:
    """Names of the outputs that a call of this node has, `("output",)` for most."""
    if isinstance(node, OutputNode):
        return ()
    if isinstance(node, InputNode):
        return ("output",)
    if isinstance(node, BlockNode) and node.block in design.blocks:
        return tuple(inner.name for inner in design.blocks[node.block].graph.outputs())
    spec = None if isinstance(node, UnknownNode) else design.spec_of(node, catalog)
    if spec and not spec.is_open:
        return spec.output_names(layer_values(graph, node))
    count = max((edge.output for edge in graph.outputs_of(node.id)), default=0) + 1
    return ("output",) if count == 1 else tuple(f"output_{number}" for number in range(count))


def layer_values(graph: Graph, node: Node) -> Mapping[str, Value]:
    """The values that count for a node: those of the layer's owner, and its own of the call."""
    owner = owner_of(graph, node)
    if isinstance(node, LayerNode) and isinstance(owner, LayerNode):
        return {**owner.values, **node.call_values}
    return values_of(owner)


def owner_of(graph: Graph, node: Node) -> Node:
    """The node whose layer this one calls; itself where it shares no other's."""
    owner_id = getattr(node, "shares", "")
    owner = graph.get(owner_id) if owner_id else None
    return owner if owner is not None and type(owner) is type(node) else node
