"""Paints the way to a problem over a veiled sheet, and what a way out would change. QtGui only."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from designer.graph.differences import ADDED, REMOVED
from designer.ui.canvas.bulk import draw_lines, draw_rects
from designer.ui.canvas.comparison_painter import color_of
from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.forms import WIDTH
from designer.ui.canvas.geometry import Geometry, Part, Rect
from designer.ui.canvas.ink import Ink
from designer.ui.canvas.node_painter import RADIUS
from designer.ui.canvas.painter import Level, level_at, paint_sheet
from designer.ui.canvas.path import Proposed
from designer.ui.canvas.sheet import ERROR, EVERYWHERE, Sheet
from designer.ui.canvas.wire_painter import paint_curves

VEIL = 0.55
"""How far what did not lead to the problem steps back."""
_HALO, _OUTLINE = 6.0, 2.0
_GHOST = 0.75
_WORDS_HEIGHT, _WORDS_LIFT = 16.0, 5.0


def paint_veil(painter: QPainter, ink: Ink, area: Rect) -> None:
    color = QColor(ink.canvas)
    color.setAlphaF(VEIL)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    # Wider than the area: what is painted is cut off there, and no seam may show.
    painter.fillRect(
        QRectF(area[0], area[1], area[2] - area[0], area[3] - area[1]).adjusted(-9, -9, 9, 9), color
    )


def paint_path(
    painter: QPainter, sheet: Sheet, ink: Ink, path: Part, area: Rect, zoom: float
) -> None:
    """The boxes and wires of a way once more, its wires on a broad band."""
    geometry, level = sheet.geometry, level_at(zoom)
    wires = geometry.wires_in(_wider(area, _HALO / zoom))
    ends = geometry.ends[wires[path.wires[wires]]]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, level > Level.PLAIN)
    _paint_wires(painter, ends, ink.pen(ink.accent, max(_HALO, 4.0 / zoom)), level)
    paint_sheet(painter, sheet, ink, area, zoom, path)
    rows = geometry.boxes_in(_wider(area, 12.0 / zoom))
    rows = rows[path.nodes[rows]]
    is_faulty = geometry.marks[rows] == ERROR
    for found, color in ((rows[~is_faulty], ink.accent), (rows[is_faulty], ink.marks["error"])):
        _paint_frames(painter, geometry.boxes[found].copy(), ink.pen(color, _OUTLINE), zoom)


def _paint_frames(painter: QPainter, boxes: Numbers, pen: QPen, zoom: float) -> None:
    """Frames that stand a little away from boxes, as wide at every zoom."""
    away = max(3.5, 2.5 / zoom)
    boxes[:, :2] -= away
    boxes[:, 2:] += 2 * away
    pen.setCosmetic(True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    if level_at(zoom) < Level.FULL:
        draw_rects(painter, boxes)
        return
    for x, y, width, height in boxes.tolist():
        painter.drawRoundedRect(QRectF(x, y, width, height), RADIUS + away, RADIUS + away)


class ProposalPainter:
    """Paints over one frame, in canvas coordinates."""

    def __init__(self, painter: QPainter, ink: Ink, sheet: Sheet, area: Rect, zoom: float) -> None:
        self._painter = painter
        self._ink = ink
        self._sheet = sheet
        self._area = area
        self._zoom = zoom
        self._level = level_at(zoom)

    def paint(self, proposed: Proposed) -> None:
        painter, theme = self._painter, self._ink.theme
        for ends, kind in ((proposed.lost, REMOVED), (proposed.gained, ADDED)):
            pen = self._pen(color_of(theme, kind), 2.6)
            if kind == REMOVED:
                pen.setDashPattern((2.5, 2.0))
            _paint_wires(painter, ends, pen, self._level)
        if proposed.ghosts is not None:
            painter.save()
            painter.setOpacity(_GHOST)
            paint_sheet(painter, proposed.ghosts, self._ink, EVERYWHERE, min(self._zoom, 0.64))
            painter.restore()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for node, kind in proposed.kinds.items():
            geometry = self._geometry_of(proposed, node)
            if geometry is not None:
                self._mark(geometry.rect(node), color_of(theme, kind), proposed.words[node])

    def _geometry_of(self, proposed: Proposed, node: str) -> Geometry | None:
        ghosts = proposed.ghosts
        if ghosts is not None and node in ghosts.geometry:
            return ghosts.geometry
        return self._sheet.geometry if node in self._sheet.geometry else None

    def _mark(self, rect: Rect, color: QColor, words: str) -> None:
        painter = self._painter
        box = QRectF(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1])
        pen = self._pen(color, 2.6)
        pen.setDashPattern((3.0, 2.0))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), RADIUS + 3, RADIUS + 3)
        if words and self._level == Level.FULL:
            self._words(box, color, words)

    def _words(self, box: QRectF, color: QColor, words: str) -> None:
        painter, small = self._painter, self._ink.small
        text = small.fitted(words, WIDTH + 60)
        top = box.top() - _WORDS_HEIGHT - _WORDS_LIFT
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        tag = QRectF(box.left(), top, small.width(text) + 12, _WORDS_HEIGHT)
        painter.drawRoundedRect(tag, 4, 4)
        painter.setPen(self._ink.node)
        painter.setFont(small.font)
        painter.drawText(QPointF(box.left() + 6, top + 12), text)

    def _pen(self, color: QColor, width: float) -> QPen:
        return self._ink.pen(color, max(width, width * 0.8 / self._zoom))


def _paint_wires(painter: QPainter, ends: Numbers, pen: QPen, level: Level) -> None:
    if level > Level.PLAIN:
        paint_curves(painter, ends, pen)
    else:
        painter.setPen(pen)
        draw_lines(painter, ends)


def _wider(area: Rect, by: float) -> Rect:
    return area[0] - by, area[1] - by, area[2] + by, area[3] + by
