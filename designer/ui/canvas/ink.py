"""Colours, pens and fonts of a theme as Qt wants them, made once. QtGui only."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPen

from designer.ui.theme import Theme

_TEXTS_KEPT = 20_000


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """A colour between two, `share` of it the other."""
    return QColor.fromRgbF(
        one.redF() + (other.redF() - one.redF()) * share,
        one.greenF() + (other.greenF() - one.greenF()) * share,
        one.blueF() + (other.blueF() - one.blueF()) * share,
    )


class Lettering:
    """A font with its metrics; remembers how texts were shortened."""

    def __init__(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> None:
        self.font = QFont(QGuiApplication.font())
        self.font.setPixelSize(pixels)
        self.font.setWeight(weight)
        # Widths that scale with the zoom: hinted along x, a text would outgrow its box.
        self.font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        self.metrics = QFontMetricsF(self.font)
        self._fitted: dict[tuple[str, float, bool], str] = {}
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > _TEXTS_KEPT:
                self._widths.clear()
            width = self._widths[text] = self.metrics.horizontalAdvance(text)
        return width

    def fitted(self, text: str, width: float, keep_end: bool = False) -> str:
        """The text, shortened with an ellipsis (in the middle, with `keep_end`) to a width."""
        if self.width(text) <= width:
            return text
        key = (text, width, keep_end)
        fitted = self._fitted.get(key)
        if fitted is None:
            if len(self._fitted) > _TEXTS_KEPT:
                self._fitted.clear()
            mode = Qt.TextElideMode.ElideMiddle if keep_end else Qt.TextElideMode.ElideRight
            fitted = self._fitted[key] = self.metrics.elidedText(text, mode, width)
        return fitted


class Tones(NamedTuple):
    """The colours of one box."""

    header: QColor
    strip: QColor
    title: QColor
    quiet: QColor
    text: QColor
    far: QColor
    """The whole box where nothing else of it can be seen."""


class Ink:
    """All that the painters of one theme need."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.canvas = QColor(theme.canvas)
        self.grid = QColor(theme.grid)
        self.node = QColor(theme.node)
        self.node_line = QColor(theme.node_line)
        self.line = mixed(self.node, self.node_line, 0.45)
        self.wire = QColor(theme.wire)
        self.far_wire = mixed(self.canvas, self.wire, 0.55)
        self.accent = QColor(theme.accent)
        self.accent_text = QColor(theme.accent_text)
        self.selection = QColor(theme.selection)
        self.label = QColor(theme.label)
        self.label_back = QColor(theme.label_back)
        self.label_line = QColor(theme.line)
        self.muted = QColor(theme.muted)
        self.text = QColor(theme.text)
        self.raised = QColor(theme.raised)
        self.marks = {"error": QColor(theme.error), "warning": QColor(theme.warning)}
        self.title = Lettering(13, QFont.Weight.DemiBold)
        self.body = Lettering(11)
        self.small = Lettering(10)
        self.strong = Lettering(11, QFont.Weight.Bold)
        self.hint = Lettering(15)
        self._tones: dict[tuple[str, bool], Tones] = {}
        self._far_titles: dict[int, Lettering] = {}

    def tones(self, category: str, waits: bool = False) -> Tones:
        """The colours of a box by its category; faint where it waits for others."""
        tones = self._tones.get((category, waits))
        if tones is None:
            tones = self._tones[category, waits] = self._mix(category, 0.55 if waits else 0.0)
        return tones

    def far_title(self, pixels: int) -> Lettering:
        """Lettering of this size for titles that stand alone in their boxes."""
        lettering = self._far_titles.get(pixels)
        if lettering is None:
            lettering = self._far_titles[pixels] = Lettering(pixels)
        return lettering

    def pen(self, color: QColor, width: float = 1.0, *, cosmetic: bool = False) -> QPen:
        """A solid pen; a cosmetic one is equally wide at every zoom."""
        pen = QPen(color, width)
        pen.setCosmetic(cosmetic)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        return pen

    def _mix(self, category: str, faint: float) -> Tones:
        color = QColor(self.theme.category(category))
        tint = 0.24 if self.theme.is_dark else 0.15

        def paled(one: QColor) -> QColor:
            return mixed(one, self.node, faint)

        return Tones(
            header=paled(mixed(self.node, color, tint)),
            strip=paled(color),
            title=paled(self.text),
            quiet=paled(self.muted),
            text=paled(self.text),
            far=paled(mixed(self.node, color, 0.7)),
        )
