"""Looking at a sheet: a widget with a camera, and where things are on it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from designer.graph.nodes import Edge, Point
from designer.ui.canvas.camera import Camera
from designer.ui.canvas.forms import HEADER, INPUT_SIDE
from designer.ui.canvas.geometry import PortHit, Rect
from designer.ui.canvas.painter import PORTS_FROM
from designer.ui.canvas.sheet import Sheet

SHARPEN_MS = 120
"""How long after the last zoom step a scaled picture is painted sharp."""
ZOOM_STEP = 1.2
_PORT_GRIP, _WIRE_GRIP = 10.0, 6.0
"""Pixels within which a port or a wire is under the pointer."""
_PORT_GRIP_MOST = 14.0
"""The same in canvas units: ports of one box must not overlap when it is small."""


class Look(NamedTuple):
    """Where a camera stands."""

    zoom: float
    middle: Point
    """The point of the canvas in the middle of the view."""
    keeps_fit: bool


class Viewport(QWidget):
    """A widget that shows a part of a sheet."""

    zoom_changed = Signal(float)
    looked_elsewhere = Signal()
    """The camera has moved."""

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.camera = Camera()
        self._sharpen_timer = QTimer(self)
        self._sharpen_timer.setSingleShot(True)
        self._sharpen_timer.setInterval(SHARPEN_MS)
        self._sharpen_timer.timeout.connect(self.update)
        self.keeps_fit = False
        """The whole design is shown: a widget that gets another size goes on showing it."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    @property
    def is_zooming(self) -> bool:
        """Whether the last zoom step is so fresh that the next may be about to come."""
        return self._sharpen_timer.isActive()

    @property
    def look(self) -> Look:
        """Where the camera stands now."""
        middle = self.on_canvas(QPointF(self.width() / 2, self.height() / 2))
        return Look(self.camera.zoom, middle, self.keeps_fit)

    def look_as(self, look: Look) -> None:
        """Put the camera where it stood."""
        self._follow_size()
        if look.keeps_fit:
            self.fit()
            return
        self.keeps_fit = False
        self.camera.zoom = look.zoom
        self.camera.center_on(*look.middle)
        self.look_moved()

    # Verbs

    def fit(self) -> None:
        """Show the whole design."""
        bounds = self.sheet.geometry.bounds()
        self.fit_to(bounds)
        self.keeps_fit = bounds is not None

    def fit_to(self, area: Rect | None) -> None:
        """Show an area of the canvas; without one, the origin."""
        self.keeps_fit = False
        self._follow_size()
        if area is not None:
            self.camera.fit(area)
        else:
            self.camera.zoom = 1.0
            self.camera.center_on(0.0, 0.0)
        self.look_moved()

    def zoom_in(self) -> None:
        self.zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        self.zoom_by(1 / ZOOM_STEP)

    def zoom_reset(self) -> None:
        self.zoom_to(1.0)

    def zoom_to(self, zoom: float) -> None:
        """Zoom to a factor, what is in the middle of the view staying there."""
        self.zoom_by(zoom / self.camera.zoom)

    def zoom_by(
        self, factor: float, at: QPointF | None = None, *, more_to_come: bool = False
    ) -> None:
        """Zoom so that what is at a point of the widget stays there; one of many steps may be
        shown coarse until the last."""
        at = at or QPointF(self.width() / 2, self.height() / 2)
        least = self.camera.least_zoom(self.sheet.geometry.bounds())
        if self.camera.zoom_to(self.camera.zoom * factor, at.x(), at.y(), least):
            self.keeps_fit = False
            if more_to_come:
                self._sharpen_timer.start()
            self.look_moved()

    def pan(self, dx: float, dy: float) -> None:
        """Push the canvas by pixels."""
        self.keeps_fit = False
        self.camera.pan(dx, dy)
        self.update()
        self.looked_elsewhere.emit()

    def reveal(self, node_id: str) -> None:
        """Bring a node into view, legible, with as little movement as that takes."""
        if node_id in self.sheet.geometry:
            self.reveal_area(self.sheet.geometry.rect(node_id))

    def reveal_area(self, area: Rect) -> None:
        self.keeps_fit = False
        if self.camera.zoom < PORTS_FROM:
            self.camera.zoom = 1.0
            self.camera.center_on((area[0] + area[2]) / 2, (area[1] + area[3]) / 2)
        else:
            self.camera.reveal(area)
        self.look_moved()

    def look_moved(self) -> None:
        """The camera looks elsewhere, or at another zoom."""
        self.update()
        self.looked_elsewhere.emit()
        self.zoom_changed.emit(self.camera.zoom)

    def sharpen_later(self) -> None:
        """A frame was shown scaled: paint it sharp when the zooming has ended."""
        if not self._sharpen_timer.isActive():
            self._sharpen_timer.start()

    # Where things are

    def node_center(self, node_id: str) -> QPoint:
        """The middle of a box, in the widget."""
        left, top, right, bottom = self.sheet.geometry.rect(node_id)
        return self.in_widget((left + right) / 2, (top + bottom) / 2)

    def title_point(self, node_id: str) -> QPoint:
        """The middle of the header of a box, in the widget."""
        left, top, right, _ = self.sheet.geometry.rect(node_id)
        return self.in_widget((left + right) / 2, top + HEADER / 2)

    def port_point(self, node_id: str, side: str, name: str | int = "", index: int = 0) -> QPoint:
        """A port, in the widget: `"in"` with a slot and an index, or `"out"` with the name or the
        number of an output. Without a name the first one. Raises `KeyError` where there is none."""
        geometry = self.sheet.geometry
        form = geometry.form(node_id)
        is_input = side == INPUT_SIDE
        for port in form.inputs if is_input else form.outputs:
            is_named = name in ("", port.name) if isinstance(name, str) else name == port.index
            if is_named and (not is_input or port.index == index):
                return self.in_widget(*geometry.port_point(node_id, port))
        raise KeyError(f"{node_id} has no port {side} {name} {index}")

    def wire_point(self, edge: Edge) -> QPoint:
        """The middle of a wire, in the widget. Raises `KeyError` where there is no such wire."""
        return self.in_widget(*self.sheet.geometry.middle_of(edge))

    def node_height(self, node_id: str) -> float:
        """How high a box is, in canvas units: what a layout must leave room for."""
        return self.sheet.geometry.form(node_id).height

    def in_widget(self, x: float, y: float) -> QPoint:
        """A point of the canvas, in the widget."""
        return QPointF(*self.camera.to_widget(x, y)).toPoint()

    def on_canvas(self, at: QPoint | QPointF) -> Point:
        """A point of the widget, on the canvas."""
        return self.camera.to_canvas(at.x(), at.y())

    def grip(self, pixels: float) -> float:
        """Pixels as canvas units, so that a target is as easy to hit at every zoom."""
        return pixels / self.camera.zoom

    def things_at(self, at: Point) -> tuple[PortHit | None, str, Edge | None]:
        """The port, else the node, else the wire at a point of the canvas."""
        geometry = self.sheet.geometry
        if self.camera.zoom >= PORTS_FROM:
            hit = geometry.port_at(*at, min(self.grip(_PORT_GRIP), _PORT_GRIP_MOST))
            if hit:
                return hit, "", None
        node = geometry.node_at(*at)
        return None, node, None if node else geometry.wire_at(*at, self.grip(_WIRE_GRIP))

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._follow_size()

    def _follow_size(self) -> None:
        """Take over the size and the pixel ratio, which may change from screen to screen."""
        camera, size = self.camera, (self.width(), self.height(), self.devicePixelRatioF())
        if size != (camera.width, camera.height, camera.ratio):
            camera.resize(*size)
            if self.keeps_fit:
                self.fit()
