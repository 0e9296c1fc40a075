"""A chart as a file: PNG and SVG with title and legend, CSV with every point."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from designer.session.run_record import RunRecord, Series
from designer.ui.charts.colours import colour
from designer.ui.charts.curves import Curve
from designer.ui.charts.feeds import MEMORY_PARTS
from designer.ui.charts.legend import draw_stroke
from designer.ui.charts.plot import Plot
from designer.ui.theme import Theme

_PNG_SCALE = 2.0
_MARGIN, _ROW = 14.0, 22.0

Row = tuple[object, ...]
CSV_HEAD = ("run", "began", "name", "counted", "epoch", "step", "seconds", "value", "unit")
"""`counted` tells by what: each step, or each whole epoch."""


class Sheet:
    """A plot with its title above and its legend below, painted to any device."""

    def __init__(self, plot: Plot, title: str, notes: Sequence[str], theme: Theme) -> None:
        self._plot, self._title, self._theme = plot, title, theme
        self._notes = [note for note in notes if note]
        self._font = QFont(plot.font())
        width = max(plot.width() + 2 * _MARGIN, 480.0)
        self._cells = self._laid_out(plot.curves, width)
        rows = self._cells[-1][1].y() + _ROW if self._cells else 0.0
        head, foot = 2 * _ROW, len(self._notes) * _ROW
        self._field = QRectF(_MARGIN, head, width - 2 * _MARGIN, plot.height())
        self.size = QSizeF(width, head + plot.height() + rows + foot + _MARGIN)

    def paint(self, painter: QPainter) -> None:
        theme = self._theme
        painter.fillRect(QRectF(QPointF(), self.size), QColor(theme.base))
        bold = QFont(self._font)
        bold.setWeight(QFont.Weight.DemiBold)
        self._text(painter, self._title, QPointF(_MARGIN, _MARGIN), bold, theme.text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._plot.render(painter, self._field, self._plot.viewport().rect())
        top = QPointF(_MARGIN, self._field.bottom() + 6)
        for curve, place in self._cells:
            at = top + place
            ink = QColor(colour(curve.colour, theme.is_dark))
            draw_stroke(painter, curve, ink, at + QPointF(0, 8), at + QPointF(38, 8))
            self._text(painter, curve.title, at + QPointF(44, 0), self._font, theme.text)
        top += QPointF(0, self._cells[-1][1].y() + _ROW if self._cells else 0)
        for index, note in enumerate(self._notes):
            self._text(painter, note, top + QPointF(0, index * _ROW), self._font, theme.muted)

    def _text(
        self, painter: QPainter, text: str, corner: QPointF, font: QFont, colour_name: str
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour_name))
        metrics = QFontMetricsF(font)
        room = self.size.width() - corner.x() - _MARGIN
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(corner + QPointF(0, metrics.ascent()), text)

    def _laid_out(self, curves: Sequence[Curve], width: float) -> list[tuple[Curve, QPointF]]:
        metrics = QFontMetricsF(self._font)
        cells, x, y = [], 0.0, 0.0
        for curve in curves:
            needed = 44 + metrics.horizontalAdvance(curve.title) + 20
            if x and x + needed > width - 2 * _MARGIN:
                x, y = 0.0, y + _ROW
            cells.append((curve, QPointF(x, y)))
            x += needed
        return cells


def image_of(sheet: Sheet) -> QImage:
    """The sheet as a picture, twice as fine as a plain screen."""
    image = QImage((sheet.size * _PNG_SCALE).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PNG_SCALE)
    painter = QPainter(image)
    sheet.paint(painter)
    painter.end()
    return image


def save_png(sheet: Sheet, path: Path) -> None:
    """Raises `OSError` where the file cannot be written."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image_of(sheet).save(buffer, "PNG")  # type: ignore[call-overload]
    path.write_bytes(buffer.data().data())


def save_svg(sheet: Sheet, path: Path, title: str) -> None:
    """Raises `OSError` where the file cannot be written."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    size = QSize(round(sheet.size.width()), round(sheet.size.height()))
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    sheet.paint(painter)
    painter.end()
    path.write_bytes(buffer.data().data())


def save_csv(rows: Iterable[Row], path: Path) -> None:
    """One row a point. Raises `OSError` where the file cannot be written."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CSV_HEAD)
        writer.writerows(rows)


def metric_rows(records: Sequence[RunRecord]) -> Iterable[Row]:
    """Every number of every metric: first those within epochs, then those at their ends."""
    for record in records:
        yield from _series_rows(record, record.by_step, "step")
        yield from _series_rows(record, record.by_epoch, "epoch")


def _series_rows(record: RunRecord, series: Series, counted: str) -> Iterable[Row]:
    for name, column in series.values.items():
        points = zip(series.epochs, series.steps, series.seconds, column, strict=True)
        for epoch, step, seconds, value in points:
            yield (record.name, record.began, name, counted, epoch + 1, step, seconds, value, "")


def memory_rows(records: Sequence[RunRecord]) -> Iterable[Row]:
    """Every sample of memory, in bytes; what was not measured is left out."""
    for record in records:
        for part, _, _ in MEMORY_PARTS:
            for sample in record.memory:
                value = getattr(sample, part)
                if value is not None:
                    name = part.removesuffix("_bytes")
                    place = ("step", sample.epoch + 1, sample.step, sample.seconds)
                    yield (record.name, record.began, name, *place, value, "bytes")
