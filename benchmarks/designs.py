"""Designs to measure with."""

from __future__ import annotations

from designer.catalog.table import shipped_catalog
from designer.graph.design import Design
from designer.graph.graph import Graph
from designer.graph.layout import COLUMN, ROW
from designer.graph.nodes import Edge, InputNode, LayerNode, OutputNode
from designer.importing import Description, design_from
from designer.worker_client.once import ask

COLUMNS = 100


def chain_of(count: int, *, distinct: bool = False, shape: tuple[int, ...] = (64,)) -> Design:
    """An input, `count` Dense layers in a row, an output, laid out in lines of 100 nodes.

    With `distinct` every layer has a number of units of its own, so that no two calls are equal.
    """
    graph = Graph([InputNode("n1", "input_layer", shape=shape)])
    for number in range(2, count + 2):
        units = 32 + number if distinct else 64
        name = "dense" if number == 2 else f"dense_{number - 2}"
        column, row = number % COLUMNS, number // COLUMNS
        graph.add(
            LayerNode(
                f"n{number}",
                name,
                layer="keras.layers.Dense",
                values={"units": units, "activation": "relu"},
                position=(column * COLUMN, row * ROW),
            )
        )
        graph.connect(Edge(f"n{number - 1}", 0, f"n{number}", "inputs"))
    graph.add(OutputNode(f"n{count + 2}", "output"))
    graph.connect(Edge(f"n{count + 1}", 0, f"n{count + 2}", "inputs"))
    return Design(main=graph)


def application_of(name: str) -> Design:
    """One of `keras.applications`, layer by layer, as importing it makes it."""
    text = f"import keras\nmodel = keras.applications.{name}(weights=None)\n"
    answer = ask("read_model", {"code": text, "name": "model"})
    description = Description.from_json(answer["models"][answer["chosen"]])
    return design_from(description, shipped_catalog()).design
