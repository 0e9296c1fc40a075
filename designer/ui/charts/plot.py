"""The field of a chart: curves, axes, a cursor; zooming and panning. The one user of pyqtgraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QKeyEvent, QPen
from PySide6.QtWidgets import QWidget

from designer.ui.charts.colours import Stroke, colour
from designer.ui.charts.curves import (
    Column,
    Curve,
    Numbers,
    bounds,
    dashed,
    drawable,
    smoothed,
    step_from,
    thinned,
)
from designer.ui.theme import Theme

_ROOM = 0.03
"""About all curves, as a part of their extent. While they grow into it the axes stay, which take
longer to draw than the curves."""
_MOST_ROOM = 0.07
_ZOOM = 1.25
_MOST_MARKS = 60
"""More epochs than this are marked every so many only."""
_MOST_DOTS = 400


class Field(pg.ViewBox):  # type: ignore[misc]
    """Dragging draws a frame to zoom into; with Shift or the middle button it pans."""

    def mouseDragEvent(self, event, axis=None):  # type: ignore[no-untyped-def]
        if event.button() == Qt.MouseButton.RightButton:
            event.ignore()
            return
        is_pan = event.button() == Qt.MouseButton.MiddleButton
        is_pan = is_pan or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.state["mouseMode"] = self.PanMode if is_pan or axis is not None else self.RectMode
        super().mouseDragEvent(event, axis)


@dataclass(eq=False)
class _Drawn:
    """The items of one curve, and its smoothed values as far as they are known."""

    line: pg.PlotCurveItem
    dots: pg.ScatterPlotItem
    gaps: pg.ScatterPlotItem
    smooth: Column
    width: int = 1


@dataclass(frozen=True)
class Band:
    """A line with an area about it, in the colour of a curve."""

    x: Sequence[float]
    line: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    colour: int


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """Draws the curves it was given, thinned to its pixels; follows their ends until the person
    zooms."""

    follow_changed = Signal(bool)
    cursor_moved = Signal()
    menu_requested = Signal(object)
    """A point of the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._field = Field(enableMenu=False)
        super().__init__(parent, viewBox=self._field, enableMenu=False)
        self.is_log = False
        self.smoothing = 1
        self.is_following = True
        self.cursor: float | None = None
        self.drawn_points = 0
        self._theme: Theme | None = None
        self._curves: list[Curve] = []
        self._drawn: dict[str, _Drawn] = {}
        self._marks: list[pg.InfiniteLine] = []
        self._mark_places: tuple[float, ...] = ()
        self._bands: list[Band] = []
        self._band_items: list[object] = []
        self._is_setting = False
        self._line = pg.InfiniteLine(angle=90, movable=False)
        self._line.setVisible(False)
        self._line.setZValue(50)
        self.addItem(self._line, ignoreBounds=True)
        self.hideButtons()
        self.getPlotItem().layout.setContentsMargins(6, 8, 10, 2)
        self.setMinimumSize(160, 110)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._field.disableAutoRange()
        self._field.sigRangeChanged.connect(self._on_range_changed)
        self._field.sigResized.connect(self._on_resized)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickLength=-4)

    # What is shown

    @property
    def curves(self) -> Sequence[Curve]:
        return self._curves

    @property
    def bands(self) -> Sequence[Band]:
        return self._bands

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Draw these curves, and as far as they have grown."""
        gone = set(self._drawn) - {curve.key for curve in curves}
        for key in gone:
            self._forget(key)
        self._curves = list(curves)
        self.draw()

    def show_marks(self, places: Sequence[float]) -> None:
        """Vertical lines, where epochs end; of many only some."""
        every = -(-len(places) // _MOST_MARKS) or 1
        chosen = tuple(places[every - 1 :: every])
        if chosen == self._mark_places:
            return
        self._mark_places = chosen
        while len(self._marks) > len(chosen):
            self.removeItem(self._marks.pop())
        for index, place in enumerate(chosen):
            if index < len(self._marks):
                self._marks[index].setPos(place)
            else:
                mark = pg.InfiniteLine(place, angle=90, movable=False, pen=self._mark_pen())
                mark.setZValue(-50)
                self.addItem(mark, ignoreBounds=True)
                self._marks.append(mark)

    def show_bands(self, bands: Sequence[Band]) -> None:
        """Straight lines with the area in which they may lie."""
        self._bands = list(bands)
        self._draw_bands()

    def set_log(self, is_log: bool) -> None:
        self.is_log = is_log
        self.getAxis("left").setLogMode(False, is_log)
        self._draw_bands()
        self.follow()

    def set_smoothing(self, width: int) -> None:
        """Draw means of so many points; 1 draws each point as it is."""
        self.smoothing = width
        self.draw()

    def set_titles(self, along: str, along_size: float, value: str, value_size: float) -> None:
        """What the axes are called, and how much of theirs is one of the numbers beside them."""
        for side, text, size in (("bottom", along, along_size), ("left", value, value_size)):
            axis = self.getAxis(side)
            if axis.labelText != text or not axis.label.isVisible():
                axis.setLabel(text)
            if axis.scale != 1 / size:
                axis.setScale(1 / size)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setBackground(theme.base)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
            axis.setTickFont(QFont(self.font()))
            axis.label.setFont(QFont(self.font()))
        self.showGrid(x=True, y=True, alpha=0.35)
        self._line.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        for mark in self._marks:
            mark.setPen(self._mark_pen())
        self._field.rbScaleBox.setPen(pg.mkPen(theme.accent))
        area = QColor(theme.accent)
        area.setAlpha(40)
        self._field.rbScaleBox.setBrush(pg.mkBrush(area))
        for curve in self._curves:
            self._forget(curve.key)
        self._draw_bands()
        self.draw()

    # Looking about

    def follow(self) -> None:
        """Show everything, and go on doing so as it grows."""
        was_following, self.is_following = self.is_following, True
        self.draw()
        if not was_following:
            self.follow_changed.emit(True)

    def zoom(self, factor: float) -> None:
        """Zoom about the cursor, or the middle."""
        (left, right), (low, high) = self._field.viewRange()
        x = self.cursor if self.cursor is not None else (left + right) / 2
        self._field.scaleBy((1 / factor, 1 / factor), QPointF(x, (low + high) / 2))

    def set_cursor(self, place: float | None) -> None:
        """Read the curves off at a place, or nowhere."""
        self.cursor = place
        self._line.setVisible(place is not None)
        if place is not None:
            self._line.setPos(place)
        self.cursor_moved.emit()

    def move_cursor(self, direction: int) -> None:
        """To the next point on the right (1) or left (-1)."""
        (left, right), _ = self._field.viewRange()
        at = self.cursor
        if at is None:
            at = left if direction > 0 else right
        place = step_from(self._curves, at, direction)
        if place is not None:
            self.set_cursor(place)
            self._bring_into_view(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match Qt.Key(event.key()):
            case Qt.Key.Key_Left:
                self.move_cursor(-1)
            case Qt.Key.Key_Right:
                self.move_cursor(1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(_ZOOM)
            case Qt.Key.Key_Minus:
                self.zoom(1 / _ZOOM)
            case Qt.Key.Key_Home | Qt.Key.Key_0:
                self.follow()
            case Qt.Key.Key_Escape if self.cursor is not None:
                self.set_cursor(None)
            case _:
                event.ignore()

    def mouseDoubleClickEvent(self, event: object) -> None:
        self.follow()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())
        event.accept()

    # Drawing

    def draw(self) -> None:
        """Draw the curves as they are now."""
        if self._theme is None:
            return
        if self.is_following:
            self._fit()
        (left, right), (low, high) = self._field.viewRange()
        self.drawn_points = 0
        for curve in self._curves:
            self._draw_curve(curve, left, right, low + (high - low) * 0.02)

    def _fit(self) -> None:
        shown = [self._thinned(curve, -np.inf, np.inf) for curve in self._curves]
        shown += [(self._numbers(band.x), self._values(band.line)) for band in self._bands]
        found = bounds(shown)
        if found is None:
            return
        left, right, low, high = found
        shown_x, shown_y = self._field.viewRange()
        if not (_fits(shown_x, left, right) and _fits(shown_y, low, high)):
            self._is_setting = True
            self._field.setRange(
                xRange=_with_room(left, right),
                yRange=_with_room(low, high),
                padding=0,
                disableAutoRange=True,
            )
            self._is_setting = False

    def _draw_curve(self, curve: Curve, left: float, right: float, bottom: float) -> None:
        drawn = self._drawn.get(curve.key) or self._made(curve)
        x, y = self._thinned(curve, left, right)
        self.drawn_points += len(x)
        self._draw_line(drawn.line, curve, x, y)
        fit = np.isfinite(y)
        dotted = fit if curve.has_dots and len(x) <= _MOST_DOTS else _alone(fit)
        if dotted.any():
            drawn.dots.setData(x[dotted], y[dotted])
        elif len(drawn.dots.data):
            drawn.dots.clear()
        gaps = x[~fit]
        if len(gaps):
            every = -(-len(gaps) // _MOST_MARKS)
            gaps = gaps[::every]
            drawn.gaps.setData(gaps, np.full(len(gaps), bottom))
        elif len(drawn.gaps.data):
            drawn.gaps.clear()

    def _draw_line(self, line: pg.PlotCurveItem, curve: Curve, x: Numbers, y: Numbers) -> None:
        width, dashes = curve.stroke.value
        # Where points stand closer than pixels nobody sees the edges, and smooth ones cost most.
        line.opts["antialias"] = len(x) < self._field.width()
        if dashes:
            per_pixel = float(self._field.viewPixelSize()[0]) * width
            x, y, connected = dashed(x, y, per_pixel, dashes)
            line.setData(x, y, connect=connected)
        else:
            line.setData(x, y, connect="finite")

    def _thinned(self, curve: Curve, left: float, right: float) -> tuple[Numbers, Numbers]:
        columns = max(int(self._field.width()), 100) // 2
        x, y = thinned(curve.x.numbers, self._smooth(curve), left, right, columns)
        return x, drawable(y, self.is_log)

    def _smooth(self, curve: Curve) -> Numbers:
        width = self.smoothing if curve.is_smoothed else 1
        values = curve.y.numbers
        if width <= 1:
            return values
        drawn = self._drawn.get(curve.key) or self._made(curve)
        if drawn.width != width or len(drawn.smooth) > len(values):
            drawn.smooth.clear()
            drawn.width = width
        done = len(drawn.smooth)
        if done < len(values):
            begin = max(done - width + 1, 0)
            drawn.smooth.extend(smoothed(values[begin:], width)[done - begin :])
        return drawn.smooth.numbers

    def _draw_bands(self) -> None:
        for item in self._band_items:
            self.removeItem(item)
        self._band_items = []
        if self._theme is None:
            return
        for band in self._bands:
            x = self._numbers(band.x)
            ink = QColor(colour(band.colour, self._theme.is_dark))
            edges = [pg.PlotCurveItem(x, self._values(each)) for each in (band.low, band.high)]
            ink.setAlpha(50)
            area = pg.FillBetweenItem(*edges, brush=pg.mkBrush(ink))
            pen = pg.mkPen(self._theme.text, width=1.5, style=Qt.PenStyle.DashDotLine)
            line = pg.PlotCurveItem(x, self._values(band.line), pen=pen, antialias=True)
            area.setZValue(-20)
            line.setZValue(20)
            for item in (area, line):
                self.addItem(item, ignoreBounds=True)
                self._band_items.append(item)

    def _numbers(self, values: Sequence[float]) -> Numbers:
        return np.asarray(values, dtype=float)

    def _values(self, values: Sequence[float]) -> Numbers:
        return drawable(self._numbers(values), self.is_log)

    def _made(self, curve: Curve) -> _Drawn:
        assert self._theme is not None
        ink = QColor(colour(curve.colour, self._theme.is_dark))
        # As one path a line of two pixels takes 100 ms to paint, as single pieces 2.
        line = pg.PlotCurveItem(pen=pg.mkPen(ink, width=curve.stroke.value[0]), antialias=True)
        line.setSegmentedLineMode("on")
        dots = pg.ScatterPlotItem(symbol="o", size=6, brush=ink, pen=None)
        gaps = pg.ScatterPlotItem(symbol="x", size=8, brush=ink, pen=pg.mkPen(ink, width=1))
        drawn = _Drawn(line, dots, gaps, Column())
        for item in (line, dots, gaps):
            self.addItem(item, ignoreBounds=True)
        self._drawn[curve.key] = drawn
        return drawn

    def _forget(self, key: str) -> None:
        drawn = self._drawn.pop(key, None)
        if drawn is not None:
            for item in (drawn.line, drawn.dots, drawn.gaps):
                self.removeItem(item)

    def _mark_pen(self) -> QPen:
        pen = QPen(QColor(self._theme.line if self._theme else "#808080"), 1)
        pen.setCosmetic(True)
        return pen

    # Following the person

    def _on_range_changed(self, *_: object) -> None:
        if self._is_setting:
            return
        if self.is_following:
            self.is_following = False
            self.follow_changed.emit(False)
        self.draw()

    def _on_resized(self, *_: object) -> None:
        self.draw()

    def _on_mouse_moved(self, point: QPointF) -> None:
        if not self._field.sceneBoundingRect().contains(point):
            return
        place = self._field.mapSceneToView(point).x()
        self.set_cursor(nearest_place(self._curves, place))

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self.set_cursor(None)

    def _bring_into_view(self, place: float) -> None:
        (left, right), _ = self._field.viewRange()
        if not left <= place <= right:
            half = (right - left) / 2
            self._field.setXRange(place - half, place + half, padding=0)


def _alone(fit: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The points without a neighbour: no line shows them."""
    padded = np.pad(fit, 1)
    return fit & ~padded[:-2] & ~padded[2:]


def _fits(shown: Sequence[float], begin: float, end: float) -> bool:
    """Whether what is shown holds all, and not much more."""
    room = _MOST_ROOM * (end - begin)
    return begin - room <= shown[0] <= begin and end <= shown[1] <= end + room


def _with_room(begin: float, end: float) -> tuple[float, float]:
    extent = (end - begin) or abs(begin) * 0.1 or 1.0
    middle = (begin + end) / 2
    half = extent * (0.5 + _ROOM)
    return middle - half, middle + half


def nearest_place(curves: Sequence[Curve], place: float) -> float | None:
    """The place of the point that is nearest along the horizontal axis."""
    found = [step_from(curves, place, way) for way in (1, -1)]
    places = [each for each in found if each is not None]
    return min(places, key=lambda each: abs(each - place)) if places else None


def pen_of(stroke: Stroke, ink: QColor) -> QPen:
    """The pen that draws a curve, its width the same at every zoom."""
    width, dashes = stroke.value
    pen = QPen(ink, width)
    pen.setCosmetic(True)
    if dashes:
        pen.setDashPattern(dashes)
    return pen
