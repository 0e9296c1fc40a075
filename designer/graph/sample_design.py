"""A small design around one custom layer or function, to try it alone: its node with its values and
inputs, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from designer.catalog.samples import starting_values
from designer.catalog.table import Catalog
from designer.catalog.values import Code, walk
from designer.graph.answers import Answer, Tensor
from designer.graph.design import Design
from designer.graph.drawing import LAMBDA
from designer.graph.graph import Graph
from designer.graph.nodes import Edge, InputNode, LayerNode, Node, OutputNode, values_of
from designer.graph.ports import output_names_of, slots_of

_SAMPLE = Tensor((None, 8))
"""What goes in where nothing is wired to the layer yet."""


def users_of(design: Design, name: str) -> list[tuple[str, LayerNode]]:
    """The nodes that call a custom layer, or whose values name a custom function, each with the
    name of its graph."""
    return [
        (graph_name, node)
        for graph_name, graph in design.graphs()
        for node in graph.nodes()
        if isinstance(node, LayerNode) and (node.layer == name or _names(node, name))
    ]


def _names(node: Node, name: str) -> bool:
    values = values_of(node).values()
    return any(
        isinstance(inner, Code) and inner.source == name
        for value in values
        for inner in walk(value)
    )


def sample_design(
    design: Design, catalog: Catalog, name: str, answers: Mapping[str, Answer]
) -> Design:
    """A design whose one layer is `name`, as its first node on the main canvas has it; `answers`
    say what its inputs are like."""
    main = design.main
    users = [node for graph, node in users_of(design, name) if not graph and not node.shares]
    node = users[0] if users else _fresh(design, name)
    sample = Design(custom_layers=dict(design.custom_layers))
    sample.main.add(replace(node, position=(0.0, 0.0), note=""))
    if users:
        for edge in main.inputs_of(node.id):
            _feed(sample.main, edge, _tensor(answers.get(edge.source), edge.output))
    for slot in slots_of(sample, sample.main, node, catalog):
        wired = sum(edge.slot == slot.name for edge in sample.main.inputs_of(node.id))
        needed = 0 if slot.optional else max(slot.minimum if slot.many else 1, 1)
        for index in range(wired, needed):
            _feed(sample.main, Edge("", 0, node.id, slot.name, index), _SAMPLE)
    for number, _ in enumerate(output_names_of(sample, sample.main, node, catalog)):
        output = OutputNode(f"out{number}", f"output_{number}")
        sample.main.add(output)
        sample.main.connect(Edge(node.id, number, output.id, "inputs"))
    return sample


def _fresh(design: Design, name: str) -> LayerNode:
    custom = design.custom_layers[name]
    if custom.is_function:
        return LayerNode("layer", "layer", layer=LAMBDA, values={"function": Code(name)})
    values = starting_values(custom.spec) if custom.spec else {}
    return LayerNode("layer", "layer", layer=name, values=values)


def _tensor(answer: Answer | None, output: int) -> Tensor:
    known = answer.outputs if answer else ()
    return known[output] if output < len(known) else _SAMPLE


def _feed(graph: Graph, edge: Edge, tensor: Tensor) -> None:
    number = len(graph.inputs())
    batch, *sizes = tensor.shape or (None,)
    source = InputNode(
        f"in{number}", f"input_{number}", shape=tuple(sizes), dtype=tensor.dtype, batch_size=batch
    )
    graph.add(source)
    graph.connect(replace(edge, source=source.id, output=0))
