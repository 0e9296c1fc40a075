"""Nodes as text on the clipboard: JSON that another window, or a mail, can carry."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from designer.graph.graph import Graph
from designer.graph.nodes import Edge, Node
from designer.storage.codec import (
    FormatError,
    edge_from_json,
    edge_to_json,
    expect,
    node_from_json,
    node_to_json,
)

FORMAT = "kdesign-nodes"
MIME_TYPE = "application/x-kdesign+json"


@dataclass(frozen=True)
class Clip:
    """Nodes, and the wires among them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def clip_of(graph: Graph, node_ids: Iterable[str]) -> Clip:
    wanted = set(node_ids)
    nodes = tuple(node for node in graph.nodes() if node.id in wanted)
    inside = [edge for node in nodes for edge in graph.inputs_of(node.id)]
    return Clip(nodes, tuple(edge for edge in inside if edge.source in wanted))


def clip_to_text(clip: Clip) -> str:
    data = {
        "format": FORMAT,
        "nodes": [node_to_json(node) for node in clip.nodes],
        "edges": [edge_to_json(edge) for edge in clip.edges],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def clip_from_text(text: str) -> Clip:
    """Raises `FormatError` where the text is something else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FormatError("The clipboard holds no nodes of a design.")
    nodes = tuple(node_from_json(item) for item in expect(data, "nodes", list, "clipboard"))
    edges = tuple(edge_from_json(item) for item in expect(data, "edges", list, "clipboard"))
    return Clip(nodes, edges)
