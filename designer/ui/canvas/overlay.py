"""What changes faster than the picture: selection, hover, hints. Painted anew in every frame."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QRegion

from designer.graph.nodes import Edge, Point
from designer.ui.canvas.bulk import draw_rects
from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.forms import INPUT_SIDE, Port
from designer.ui.canvas.geometry import Mask, PortHit, Rect
from designer.ui.canvas.ink import Ink, mixed
from designer.ui.canvas.node_painter import PORT_RADIUS, RADIUS
from designer.ui.canvas.painter import Level, level_at, paint_ports
from designer.ui.canvas.sheet import Sheet
from designer.ui.canvas.wire_painter import WIRE_WIDTH, paint_curves, paint_tag, tag_width

_OUTLINE = 2.0
"""Pixels of an outline, whatever the zoom."""
_ROUND_MOST = 300
_BUBBLE_WIDTH = 320.0


class Overlay:
    """Paints over the picture with one ink, in canvas coordinates at one zoom."""

    def __init__(self, painter: QPainter, ink: Ink, sheet: Sheet, area: Rect, zoom: float) -> None:
        self._painter = painter
        self._ink = ink
        self._sheet = sheet
        self._area = area
        self._zoom = zoom

    def outline_nodes(self, mask: Mask) -> None:
        """Outline the nodes of a mask that are in view."""
        rows = self._sheet.geometry.boxes_in(self._area)
        rows = rows[mask[rows]]
        boxes = self._sheet.geometry.boxes[rows].copy()
        self.outline_boxes(boxes, self._ink.selection)
        if level_at(self._zoom) == Level.FULL:
            paint_ports(self._painter, self._sheet, self._ink, rows)

    def outline_boxes(self, boxes: Numbers, color: QColor, width: float = _OUTLINE) -> None:
        """Outlines around boxes: x, y, width, height."""
        painter, away = self._painter, 1.5
        boxes[:, :2] -= away
        boxes[:, 2:] += 2 * away
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if level_at(self._zoom) == Level.FULL and len(boxes) < _ROUND_MOST:
            painter.setPen(self._ink.pen(color, width / min(self._zoom, 1.0)))
            for x, y, w, h in boxes.tolist():
                painter.drawRoundedRect(QRectF(x, y, w, h), RADIUS + away, RADIUS + away)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._ink.pen(color, width, cosmetic=True))
        draw_rects(painter, boxes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def wires(self, edges: Iterable[Edge], color: QColor, width: float = 3.0) -> None:
        """A few wires once more, stronger, under the boxes that hide them."""
        geometry = self._sheet.geometry
        rows = [row for edge in edges if (row := geometry.edge_row(edge)) is not None]
        if rows:
            self._painter.save()
            self._clip_boxes_out()
            self.curves(geometry.ends[np.array(rows)], color, width)
            self._painter.restore()

    def _clip_boxes_out(self) -> None:
        """Keep what follows from running across boxes; far away nobody could tell."""
        if level_at(self._zoom) == Level.PLAIN:
            return
        geometry, view = self._sheet.geometry, self._painter.worldTransform()
        free = QRegion(view.mapRect(_rect(self._area)).toAlignedRect())
        for x, y, width, height in geometry.boxes[geometry.boxes_in(self._area)].tolist():
            free -= QRegion(view.mapRect(QRectF(x, y, width, height)).toRect())
        self._painter.resetTransform()
        self._painter.setClipRegion(free)
        self._painter.setWorldTransform(view)

    def curves(self, ends: Numbers, color: QColor, width: float = WIRE_WIDTH) -> None:
        pen = self._ink.pen(color, max(width, width / max(self._zoom, 0.01) * 0.6))
        paint_curves(self._painter, ends, pen)

    def node_hover(self, node_id: str) -> None:
        box = self._sheet.geometry.boxes[[self._sheet.geometry.row(node_id)]].copy()
        self.outline_boxes(box, mixed(self._ink.node_line, self._ink.accent, 0.6), 1.0)

    def partners(self, node_ids: Iterable[str]) -> None:
        """Mark the nodes that call the same layer as the one that is looked at."""
        geometry = self._sheet.geometry
        rows = [geometry.row(node_id) for node_id in node_ids if node_id in geometry]
        if rows:
            self.outline_boxes(geometry.boxes[rows].copy(), self._ink.accent, 2.0)

    def port(self, hit: PortHit) -> None:
        """A port that may be grabbed, with its name where the box does not say it."""
        self.ring(hit.x, hit.y, self._ink.accent, self._ink.accent)
        if hit.port.label:
            return
        text = port_text(self._sheet, hit.port, hit.node)
        width = tag_width(self._ink, text)
        left = hit.x - 12 - width if hit.port.side == INPUT_SIDE else hit.x + 12
        paint_tag(self._painter, self._ink, left, hit.y - 14, text)

    def ring(self, x: float, y: float, color: QColor, fill: QColor) -> None:
        self._painter.setPen(self._ink.pen(color, 2.0))
        self._painter.setBrush(fill)
        self._painter.drawEllipse(QPointF(x, y), PORT_RADIUS + 0.5, PORT_RADIUS + 0.5)

    def box(self, rect: QRectF, fill: QColor, line: QColor) -> None:
        self._painter.setPen(self._ink.pen(line, 1.0, cosmetic=True))
        self._painter.setBrush(fill)
        self._painter.drawRect(rect)

    def stroke(self, points: Iterable[Point], color: QColor) -> None:
        """A line through points, as wide at every zoom."""
        self._painter.setPen(self._ink.pen(color, 1.5, cosmetic=True))
        self._painter.drawPolyline([QPointF(*point) for point in points])

    def veil(self, boxes: Numbers) -> None:
        """Pale boxes that are no choice now."""
        color = QColor(self._ink.canvas)
        color.setAlphaF(0.68)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color)
        boxes[:, :2] -= PORT_RADIUS
        boxes[:, 2:] += 2 * PORT_RADIUS
        draw_rects(self._painter, boxes)


def _rect(area: Rect) -> QRectF:
    return QRectF(area[0], area[1], area[2] - area[0], area[3] - area[1])


def port_text(sheet: Sheet, port: Port, node_id: str) -> str:
    """The name of a port, with its place where the slot takes several wires."""
    if port.side != INPUT_SIDE:
        return port.name
    is_list = sum(other.name == port.name for other in sheet.geometry.form(node_id).inputs) > 1
    return f"{port.name} [{port.index}]" if is_list else port.name


def paint_bubble(painter: QPainter, ink: Ink, x: float, y: float, text: str, room: QRectF) -> None:
    """A sentence beside the pointer, in widget coordinates, kept inside `room`."""
    metrics, padding = ink.body.metrics, 8.0
    wrap = int(Qt.TextFlag.TextWordWrap)
    inner = metrics.boundingRect(QRectF(0, 0, _BUBBLE_WIDTH, 400), wrap, text)
    box = QRectF(x + 16, y + 18, inner.width() + 2 * padding, inner.height() + 2 * padding)
    box.moveRight(min(box.right(), room.right() - 4))
    box.moveBottom(min(box.bottom(), room.bottom() - 4))
    painter.setPen(ink.pen(ink.marks["error"], 1.0))
    painter.setBrush(ink.raised)
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(ink.text)
    painter.setFont(ink.body.font)
    painter.drawText(box.adjusted(padding, padding, -padding, -padding), wrap, text)


def paint_hint(painter: QPainter, ink: Ink, room: QRectF, text: str) -> None:
    """What to do on an empty canvas."""
    painter.setPen(ink.muted)
    painter.setFont(ink.hint.font)
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
    painter.drawText(room.adjusted(24, 24, -24, -24), flags, text)


def paint_banner(painter: QPainter, ink: Ink, room: QRectF, text: str) -> None:
    """What the canvas shows beside the design, along its upper edge."""
    text = ink.body.fitted(text, room.width() - 40)
    width = ink.body.width(text) + 24
    box = QRectF(room.center().x() - width / 2, 8, width, 24)
    painter.setPen(ink.pen(ink.label_line, 1.0))
    painter.setBrush(ink.raised)
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(ink.text)
    painter.setFont(ink.body.font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
