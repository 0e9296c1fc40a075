"""What a comparison adds to a sheet: marks on its nodes and wires, and what is gone as ghosts.

Pure: no Qt. A ghost stands where its node stood, moved along with the nodes that it was wired to,
and out of the way of the boxes that are there now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from designer.graph.compare_text import change_text
from designer.graph.design import MAIN, Design
from designer.graph.differences import (
    ADDED,
    CHANGED,
    NODE,
    REMOVED,
    RENAMED,
    REWIRED,
    Comparison,
    Difference,
    GraphComparison,
)
from designer.graph.graph import Graph
from designer.graph.nodes import Edge, Node, Point
from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.forms import HEADER_PORT, WIDTH
from designer.ui.canvas.geometry import Geometry, Rect
from designer.ui.canvas.sheet import Sheet

_RANKS = (ADDED, CHANGED, RENAMED, REWIRED)
"""The kinds that nodes are marked with; of several the first counts."""
_STEP = 40.0
_TRIES = 60


@dataclass
class Compared:
    """One graph's part of a comparison, in the terms of its sheet."""

    sheet: Sheet
    kinds: dict[str, str] = field(default_factory=dict)
    """By node how it is marked."""
    words: dict[str, str] = field(default_factory=dict)
    """By node what is said beside its box, in a few words."""
    gained: tuple[Edge, ...] = ()
    lost: tuple[Edge, ...] = ()
    pairs: dict[str, str] = field(default_factory=dict)
    ghosts: Sheet | None = None
    """Boxes of the nodes that are gone."""

    @cached_property
    def gained_ends(self) -> Numbers:
        geometry = self.sheet.geometry
        rows = [row for edge in self.gained if (row := geometry.edge_row(edge)) is not None]
        return geometry.ends[np.array(rows, np.int64)]

    @cached_property
    def lost_ends(self) -> Numbers:
        """Where the wires that are gone would run: between ghosts and what is there now."""
        ends = [
            (*start, *end)
            for edge in self.lost
            if (start := self._start(edge)) and (end := self._end(edge))
        ]
        return np.array(ends, np.float64).reshape(-1, 4)

    def bounds_of(self, difference: Difference) -> Rect | None:
        """Where a difference can be seen."""
        if difference.new and difference.new.id in self.sheet.geometry:
            return self.sheet.geometry.rect(difference.new.id)
        ghosts = self.ghosts.geometry if self.ghosts else None
        if ghosts is not None and difference.old and difference.old.id in ghosts:
            return ghosts.rect(difference.old.id)
        return None

    def _start(self, edge: Edge) -> Point | None:
        geometry, node = self._standing(edge.source)
        if geometry is None:
            return None
        x, y = geometry.position(node)
        port = geometry.form(node).output(edge.output)
        return x + WIDTH, y + (port.y if port else HEADER_PORT)

    def _end(self, edge: Edge) -> Point | None:
        geometry, node = self._standing(edge.target)
        if geometry is None:
            return None
        x, y = geometry.position(node)
        port = geometry.form(node).input(edge.slot, edge.index)
        return x, y + (port.y if port else HEADER_PORT)

    def _standing(self, old_id: str) -> tuple[Geometry | None, str]:
        """Where a node of the earlier graph stands: as itself, or as a ghost."""
        new_id = self.pairs.get(old_id, "")
        if new_id in self.sheet.geometry:
            return self.sheet.geometry, new_id
        if self.ghosts is not None and old_id in self.ghosts.geometry:
            return self.ghosts.geometry, old_id
        return None, ""


def compared_on(sheet: Sheet, comparison: Comparison, name: str) -> Compared | None:
    """What a comparison adds to the sheet of a graph; None where only one design has it."""
    graph = comparison.graphs.get(name)
    if graph is None:
        return None
    found = Compared(sheet, gained=graph.gained, lost=graph.lost, pairs=dict(graph.pairs))
    gone: list[Node] = []
    for difference in comparison.differences:
        if difference.about != NODE:
            continue
        if difference.kind == REMOVED and difference.graph == graph.old_name and difference.old:
            gone.append(difference.old)
        elif difference.new and difference.graph == name:
            _mark(found, difference)
    if gone:
        found.ghosts = _ghosts(sheet, comparison, graph, gone)
    return found


def _mark(found: Compared, difference: Difference) -> None:
    assert difference.new is not None
    node, kind = difference.new.id, difference.kind
    known = found.kinds.get(node)
    if known is None or _RANKS.index(kind) < _RANKS.index(known):
        found.kinds[node] = kind
        found.words[node] = _words(difference)


def _words(difference: Difference) -> str:
    if difference.kind == RENAMED:
        return f"was {difference.changes[0].before}"
    if difference.kind != CHANGED:
        return difference.kind
    more = len(difference.changes) - 1
    text = change_text(difference.changes[0])
    return f"{text}, +{more}" if more else text


def _ghosts(
    sheet: Sheet, comparison: Comparison, graph: GraphComparison, gone: list[Node]
) -> Sheet:
    """A sheet of what is gone, with the wires that its boxes had."""
    old = comparison.old.graph(graph.old_name)
    ids = {node.id for node in gone}
    edges = {edge for node in gone for edge in (*old.inputs_of(node.id), *old.outputs_of(node.id))}
    around = {end for edge in edges for end in (edge.source, edge.target)} - ids
    nodes = [*gone, *(old.node(node) for node in sorted(around))]
    part = Design(Graph(nodes, sorted(edges)), comparison.old.blocks)
    part.custom_layers = comparison.old.custom_layers
    ghosts = Sheet(part, comparison.catalog, MAIN)
    taken: list[Rect] = []
    for node in gone:
        form = ghosts.geometry.form(node.id)
        place = _free(sheet.geometry, taken, _carried(sheet, graph, old, node), form.height)
        taken.append((place[0], place[1], place[0] + WIDTH, place[1] + form.height))
        ghosts.geometry.put(node.id, place, form, int(ghosts.geometry.kinds[_row(ghosts, node)]))
    for node_id in around:
        ghosts.geometry.drop(node_id)
    return ghosts


def _row(sheet: Sheet, node: Node) -> int:
    return sheet.geometry.row(node.id)


def _carried(sheet: Sheet, graph: GraphComparison, old: Graph, node: Node) -> Point:
    """The old place of a node, moved as far as its neighbours were moved since."""
    ends = [edge.source for edge in old.inputs_of(node.id)]
    ends += [edge.target for edge in old.outputs_of(node.id)]
    shifts = []
    for end in ends:
        partner = graph.pairs.get(end, "")
        if partner in sheet.geometry:
            (x, y), (old_x, old_y) = sheet.geometry.position(partner), old.node(end).position
            shifts.append((x - old_x, y - old_y))
    x, y = node.position
    if not shifts:
        return x, y
    return (
        x + sum(dx for dx, _ in shifts) / len(shifts),
        y + sum(dy for _, dy in shifts) / len(shifts),
    )


def _free(geometry: Geometry, taken: list[Rect], place: Point, height: float) -> Point:
    """The place nearest above or below that no box covers."""
    x, y = place
    for number in range(_TRIES):
        step = (number + 1) // 2 * _STEP * (1 if number % 2 else -1)
        box = (x, y + step, x + WIDTH, y + step + height)
        if not len(geometry.boxes_in(box)) and not any(_overlap(box, other) for other in taken):
            return x, y + step
    return place


def _overlap(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
