"""Puts one frame of the canvas together: picture, moving part, selection, hover, gesture."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from designer.ui.canvas.backing import Backing
from designer.ui.canvas.comparison_painter import ComparisonPainter
from designer.ui.canvas.geometry import Mask, Part, Rect
from designer.ui.canvas.heat_painter import HeatPainter, paint_legend
from designer.ui.canvas.ink import mixed
from designer.ui.canvas.moving import Moving
from designer.ui.canvas.overlay import Overlay, paint_banner, paint_bubble, paint_hint
from designer.ui.canvas.painter import LABELS_FROM, paint_grid, paint_sheet
from designer.ui.canvas.path_painter import ProposalPainter, paint_path, paint_veil
from designer.ui.canvas.wire_painter import WIRE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from designer.graph.nodes import Edge
    from designer.ui.canvas.view import CanvasView

SHARP_MS = 8.0
"""A zoom step is painted sharp at once where the last whole frame took no longer."""
_AREAS_MOST = 100
_CLEAR = QColor(0, 0, 0, 0)


class Stage:
    """What is on the canvas widget now, and which of it is out of date."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._still = Backing(self._paint_still, canvas.ink.canvas)
        self._moved = Backing(self._paint_moved, _CLEAR)
        self._moving: Moving | None = None
        self._selected: Mask | None = None
        self._chosen_wires: Mask | None = None
        self._seen_edges: frozenset[Edge] = frozenset()

    def hold(self, moving: Moving | None) -> None:
        """Take some nodes or wires out of the picture and into the hand, or put them back."""
        if moving is not self._moving:
            self._moving = moving
            self.spoil()

    def spoil(self) -> None:
        """Nothing of the picture can be used any more."""
        self._still.spoil()
        self._moved.spoil()
        self._selected = self._chosen_wires = None

    def spoil_areas(self, areas: Iterable[Rect]) -> None:
        """Some areas have changed. Where labels are shown all is painted anew: a label anywhere
        may have given way to a box, and few boxes are in view."""
        self._selected = self._chosen_wires = None
        if self._canvas.camera.zoom >= LABELS_FROM or self._moving or self._is_annotated:
            self.spoil()
        else:
            self._still.spoil_areas(areas)

    @property
    def _is_annotated(self) -> bool:
        return bool(self._canvas.compared or self._canvas.seen or self._canvas.path)

    def follow_selection(self) -> None:
        """Other nodes or wires are selected. Selected wires are part of the picture: painted over
        it they would run across the boxes that hide them."""
        self._selected = self._chosen_wires = None
        geometry, edges = self._canvas.sheet.geometry, self._canvas.selection.edges
        changed, self._seen_edges = edges ^ self._seen_edges, edges
        known = [edge for edge in changed if geometry.edge_row(edge) is not None]
        if self._moving or len(known) > _AREAS_MOST:
            self.spoil()
        else:
            self._still.spoil_areas(map(self._canvas.sheet.area_of_wire, known))

    def set_background(self, color: QColor) -> None:
        self._still.set_background(color)
        self.spoil()

    # Painting

    def paint(self, painter: QPainter, *, in_haste: bool) -> None:
        """Paint a frame; one in haste may show the picture of another zoom, scaled."""
        canvas = self._canvas
        sharp = not in_haste or self._still.full_ms <= SHARP_MS
        is_sharp = self._still.show(painter, canvas.camera, sharp=sharp)
        if self._moving:
            self._paint_held(painter, self._moving)
        self._paint_overlay(painter)
        self._paint_words(painter)
        if not is_sharp:
            canvas.sharpen_later()

    def _paint_still(self, painter: QPainter, area: Rect, zoom: float) -> None:
        part = self._moving.still if self._moving else None
        paint_grid(painter, self._canvas.ink, area, zoom)
        sheet, ink, compared = self._canvas.sheet, self._canvas.ink, self._canvas.compared
        if compared:
            ComparisonPainter(painter, ink, compared, area, zoom).below()
        paint_sheet(painter, sheet, ink, area, zoom, part, self._chosen_wires_mask())
        if path := self._path_in(part):
            paint_veil(painter, ink, area)
            paint_path(painter, sheet, ink, path, area, zoom)
        if compared:
            ComparisonPainter(painter, ink, compared, area, zoom).above(part)
        if seen := self._canvas.seen:
            HeatPainter(painter, ink, seen, sheet.geometry, area, zoom).paint(part)

    def _paint_moved(self, painter: QPainter, area: Rect, zoom: float) -> None:
        if self._moving:
            sheet, ink = self._canvas.sheet, self._canvas.ink
            chosen = self._chosen_wires_mask()
            paint_sheet(painter, sheet, ink, area, zoom, self._moving.moved, chosen)
            if path := self._path_in(self._moving.moved):
                paint_path(painter, sheet, ink, path, area, zoom)
            if compared := self._canvas.compared:
                ComparisonPainter(painter, ink, compared, area, zoom).above(self._moving.moved)
            if seen := self._canvas.seen:
                moved = self._moving.moved
                HeatPainter(painter, ink, seen, sheet.geometry, area, zoom).paint(moved)
            Overlay(painter, ink, sheet, area, zoom).outline_nodes(self._moving.moved.nodes)

    def _path_in(self, part: Part | None) -> Part | None:
        """What of the way to the problem is in a part of the sheet; None where none is shown."""
        path = self._canvas.path
        if path is None or part is None:
            return path
        return Part(path.nodes & part.nodes, path.wires & part.wires)

    def _paint_held(self, painter: QPainter, moving: Moving) -> None:
        camera = self._canvas.camera
        painter.save()
        overlay = self._overlay(painter)
        overlay.curves(moving.wires_between(), self._canvas.ink.wire, WIRE_WIDTH)
        painter.restore()
        if moving.nodes:
            displaced = copy(camera)
            displaced.pan(moving.offset[0] * camera.zoom, moving.offset[1] * camera.zoom)
            self._moved.show(painter, displaced)

    def _overlay(self, painter: QPainter) -> Overlay:
        canvas = self._canvas
        camera = canvas.camera
        painter.translate(camera.x, camera.y)
        painter.scale(camera.zoom, camera.zoom)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return Overlay(painter, canvas.ink, canvas.sheet, camera.view, camera.zoom)

    def _paint_overlay(self, painter: QPainter) -> None:
        canvas, gesture = self._canvas, self._canvas.hands.gesture
        painter.save()
        overlay = self._overlay(painter)
        if not (self._moving and self._moving.nodes):
            overlay.outline_nodes(self._selected_mask())
        if canvas.pending_wire is not None:
            overlay.curves(np.array([canvas.pending_wire]), canvas.ink.accent, 2.4)
        if canvas.proposed:
            area, zoom = canvas.camera.view, canvas.camera.zoom
            ProposalPainter(painter, canvas.ink, canvas.sheet, area, zoom).paint(canvas.proposed)
        canvas.drops.paint(overlay)
        if gesture is None:
            self._paint_hover(overlay)
        else:
            gesture.paint(overlay)
        painter.restore()

    def _paint_hover(self, overlay: Overlay) -> None:
        canvas = self._canvas
        port, node, edge = canvas.hands.hover
        if edge and edge not in canvas.selection.edges:
            overlay.wires([edge], mixed(canvas.ink.wire, canvas.ink.accent, 0.7), 2.4)
        if node:
            overlay.partners(canvas.sheet.partners(node) - canvas.selection.nodes)
        if node and node not in canvas.selection.nodes:
            overlay.node_hover(node)
        if port:
            overlay.port(port)

    def _paint_words(self, painter: QPainter) -> None:
        canvas, gesture = self._canvas, self._canvas.hands.gesture
        room = QRectF(canvas.rect())
        if not len(canvas.sheet.geometry):
            paint_hint(painter, canvas.ink, room, canvas.hint)
        if canvas.seen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_legend(painter, canvas.ink, room, canvas.seen)
        if canvas.comparison_words:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_banner(painter, canvas.ink, room, canvas.comparison_words)
        if gesture and gesture.reason:
            at = canvas.hands.at
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_bubble(painter, canvas.ink, at.x(), at.y(), gesture.reason, room)

    def _chosen_wires_mask(self) -> Mask | None:
        edges = self._canvas.selection.edges
        if edges and self._chosen_wires is None:
            self._chosen_wires = self._canvas.sheet.geometry.mask_of_wires(edges)
        return self._chosen_wires

    def _selected_mask(self) -> Mask:
        if self._selected is None:
            self._selected = self._canvas.sheet.geometry.mask_of(self._canvas.selection.nodes)
        return self._selected
