"""Shows one SVG drawing on a white sheet, to zoom and to pan."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

MARGIN = 12
SMALLEST, LARGEST = 0.02, 16.0
STEP = 1.25
PAN_STEP = 60

_ARROWS = {
    Qt.Key.Key_Left: QPointF(PAN_STEP, 0),
    Qt.Key.Key_Right: QPointF(-PAN_STEP, 0),
    Qt.Key.Key_Up: QPointF(0, PAN_STEP),
    Qt.Key.Key_Down: QPointF(0, -PAN_STEP),
}


class PlotView(QWidget):
    """The whole drawing at first; the wheel zooms at the pointer, dragging pans."""

    clicked = Signal(QPointF)
    """A click on the drawing, in its own units."""

    def __init__(self, back: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back = back
        self._drawing = QSvgRenderer(self)
        self._zoom = 1.0
        self._corner = QPointF()
        self._is_fitted = True
        self._grabbed: QPointF | None = None
        self._has_moved = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 80)

    @property
    def zoom(self) -> float:
        return self._zoom

    def show_drawing(self, svg: bytes) -> None:
        """Show another drawing; the place stays where its size is the same."""
        old = self._size()
        self._drawing.load(QByteArray(svg))
        if self._is_fitted or old != self._size():
            self.fit()
        self.update()

    def bounds_of(self, element: str) -> QRectF:
        """Where the part of that id is, in the drawing's units; empty where there is none."""
        if not self._drawing.elementExists(element):
            return QRectF()
        transform = self._drawing.transformForElement(element)
        return transform.mapRect(self._drawing.boundsOnElement(element))

    def set_back(self, colour: str) -> None:
        self._back = colour
        self.update()

    def fit(self) -> None:
        """Show the whole drawing, never larger than life."""
        size = self._size()
        if size.isEmpty():
            return
        room = QSizeF(self.width() - 2 * MARGIN, self.height() - 2 * MARGIN)
        zoom = min(room.width() / size.width(), room.height() / size.height(), 1.0)
        self._zoom = max(zoom, SMALLEST)
        shown = size * self._zoom
        self._corner = QPointF(
            (self.width() - shown.width()) / 2, (self.height() - shown.height()) / 2
        )
        self._is_fitted = True
        self.update()

    def zoom_at(self, factor: float, point: QPointF) -> None:
        """Zoom so that what is under a point of the widget stays there."""
        zoom = min(max(self._zoom * factor, SMALLEST), LARGEST)
        self._corner = point - (point - self._corner) * (zoom / self._zoom)
        self._zoom = zoom
        self._is_fitted = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._back))
        if self._drawing.isValid():
            sheet = QRectF(self._corner, self._size() * self._zoom)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(sheet, QColor("#ffffff"))
            self._drawing.render(painter, sheet)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._is_fitted:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_at(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed, self._has_moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is None:
            return
        step = event.position() - self._grabbed
        if self._has_moved or step.manhattanLength() > 3:
            self._has_moved = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._grabbed = event.position()
            self._pan(step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was_click = self._grabbed is not None and not self._has_moved
        self._grabbed = None
        self.unsetCursor()
        if was_click and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit((event.position() - self._corner) / self._zoom)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        middle = QPointF(self.rect().center())
        if key in _ARROWS:
            self._pan(_ARROWS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_at(STEP, middle)
        elif key == Qt.Key.Key_Minus:
            self.zoom_at(1 / STEP, middle)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_0):
            self.fit()
        else:
            super().keyPressEvent(event)

    def _pan(self, step: QPointF) -> None:
        self._corner += step
        self._is_fitted = False
        self.update()

    def _size(self) -> QSizeF:
        return QSizeF(self._drawing.defaultSize())
