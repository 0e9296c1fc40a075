"""The geometry of a graph in arrays: boxes, ports, wires; hit tests and culling. No Qt.

A node and a wire have a row each; rows of what has left hold NaN, which no comparison finds, until
a rebuild drops them. An edit costs what it touches, a query one pass over flat arrays (0.05 ms for
10,000 nodes), so there is no tree to keep in step. Rows are good until the next change: whoever
keeps something longer keeps ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from designer.graph.nodes import Edge, Point
from designer.ui.canvas import curves
from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.forms import HEADER_PORT, WIDTH, Form, Port

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_ROOM = 64
_FAREST = 1e9
"""Boxes further out are drawn here."""


@dataclass(frozen=True, slots=True)
class PortHit:
    """A port of a node, and where it is on the canvas."""

    node: str
    port: Port
    x: float
    y: float


@dataclass(frozen=True)
class Part:
    """Some of the nodes and wires, as masks over their rows."""

    nodes: Mask
    wires: Mask


class Geometry:
    """Boxes by node id, wires by edge."""

    def __init__(self) -> None:
        self.boxes: Numbers = np.full((_ROOM, 4), np.nan)
        """x, y, width, height of each node: an array of `QRectF` to Qt."""
        self.kinds: NDArray[np.int16] = np.zeros(_ROOM, np.int16)
        """Which colour each node has; the sheet knows their names."""
        self.marks: NDArray[np.int8] = np.zeros(_ROOM, np.int8)
        """The state of each node; the sheet knows what it means."""
        self.ends: Numbers = np.full((_ROOM, 4), np.nan)
        """x1, y1, x2, y2 of each wire: an array of `QLineF` to Qt."""
        self.hulls: Numbers = np.full((_ROOM, 4), np.nan)
        self.sources: Rows = np.zeros(_ROOM, np.int64)
        """The row of the node that each wire starts at."""
        self.targets: Rows = np.zeros(_ROOM, np.int64)
        self._heights: Numbers = np.full((_ROOM, 2), np.nan)
        """How far below the tops of their boxes the two ends of a wire are."""
        self.ids: list[str] = []
        self.forms: list[Form] = []
        self.edges: list[Edge] = []
        self._rows: dict[str, int] = {}
        self._edge_rows: dict[Edge, int] = {}
        self._incident: dict[str, set[Edge]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._rows

    @property
    def wasted(self) -> int:
        """Rows that hold nothing any more."""
        return len(self.ids) - len(self._rows) + len(self.edges) - len(self._edge_rows)

    # What is there

    def row(self, node_id: str) -> int:
        return self._rows[node_id]

    def edge_row(self, edge: Edge) -> int | None:
        return self._edge_rows.get(edge)

    def form(self, node_id: str) -> Form:
        return self.forms[self._rows[node_id]]

    def position(self, node_id: str) -> Point:
        x, y = self.boxes[self._rows[node_id], :2]
        return float(x), float(y)

    def rect(self, node_id: str) -> Rect:
        return self._outer(self._rows[node_id])

    def wires_of(self, node_id: str) -> frozenset[Edge]:
        return frozenset(self._incident.get(node_id, ()))

    def port_point(self, node_id: str, port: Port) -> Point:
        x, y = self.position(node_id)
        return x + port.x, y + port.y

    def middle_of(self, edge: Edge) -> Point:
        """The point halfway along a wire. Raises `KeyError` for an unknown one."""
        row = self._edge_rows[edge]
        x, y = curves.sampled(self.ends[row : row + 1])[0, curves.SAMPLES // 2]
        return float(x), float(y)

    def bounds(self, node_ids: Iterable[str] | None = None) -> Rect | None:
        """The rectangle around some nodes, or all; None where there are none."""
        rows = list(self._rows.values()) if node_ids is None else self._rows_of(node_ids)
        if not rows:
            return None
        boxes = self.boxes[rows]
        left, top = boxes[:, :2].min(axis=0)
        right, bottom = (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    # Changes

    def put(self, node_id: str, position: Point, form: Form, kind: int = 0) -> None:
        """Add a node, or give it another place, form or colour. Its wires follow."""
        row = self._rows.get(node_id)
        if row is None:
            row = len(self.ids)
            self._make_room_for_nodes(row + 1)
            self._rows[node_id] = row
            self.ids.append(node_id)
            self.forms.append(form)
            self.marks[row] = 0
        old, self.forms[row] = self.forms[row], form
        self.boxes[row] = (*_sane(position), WIDTH, form.height)
        self.kinds[row] = kind
        wires = [self._edge_rows[edge] for edge in self._incident.get(node_id, ())]
        if old is not form:
            for wire in wires:
                self._place_ends(wire)
        self._follow(np.array(wires, np.int64))

    def put_all(self, nodes: Iterable[tuple[str, Point, Form, int]]) -> None:
        """Add many nodes that are not there yet: id, position, form, colour."""
        new = list(nodes)
        first = len(self.ids)
        self._make_room_for_nodes(first + len(new))
        for row, (node_id, _, form, _) in enumerate(new, first):
            self._rows[node_id] = row
            self.ids.append(node_id)
            self.forms.append(form)
        if new:
            rows = slice(first, first + len(new))
            self.boxes[rows] = [(*_sane(at), WIDTH, form.height) for _, at, form, _ in new]
            self.kinds[rows] = [kind for *_, kind in new]

    def drop(self, node_id: str) -> None:
        """Take a node away, with its wires."""
        for edge in self.wires_of(node_id):
            self.drop_wire(edge)
        self._incident.pop(node_id, None)
        self.boxes[self._rows.pop(node_id)] = np.nan

    def put_wire(self, edge: Edge) -> None:
        self.put_wires([edge])

    def put_wires(self, edges: Sequence[Edge]) -> None:
        """Add wires between nodes that are there."""
        first = len(self.edges)
        new = [edge for edge in edges if edge not in self._edge_rows]
        self._make_room_for_wires(first + len(new))
        for row, edge in enumerate(new, first):
            self._edge_rows[edge] = row
            self.edges.append(edge)
            self.sources[row] = self._rows[edge.source]
            self.targets[row] = self._rows[edge.target]
            self._place_ends(row)
            self._incident.setdefault(edge.source, set()).add(edge)
            self._incident.setdefault(edge.target, set()).add(edge)
        self._follow(np.arange(first, len(self.edges)))

    def drop_wire(self, edge: Edge) -> None:
        row = self._edge_rows.pop(edge)
        self.ends[row] = self.hulls[row] = self._heights[row] = np.nan
        for node_id in (edge.source, edge.target):
            self._incident[node_id].discard(edge)

    def move(self, places: Mapping[str, Point]) -> None:
        """Give nodes other places; one pass over all wires, however many nodes move."""
        rows = self._rows_of(places)
        if rows:
            self.boxes[rows, :2] = [_sane(places[self.ids[row]]) for row in rows]
        self._follow(np.arange(len(self.edges)))

    def _place_ends(self, row: int) -> None:
        edge = self.edges[row]
        start = self.forms[self.sources[row]].output(edge.output)
        end = self.forms[self.targets[row]].input(edge.slot, edge.index)
        self._heights[row] = (start.y if start else HEADER_PORT, end.y if end else HEADER_PORT)

    def _follow(self, rows: Rows) -> None:
        """Bring wires to where the ports of their nodes are now."""
        if not len(rows):
            return
        source, target = self.boxes[self.sources[rows]], self.boxes[self.targets[rows]]
        ends = np.empty((len(rows), 4))
        ends[:, 0] = source[:, 0] + source[:, 2]
        ends[:, 1] = source[:, 1] + self._heights[rows, 0]
        ends[:, 2] = target[:, 0]
        ends[:, 3] = target[:, 1] + self._heights[rows, 1]
        self.ends[rows] = ends
        self.hulls[rows] = curves.hulls(ends)

    def _rows_of(self, node_ids: Iterable[str]) -> list[int]:
        return [self._rows[node_id] for node_id in node_ids if node_id in self._rows]

    def _make_room_for_nodes(self, count: int) -> None:
        if count > len(self.boxes):
            room = 2 * count
            self.boxes = _grown(self.boxes, room)
            self.kinds, self.marks = _grown(self.kinds, room), _grown(self.marks, room)

    def _make_room_for_wires(self, count: int) -> None:
        if count > len(self.ends):
            room = 2 * count
            self.ends, self.hulls = _grown(self.ends, room), _grown(self.hulls, room)
            self._heights = _grown(self._heights, room)
            self.sources, self.targets = _grown(self.sources, room), _grown(self.targets, room)

    # Questions

    def boxes_in(self, area: Rect) -> Rows:
        """Rows of the nodes that an area touches, lowest first."""
        boxes = self.boxes[: len(self.ids)]
        x, y = boxes[:, 0], boxes[:, 1]
        inside = (x <= area[2]) & (y <= area[3])
        inside &= (x + boxes[:, 2] >= area[0]) & (y + boxes[:, 3] >= area[1])
        return np.flatnonzero(inside)

    def wires_in(self, area: Rect) -> Rows:
        """Rows of the wires whose curves may touch an area."""
        hulls = self.hulls[: len(self.edges)]
        inside = (hulls[:, 0] <= area[2]) & (hulls[:, 1] <= area[3])
        inside &= (hulls[:, 2] >= area[0]) & (hulls[:, 3] >= area[1])
        return np.flatnonzero(inside)

    def nodes_in(self, area: Rect) -> list[str]:
        return [self.ids[row] for row in self.boxes_in(area)]

    def node_at(self, x: float, y: float) -> str:
        """The topmost node under a point; empty where there is none."""
        rows = self.boxes_in((x, y, x, y))
        return self.ids[rows[-1]] if len(rows) else ""

    def port_at(self, x: float, y: float, grip: float) -> PortHit | None:
        """The port nearest to a point, no further away than `grip`.

        A port that another box covers is out of reach.
        """
        found: PortHit | None = None
        best = grip * grip
        top = self.node_at(x, y)
        for row in self.boxes_in((x - grip, y - grip, x + grip, y + grip)):
            if top and row < self._rows[top]:
                continue
            left, upper = self.boxes[row, :2]
            for port in self.forms[row].ports:
                px, py = float(left + port.x), float(upper + port.y)
                distance = (px - x) ** 2 + (py - y) ** 2
                if distance <= best:
                    best, found = distance, PortHit(self.ids[row], port, px, py)
        return found

    def wire_at(self, x: float, y: float, grip: float) -> Edge | None:
        """The wire nearest to a point, no further away than `grip`."""
        rows = self.wires_in((x - grip, y - grip, x + grip, y + grip))
        if not len(rows):
            return None
        away = curves.distances(self.ends[rows], x, y)
        nearest = int(away.argmin())
        return self.edges[rows[nearest]] if away[nearest] <= grip else None

    def wires_crossed(self, x1: float, y1: float, x2: float, y2: float) -> list[Edge]:
        """The wires that a straight cut goes through."""
        rows = self.wires_in((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
        if not len(rows):
            return []
        cut = curves.crossed(self.ends[rows], x1, y1, x2, y2)
        return [self.edges[row] for row in rows[cut]]

    def mask_of(self, node_ids: Iterable[str]) -> Mask:
        """True at the rows of these nodes."""
        mask = np.zeros(len(self.ids), bool)
        mask[self._rows_of(node_ids)] = True
        return mask

    def mask_of_wires(self, edges: Iterable[Edge]) -> Mask:
        """True at the rows of these wires."""
        mask = np.zeros(len(self.edges), bool)
        mask[[self._edge_rows[edge] for edge in edges if edge in self._edge_rows]] = True
        return mask

    def _outer(self, row: int) -> Rect:
        x, y, width, height = self.boxes[row]
        return float(x), float(y), float(x + width), float(y + height)


def _sane(point: Point) -> Point:
    """A place that can be drawn, whatever a file says: NaN would make a box that nothing finds."""
    x, y = (min(max(at, -_FAREST), _FAREST) if isfinite(at) else 0.0 for at in point)
    return x, y


_Column = TypeVar("_Column", bound=np.generic)


def _grown(array: NDArray[_Column], room: int) -> NDArray[_Column]:
    """The array with room for more rows, filled with NaN where it can be."""
    filler = np.nan if array.dtype.kind == "f" else 0
    grown = np.full((room, *array.shape[1:]), filler, array.dtype)
    grown[: len(array)] = array
    return grown
