"""Nodes as text on the clipboard: JSON that another window, or a mail, can carry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from designer.graph.blocks import carried
from designer.graph.design import Block, Design
from designer.graph.graph import Graph, GraphError
from designer.graph.nodes import Edge, Node
from designer.storage.codec import (
    FormatError,
    Json,
    edge_from_json,
    edge_to_json,
    expect,
    node_from_json,
    node_to_json,
)
from designer.storage.design_file import head_from_json, head_to_json

FORMAT = "kdesign-nodes"
MIME_TYPE = "application/x-kdesign+json"


@dataclass(frozen=True)
class Clip:
    """Nodes, the wires among them, and the blocks that they use, inner ones first."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    blocks: tuple[Block, ...] = ()


def clip_of(design: Design, graph: Graph, node_ids: Iterable[str]) -> Clip:
    wanted = set(node_ids)
    nodes = tuple(node for node in graph.nodes() if node.id in wanted)
    inside = [edge for node in nodes for edge in graph.inputs_of(node.id)]
    edges = tuple(edge for edge in inside if edge.source in wanted)
    return Clip(nodes, edges, tuple(carried(design, nodes)))


def clip_to_text(clip: Clip) -> str:
    data: dict[str, Json] = {"format": FORMAT, **_graph_to_json(clip.nodes, clip.edges)}
    if clip.blocks:
        data["blocks"] = [
            {
                "name": block.name,
                **head_to_json(block.head),
                **_graph_to_json(block.graph.nodes(), block.graph.edges()),
            }
            for block in clip.blocks
        ]
    return json.dumps(data, ensure_ascii=False, indent=1)


def clip_from_text(text: str) -> Clip:
    """Raises `FormatError` where the text is something else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FormatError("The clipboard holds no nodes of a design.")
    blocks = expect({"blocks": data.get("blocks", [])}, "blocks", list, "clipboard")
    return Clip(*_graph_from_json(data), tuple(map(_block_from_json, blocks)))


def _block_from_json(data: Json) -> Block:
    name = expect(data if isinstance(data, dict) else {}, "name", str, "clipboard")
    head = head_from_json(name, data)
    try:
        return Block.of(head, Graph(*_graph_from_json(data)))
    except GraphError as error:
        raise FormatError(f"clipboard: {error}") from error


def _graph_to_json(nodes: Iterable[Node], edges: Iterable[Edge]) -> dict[str, Json]:
    return {
        "nodes": [node_to_json(node) for node in nodes],
        "edges": [edge_to_json(edge) for edge in edges],
    }


def _graph_from_json(data: dict[str, Json]) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    nodes = tuple(node_from_json(item) for item in expect(data, "nodes", list, "clipboard"))
    edges = tuple(edge_from_json(item) for item in expect(data, "edges", list, "clipboard"))
    return nodes, edges
