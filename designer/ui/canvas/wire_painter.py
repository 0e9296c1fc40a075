"""Wires: curves near by, straight lines far away, and the shapes that they carry. QtGui only."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from designer.graph.nodes import Edge
from designer.ui.canvas import curves
from designer.ui.canvas.bulk import draw_lines
from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.faces import label_text
from designer.ui.canvas.geometry import Geometry, Mask, Rows
from designer.ui.canvas.ink import Ink
from designer.ui.canvas.node_painter import PORT_RADIUS
from designer.ui.canvas.sheet import ERROR, WAITS, LabelPlace, Sheet

WIRE_WIDTH = 1.7
_STRONGER = 1.6
"""How much wider a selected wire is."""
_LANE = 4.0
"""How far below its wire the lane of a mask runs."""
_THICKER = (0.0, 0.9, 1.8, 2.7)
"""How much wider a wire is at each of the steps that `Sheet.thickness` counts."""
LABEL_HEIGHT = 15.0
_LABEL_PADDING = 3.0
_LABEL_LIFT = LABEL_HEIGHT / 2 + PORT_RADIUS + 2.0
"""How far a label stands above a wire that is too short to carry it."""
_LABEL_STOPS = tuple(int(curves.SAMPLES * share) for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8))


def curve_path(ends: tuple[float, float, float, float], bend: float) -> QPainterPath:
    """The curve of a wire; `curves.sampled` has the same one in numbers."""
    x1, y1, x2, y2 = ends
    path = QPainterPath(QPointF(x1, y1))
    path.cubicTo(QPointF(x1 + bend, y1), QPointF(x2 - bend, y2), QPointF(x2, y2))
    return path


def paint_curves(painter: QPainter, ends: Numbers, pen: QPen) -> None:
    """Curves with one pen. A path each: many curves in one path take a hundred times as long."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    for row, bend in zip(ends.tolist(), curves.bends(ends).tolist(), strict=True):
        painter.drawPath(curve_path(row, bend))


def paint_wires(
    painter: QPainter,
    ink: Ink,
    sheet: Sheet,
    rows: Rows,
    zoom: float,
    chosen: Mask | None = None,
) -> None:
    """Curved wires; thicker where they carry many channels, dashed where the node before them
    waits or failed."""
    geometry = sheet.geometry
    width = max(WIRE_WIDTH, 1.0 / zoom)
    rows, strong = _split(rows, chosen)
    unsure = np.isin(geometry.marks[geometry.sources[rows]], (WAITS, ERROR))
    sure = rows[~unsure]
    steps = sheet.thickness(sure)
    for step, more in enumerate(_THICKER):
        pen = ink.pen(ink.wire, width + more)
        paint_curves(painter, geometry.ends[sure[steps == step]], pen)
    dashed = ink.pen(ink.wire, width)
    dashed.setDashPattern((4.0, 3.0))
    paint_curves(painter, geometry.ends[rows[unsure]], dashed)
    paint_curves(painter, geometry.ends[strong], ink.pen(ink.selection, width * _STRONGER))


def paint_masks(painter: QPainter, ink: Ink, sheet: Sheet, rows: Rows, zoom: float) -> None:
    """A dotted lane beside each wire that carries a mask."""
    edges = sheet.geometry.edges
    masked = [row for row in rows.tolist() if _is_masked(sheet, edges[row])]
    if masked:
        pen = ink.pen(ink.accent, max(1.4, 1.0 / zoom))
        pen.setDashPattern((1.0, 2.0))
        paint_curves(painter, sheet.geometry.ends[masked] + (0.0, _LANE, 0.0, _LANE), pen)


def _is_masked(sheet: Sheet, edge: Edge) -> bool:
    tensor = sheet.tensor(edge.source, edge.output)
    return bool(tensor and tensor.masked)


def paint_far_wires(
    painter: QPainter, ink: Ink, geometry: Geometry, rows: Rows, chosen: Mask | None = None
) -> None:
    """All wires as straight hairlines, in one call a colour."""
    rows, strong = _split(rows, chosen)
    for found, color in ((rows, ink.far_wire), (strong, ink.selection)):
        painter.setPen(ink.pen(color, 0.0, cosmetic=True))
        draw_lines(painter, geometry.ends[found])


def _split(rows: Rows, chosen: Mask | None) -> tuple[Rows, Rows]:
    """The rows that are not chosen and those that are."""
    if chosen is None:
        return rows, rows[:0]
    return rows[~chosen[rows]], rows[chosen[rows]]


def paint_labels(painter: QPainter, ink: Ink, sheet: Sheet, rows: Rows) -> None:
    """The shapes that wires carry, one label a tensor, where no box is in the way."""
    painter.setFont(ink.small.font)
    for row in rows.tolist():
        edge = sheet.geometry.edges[row]
        tensor = sheet.tensor(edge.source, edge.output)
        if tensor is None or not _bears_label(sheet.geometry, edge):
            continue
        text = label_text(tensor.shape, tensor.dtype)
        width = tag_width(ink, text)
        if (edge, width) not in sheet.label_places:
            sheet.label_places[edge, width] = label_place(sheet.geometry, row, width)
        place = sheet.label_places[edge, width]
        if place is not None:
            box = QRectF(place.left, place.top, place.width, LABEL_HEIGHT)
            if place.is_on_wire:
                _paint_frame(painter, ink, box)
            _paint_text(painter, box, text, ink.label)


def label_place(geometry: Geometry, row: int, width: float) -> LabelPlace | None:
    """Where a label of a width goes: the first place on the wire, else above it, that keeps clear
    of all boxes and, on the wire, of their ports."""
    points = curves.sampled(geometry.ends[row : row + 1])[0][list(_LABEL_STOPS)].tolist()
    for lift, aside in ((0.0, PORT_RADIUS + 2.0), (_LABEL_LIFT, 0.0)):
        for x, y in points:
            left, top = x - width / 2, y - LABEL_HEIGHT / 2 - lift
            near = (left - aside, top, left + width + aside, top + LABEL_HEIGHT)
            if not len(geometry.boxes_in(near)):
                return LabelPlace(left, top, width, is_on_wire=not lift)
    return None


def paint_tag(painter: QPainter, ink: Ink, x: float, middle: float, text: str) -> None:
    """A small text with a background, its left edge at x."""
    painter.setFont(ink.small.font)
    box = QRectF(x, middle - LABEL_HEIGHT / 2, tag_width(ink, text), LABEL_HEIGHT)
    _paint_frame(painter, ink, box)
    _paint_text(painter, box, text, ink.text)


def tag_width(ink: Ink, text: str) -> float:
    return ink.small.width(text) + 2 * _LABEL_PADDING


def _paint_frame(painter: QPainter, ink: Ink, box: QRectF) -> None:
    painter.setPen(ink.pen(ink.label_line, 1.0))
    painter.setBrush(ink.label_back)
    painter.drawRoundedRect(box, 4, 4)


def _paint_text(painter: QPainter, box: QRectF, text: str, color: QColor) -> None:
    painter.setPen(color)
    painter.drawText(QPointF(box.left() + _LABEL_PADDING, box.bottom() - 4), text)


def _bears_label(geometry: Geometry, edge: Edge) -> bool:
    """Whether a wire is the one that shows the shape for all wires of its output: the shortest.

    The choice must not depend on what is in view, or a pan would leave halves of labels behind.
    """
    siblings = [
        other
        for other in geometry.wires_of(edge.source)
        if (other.source, other.output) == (edge.source, edge.output)
    ]
    return len(siblings) == 1 or edge == min(siblings, key=lambda e: (_length(geometry, e), e))


def _length(geometry: Geometry, edge: Edge) -> float:
    x1, y1, x2, y2 = geometry.ends[geometry.edge_row(edge)].tolist()
    return abs(float(x2 - x1)) + abs(float(y2 - y1))
