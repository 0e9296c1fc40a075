"""Paints a comparison around a sheet: ghosts and wires below it, veil, outlines, words above it.

Part of the picture, so that a frame costs nothing more while it is shown. QtGui only.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from designer.graph.differences import ADDED, CHANGED, REMOVED, RENAMED, REWIRED
from designer.ui.canvas.bulk import draw_lines, draw_rects
from designer.ui.canvas.compared import Compared
from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.forms import WIDTH
from designer.ui.canvas.geometry import Part, Rect
from designer.ui.canvas.ink import Ink, mixed
from designer.ui.canvas.node_painter import RADIUS
from designer.ui.canvas.painter import Level, level_at, paint_sheet
from designer.ui.canvas.sheet import EVERYWHERE
from designer.ui.canvas.wire_painter import paint_curves
from designer.ui.theme import Theme

_OUTLINE = 2.5
_HALO = 6.0
_GHOST = 0.5
_VEIL = 0.5
_WORDS_HEIGHT = 16.0
_WORDS_LIFT = 5.0
_REACH = 260.0
"""How far words stand out of boxes."""


def color_of(theme: Theme, kind: str) -> QColor:
    """The colour of a kind of difference, on the canvas and in the list."""
    names = {
        ADDED: theme.good,
        REMOVED: theme.error,
        CHANGED: theme.warning,
        RENAMED: theme.warning,
        REWIRED: theme.rewired,
    }
    return QColor(names[kind])


class ComparisonPainter:
    """Paints one area at one zoom, in canvas coordinates."""

    def __init__(
        self, painter: QPainter, ink: Ink, compared: Compared, area: Rect, zoom: float
    ) -> None:
        self._painter = painter
        self._ink = ink
        self._compared = compared
        self._area = area
        self._zoom = zoom

    def below(self) -> None:
        """What the boxes cover: wires that came as a halo, what is gone."""
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._level > Level.PLAIN)
        halo = mixed(self._ink.canvas, self._color(ADDED), 0.55)
        self._wires(self._compared.gained_ends, self._pen(halo, _HALO))
        gone = self._pen(self._color(REMOVED), 2.0)
        gone.setDashPattern((3.0, 2.5))
        self._wires(self._compared.lost_ends, gone)
        self._ghosts()

    def above(self, part: Part | None = None) -> None:
        """What lies over the boxes. `part` leaves out what is in the hand."""
        geometry = self._compared.sheet.geometry
        left, top, right, bottom = self._area
        near = geometry.boxes_in((left - _REACH, top - _REACH, right + _REACH, bottom + _REACH))
        if part is not None:
            near = near[part.nodes[near]]
        marked = [
            node
            for node in (geometry.ids[row] for row in near.tolist())
            if node in self._compared.kinds
        ]
        self._veil(near[~geometry.mask_of(marked)[near]])
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        for node in marked:
            color = self._color(self._compared.kinds[node])
            left, top, right, bottom = geometry.rect(node)
            box = QRectF(left, top, right - left, bottom - top)
            self._outline(box, self._pen(color, _OUTLINE))
            self._words(box, self._compared.words[node], color)

    @property
    def _level(self) -> Level:
        return level_at(self._zoom)

    def _color(self, kind: str) -> QColor:
        return color_of(self._ink.theme, kind)

    def _pen(self, color: QColor, width: float) -> QPen:
        """As wide on the screen when far away as near by."""
        return self._ink.pen(color, max(width, width * 0.8 / self._zoom))

    def _wires(self, ends: Numbers, pen: QPen) -> None:
        if self._level > Level.PLAIN:
            paint_curves(self._painter, ends, pen)
        else:
            self._painter.setPen(pen)
            draw_lines(self._painter, ends)

    def _ghosts(self) -> None:
        ghosts = self._compared.ghosts
        if ghosts is None:
            return
        painter = self._painter
        painter.save()
        painter.setOpacity(_GHOST)
        paint_sheet(painter, ghosts, self._ink, self._area, min(self._zoom, 0.64))
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._level > Level.PLAIN)
        color = self._color(REMOVED)
        pen = self._pen(color, 2.0)
        pen.setDashPattern((4.0, 3.0))
        for row in ghosts.geometry.boxes_in(EVERYWHERE).tolist():
            x, y, width, height = ghosts.geometry.boxes[row].tolist()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(x, y, width, height)
            self._outline(box, pen)
            self._words(box, REMOVED, color)

    def _veil(self, rows: np.ndarray) -> None:
        """Pale what is the same."""
        color = QColor(self._ink.canvas)
        color.setAlphaF(_VEIL)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(color)
        draw_rects(self._painter, self._compared.sheet.geometry.boxes[rows])

    def _outline(self, box: QRectF, pen: QPen) -> None:
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        away = 1.5
        around = box.adjusted(-away, -away, away, away)
        if self._level == Level.FULL:
            self._painter.drawRoundedRect(around, RADIUS + away, RADIUS + away)
        else:
            self._painter.drawRect(around)

    def _words(self, box: QRectF, text: str, color: QColor) -> None:
        """A few words over the top left corner, where they can be read."""
        if self._level < Level.FULL:
            return
        painter, ink = self._painter, self._ink
        text = ink.small.fitted(text, WIDTH + 40)
        width = ink.small.width(text) + 12
        top = box.top() - _WORDS_HEIGHT - _WORDS_LIFT
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(box.left(), top, width, _WORDS_HEIGHT), 4, 4)
        painter.setPen(ink.node)
        painter.setFont(ink.small.font)
        painter.drawText(QPointF(box.left() + 6, top + 12), text)
