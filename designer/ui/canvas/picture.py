"""A picture of a design as a file, PNG or SVG, without a window: needs a `QGuiApplication` only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from designer.catalog.table import Catalog
from designer.graph.answers import Answer
from designer.graph.design import MAIN, Design
from designer.graph.problems import Problem
from designer.ui.canvas.geometry import Rect
from designer.ui.canvas.ink import Ink
from designer.ui.canvas.painter import LABELS_FROM, paint_sheet
from designer.ui.canvas.sheet import Sheet
from designer.ui.canvas.troubles import worst_by_node
from designer.ui.theme import Theme

MARGIN = 32.0
PIXELS_MOST = 64_000_000
"""A PNG of more pixels (256 MB while it is painted) is scaled down to as many."""
FORMATS = (".png", ".svg")


class PictureError(Exception):
    """The picture could not be made; the message says why."""


def paint_picture(
    design: Design,
    catalog: Catalog,
    answers: Mapping[str, Answer],
    theme: Theme,
    path: Path,
    scale: float = 2.0,
    *,
    graph_name: str = MAIN,
    problems: Iterable[Problem] = (),
) -> None:
    """Write a picture of a graph, cropped to it with a margin, every box legible.

    `scale` is device pixels a canvas unit; an SVG has no pixels and ignores it. Raises
    `PictureError` for an unknown suffix, an empty design and a file that cannot be written.
    """
    troubles = worst_by_node(problems, graph_name)
    sheet = Sheet(
        design, catalog, graph_name, answers.get, lambda node: troubles.get(node, ("", ""))
    )
    bounds = sheet.geometry.bounds()
    if bounds is None:
        raise PictureError("The design is empty: there is nothing to paint.")
    left, top, right, bottom = bounds
    area = (left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN)
    writers = {".png": _write_png, ".svg": _write_svg}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise PictureError(f"{path.name}: a picture is a {' or '.join(FORMATS)} file.")
    if not write(sheet, theme, area, path, scale):
        raise PictureError(f"{path}: the picture could not be written.")


def _write_png(sheet: Sheet, theme: Theme, area: Rect, path: Path, scale: float) -> bool:
    width, height = area[2] - area[0], area[3] - area[1]
    scale = min(scale, (PIXELS_MOST / (width * height)) ** 0.5)
    size = QSize(max(round(width * scale), 1), max(round(height * scale), 1))
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise PictureError("There is not enough memory for a picture of this size.")
    painter = QPainter(image)
    painter.scale(scale, scale)
    _paint(painter, sheet, theme, area, max(scale, LABELS_FROM))
    painter.end()
    return image.save(str(path))


def _write_svg(sheet: Sheet, theme: Theme, area: Rect, path: Path, scale: float) -> bool:
    width, height = area[2] - area[0], area[3] - area[1]
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setFileName(str(path))
    generator.setSize(QSize(round(width), round(height)))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setTitle(sheet.setting.design.settings.name)
    painter = QPainter()
    if not painter.begin(generator):
        return False
    _paint(painter, sheet, theme, area, 1.0)
    return painter.end()


def _paint(painter: QPainter, sheet: Sheet, theme: Theme, area: Rect, zoom: float) -> None:
    """Every box in full, whatever the scale: the picture may be enlarged later."""
    ink = Ink(theme)
    painter.fillRect(QRectF(0, 0, area[2] - area[0], area[3] - area[1]), ink.canvas)
    painter.translate(-area[0], -area[1])
    paint_sheet(painter, sheet, ink, area, zoom)
