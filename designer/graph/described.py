"""What a node says, in the words of Keras and without places and ids: for texts and comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.catalog.spec import Spec
from designer.catalog.table import Catalog
from designer.catalog.values import Value, short_path, source_of
from designer.graph.design import Design
from designer.graph.graph import CycleError, Graph
from designer.graph.nodes import (
    BlockNode,
    Edge,
    InputNode,
    LayerNode,
    Node,
    OutputNode,
    path_of,
    values_of,
)
from designer.graph.ports import owner_of

INPUT_DTYPE = "float32"
"""What `keras.Input` takes by itself."""


@dataclass(frozen=True, slots=True)
class Place:
    """A design, one of its graphs, and the catalogue that knows its layers."""

    design: Design
    graph: Graph
    catalog: Catalog


def class_of(node: Node) -> str:
    """What kind of call a node is: the path of its layer or op, the name of its block."""
    if isinstance(node, BlockNode):
        return f"block {node.block}"
    return path_of(node) or type(node).__name__.removesuffix("Node")


def word_for(node: Node) -> str:
    """The same as people say it: `Dense`, `ops.reshape`, `Input`, the name of a block."""
    if isinstance(node, BlockNode):
        return node.block
    if isinstance(node, LayerNode):
        return node.layer.removeprefix("keras.layers.")
    return short_path(class_of(node))


def arguments_of(place: Place, node: Node) -> dict[str, Value]:
    """What was given and is not the default: in the order of the signature, a shared layer's from
    the node that owns it."""
    if isinstance(node, InputNode):
        return _of_input(node)
    if isinstance(node, OutputNode):
        return {"key": node.key} if node.key not in ("", node.name) else {}
    owner = owner_of(place.graph, node)
    given = {**values_of(owner), **values_of(node)} if owner is not node else values_of(node)
    spec = place.design.spec_of(node, place.catalog)
    return _told(spec, given) if spec else dict(given)


def described(place: Place, node: Node) -> str:
    """`Dense(units=128, activation="relu")`."""
    arguments = arguments_of(place, node)
    inside = ", ".join(f"{name}={source_of(value)}" for name, value in arguments.items())
    return f"{word_for(node)}({inside})"


def source_name(graph: Graph, edge: Edge) -> str:
    """Where a wire comes from: `lstm`, or `lstm[1]` for its second output."""
    name = graph.node(edge.source).name
    return f"{name}[{edge.output}]" if edge.output else name


def flow_of(graph: Graph) -> list[Node]:
    """The nodes as the data flows; in creation order where the wires form a circle."""
    try:
        return graph.in_order()
    except CycleError:
        return graph.nodes()


def _of_input(node: InputNode) -> dict[str, Value]:
    arguments: dict[str, Value] = {"shape": node.shape}
    if node.batch_size is not None:
        arguments["batch_size"] = node.batch_size
    if node.dtype != INPUT_DTYPE:
        arguments["dtype"] = node.dtype
    if node.key not in ("", node.name):
        arguments["key"] = node.key
    return arguments


def _told(spec: Spec, given: Mapping[str, Value]) -> dict[str, Value]:
    known = {each.name: each for each in (*spec.arguments, *spec.call_arguments)}
    names = [name for name in known if name in given] + [n for n in given if n not in known]
    return {
        name: given[name]
        for name in names
        if name not in known
        or known[name].is_required
        or source_of(given[name]) != source_of(known[name].default)
    }
