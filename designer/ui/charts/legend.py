"""The list beside a chart: which curves are drawn, how, and their values at the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from designer.ui.charts.colours import colour
from designer.ui.charts.curves import Curve
from designer.ui.charts.plot import pen_of
from designer.ui.theme import Theme

_KEY = Qt.ItemDataRole.UserRole
_SWATCH = QSize(38, 12)


class Legend(QTreeWidget):
    """One row a curve. What was switched off stays off while its run is there."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIconSize(_SWATCH)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(self.tr("Curves"))
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._chosen: dict[str, bool] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self._curves: list[Curve] = []
        self._theme: Theme | None = None
        self._is_filling = False
        self.itemChanged.connect(self._on_item_changed)

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Follow the curves of the chart."""
        known = [(each.key, each.title, each.colour) for each in self._curves]
        if known == [(each.key, each.title, each.colour) for each in curves]:
            self._curves = list(curves)
            return
        self._curves = list(curves)
        self._is_filling = True
        self.clear()
        self._items = {}
        for curve in curves:
            item = QTreeWidgetItem(self, [curve.title, ""])
            item.setData(0, _KEY, curve.key)
            item.setToolTip(0, curve.title)
            state = Qt.CheckState.Checked if self.is_on(curve) else Qt.CheckState.Unchecked
            item.setCheckState(0, state)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._items[curve.key] = item
        self._is_filling = False
        self._draw_swatches()

    def is_on(self, curve: Curve) -> bool:
        return self._chosen.get(curve.key, curve.is_at_first)

    def show_values(self, values: Mapping[str, str]) -> None:
        """The values beside the names, by the keys of the curves."""
        self._is_filling = True
        for key, item in self._items.items():
            text = values.get(key, "")
            if item.text(1) != text:
                item.setText(1, text)
        self._is_filling = False

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._draw_swatches()

    def height_of_rows(self) -> int:
        """What all rows take; more would be empty."""
        return max(self.sizeHintForRow(0), 0) * len(self._curves) + 2 * self.frameWidth()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 44)

    def sizeHint(self) -> QSize:
        return QSize(250, 120)

    def _draw_swatches(self) -> None:
        if self._theme is None:
            return
        self._is_filling = True
        for curve in self._curves:
            ink = QColor(colour(curve.colour, self._theme.is_dark))
            self._items[curve.key].setIcon(0, _swatch(curve, ink, self.devicePixelRatioF()))
        self._is_filling = False

    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 0 and not self._is_filling:
            self._chosen[item.data(0, _KEY)] = item.checkState(0) == Qt.CheckState.Checked
            self.changed.emit()


def _swatch(curve: Curve, ink: QColor, ratio: float) -> QIcon:
    picture = QPixmap(_SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_stroke(painter, curve, ink, QPointF(1, 6), QPointF(37, 6))
    painter.end()
    return QIcon(picture)


def draw_stroke(painter: QPainter, curve: Curve, ink: QColor, begin: QPointF, end: QPointF) -> None:
    """A piece of a curve, as legends show it."""
    painter.setPen(pen_of(curve.stroke, ink))
    painter.drawLine(begin, end)
    if curve.has_dots:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse((begin + end) / 2, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
