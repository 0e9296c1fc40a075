"""Paints a part of a sheet on any `QPainter`, in as much detail as the zoom can show. QtGui only.

The painter's transform must already lead from canvas to device coordinates. Nothing that is
painted may depend on how much of the sheet is asked for: pans paint strips that must match what
is beside them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from designer.ui.canvas.bulk import draw_rects
from designer.ui.canvas.forms import Port
from designer.ui.canvas.geometry import Geometry, Mask, Part, Rect, Rows
from designer.ui.canvas.ink import Ink
from designer.ui.canvas.node_painter import NodePainter
from designer.ui.canvas.sheet import REACH, Sheet
from designer.ui.canvas.wire_painter import paint_far_wires, paint_labels, paint_masks, paint_wires


class Level(IntEnum):
    """How much of a box can be seen."""

    PLAIN = 0
    TITLE = 1
    FULL = 2


TITLE_FROM, FULL_FROM, LABELS_FROM = 0.3, 0.6, 0.65
"""Zooms from which titles, whole boxes and labels on wires are painted."""
PORTS_FROM = 0.4
"""The zoom from which ports can be grabbed."""
LABEL_REACH = 80.0
_GRID, _COARSE = 24.0, 5
_GRID_FROM, _COARSE_FROM = 0.55, 0.12


def level_at(zoom: float) -> Level:
    if zoom >= FULL_FROM:
        return Level.FULL
    return Level.TITLE if zoom >= TITLE_FROM else Level.PLAIN


Paint = Callable[[QPainter, Rect, float], None]
"""Paints an area of the canvas as it is to be seen at a zoom."""


def paint_sheet(
    painter: QPainter,
    sheet: Sheet,
    ink: Ink,
    area: Rect,
    zoom: float,
    part: Part | None = None,
    chosen: Mask | None = None,
) -> None:
    """Paint the nodes and wires of an area; `chosen` wires are painted as selected."""
    geometry, level = sheet.geometry, level_at(zoom)
    nodes = geometry.boxes_in(_wider(area, REACH + 1.0 / zoom))
    wires = geometry.wires_in(_wider(area, REACH))
    if part is not None:
        nodes, wires = nodes[part.nodes[nodes]], wires[part.wires[wires]]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, level > Level.PLAIN)
    if level == Level.PLAIN:
        paint_far_wires(painter, ink, geometry, wires, chosen)
    else:
        paint_wires(painter, ink, sheet, wires, zoom, chosen)
    if level == Level.FULL:
        paint_masks(painter, ink, sheet, wires, zoom)
    _LEVELS[level](painter, sheet, ink, nodes, zoom)
    if zoom >= LABELS_FROM:
        near = geometry.wires_in(_wider(area, LABEL_REACH))
        labelled = near if part is None else near[part.wires[near]]
        paint_labels(painter, ink, sheet, labelled)


def paint_grid(painter: QPainter, ink: Ink, area: Rect, zoom: float) -> None:
    """Dots that show how far a pan or a zoom went."""
    if zoom < _COARSE_FROM:
        return
    step = _GRID if zoom >= _GRID_FROM else _GRID * _COARSE
    size = 2.0 / zoom
    xs = np.arange(np.floor(area[0] / step), np.ceil(area[2] / step) + 1) * step
    ys = np.arange(np.floor(area[1] / step), np.ceil(area[3] / step) + 1) * step
    corners = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2) - size / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.grid)
    draw_rects(painter, np.concatenate((corners, np.full_like(corners, size)), axis=1))


def _paint_full(painter: QPainter, sheet: Sheet, ink: Ink, rows: Rows, zoom: float) -> None:
    boxes = NodePainter(painter, ink)
    geometry = sheet.geometry
    for row, (x, y) in zip(rows.tolist(), geometry.boxes[rows, :2].tolist(), strict=True):
        node_id = geometry.ids[row]
        boxes.full(x, y, geometry.forms[row], sheet.face(node_id), wired_ports(geometry, node_id))


def paint_ports(painter: QPainter, sheet: Sheet, ink: Ink, rows: Rows) -> None:
    """The ports of some boxes once more, over an outline that was painted later."""
    boxes = NodePainter(painter, ink)
    geometry = sheet.geometry
    for row, (x, y) in zip(rows.tolist(), geometry.boxes[rows, :2].tolist(), strict=True):
        node_id, form = geometry.ids[row], geometry.forms[row]
        boxes.ports(x, y, form, sheet.face(node_id), wired_ports(geometry, node_id))


def _paint_titles(painter: QPainter, sheet: Sheet, ink: Ink, rows: Rows, zoom: float) -> None:
    NodePainter(painter, ink).titled(sheet, rows, zoom)


def _paint_plain(painter: QPainter, sheet: Sheet, ink: Ink, rows: Rows, zoom: float) -> None:
    NodePainter(painter, ink).plain(sheet, rows, zoom)


_LEVELS = {Level.PLAIN: _paint_plain, Level.TITLE: _paint_titles, Level.FULL: _paint_full}


def wired_ports(geometry: Geometry, node_id: str) -> set[Port]:
    """The ports of a node that have a wire."""
    form = geometry.form(node_id)
    found = set()
    for edge in geometry.wires_of(node_id):
        is_end = edge.target == node_id
        port = form.input(edge.slot, edge.index) if is_end else form.output(edge.output)
        if port:
            found.add(port)
    return found


def _wider(area: Rect, by: float) -> Rect:
    return area[0] - by, area[1] - by, area[2] + by, area[3] + by
