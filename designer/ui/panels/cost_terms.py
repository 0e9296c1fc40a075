"""The controls of the Costs panel: batch size, resolution, precision, memory."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QWidget,
)

from designer.diagnosis.costs import PRECISIONS
from designer.session.costing import Costing
from designer.session.machine import memory_bytes

MOST_BATCH = 1 << 20
_MOST_HEIGHT = 1 << 14
_BATCH_STEPS = 13
"""Of the slider: powers of two up to 8192."""
_HEIGHT_SHARES = (1, 16)
"""Of the slider, in quarters of what the design has: from a quarter up to four times."""
_GB = 1e9


class CostTerms(QWidget):
    """What is chosen here holds for the panel and the heat map; the design stays as it is."""

    def __init__(self, costing: Costing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._costing = costing
        self.batch = QSpinBox()
        self.batch.setRange(1, MOST_BATCH)
        self.batch_slider = _slider(0, _BATCH_STEPS)
        self.height_box = QSpinBox()
        self.height_box.setRange(1, _MOST_HEIGHT)
        self.height_box.setSuffix(self.tr(" px"))
        self.height_slider = _slider(*_HEIGHT_SHARES)
        self.precision = QComboBox()
        for name in PRECISIONS:
            self.precision.addItem(name or self.tr("As designed"), name)
        self.memory = QDoubleSpinBox()
        self.memory.setRange(0.0, 100_000.0)
        self.memory.setDecimals(2)
        self.memory.setSuffix(self.tr(" GB"))
        self.memory.setSpecialValueText(self.tr("Any memory"))
        for box in (self.batch, self.height_box, self.memory):
            box.setKeyboardTracking(False)
        self._lay_out()
        self.batch.valueChanged.connect(self._on_batch)
        self.batch_slider.valueChanged.connect(self._on_batch_slider)
        self.height_box.valueChanged.connect(self._on_height)
        self.height_slider.valueChanged.connect(self._on_height_slider)
        self.precision.activated.connect(self._on_precision)
        self.memory.valueChanged.connect(self._on_memory)
        self.follow()

    @property
    def limit_bytes(self) -> int:
        """0 where there is none."""
        chosen = self._costing.terms.memory_bytes
        return memory_bytes() if chosen is None else chosen

    def follow(self) -> None:
        """Show the terms as they are."""
        costing = self._costing
        height = costing.height
        for widget in (self.height_box, self.height_slider, self._height_label):
            widget.setVisible(height is not None)
        _show(self.batch, costing.batch)
        _show(self.batch_slider, round(math.log2(costing.batch)))
        if height is not None:
            shown = costing.terms.resolution or height
            _show(self.height_box, shown)
            _show(self.height_slider, round(4 * shown / height))
        self.precision.setCurrentIndex(self.precision.findData(costing.precision))
        with QSignalBlocker(self.memory):
            self.memory.setValue(self.limit_bytes / _GB)

    # Inside

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._height_label = QLabel()
        rows = (
            (self.tr("Batch size"), QLabel(), self.batch_slider, self.batch),
            (self.tr("Input height"), self._height_label, self.height_slider, self.height_box),
        )
        for number, (text, label, slider, box) in enumerate(rows):
            label.setText(text)
            label.setBuddy(box)
            box.setAccessibleName(text)
            slider.setAccessibleName(self.tr("{name}, slider").format(name=text))
            grid.addWidget(label, number, 0)
            grid.addWidget(slider, number, 1)
            grid.addWidget(box, number, 2)
        self.height_box.setToolTip(
            self.tr("Width and depth, and further inputs that are images, grow alike")
        )
        label = QLabel(self.tr("Precision"))
        label.setBuddy(self.precision)
        self.precision.setAccessibleName(self.tr("Precision"))
        self.memory.setPrefix(self.tr("Memory "))
        self.memory.setAccessibleName(self.tr("Memory that there is"))
        self.memory.setToolTip(self.tr("Memory that there is; at first that of this machine"))
        grid.addWidget(label, 2, 0)
        grid.addWidget(self.precision, 2, 1)
        grid.addWidget(self.memory, 2, 2)

    def _on_batch(self, batch: int) -> None:
        chosen = batch if batch != self._costing.settings.batch_size else None
        self._costing.set_terms(batch=chosen)

    def _on_batch_slider(self, power: int) -> None:
        self._on_batch(1 << power)

    def _on_height(self, height: int) -> None:
        chosen = height if height != self._costing.height else None
        self._costing.set_terms(resolution=chosen)

    def _on_height_slider(self, quarters: int) -> None:
        height = self._costing.height
        if height is not None:
            self._on_height(max(1, height * quarters // 4))

    def _on_precision(self, number: int) -> None:
        self._costing.set_terms(precision=str(self.precision.itemData(number)))

    def _on_memory(self, size: float) -> None:
        self._costing.set_terms(memory_bytes=round(size * _GB))


def _slider(least: int, most: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(least, most)
    slider.setPageStep(1)
    slider.setTickPosition(QSlider.TickPosition.TicksBelow)
    slider.setTickInterval(1)
    return slider


def _show(widget: QSpinBox | QSlider, value: int) -> None:
    with QSignalBlocker(widget):
        widget.setValue(value)
