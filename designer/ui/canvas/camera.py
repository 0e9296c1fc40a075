"""Where the canvas looks: a zoom, and where the canvas origin lies in the widget. No Qt.

No event may lead it astray: what is not a finite number is ignored, zooms are clamped, and the
origin keeps to whole device pixels, so that a pan can scroll a picture instead of painting it.
"""

from __future__ import annotations

from math import isfinite

from designer.graph.nodes import Point
from designer.ui.canvas.geometry import Rect

ZOOM_MOST = 4.0
ZOOM_LEAST = 0.1
"""How far a person may zoom out, or half as far again as it takes to see a larger design whole."""
_ZOOM_FLOOR = 1e-7


class Camera:
    """Canvas coordinates to widget coordinates (logical pixels) and back."""

    def __init__(self) -> None:
        self.zoom = 1.0
        self.x = 0.0
        self.y = 0.0
        self.width = 0.0
        self.height = 0.0
        self.ratio = 1.0
        """Device pixels in a logical one."""

    def resize(self, width: float, height: float, ratio: float = 1.0) -> None:
        """Take another size; what was in the middle stays in the middle."""
        if self.width and self.height:
            self.x += (width - self.width) / 2
            self.y += (height - self.height) / 2
        self.width, self.height = float(width), float(height)
        self.ratio = ratio if isfinite(ratio) and ratio > 0 else 1.0
        self._snap()

    def to_canvas(self, x: float, y: float) -> Point:
        return (x - self.x) / self.zoom, (y - self.y) / self.zoom

    def to_widget(self, x: float, y: float) -> Point:
        return x * self.zoom + self.x, y * self.zoom + self.y

    @property
    def view(self) -> Rect:
        """The part of the canvas that can be seen."""
        return (*self.to_canvas(0.0, 0.0), *self.to_canvas(self.width, self.height))

    def pan(self, dx: float, dy: float) -> None:
        """Push the canvas by widget pixels."""
        if isfinite(dx) and isfinite(dy):
            self.x += dx
            self.y += dy
            self._snap()

    def zoom_to(self, zoom: float, x: float, y: float, least: float = ZOOM_LEAST) -> bool:
        """Zoom so that what lies at a widget point stays there; whether anything changed."""
        if not (isfinite(zoom) and isfinite(x) and isfinite(y)):
            return False
        # A zoom beyond the limits (a huge design that was fitted) may only turn back.
        zoom = min(max(zoom, min(least, self.zoom)), max(ZOOM_MOST, self.zoom))
        if zoom == self.zoom:
            return False
        at_x, at_y = self.to_canvas(x, y)
        self.zoom = zoom
        self.x, self.y = x - at_x * zoom, y - at_y * zoom
        self._snap()
        return True

    def fit(self, area: Rect, margin: float = 40.0, most: float = 1.0) -> None:
        """Show an area whole, no larger than `most`."""
        if not all(isfinite(number) for number in area):
            return
        width, height = max(area[2] - area[0], 1.0), max(area[3] - area[1], 1.0)
        room_x = max(self.width - 2 * margin, self.width * 0.5, 1.0)
        room_y = max(self.height - 2 * margin, self.height * 0.5, 1.0)
        self.zoom = max(min(room_x / width, room_y / height, most), _ZOOM_FLOOR)
        self.center_on((area[0] + area[2]) / 2, (area[1] + area[3]) / 2)

    def center_on(self, x: float, y: float) -> None:
        if isfinite(x) and isfinite(y):
            self.x, self.y = self.width / 2 - x * self.zoom, self.height / 2 - y * self.zoom
            self._snap()

    def reveal(self, area: Rect, margin: float = 40.0) -> None:
        """Pan as little as it takes to see an area; its top left corner where it is too large."""
        left, top = self.to_widget(area[0], area[1])
        right, bottom = self.to_widget(area[2], area[3])
        self.pan(
            _push(left, right, margin, self.width - margin),
            _push(top, bottom, margin, self.height - margin),
        )

    def least_zoom(self, bounds: Rect | None) -> float:
        """How far out it makes sense to go for a design with these bounds."""
        if bounds is None or not all(isfinite(number) for number in bounds):
            return ZOOM_LEAST
        width, height = max(bounds[2] - bounds[0], 1.0), max(bounds[3] - bounds[1], 1.0)
        half_fit = 0.5 * min(self.width / width, self.height / height)
        return max(min(ZOOM_LEAST, half_fit), _ZOOM_FLOOR)

    def _snap(self) -> None:
        self.x = round(self.x * self.ratio) / self.ratio
        self.y = round(self.y * self.ratio) / self.ratio


def _push(start: float, end: float, least: float, most: float) -> float:
    if start < least or end - start > most - least:
        return least - start
    return min(most - end, 0.0)
