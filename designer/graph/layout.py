"""Places for nodes: layers from left to right, few crossings. Plain and fast enough for any design.

The method of Sugiyama, Tagawa and Toda (1981): longest-path layers, then sweeps that put every
node at the mean place of its neighbours. Long wires are not split into dummies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from designer.graph.graph import Graph
from designer.graph.nodes import Point

COLUMN = 250.0
ROW = 150.0
"""Distances between neighbouring places, in canvas units; a node's box fits inside."""
SWEEPS = 8


def layered(
    graph: Graph, height_of: Callable[[str], float] = lambda _node: ROW - 30.0
) -> dict[str, Point]:
    """A place for every node, the data flowing from left to right. Raises `CycleError`."""
    layers = _layers(graph)
    neighbours = _neighbours(graph)
    for sweep in range(SWEEPS):
        _sweep(layers, neighbours[sweep % 2], reverse=bool(sweep % 2))
    return _places(layers, height_of)


def _layers(graph: Graph) -> list[list[str]]:
    """Nodes by the length of the longest path that leads to them; sources stand right before what
    they feed, so that wires stay short."""
    order = [node.id for node in graph.in_order()]
    depth: dict[str, int] = {}
    for node_id in order:
        depth[node_id] = max((depth[e.source] + 1 for e in graph.inputs_of(node_id)), default=0)
    for node_id in order:
        if not graph.inputs_of(node_id):
            fed = [depth[edge.target] - 1 for edge in graph.outputs_of(node_id)]
            depth[node_id] = min(fed, default=0)
    layers: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for node_id in order:
        layers[depth[node_id]].append(node_id)
    return layers


def _neighbours(graph: Graph) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    before, after = defaultdict(list), defaultdict(list)
    for edge in graph.edges():
        before[edge.target].append(edge.source)
        after[edge.source].append(edge.target)
    return before, after


def _sweep(layers: list[list[str]], near: Mapping[str, list[str]], *, reverse: bool) -> None:
    place: dict[str, float] = {}
    for layer in reversed(layers) if reverse else layers:
        own = {node: float(number) for number, node in enumerate(layer)}

        def mean(node: str, own: dict[str, float] = own) -> float:
            found = [place[other] for other in near[node] if other in place]
            return sum(found) / len(found) if found else own[node]

        layer.sort(key=mean)
        for number, node in enumerate(layer):
            place[node] = number - (len(layer) - 1) / 2


def _places(layers: list[list[str]], height_of: Callable[[str], float]) -> dict[str, Point]:
    places: dict[str, Point] = {}
    for column, layer in enumerate(layers):
        heights = [height_of(node) + 30.0 for node in layer]
        y = -sum(heights) / 2
        for node, height in zip(layer, heights, strict=True):
            places[node] = (column * COLUMN, float(round(y)))
            y += height
    return places
