"""Places for nodes: layers from left to right, few crossings, straight chains.

A design of hundreds of layers in one line would be a hundred times as wide as high. It is broken
where the fewest wires pass, and goes on below, as text does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from designer.graph.graph import Graph
from designer.graph.layers import Layers, layers_of
from designer.graph.nodes import Point

COLUMN = 250.0
ROW = 150.0
"""Distances between neighbouring places, in canvas units; a node's box fits inside."""
GAP = 30.0
POINT_GAP = 26.0
"""Between boxes of one layer, and between a box and a wire that passes it."""
PASSES = 13
"""From the left and from the right in turns; from the left at last, so that chains are straight."""
LONGEST_LINE = 40
"""Layers that may stand in one line before a design is broken into several."""
SHAPE = 1.8
"""Width by height of a broken design."""
LINE_GAP = 150.0
MOST_ASKED = 60
"""Above this many neighbours their mean has to do, which is quicker found than their median."""

_OF_BOXES, _TO_POINTS, _OF_POINTS = 1.0, 2.0, 8.0
"""How much a wire wants to be straight: more, the longer it is (Gansner et al. 1993)."""


def layered(
    graph: Graph, height_of: Callable[[str], float] = lambda _node: ROW - GAP
) -> dict[str, Point]:
    """A place for every node, the data flowing from left to right. Raises `CycleError`."""
    layers = layers_of(graph)
    heights = [height_of(node_id) for node_id in layers.ids]
    tops = _tops(layers, heights)
    xs, shifts = _in_lines(layers, heights, tops)
    return {
        node_id: (
            xs[layers.layer_of[vertex]],
            float(round(tops[vertex] + shifts[layers.layer_of[vertex]])),
        )
        for vertex, node_id in enumerate(layers.ids)
    }


def _tops(layers: Layers, heights: Sequence[float]) -> list[float]:
    """The upper edge of every vertex; that of boxes wired in a row is the same where it can be.

    In turns from the left and from the right, each layer comes as near to the layer before it as
    its order and the heights of its boxes allow.
    """
    tops = [0.0] * len(layers.layer_of)
    for layer in layers.layers:
        y = -sum(_room(layers, heights, vertex) for vertex in layer) / 2
        for vertex in layer:
            tops[vertex] = y
            y += _room(layers, heights, vertex)
    for number in range(PASSES):
        backwards = bool(number % 2)
        near = layers.after if backwards else layers.before
        for layer in reversed(layers.layers) if backwards else layers.layers:
            wanted = [_wanted(layers, tops, vertex, near[vertex]) for vertex in layer]
            rooms = [_room(layers, heights, vertex) for vertex in layer]
            for vertex, top in zip(layer, _apart(wanted, rooms), strict=True):
                tops[vertex] = top
    return tops


def _room(layers: Layers, heights: Sequence[float], vertex: int) -> float:
    return POINT_GAP if layers.is_point(vertex) else heights[vertex] + GAP


def _wanted(
    layers: Layers, tops: Sequence[float], vertex: int, near: Sequence[int]
) -> tuple[float, float]:
    """The height at which a vertex would have straight wires, and how much it wants to be there."""
    if not near:
        return tops[vertex], 0.1
    weighed = [(tops[each], _weight(layers, vertex, each)) for each in near]
    return _median(weighed), sum(weight for _, weight in weighed)


def _median(weighed: Sequence[tuple[float, float]]) -> float:
    """The value with as much weight above it as below; between two where it could be both."""
    ordered = sorted(weighed)
    half, passed = sum(weight for _, weight in ordered) / 2, 0.0
    for place, (value, weight) in enumerate(ordered):
        passed += weight
        if passed == half and place + 1 < len(ordered):
            return (value + ordered[place + 1][0]) / 2
        if passed >= half:
            return value
    return ordered[-1][0]


def _weight(layers: Layers, one: int, other: int) -> float:
    points = layers.is_point(one) + layers.is_point(other)
    return (_OF_BOXES, _TO_POINTS, _OF_POINTS)[points]


def _apart(wanted: Sequence[tuple[float, float]], rooms: Sequence[float]) -> list[float]:
    """The places nearest to those that are wanted at which nothing overlaps.

    Neighbours that would overlap are pooled and stand together where half of their weight wants
    them (the algorithm "pool adjacent violators"): so one wire is straight, rather than none.
    """
    offsets = [0.0]
    for room in rooms[:-1]:
        offsets.append(offsets[-1] + room)
    pools: list[_Pool] = []
    for (top, weight), offset in zip(wanted, offsets, strict=True):
        pool = _Pool(top - offset, 1, weight, ((top - offset, weight),))
        while pools and pools[-1].place > pool.place:
            pool = pools.pop().joined(pool)
        pools.append(pool)
    places = [pool.place for pool in pools for _ in range(pool.count)]
    return [place + offset for place, offset in zip(places, offsets, strict=True)]


@dataclass(frozen=True, slots=True)
class _Pool:
    """Neighbours that stand together."""

    place: float
    count: int
    weight: float
    members: tuple[tuple[float, float], ...]
    """What each wants, and how much; empty once there are too many to ask them all."""

    def joined(self, other: _Pool) -> _Pool:
        count, weight = self.count + other.count, self.weight + other.weight
        if count <= MOST_ASKED:
            members = self.members + other.members
            return _Pool(_median(members), count, weight, members)
        mean = (self.place * self.weight + other.place * other.weight) / weight
        return _Pool(mean, count, weight, ())


def _in_lines(
    layers: Layers, heights: Sequence[float], tops: Sequence[float]
) -> tuple[list[float], list[float]]:
    """Where each layer stands, and by how much it is moved down: line below line."""
    spans = [_span(layers, heights, tops, layer) for layer in layers.layers]
    breaks = [0, *_breaks(layers, spans), len(spans)]
    xs: list[float] = []
    shifts: list[float] = []
    y = spans[0][0] if spans else 0.0
    for first, end in pairwise(breaks):
        top = min((high for high, _ in spans[first:end]), default=0.0)
        bottom = max((low for _, low in spans[first:end]), default=0.0)
        xs += [(place - first) * COLUMN for place in range(first, end)]
        shifts += [y - top] * (end - first)
        y += bottom - top + LINE_GAP
    return xs, shifts


def _span(
    layers: Layers, heights: Sequence[float], tops: Sequence[float], layer: Sequence[int]
) -> tuple[float, float]:
    """From the upper edge of a layer to its lower one."""
    bottoms = [
        tops[vertex] + (0.0 if layers.is_point(vertex) else heights[vertex]) for vertex in layer
    ]
    return min(tops[vertex] for vertex in layer), max(bottoms)


def _breaks(layers: Layers, spans: Sequence[tuple[float, float]]) -> list[int]:
    """The layers that begin a new line: where few wires pass, near to where it would be even."""
    count = len(spans)
    if count <= LONGEST_LINE:
        return []
    high = sum(low - high for high, low in spans) / count + LINE_GAP
    lines = max(2, round(math.sqrt(count * COLUMN / (SHAPE * high))))
    length = count / lines
    passing = [sum(len(layers.after[vertex]) for vertex in layer) for layer in layers.layers]
    found: list[int] = []
    for line in range(1, lines):
        even = line * length
        first = max(math.ceil(even - length / 3), (found or [0])[-1] + 1)
        near = range(first, min(count, math.floor(even + length / 3) + 1))
        # A line that begins with layer n is entered by the wires that leave layer n - 1.
        found.append(min(near, key=lambda place: (passing[place - 1], abs(place - even))))
    return found
