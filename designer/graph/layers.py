"""A graph in layers, with few crossings: the first half of a layout.

The method of Sugiyama, Tagawa and Toda (1981). A wire that spans several layers is cut into pieces
by a point in each layer between, which takes a place of its own, so that it passes beside boxes and
not behind them.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass, field

from designer.graph.graph import Graph

SWEEPS = 8
MOST_POINTS = 30_000
"""Above this many points on wires they are left out: they would take seconds."""


@dataclass
class Layers:
    """Vertices in layers from left to right. Those from `count` on are points on long wires."""

    ids: list[str]
    layers: list[list[int]]
    layer_of: list[int]
    before: list[list[int]]
    after: list[list[int]]
    places: list[int] = field(default_factory=list)
    """Of each vertex, in its layer."""

    @property
    def count(self) -> int:
        return len(self.ids)

    def is_point(self, vertex: int) -> bool:
        return vertex >= self.count

    def settle(self) -> None:
        """Number the places anew, as the layers have them."""
        for layer in self.layers:
            for place, vertex in enumerate(layer):
                self.places[vertex] = place


def layers_of(graph: Graph) -> Layers:
    """The graph in layers, ordered so that few wires cross. Raises `CycleError`."""
    layers = _layered(graph)
    best, fewest = [layer.copy() for layer in layers.layers], _crossings(layers)
    for sweep in range(SWEEPS):
        _sweep(layers, backwards=bool(sweep % 2))
        crossings = _crossings(layers)
        if crossings < fewest:
            best, fewest = [layer.copy() for layer in layers.layers], crossings
        if not fewest:
            break
    layers.layers = best
    layers.settle()
    return layers


def _layered(graph: Graph) -> Layers:
    """Nodes by the longest path that leads to them; sources stand right before what they feed."""
    ids = [node.id for node in graph.in_order()]
    number = {node_id: vertex for vertex, node_id in enumerate(ids)}
    edges = sorted({(number[edge.source], number[edge.target]) for edge in graph.edges()})
    before: list[list[int]] = [[] for _ in ids]
    after: list[list[int]] = [[] for _ in ids]
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    layer_of = [0] * len(ids)
    for vertex in range(len(ids)):
        layer_of[vertex] = max((layer_of[each] + 1 for each in before[vertex]), default=0)
    for vertex in range(len(ids)):
        if not before[vertex] and after[vertex]:
            layer_of[vertex] = min(layer_of[each] for each in after[vertex]) - 1
    found = Layers(ids, [], layer_of, before, after)
    _put_points(found, edges)
    found.layers = [[] for _ in range(max(layer_of, default=-1) + 1)]
    for vertex, layer in enumerate(layer_of):
        found.layers[layer].append(vertex)
    found.places = [0] * len(layer_of)
    found.settle()
    return found


def _put_points(layers: Layers, edges: list[tuple[int, int]]) -> None:
    layer_of = layers.layer_of
    spans = [layer_of[target] - layer_of[source] for source, target in edges]
    if sum(spans) - len(spans) > MOST_POINTS:
        return
    for source, target in edges:
        last = source
        for layer in range(layer_of[source] + 1, layer_of[target]):
            point = len(layer_of)
            layer_of.append(layer)
            layers.before.append([last])
            layers.after.append([target])
            _replace(layers.after[last], target, point)
            _replace(layers.before[target], last, point)
            last = point


def _replace(items: list[int], old: int, new: int) -> None:
    items[items.index(old)] = new


def _sweep(layers: Layers, *, backwards: bool) -> None:
    """Put every vertex at the mean place of its neighbours in the layer that was done before."""
    near = layers.after if backwards else layers.before
    places = layers.places
    for layer in reversed(layers.layers) if backwards else layers.layers:
        means = {
            vertex: sum(places[each] for each in near[vertex]) / len(near[vertex])
            if near[vertex]
            else float(places[vertex])
            for vertex in layer
        }
        layer.sort(key=means.__getitem__)
        for place, vertex in enumerate(layer):
            places[vertex] = place


def _crossings(layers: Layers) -> int:
    """How many pairs of wires between neighbouring layers cross."""
    total = 0
    for layer in layers.layers:
        ends: list[int] = []
        for vertex in layer:
            targets = sorted(layers.places[each] for each in layers.after[vertex])
            total += sum(len(ends) - bisect_right(ends, target) for target in targets)
            for target in targets:
                insort(ends, target)
    return total
