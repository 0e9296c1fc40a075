"""Paints what was seen inside the model over a sheet: heat, marks of gradients, small pictures.

Part of the picture, so that a frame costs nothing more while it is shown. QtGui only.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from designer.ui.canvas.bulk import draw_rects
from designer.ui.canvas.forms import HEADER, WIDTH
from designer.ui.canvas.geometry import Geometry, Part, Rect, Rows
from designer.ui.canvas.heat import STEPS, Seen
from designer.ui.canvas.ink import Ink, mixed
from designer.ui.canvas.node_painter import RADIUS
from designer.ui.canvas.painter import Level, level_at

PICTURES_FROM = 0.75
"""The zoom from which small pictures of activations are painted."""
_STOPS = ((0.0, "#4a7fc1"), (0.35, "#7fb77e"), (0.65, "#e8b93c"), (1.0, "#c8372d"))
_ALPHA = {Level.PLAIN: 1.0, Level.TITLE: 0.3, Level.FULL: 0.34}
_FRAME = 3.0
_TAG, _LIFT = 16.0, 4.0
_REACH = 110.0
"""How far tags and pictures stand out of boxes."""
_PICTURE = 96.0
_LEAST_PICTURE = 14.0
_LEGEND_WIDTH, _LEGEND_HEIGHT, _LEGEND_LINE, _LEGEND_BAR = 240.0, 54.0, 14.0, 10.0


def heat_color(share: float) -> QColor:
    """Of the scale, from cold (0) to hot (1)."""
    for (start, low), (end, high) in pairwise(_STOPS):
        if share <= end:
            return mixed(QColor(low), QColor(high), (share - start) / (end - start))
    return QColor(_STOPS[-1][1])


_COLORS = [heat_color(step / (STEPS - 1)) for step in range(STEPS)]


class HeatPainter:
    """Paints one area at one zoom, in canvas coordinates."""

    def __init__(
        self, painter: QPainter, ink: Ink, seen: Seen, geometry: Geometry, area: Rect, zoom: float
    ) -> None:
        self._painter = painter
        self._ink = ink
        self._seen = seen
        self._geometry = geometry
        self._zoom = zoom
        self._level = level_at(zoom)
        self._area = area

    def paint(self, part: Part | None = None) -> None:
        """All of it; `part` leaves out what is in the hand."""
        left, top, right, bottom = self._area
        near = (left - _REACH, top - _REACH, right + _REACH, bottom + _REACH)
        rows = self._geometry.boxes_in(near)
        if part is not None:
            rows = rows[part.nodes[rows]]
        self._heat(rows)
        self._flags(rows)
        if self._level == Level.FULL:
            self._pictures(rows)

    def _heat(self, rows: Rows) -> None:
        heat = self._seen.heat
        if heat is None or len(heat.steps) != len(self._geometry.ids):
            return
        painter, steps = self._painter, heat.steps[rows]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._level == Level.FULL)
        for step in np.unique(steps[steps >= 0]).tolist():
            color = QColor(_COLORS[step])
            found = rows[steps == step]
            painter.setPen(Qt.PenStyle.NoPen)
            color.setAlphaF(_ALPHA[self._level])
            painter.setBrush(color)
            boxes = self._geometry.boxes[found].copy()
            if self._level == Level.PLAIN:
                boxes[:, 2:] = np.maximum(boxes[:, 2:], 1.5 / self._zoom)
            if self._level < Level.FULL:
                if self._level == Level.TITLE:  # Titles must stay legible: less tint, and a frame.
                    painter.setPen(self._ink.pen(_COLORS[step], _FRAME, cosmetic=True))
                draw_rects(painter, boxes)
            else:
                self._warm(found, boxes, _COLORS[step], color)

    def _warm(self, rows: Rows, boxes: np.ndarray, frame: QColor, tint: QColor) -> None:
        """The head of a box tinted, a frame around it, and its number above."""
        painter, heat = self._painter, self._seen.heat
        for row, (x, y, width, height) in zip(rows.tolist(), boxes.tolist(), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawRoundedRect(QRectF(x, y, width, HEADER), RADIUS, RADIUS)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._ink.pen(frame, _FRAME))
            painter.drawRoundedRect(QRectF(x, y, width, height), RADIUS, RADIUS)
            text = heat.text(self._geometry.ids[row]) if heat else ""
            wide = self._ink.small.width(text) + 12
            self._tag(QRectF(x + width - wide, y - _TAG - _LIFT, wide, _TAG), text, frame)

    def _flags(self, rows: Rows) -> None:
        """An outline far away, a word near by."""
        for mask, name in ((self._seen.mild, "warning"), (self._seen.severe, "error")):
            if len(mask) != len(self._geometry.ids):
                continue
            found, color = rows[mask[rows]], self._ink.marks[name]
            if self._level < Level.FULL:
                self._painter.setBrush(Qt.BrushStyle.NoBrush)
                self._painter.setPen(self._ink.pen(color, 2.5, cosmetic=True))
                draw_rects(self._painter, self._geometry.boxes[found])
            else:
                self._words(found, color)

    def _words(self, rows: Rows, color: QColor) -> None:
        for row in rows.tolist():
            x, y, _, _ = self._geometry.boxes[row].tolist()
            flag = self._seen.flags[self._geometry.ids[row]]
            text = self._ink.small.fitted(f"∇ {flag}", WIDTH)
            wide = self._ink.small.width(text) + 12
            self._tag(QRectF(x, y - _TAG - _LIFT, wide, _TAG), text, color)

    def _tag(self, box: QRectF, text: str, color: QColor) -> None:
        painter, ink = self._painter, self._ink
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(readable_on(color))
        painter.setFont(ink.small.font)
        painter.drawText(QPointF(box.left() + 6, box.top() + 12), text)

    def _pictures(self, rows: Rows) -> None:
        """Below each box, as large as the gap to the next box lets it be."""
        if self._zoom < PICTURES_FROM or not self._seen.pictures:
            return
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for row in rows.tolist():
            image = self._seen.pictures.get(self._geometry.ids[row])
            if image is None:
                continue
            x, y, _, height = self._geometry.boxes[row].tolist()
            room = self._room_below(row, x, y + height) - 10
            scale = min(_PICTURE / image.width(), _PICTURE / image.height(), room / image.height())
            if scale * image.height() < min(_LEAST_PICTURE, image.height()):
                continue
            place = QRectF(x, y + height + 5, scale * image.width(), scale * image.height())
            painter.drawImage(place, image)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._ink.pen(self._ink.node_line, 1.0))
            painter.drawRect(place)

    def _room_below(self, row: int, x: float, bottom: float) -> float:
        below = (x, bottom, x + _PICTURE, bottom + _PICTURE + 10)
        others = [other for other in self._geometry.boxes_in(below).tolist() if other != row]
        tops = [float(self._geometry.boxes[other, 1]) for other in others]
        return min((top - bottom for top in tops), default=_PICTURE + 10)


def readable_on(color: QColor) -> QColor:
    """Black or white, whichever can be read on it."""
    light = 0.299 * color.redF() + 0.587 * color.greenF() + 0.114 * color.blueF()
    return QColor("#101010" if light > 0.55 else "#ffffff")


def paint_legend(painter: QPainter, ink: Ink, room: QRectF, seen: Seen) -> None:
    """What the colours mean, with units, at the lower left edge."""
    heat = seen.heat
    if heat is None:
        return
    title = ink.body.fitted(seen.title, _LEGEND_WIDTH - 20)
    height = _LEGEND_HEIGHT + (_LEGEND_LINE if seen.terms else 0.0)
    box = QRectF(room.left() + 10, room.bottom() - height - 10, _LEGEND_WIDTH, height)
    painter.setPen(ink.pen(ink.label_line, 1.0))
    painter.setBrush(ink.raised)
    painter.drawRoundedRect(box, 5, 5)
    bar = QRectF(box.left() + 10, box.top() + 22, box.width() - 20, _LEGEND_BAR)
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for place, name in _STOPS:
        gradient.setColorAt(place, QColor(name))
    painter.fillRect(bar, gradient)
    painter.setPen(ink.text)
    painter.setFont(ink.body.font)
    painter.drawText(QPointF(bar.left(), box.top() + 15), title)
    painter.setFont(ink.small.font)
    painter.setPen(ink.muted)
    baseline = bar.bottom() + 13
    painter.drawText(QPointF(bar.left(), baseline), heat.low)
    end = bar.right() - ink.small.width(heat.high)
    painter.drawText(QPointF(end, baseline), heat.high)
    terms = ink.small.fitted(seen.terms, bar.width())
    painter.drawText(QPointF(bar.left(), baseline + _LEGEND_LINE), terms)
