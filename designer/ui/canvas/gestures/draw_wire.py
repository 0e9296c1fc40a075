"""Draw a wire from a port, or take one by its end and plug it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from designer.graph.nodes import Edge, Point
from designer.ui.canvas.forms import INPUT_SIDE, OUTPUT_SIDE
from designer.ui.canvas.geometry import PortHit
from designer.ui.canvas.gestures.gesture import Gesture, Pointer
from designer.ui.canvas.moving import Moving
from designer.ui.canvas.painter import PORTS_FROM
from designer.ui.canvas.wish import Wish

if TYPE_CHECKING:
    from designer.ui.canvas.overlay import Overlay
    from designer.ui.canvas.view import CanvasView

_SNAP = 16.0
"""Pixels within which a port draws the end of a wire to itself."""


class DrawWire(Gesture):
    """A wire with one end at `anchor` and the other in the hand.

    With `old`, the wire in the hand is that one: it lies in the design as it was until the hand
    lets go, over a port or body (plugged there) or over nothing (taken away).
    """

    cursor = Qt.CursorShape.CrossCursor
    pans_at_edges = True

    def __init__(
        self, canvas: CanvasView, start: Pointer, anchor: PortHit, old: Edge | None = None
    ) -> None:
        super().__init__(canvas, start)
        self._anchor = anchor
        self._old = old
        self._end: Point = start.at
        self._edge: Edge | None = None
        self._target: PortHit | None = None
        self._barred: frozenset[str] = frozenset()
        self._is_drawn = False
        self._is_home = False
        """Over the box that the wire comes from, which means neither a target nor nothing."""

    @property
    def _is_forward(self) -> bool:
        return self._anchor.port.side == OUTPUT_SIDE

    def drag(self, pointer: Pointer) -> Gesture:
        self._is_drawn = True
        self._barred = self._unfit_nodes()
        if self._old:
            self.canvas.hold(Moving(self.canvas.sheet.geometry, hidden=[self._old]))
        return self

    def move(self, pointer: Pointer) -> None:
        self._aim(pointer)
        self.canvas.update()

    def finish(self, pointer: Pointer, *, dragged: bool) -> None:
        self.canvas.hold(None)
        document = self.canvas.document
        if not dragged:
            if self._old:
                self.canvas.selection.set((), [self._old])
        elif self.reason:
            self.canvas.context.notice(self.reason, "warning")
        elif self._edge is None and not self._is_home:
            self._let_go_over_nothing()
        elif self._edge is None:
            return
        elif self._old is None:
            document.connect_edge(self._edge)
        elif self._edge != self._old:
            document.replug(self._old, self._edge)

    def cancel(self) -> None:
        self.canvas.hold(None)

    def _let_go_over_nothing(self) -> None:
        if self._old:
            self.canvas.document.disconnect_edges([self._old])
            return
        anchor = self._anchor
        wish = Wish(self._end, behind=(anchor.node, anchor.port.index))
        if not self._is_forward:
            wish = Wish(self._end, before=(anchor.node, anchor.port.name, anchor.port.index))
        self.canvas.open_search_for(wish)

    # Where the end of the wire is

    def _aim(self, pointer: Pointer) -> None:
        self._end, self._edge, self._target, self.reason = pointer.at, None, None, ""
        hit = self._port_near(pointer)
        node = hit.node if hit else self.canvas.sheet.geometry.node_at(*pointer.at)
        self._is_home = node == self._anchor.node and hit is None
        if not node or self._is_home:
            return
        hit = hit or self._port_of(node)
        edge = self._edge_to(node, hit)
        self.reason = self.canvas.document.why_not(edge)
        if not self.reason and hit:
            self._edge, self._target, self._end = edge, hit, (hit.x, hit.y)

    def _port_near(self, pointer: Pointer) -> PortHit | None:
        if self.canvas.camera.zoom < PORTS_FROM:
            return None
        hit = self.canvas.sheet.geometry.port_at(*pointer.at, self.canvas.grip(_SNAP))
        return hit if hit and hit.port.side != self._anchor.port.side else None

    def _port_of(self, node: str) -> PortHit | None:
        """The port that a wire dropped on the body of a node goes to."""
        geometry = self.canvas.sheet.geometry
        form = geometry.form(node)
        if self._is_forward:
            place = self.canvas.document.free_place(node)
            port = form.input(*place) if place else None
        else:
            port = form.output(0)
        return PortHit(node, port, *geometry.port_point(node, port)) if port else None

    def _edge_to(self, node: str, hit: PortHit | None) -> Edge:
        """The wire to a node; where that has no port for it, one whose refusal says so."""
        anchor = self._anchor
        name, index = (hit.port.name, hit.port.index) if hit else ("", 0)
        if self._is_forward:
            return Edge(anchor.node, anchor.port.index, node, name, index)
        return Edge(node, index, anchor.node, anchor.port.name, anchor.port.index)

    def _unfit_nodes(self) -> frozenset[str]:
        """Nodes that this wire can never go to, found in one walk over the graph."""
        graph, anchor = self.canvas.document.graph, self._anchor.node
        walk = graph.ancestors if self._is_forward else graph.descendants
        return frozenset(walk(anchor)) | {anchor}

    # Painting

    def paint(self, overlay: Overlay) -> None:
        if not self._is_drawn:
            return
        geometry, ink = self.canvas.sheet.geometry, self.canvas.ink
        rows = geometry.boxes_in(self.canvas.camera.view)
        side = INPUT_SIDE if self._is_forward else OUTPUT_SIDE
        barred = []
        for row in rows.tolist():
            node = geometry.ids[row]
            ports = [port for port in geometry.forms[row].ports if port.side == side]
            if node in self._barred or not ports:
                if node != self._anchor.node:
                    barred.append(row)
            elif self.canvas.camera.zoom >= PORTS_FROM:
                for port in ports:
                    overlay.ring(*geometry.port_point(node, port), ink.accent, ink.node)
        overlay.veil(geometry.boxes[barred])
        self._paint_wire(overlay)

    def _paint_wire(self, overlay: Overlay) -> None:
        ink, start, end = self.canvas.ink, (self._anchor.x, self._anchor.y), self._end
        ends = (*start, *end) if self._is_forward else (*end, *start)
        color = ink.marks["error"] if self.reason else ink.accent
        overlay.curves(np.array([ends], np.float64), color, 2.4)
        if self._target:
            overlay.port(self._target)
