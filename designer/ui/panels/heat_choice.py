"""Where a heat map is chosen, in whatever panel."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from designer.ui.insight import Insight
from designer.ui.insight_words import TITLES, title_of


class HeatChoice(QComboBox):
    """Offers all heat maps, and follows what the canvas shows."""

    def __init__(self, insight: Insight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._insight = insight
        self.setAccessibleName(self.tr("Heat map"))
        self.setToolTip(self.tr("Colour the nodes on the canvas by a number"))
        for name in TITLES:
            self.addItem(title_of(name), name)
        self.activated.connect(self._on_chosen)
        insight.changed.connect(self._follow)
        self._follow()

    def _on_chosen(self, number: int) -> None:
        self._insight.show_heat(str(self.itemData(number)))

    def _follow(self) -> None:
        self.setCurrentIndex(self.findData(self._insight.heat_name))
