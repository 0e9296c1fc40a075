"""Nodes on the move: how a sheet falls into what stays, what moves, and the wires between.

Pure: numbers only. While nodes are dragged nothing of the design or the geometry changes; the
picture of the moving part is shown displaced, and the wires between are drawn anew each frame.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from designer.graph.nodes import Edge, Point
from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.geometry import Geometry, Mask, Part


class Moving:
    """Nodes (or none), displaced by `offset`; wires in `hidden` are left out of both parts."""

    def __init__(
        self, geometry: Geometry, node_ids: Iterable[str] = (), hidden: Iterable[Edge] = ()
    ) -> None:
        self._geometry = geometry
        self.nodes = tuple(node_ids)
        self.offset: Point = (0.0, 0.0)
        count = len(geometry.edges)
        moved = geometry.mask_of(self.nodes)
        starts, ends = moved[geometry.sources[:count]], moved[geometry.targets[:count]]
        shown = np.ones(count, bool)
        for edge in hidden:
            row = geometry.edge_row(edge)
            if row is not None:
                shown[row] = False
        self.still = Part(~moved, ~starts & ~ends & shown)
        self.moved = Part(moved, starts & ends & shown)
        self._between = np.flatnonzero((starts ^ ends) & shown)
        self._starts: Mask = starts[self._between]

    def places(self) -> dict[str, Point]:
        """Where the nodes would be if they were dropped now."""
        dx, dy = self.offset
        corners = {node: self._geometry.position(node) for node in self.nodes}
        return {node: (x + dx, y + dy) for node, (x, y) in corners.items()}

    def wires_between(self) -> Numbers:
        """The ends of the wires that join a moving node to one that stays."""
        ends: Numbers = self._geometry.ends[self._between].copy()
        ends[self._starts, :2] += self.offset
        ends[~self._starts, 2:] += self.offset
        return ends
