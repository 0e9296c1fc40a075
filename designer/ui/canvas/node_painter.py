"""Boxes: in full, by their titles alone, or as plain rectangles. QtGui only."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from designer.ui.canvas.bulk import draw_rects
from designer.ui.canvas.faces import NOT_SET, Face, Line
from designer.ui.canvas.forms import FOOTER, HEADER, LINE, OUTPUT_SIDE, PADDING, WIDTH, Form, Port
from designer.ui.canvas.geometry import Rows
from designer.ui.canvas.ink import Ink, Lettering, Tones, mixed
from designer.ui.canvas.sheet import ERROR, WAITS, WARNING, Sheet
from designer.ui.code_names import plainly

RADIUS = 7.0
MARGIN = 12.0
"""Between the edge of a box and its texts."""
PORT_RADIUS = 5.0
_STRIP = 3.0
_BADGE = 15.0
_LINK = 15.0
_SHEETS, _SHEET_INSET, _SHEET_DEPTH = 2, 5.0, 3.5
"""The edges of a stack: how many, and how far each is in and below the one above."""
LOST = "mask lost"
_LOCK = QRectF(0, 0, 10, 7)
"""The body of a padlock."""
_FAR_STRIP = 9.0
"""The coloured edge of a box that shows its title alone."""
_TITLE_PIXELS = 10.0
"""Height of a title that stands alone, on the screen."""
_SLIM = 1.5
"""A box is at least this many pixels wide and high, however far away."""


def _rounded_top(height: float) -> QPainterPath:
    path = QPainterPath(QPointF(0, height))
    path.lineTo(0, RADIUS)
    path.arcTo(0, 0, 2 * RADIUS, 2 * RADIUS, 180, -90)
    path.arcTo(WIDTH - 2 * RADIUS, 0, 2 * RADIUS, 2 * RADIUS, 90, -90)
    path.lineTo(WIDTH, height)
    path.closeSubpath()
    return path


_HEADER = _rounded_top(HEADER)


def paint_link(painter: QPainter, pen: QPen, corner: QPointF, size: float) -> None:
    """Two links of a chain in a square."""
    painter.save()
    painter.translate(corner + QPointF(size / 2, size / 2))
    painter.rotate(-45)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    length, height = size * 0.62, size * 0.36
    for left in (-size * 0.56, size * 0.56 - length):
        painter.drawRoundedRect(QRectF(left, -height / 2, length, height), height / 2, height / 2)
    painter.restore()


class NodePainter:
    """Paints boxes with one ink, in canvas coordinates."""

    def __init__(self, painter: QPainter, ink: Ink) -> None:
        self._painter = painter
        self._ink = ink

    def full(self, x: float, y: float, form: Form, face: Face, wired: Container[Port]) -> None:
        """A box with all its texts and ports, its corner at x and y."""
        painter, tones = self._painter, self._ink.tones(face.category, face.waits)
        painter.translate(x, y)
        self._box(form, face, tones)
        self._titles(face, tones)
        for number, line in enumerate(face.lines):
            self._line(form.lines_top + PADDING + (number + 0.5) * LINE, line, tones)
        self._footer(form, face, tones)
        painter.translate(-x, -y)
        self.ports(x, y, form, face, wired)

    def ports(self, x: float, y: float, form: Form, face: Face, wired: Container[Port]) -> None:
        """The ports of a box alone, over whatever was painted on its edges."""
        tones = self._ink.tones(face.category, face.waits)
        self._painter.translate(x, y)
        for port in form.ports:
            self._port(port, port in wired, tones)
        self._painter.translate(-x, -y)

    def _box(self, form: Form, face: Face, tones: Tones) -> None:
        painter, ink = self._painter, self._ink
        box = QRectF(0, 0, WIDTH, form.height)
        if face.is_block:
            self._stack(box, tones)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.node)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        painter.setBrush(tones.header)
        painter.drawPath(_HEADER)
        painter.fillRect(QRectF(0, HEADER, WIDTH, 1), ink.line)
        painter.fillRect(QRectF(0, HEADER - _STRIP / 2, WIDTH, _STRIP / 2), tones.strip)
        if face.lines or form.lines_top > HEADER:
            painter.fillRect(QRectF(MARGIN, form.height - FOOTER, WIDTH - 2 * MARGIN, 1), ink.line)
        color, width = ink.node_line, 1.0
        if face.severity:
            color, width = ink.marks[face.severity], 2.0
        painter.setPen(ink.pen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, RADIUS, RADIUS)

    def _stack(self, box: QRectF, tones: Tones) -> None:
        """The edges of sheets under a box that has more inside."""
        painter, ink = self._painter, self._ink
        painter.setPen(ink.pen(mixed(ink.node_line, tones.strip, 0.6), 1.0))
        for number in range(_SHEETS, 0, -1):
            inset, depth = number * _SHEET_INSET, number * _SHEET_DEPTH
            painter.setBrush(mixed(ink.node, tones.strip, 0.16 * number))
            sheet = box.adjusted(inset, box.height() / 2, -inset, depth)
            painter.drawRoundedRect(sheet, RADIUS, RADIUS)

    def _titles(self, face: Face, tones: Tones) -> None:
        room = WIDTH - 2 * MARGIN
        if face.severity:
            self._badge(QPointF(WIDTH - MARGIN - _BADGE / 2 + 3, 16), face.severity)
            room -= _BADGE
        if face.frozen:
            self._lock(MARGIN + room - _LOCK.width(), 9, tones.quiet)
            room -= _LOCK.width() + 4
        ink = self._ink
        if face.shares:
            at = QPointF(MARGIN + room - _LINK + 3, 16 - _LINK / 2)
            paint_link(self._painter, ink.pen(tones.strip, 1.6), at, _LINK)
            room -= _LINK
        self._text(ink.title, tones.title, MARGIN, 18.5, ink.title.fitted(face.title, room, True))
        self._text(ink.body, tones.quiet, MARGIN, 34, ink.body.fitted(face.subtitle, room, True))

    def _line(self, middle: float, line: Line, tones: Tones) -> None:
        """An argument and, at the right edge, its value; the name keeps its room first."""
        ink = self._ink
        room = WIDTH - 2 * MARGIN
        name = ink.body.fitted(line[0], room * 0.68)
        value = ink.body.fitted(line[1], room - ink.body.width(name) - 8)
        color = ink.marks["warning"] if line[1] == NOT_SET else tones.text
        baseline = middle + 4
        self._text(ink.body, tones.quiet, MARGIN, baseline, name)
        self._text(ink.body, color, WIDTH - MARGIN - ink.body.width(value), baseline, value)

    def _footer(self, form: Form, face: Face, tones: Tones) -> None:
        ink, small = self._ink, self._ink.small
        baseline, room = form.height - 8.5, WIDTH - 2 * MARGIN
        if face.severity and face.badge and not face.shape:
            text = small.fitted(plainly(face.badge), room)
            self._text(small, ink.marks[face.severity], MARGIN, baseline, text)
            return
        width = small.width(face.params)
        if width:
            self._text(small, tones.quiet, WIDTH - MARGIN - width, baseline, face.params)
            width += 6
        if face.loses_mask:
            lost = small.width(LOST)
            self._text(small, ink.marks["warning"], WIDTH - MARGIN - width - lost, baseline, LOST)
            width += lost + 6
        shape = small.fitted(face.shape, room - width, True)
        self._text(small, tones.quiet, MARGIN, baseline, shape)

    def _port(self, port: Port, is_wired: bool, tones: Tones) -> None:
        painter, ink = self._painter, self._ink
        painter.setPen(ink.pen(ink.wire, 1.4))
        painter.setBrush(ink.wire if is_wired else ink.node)
        radius = PORT_RADIUS - 1.5 if port.optional else PORT_RADIUS - 0.5
        painter.drawEllipse(QPointF(port.x, port.y), radius, radius)
        if port.label:
            room = WIDTH / 2 - MARGIN
            text = ink.body.fitted(port.label, room * 1.6 if port.side != OUTPUT_SIDE else room)
            at = MARGIN if port.side != OUTPUT_SIDE else WIDTH - MARGIN - ink.body.width(text)
            self._text(ink.body, tones.quiet if port.optional else tones.text, at, port.y + 4, text)

    def _badge(self, middle: QPointF, severity: str) -> None:
        painter, ink = self._painter, self._ink
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.marks[severity])
        painter.drawEllipse(middle, _BADGE / 2, _BADGE / 2)
        width = ink.strong.width("!")
        self._text(ink.strong, ink.node, middle.x() - width / 2, middle.y() + 4, "!")

    def _lock(self, x: float, y: float, color: QColor) -> None:
        """A padlock: training leaves the weights of this layer alone."""
        painter = self._painter
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._ink.pen(color, 1.5))
        shackle = QRectF(x + 2, y, _LOCK.width() - 4, 10)
        painter.drawArc(shackle, 0, 180 * 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(_LOCK.translated(x, y + 5), 1.5, 1.5)

    def _text(self, lettering: Lettering, color: QColor, x: float, y: float, text: str) -> None:
        if text:
            self._painter.setFont(lettering.font)
            self._painter.setPen(color)
            self._painter.drawText(QPointF(x, y), text)

    # Further away

    def titled(self, sheet: Sheet, rows: Rows, zoom: float) -> None:
        """Boxes with their titles alone, as large on the screen at every zoom."""
        painter, ink, geometry = self._painter, self._ink, sheet.geometry
        boxes = geometry.boxes[rows]
        painter.setPen(ink.pen(ink.node_line, 1.0, cosmetic=True))
        painter.setBrush(ink.node)
        draw_rects(painter, boxes)
        strips = np.concatenate((boxes[:, :3], np.full((len(rows), 1), _FAR_STRIP)), axis=1)
        self._by_kind(sheet, rows, strips)
        self._outlines(sheet, rows)
        lettering = ink.far_title(round(_TITLE_PIXELS / zoom))
        painter.setFont(lettering.font)
        room, ascent = WIDTH - _FAR_STRIP, lettering.metrics.ascent()
        for row, (x, y, _, height) in zip(rows.tolist(), boxes.tolist(), strict=True):
            face = sheet.face(geometry.ids[row])
            text = lettering.fitted(face.title, room, keep_end=True)
            middle = y + (height + _FAR_STRIP) / 2
            painter.setPen(ink.tones(face.category, face.waits).title)
            left = x + (WIDTH - lettering.width(text)) / 2
            painter.drawText(QPointF(left, middle + ascent * 0.36), text)

    def plain(self, sheet: Sheet, rows: Rows, zoom: float) -> None:
        """Boxes as rectangles in the colours of their categories."""
        boxes = sheet.geometry.boxes[rows]
        boxes[:, 2:] = np.maximum(boxes[:, 2:], _SLIM / zoom)
        self._by_kind(sheet, rows, boxes)
        self._outlines(sheet, rows)

    def _by_kind(self, sheet: Sheet, rows: Rows, rects: np.ndarray) -> None:
        """One call for all rectangles of a colour."""
        painter, geometry = self._painter, sheet.geometry
        painter.setPen(Qt.PenStyle.NoPen)
        waits = geometry.marks[rows] == WAITS
        groups = geometry.kinds[rows] * 2 + waits
        for group in np.unique(groups).tolist():
            tones = self._ink.tones(sheet.categories[group // 2], bool(group % 2))
            painter.setBrush(tones.far)
            draw_rects(painter, rects[groups == group])

    def _outlines(self, sheet: Sheet, rows: Rows) -> None:
        """Outlines of the nodes that have a problem."""
        painter, geometry = self._painter, sheet.geometry
        painter.setBrush(Qt.BrushStyle.NoBrush)
        marks = geometry.marks[rows]
        for mark, severity in ((WARNING, "warning"), (ERROR, "error")):
            found = rows[marks == mark]
            painter.setPen(self._ink.pen(self._ink.marks[severity], 2.0, cosmetic=True))
            draw_rects(painter, geometry.boxes[found])
