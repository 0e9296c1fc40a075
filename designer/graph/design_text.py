"""A design as stable text for diffs: a line a node, in the order of the data, without places."""

from __future__ import annotations

from collections.abc import Iterator

from designer.catalog.table import Catalog
from designer.catalog.values import source_of
from designer.graph.described import Place, described, flow_of, source_name
from designer.graph.design import PASSING, Block, Design
from designer.graph.graph import Graph
from designer.graph.nodes import Node, OutputNode

_INDENT = "    "


def text_of(design: Design, catalog: Catalog) -> str:
    """The whole design; equal for designs that differ in places and ids only.

    A node is `dense = Dense(units=128) of inputs`; blocks and custom layers come before the main
    graph, as they do in code.
    """
    parts = [
        *(
            _custom_layer(name, layer.source)
            for name, layer in sorted(design.custom_layers.items())
        ),
        *(_block(design, block, catalog) for _, block in sorted(design.blocks.items())),
        _model(design, catalog),
    ]
    return "\n".join("\n".join([*part, ""]) for part in parts)


def _model(design: Design, catalog: Catalog) -> list[str]:
    settings = design.settings
    name = "" if settings.name == "model" else f" {settings.name}"
    head = f"model{name}{_passing(settings.inputs_as, settings.outputs_as)}"
    weights = [f"weights of {settings.weights}"] if settings.weights else []
    run = [f"run {name} = {source_of(value)}" for name, value in settings.run.items()]
    return [head, *_indented(design, design.main, catalog), *weights, *run]


def _block(design: Design, block: Block, catalog: Catalog) -> list[str]:
    arguments = ", ".join(f"{name}={source_of(value)}" for name, value in block.arguments.items())
    way = "" if block.form == "functional" else f", {block.form}"
    head = f"block {block.name}({arguments}){way}{_passing(block.inputs_as, block.outputs_as)}"
    return [head, *_indented(design, block.graph, catalog)]


def _custom_layer(name: str, source: str) -> list[str]:
    return [f"custom layer {name}", *(f"{_INDENT}{line}".rstrip() for line in source.splitlines())]


def _passing(inputs_as: str, outputs_as: str) -> str:
    usual = PASSING[0]
    words = (("inputs", inputs_as), ("outputs", outputs_as))
    return "".join(f", {word} as {way}" for word, way in words if way != usual)


def _indented(design: Design, graph: Graph, catalog: Catalog) -> Iterator[str]:
    place = Place(design, graph, catalog)
    for node in flow_of(graph):
        for remark in node.note.splitlines():
            yield f"{_INDENT}# {remark}"
        yield f"{_INDENT}{_line(place, node)}"


def _line(place: Place, node: Node) -> str:
    owner_id = getattr(node, "shares", "")
    again = f" again ({place.graph.node(owner_id).name})" if owner_id in place.graph else ""
    said = "Output" if isinstance(node, OutputNode) and not node.key else described(place, node)
    return f"{node.name} = {said}{again}{_of(place, node)}"


def _of(place: Place, node: Node) -> str:
    """What feeds a node: sources of the first slot bare, of others with their names."""
    edges = place.graph.inputs_of(node.id)
    slots = dict.fromkeys(edge.slot for edge in edges)
    named = len(slots) > 1
    sources = []
    for edge in edges:
        name = source_name(place.graph, edge)
        sources.append(f"{edge.slot}={name}" if named else name)
    return f" of {', '.join(sources)}" if sources else ""
