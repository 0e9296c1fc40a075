"""The charts of the Run panel: nothing of them is built, or imported, before they are seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from designer.session.run_record import RunRecord
from designer.ui import style
from designer.ui.charts.colours import colour
from designer.ui.charts.loading import Loading
from designer.ui.theme import Theme

if TYPE_CHECKING:
    from designer.ui.charts.chart import MemoryChart, MetricChart

_PAUSE_MS = 100


class RunCharts(QWidget):
    """Give it the runs to draw, and tell it when they have gone on; it draws ten times a second at
    most, and only what is seen."""

    ready = Signal()
    failed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.metrics: MetricChart | None = None
        self.memory: MemoryChart | None = None
        self._theme = theme
        self._records: list[RunRecord] = []
        self._numbers: dict[str, int] = {}
        self._loading: Loading | None = None
        self._waiting = QLabel(self.tr("The charts are being prepared…"))
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        style.mark(self._waiting, "muted")
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._waiting)

    def show_runs(self, records: Sequence[RunRecord]) -> None:
        """Draw these runs, in this order. A run keeps its colour as long as this widget lives."""
        self._records = list(records)
        for record in records:
            self._numbers.setdefault(record.id, len(self._numbers))
        for chart in self._charts:
            chart.show_runs(self._records, self._numbers)

    def show_progress(self) -> None:
        """One of the runs has told more, or is judged anew."""
        if self._charts and self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def colours(self) -> Mapping[str, str]:
        """The colours of the runs, by their ids, as `#rrggbb`."""
        dark = self._theme.is_dark
        return {run_id: colour(number, dark) for run_id, number in self._numbers.items()}

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for chart in self._charts:
            chart.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._loading is None:
            self._loading = Loading(self)
            self._loading.ready.connect(self._build)
            self._loading.start()
        self.show_progress()

    @property
    def _charts(self) -> list[MetricChart | MemoryChart]:
        return [chart for chart in (self.metrics, self.memory) if chart is not None]

    def _build(self) -> None:
        """In two turns: each costs the window some milliseconds."""
        from designer.ui.charts.chart import MetricChart

        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Charts"))
        self.tabs.currentChanged.connect(self._draw)
        self.metrics = MetricChart(self._theme)
        self._add(self.metrics, self.tr("Loss and metrics"))
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(self._waiting, self.tabs)
        self._waiting.deleteLater()
        QTimer.singleShot(0, self, self._build_memory)

    def _build_memory(self) -> None:
        from designer.ui.charts.chart import MemoryChart

        self.memory = MemoryChart(self._theme)
        self._add(self.memory, self.tr("Memory"))
        self.ready.emit()

    def _add(self, chart: MetricChart | MemoryChart, title: str) -> None:
        chart.failed.connect(self.failed)
        self.tabs.addTab(chart, title)
        chart.show_runs(self._records, self._numbers)

    def _draw(self) -> None:
        for chart in self._charts:
            if chart.isVisible():
                chart.show_progress()
