"""Designs and a catalogue of a few layers, drawn as a person would, for the tests of the canvas."""

from __future__ import annotations

from designer.catalog.spec import ArgumentSpec, LayerSpec, OpSpec, SlotSpec
from designer.catalog.table import Catalog
from designer.graph.answers import Answer, Tensor
from designer.graph.design import Design
from designer.graph.graph import Graph
from designer.graph.nodes import Edge, InputNode, LayerNode, Node, OpNode, OutputNode, Point

STEP_X, STEP_Y = 250.0, 170.0


def _layer(
    name: str,
    category: str,
    arguments: tuple[ArgumentSpec, ...] = (),
    slots: tuple[SlotSpec, ...] = (SlotSpec("inputs"),),
    **more: object,
) -> LayerSpec:
    return LayerSpec(name, f"keras.layers.{name}", category, arguments, slots=slots, **more)


def small_catalog() -> Catalog:
    """A dozen layers with every kind of slot and output, and one op."""
    units = ArgumentSpec("units", "int")
    filters, kernel = ArgumentSpec("filters", "int"), ArgumentSpec("kernel_size", "ints", length=2)
    activation = ArgumentSpec("activation", "activation", None, choices=("relu", "softmax"))
    strides = ArgumentSpec("strides", "ints", (1, 1), length=2)
    padding = ArgumentSpec("padding", "choice", "valid", choices=("valid", "same"))
    return_state = ArgumentSpec("return_state", "bool", False)
    merge = (SlotSpec("inputs", many=True, minimum=2),)
    attention = (
        SlotSpec("query"),
        SlotSpec("value"),
        SlotSpec("key", optional=True),
        SlotSpec("attention_mask", optional=True),
    )
    layers = (
        _layer("Dense", "Core", (units, activation), shown=("units", "activation")),
        _layer("Flatten", "Reshaping"),
        _layer("Dropout", "Regularization", (ArgumentSpec("rate", "float"),), shown=("rate",)),
        _layer(
            "Conv2D",
            "Convolution",
            (filters, kernel, strides, padding, activation),
            shown=("filters", "kernel_size", "strides", "padding", "activation"),
        ),
        _layer("BatchNormalization", "Normalization"),
        _layer("Activation", "Activation", (activation,), shown=("activation",)),
        _layer("MaxPooling2D", "Pooling", (ArgumentSpec("pool_size", "ints", (2, 2)),)),
        _layer("GlobalAveragePooling2D", "Pooling"),
        _layer("Add", "Merging", slots=merge),
        _layer("Concatenate", "Merging", (ArgumentSpec("axis", "axis", -1),), merge),
        _layer(
            "LSTM",
            "Recurrent",
            (units, return_state),
            (SlotSpec("sequences"), SlotSpec("initial_state", many=True, optional=True)),
            shown=("units", "return_state"),
            outputs_when=(("return_state", ("state_h", "state_c")),),
        ),
        _layer(
            "MultiHeadAttention",
            "Attention",
            (ArgumentSpec("num_heads", "int"), ArgumentSpec("key_dim", "int")),
            attention,
            shown=("num_heads", "key_dim"),
        ),
    )
    relu = OpSpec("relu", "keras.ops.relu", "Ops", slots=(SlotSpec("x"),))
    number = SlotSpec("x2", literal=True)
    add = OpSpec("add", "keras.ops.add", "Ops", slots=(SlotSpec("x1"), number))
    return Catalog("3.15.1", layers, (relu, add))


def layer(node_id: str, name: str, layer_name: str, at: Point = (0, 0), **values: object) -> Node:
    return LayerNode(node_id, name, layer=f"keras.layers.{layer_name}", values=values, position=at)


def wire(source: str, target: str, slot: str = "inputs", index: int = 0, output: int = 0) -> Edge:
    return Edge(source, output, target, slot, index)


def at(column: float, row: float = 0) -> Point:
    return column * STEP_X, row * STEP_Y


def two_branch() -> Design:
    """The seed text's model: two Dense branches that are joined."""
    nodes = [
        InputNode("n1", "inputs", position=at(0, 0.5), shape=(784,)),
        layer("n2", "dense", "Dense", at(1, 0), units=128, activation="relu"),
        layer("n3", "dense_1", "Dense", at(1, 1), units=128, activation="tanh"),
        layer("n4", "concatenate", "Concatenate", at(2, 0.5)),
        layer("n5", "dense_2", "Dense", at(3, 0.5), units=64, activation="relu"),
        layer("n6", "dense_3", "Dense", at(4, 0.5), units=10),
        OutputNode("n7", "output", position=at(5, 0.5)),
    ]
    edges = [
        wire("n1", "n2"),
        wire("n1", "n3"),
        wire("n2", "n4", index=0),
        wire("n3", "n4", index=1),
        wire("n4", "n5"),
        wire("n5", "n6"),
        wire("n6", "n7"),
    ]
    return Design(Graph(nodes, edges))


def two_branch_answers() -> dict[str, Answer]:
    sizes = {"n1": (784, 0), "n2": (128, 100_480), "n3": (128, 100_480), "n4": (256, 0)}
    sizes |= {"n5": (64, 16_448), "n6": (10, 650), "n7": (10, 0)}
    return {
        node: Answer((Tensor((None, size)),), params, params)
        for node, (size, params) in sizes.items()
    }


def resnet(blocks: int = 4) -> tuple[Design, dict[str, Answer]]:
    """A small residual network: Conv2D, BatchNormalization, Activation, Add."""
    nodes: list[Node] = [InputNode("n1", "image", position=at(0, 1), shape=(224, 224, 3))]
    edges: list[Edge] = []
    answers = {"n1": Answer((Tensor((None, 224, 224, 3)),))}
    shape: tuple[int | None, ...] = (None, 112, 112, 64)

    def put(name: str, kind: str, place: Point, *sources: str, params: int = 0, **values: object):
        node = f"n{len(nodes) + 1}"
        nodes.append(layer(node, name, kind, place, **values))
        edges.extend(wire(source, node, index=i) for i, source in enumerate(sources))
        answers[node] = Answer((Tensor(shape),), params, params)
        return node

    conv = {"kernel_size": (3, 3), "padding": "same"}
    last = put("conv1", "Conv2D", at(1, 1), "n1", params=9472, filters=64, kernel_size=(7, 7))
    column = 2
    for number in range(blocks):
        row = 1
        short = last
        for half in (1, 2):
            name = f"block{number}_{half}"
            last = put(
                f"{name}_conv", "Conv2D", at(column, row), last, params=36_928, filters=64, **conv
            )
            last = put(f"{name}_bn", "BatchNormalization", at(column + 1, row), last, params=256)
            if half == 1:
                last = put(
                    f"{name}_relu", "Activation", at(column + 2, row), last, activation="relu"
                )
                column += 3
        last = put(f"block{number}_add", "Add", at(column + 2, 0.4), last, short)
        last = put(f"block{number}_relu", "Activation", at(column + 3, 1), last, activation="relu")
        column += 4
    shape = (None, 64)
    last = put("global_average_pooling2d", "GlobalAveragePooling2D", at(column, 1), last)
    shape = (None, 1000)
    last = put("predictions", "Dense", at(column + 1, 1), last, params=65_000, units=1000)
    output = f"n{len(nodes) + 1}"
    nodes.append(OutputNode(output, "scores", position=at(column + 2, 1)))
    edges.append(wire(last, output))
    answers[output] = Answer((Tensor(shape),))
    return Design(Graph(nodes, edges)), answers


def attention() -> Design:
    """Every kind of port: named slots, optional ones, a list, several outputs, an op."""
    nodes = [
        InputNode("n1", "tokens", position=at(0, 0), shape=(None, 64)),
        InputNode("n2", "mask", position=at(0, 1.2), shape=(None,), dtype="bool"),
        layer("n3", "attention", "MultiHeadAttention", at(1, 0), num_heads=4, key_dim=16),
        layer("n4", "add", "Add", at(2, 0)),
        layer("n5", "lstm", "LSTM", at(3, 0), units=64, return_state=True),
        layer("n6", "concatenate", "Concatenate", at(4, 0)),
        OpNode("n7", "relu", op="keras.ops.relu", position=at(5, 0)),
        LayerNode("n9", "dense_again", layer="keras.layers.Dense", shares="n8", position=at(7, 0)),
        layer("n8", "dense", "Dense", at(6, 0), units=8),
        OutputNode("n10", "output", position=at(8, 0)),
    ]
    edges = [
        wire("n1", "n3", "query"),
        wire("n1", "n3", "value"),
        wire("n2", "n3", "attention_mask"),
        wire("n1", "n4", index=0),
        wire("n3", "n4", index=1),
        wire("n4", "n5", "sequences"),
        wire("n5", "n6", index=0),
        wire("n5", "n6", index=1, output=1),
        wire("n5", "n6", index=3, output=2),
        wire("n6", "n7", "x"),
        wire("n7", "n8"),
        wire("n8", "n9"),
        wire("n9", "n10"),
    ]
    return Design(Graph(nodes, edges))


def grid(count: int) -> Design:
    """Rows of a hundred nodes, each wired to the one before it and some to the row above."""
    nodes: list[Node] = [InputNode("n1", "input", shape=(8,))]
    edges: list[Edge] = []
    for number in range(2, count + 1):
        place = at((number - 1) % 100, (number - 1) // 100)
        kind = "Add" if number % 3 == 0 else "Dense"
        values = {} if kind == "Add" else {"units": 8}
        nodes.append(layer(f"n{number}", f"{kind.lower()}_{number}", kind, place, **values))
        edges.append(wire(f"n{number - 1}", f"n{number}"))
        if kind == "Add" and number > 100:
            edges.append(wire(f"n{number - 100}", f"n{number}", index=1))
    return Design(Graph(nodes, edges))
