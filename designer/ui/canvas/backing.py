"""A picture of what the camera sees, kept between frames. QtGui only.

A pan scrolls the picture and paints the strips that come into view; an edit paints the area it
touched; a zoom shows the picture scaled until there is time to paint it sharp.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor
from time import perf_counter
from typing import cast

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from designer.ui.canvas.camera import Camera
from designer.ui.canvas.geometry import Rect
from designer.ui.canvas.painter import Paint

_SPREAD = 4
"""Device pixels that an area is painted wider, for antialiasing and outlines."""
_COARSEST = 0.4
"""A picture is not shown scaled further than this, or by one over this."""
_PIECES_MOST = 6
"""An area of more rectangles is painted as the one around them."""


class Backing:
    """The picture of one layer of the canvas: a background, and what `paint` paints on it."""

    def __init__(self, paint: Paint, background: QColor) -> None:
        self._paint = paint
        self._background = background
        self._pixmap = QPixmap()
        self._zoom = 0.0
        self._x = 0
        self._y = 0
        """Where the canvas origin lies on the picture, in device pixels."""
        self._ratio = 1.0
        self._spoiled = QRegion()
        self.full_ms = 0.0
        """How long the last full frame took."""

    def set_background(self, color: QColor) -> None:
        self._background = color
        self.spoil()

    def spoil(self) -> None:
        """All of the picture is out of date."""
        self._spoiled = QRegion(self._pixmap.rect())

    def spoil_areas(self, areas: Iterable[Rect]) -> None:
        """Areas of the canvas have changed."""
        scale = self._zoom * self._ratio
        for left, top, right, bottom in areas:
            x1, y1 = self._x + left * scale, self._y + top * scale
            x2, y2 = self._x + right * scale, self._y + bottom * scale
            self._spoiled += _device_rect(x1, y1, x2, y2).intersected(self._pixmap.rect())

    def show(self, painter: QPainter, camera: Camera, *, sharp: bool = True) -> bool:
        """Bring the picture up to date and draw it; false where it was only scaled.

        With `sharp` false, a picture of another zoom is drawn scaled and waits for a better hour.
        """
        self._fit_size(camera)
        if camera.zoom != self._zoom:
            ratio = camera.zoom / self._zoom if self._zoom else 0.0
            if not sharp and _COARSEST < ratio < 1 / _COARSEST:
                self._show_scaled(painter, camera)
                return False
            self._aim(camera)
            self.spoil()
        else:
            self._scroll_to(camera)
        self._repaint(camera)
        self._pixmap.setDevicePixelRatio(self._ratio)
        painter.drawPixmap(0, 0, self._pixmap)
        return True

    def _fit_size(self, camera: Camera) -> None:
        width, height = ceil(camera.width * camera.ratio), ceil(camera.height * camera.ratio)
        old = self._pixmap.size()
        if (width, height, camera.ratio) != (old.width(), old.height(), self._ratio):
            self._pixmap = QPixmap(max(width, 1), max(height, 1))
            self._ratio = camera.ratio
            if self._background.alpha() < 255:
                self._pixmap.fill(Qt.GlobalColor.transparent)
            self._zoom = 0.0

    def _aim(self, camera: Camera) -> None:
        self._zoom = camera.zoom
        self._x, self._y = _device_origin(camera)

    def _scroll_to(self, camera: Camera) -> None:
        x, y = _device_origin(camera)
        dx, dy = x - self._x, y - self._y
        if not dx and not dy:
            return
        self._x, self._y = x, y
        rect = self._pixmap.rect()
        if abs(dx) >= rect.width() or abs(dy) >= rect.height():
            self.spoil()
            return
        self._pixmap.setDevicePixelRatio(1.0)
        self._pixmap.scroll(dx, dy, rect)
        self._spoiled.translate(dx, dy)
        self._spoiled += QRegion(rect) - QRegion(rect.translated(dx, dy))
        self._spoiled &= rect

    def _repaint(self, camera: Camera) -> None:
        if self._spoiled.isEmpty():
            return
        begin, rect = perf_counter(), self._pixmap.rect()
        pieces = [self._spoiled.boundingRect()]
        if self._spoiled.rectCount() <= _PIECES_MOST:
            pieces = list(cast("Iterable[QRect]", self._spoiled))
        self._spoiled = QRegion()
        self._pixmap.setDevicePixelRatio(1.0)
        for piece in pieces:
            self._paint_piece(piece, camera)
        if pieces == [rect]:
            self.full_ms = (perf_counter() - begin) * 1000

    def _paint_piece(self, piece: QRect, camera: Camera) -> None:
        scale = camera.zoom * self._ratio
        area = (
            (piece.left() - self._x) / scale,
            (piece.top() - self._y) / scale,
            (piece.right() + 1 - self._x) / scale,
            (piece.bottom() + 1 - self._y) / scale,
        )
        painter = QPainter(self._pixmap)
        painter.setClipRect(piece)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(piece, self._background)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.translate(self._x, self._y)
        painter.scale(scale, scale)
        self._paint(painter, area, camera.zoom)
        painter.end()

    def _show_scaled(self, painter: QPainter, camera: Camera) -> None:
        ratio, size = camera.zoom / self._zoom, self._pixmap.size()
        self._pixmap.setDevicePixelRatio(1.0)
        left = camera.x - self._x / self._ratio * ratio
        top = camera.y - self._y / self._ratio * ratio
        width, height = size.width() / self._ratio * ratio, size.height() / self._ratio * ratio
        painter.fillRect(QRectF(0, 0, camera.width, camera.height), self._background)
        painter.drawPixmap(
            QRectF(left, top, width, height), self._pixmap, QRectF(self._pixmap.rect())
        )


def _device_origin(camera: Camera) -> tuple[int, int]:
    return round(camera.x * camera.ratio), round(camera.y * camera.ratio)


def _device_rect(x1: float, y1: float, x2: float, y2: float) -> QRect:
    """Whole device pixels around a rectangle, cut off before they overflow an int."""
    left, top = floor(_within(x1)) - _SPREAD, floor(_within(y1)) - _SPREAD
    right, bottom = ceil(_within(x2)) + _SPREAD, ceil(_within(y2)) + _SPREAD
    return QRect(left, top, max(right - left, 0), max(bottom - top, 0))


def _within(edge: float) -> float:
    return min(max(edge, -_FAR), _FAR)


_FAR = float(1 << 24)
