"""What the numbers of an output mean, read from the last layers before it: a softmax over ten units
is ten classes. Pure: no Qt, no keras."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.catalog.table import Catalog
from designer.catalog.values import Call, Code, Value
from designer.graph.design import Design
from designer.graph.graph import Graph
from designer.graph.naming import keras_name
from designer.graph.nodes import BlockNode, Node, OutputNode, path_of
from designer.graph.ports import layer_values

LINEAR = "linear"
_LAYERS = "keras.layers."
_OPS = "keras.ops."
_ACTIVATIONS = frozenset(
    [
        "elu",
        "gelu",
        "hard_sigmoid",
        "leaky_relu",
        "log_softmax",
        "relu",
        "selu",
        "sigmoid",
        "silu",
        "softmax",
        "softplus",
        "softsign",
        "tanh",
    ]
)
_PASSES = frozenset(
    [
        "Dropout",
        "Flatten",
        "Identity",
        "Reshape",
        "ActivityRegularization",
        "reshape",
        "squeeze",
        "getitem",
    ]
)
"""Layers and ops that leave the meaning of numbers as it is."""
_UNITS = ("units", "filters")
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Head:
    """The last layer before an output that weighs its inputs, and the activation after it."""

    layer: str = ""
    """Its class or op: `Dense`; empty where an input comes out as it went in."""
    activation: str = LINEAR
    units: int | None = None
    names: tuple[str, ...] = ()
    """Of the nodes on the way, the output's first: `("logits", "dense_2")`."""


def head_of(design: Design, output: OutputNode, catalog: Catalog) -> Head:
    """The head of an output of the main graph."""
    activation = ""
    names = [output.name]
    for graph, node in _way_back(design, design.main, output):
        names.append(node.name)
        if not path_of(node):
            continue
        path, values = _inner(path_of(node), layer_values(graph, node))
        name = path.rpartition(".")[2]
        activation = activation or _own_activation(path, name, values)
        if name in _PASSES or name == "Activation" or _is_activation(path, name):
            continue
        spec = catalog.spec(path)
        known = spec.argument("activation") if spec else None
        if known is not None and not activation:
            activation = _named(values.get("activation", known.default))
        units = next((values[each] for each in _UNITS if type(values.get(each)) is int), None)
        return Head(name, activation or LINEAR, units, tuple(names))
    return Head("", activation or LINEAR, None, tuple(names))


def _way_back(design: Design, graph: Graph, output: OutputNode) -> Iterator[tuple[Graph, Node]]:
    """The nodes before an output, each the first source of the one after it; inside blocks too.
    Block graphs have no output beyond their own, so a way into one ends there."""
    node: Node = output
    for _ in range(_DEEPEST):
        edges = graph.inputs_of(node.id)
        if not edges:
            return
        number, node = edges[0].output, graph.node(edges[0].source)
        yield graph, node
        if isinstance(node, BlockNode) and node.block in design.blocks:
            graph = design.blocks[node.block].graph
            ends = graph.outputs()
            if number >= len(ends):
                return
            node = ends[number]


def _inner(path: str, values: Value) -> tuple[str, Value]:
    """A wrapper stands for the layer in it."""
    layer = values.get("layer")
    return (layer.path, layer.arguments) if isinstance(layer, Call) else (path, values)


def _is_activation(path: str, name: str) -> bool:
    return path.startswith((_LAYERS, _OPS)) and keras_name(name).replace("re_lu", "relu") in (
        _ACTIVATIONS
    )


def _own_activation(path: str, name: str, values: Value) -> str:
    """The activation that a node is; empty where it is another layer."""
    if name == "Activation":
        return _named(values.get("activation", LINEAR))
    return keras_name(name).replace("re_lu", "relu") if _is_activation(path, name) else ""


def _named(value: Value) -> str:
    """An activation as a word, however it was given."""
    if isinstance(value, Call):
        return keras_name(value.path.rpartition(".")[2]).replace("re_lu", "relu")
    if isinstance(value, Code):
        return value.source.rpartition(".")[2]
    return value if isinstance(value, str) else LINEAR
