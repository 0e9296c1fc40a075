"""A small line of losses, while one batch is learned by heart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from designer.ui.theme import Theme

_MARGIN = 6.0


class LossLine(QWidget):
    """Losses over steps on a logarithmic scale; hidden while there are none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: Sequence[tuple[float, float]] = ()
        self.setAccessibleName(self.tr("Loss of one batch"))
        self.setFixedHeight(64)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_points(self, points: Sequence[tuple[float, float]]) -> None:
        self._points = [(step, loss) for step, loss in points if math.isfinite(loss)]
        self.setVisible(len(self._points) > 1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._points) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.base))
        painter.setPen(QPen(QColor(self._theme.accent), 1.8))
        painter.drawPolyline(self._line())
        painter.setPen(QColor(self._theme.muted))
        first, last = self._points[0][1], self._points[-1][1]
        words = self.tr("loss {first:.3g} → {last:.3g}, step {step:.0f}")
        text = words.format(first=first, last=last, step=self._points[-1][0])
        wide = painter.fontMetrics().horizontalAdvance(text)
        painter.drawText(QPointF(self.width() - wide - _MARGIN, 16), text)
        painter.end()

    def _line(self) -> list[QPointF]:
        losses = [math.log10(max(loss, 1e-12)) for _, loss in self._points]
        low, high = min(losses), max(losses)
        first, last = self._points[0][0], self._points[-1][0]
        wide, tall = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN
        spread = (high - low) or 1.0
        return [
            QPointF(
                _MARGIN + (step - first) / ((last - first) or 1.0) * wide,
                _MARGIN + (high - loss) / spread * tall,
            )
            for (step, _), loss in zip(self._points, losses, strict=True)
        ]
