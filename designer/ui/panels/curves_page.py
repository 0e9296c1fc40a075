"""The page of the Run panel with the curves of the chosen runs, under the card on memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from designer.session.leak_search import holds
from designer.session.run_record import RunRecord
from designer.ui.charts.run_charts import RunCharts
from designer.ui.context import Context
from designer.ui.panels.cure_preview import CurePreview
from designer.ui.panels.leak_card import LeakCard, SearchState
from designer.ui.theme import Theme


class CurvesPage(QWidget):
    """Shows what the panel tells it."""

    cure_applied = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._record: RunRecord | None = None
        self._proved: RunRecord | None = None
        self.card = LeakCard()
        self.charts = RunCharts(context.theme)
        self.charts.failed.connect(self._on_chart_failed)
        self.preview = CurePreview(context.theme)
        self.preview.applied.connect(self._on_cure_applied)
        self.preview.left.connect(self._leave_preview)
        card = QVBoxLayout()
        card.setContentsMargins(8, 8, 8, 4)
        card.addWidget(self.card)
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(card)
        column.addWidget(self.charts, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(curves)
        self._pages.addWidget(self.preview)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._pages)
        context.document.changed.connect(self._on_document_changed)

    @property
    def colours(self) -> Mapping[str, str]:
        """Of the curves, by the id of the run."""
        return dict(self.charts.colours())

    def draw(self, records: Sequence[RunRecord]) -> None:
        """Draw the curves of these runs."""
        self.charts.show_runs(records)

    def show_progress(self) -> None:
        """There are new numbers of a run that is drawn."""
        self.charts.show_progress()

    def show_memory_of(self, record: RunRecord | None, proved: RunRecord | None) -> None:
        """Tell of the memory of a run; `proved` is the one that it repeats with a cure."""
        self._record, self._proved = record, proved
        self.card.show_run(record, proved, self._search_of(record))

    def show_cure(self, title: str, diff: str) -> None:
        """Show what a cure changes in place of the curves, until it is applied or left."""
        self.preview.show_cure(title, diff)
        self._pages.setCurrentWidget(self.preview)

    def set_theme(self, theme: Theme) -> None:
        self.charts.set_theme(theme)
        self.preview.view.set_theme(theme)

    def _search_of(self, record: RunRecord | None) -> SearchState:
        searching = self._context.session.leak_search
        if record is None:
            return SearchState()
        cure = record.finding.cure if record.finding else None
        is_cured = cure is not None and holds(cure.edit, self._context.document.design)
        trying = searching.title if searching.is_about(record.id) else ""
        return SearchState(trying, is_cured)

    def _on_chart_failed(self, words: str) -> None:
        self._context.notice(words, "error")

    def _on_cure_applied(self) -> None:
        self._leave_preview()
        self.cure_applied.emit()

    def _leave_preview(self) -> None:
        self._pages.setCurrentIndex(0)

    def _on_document_changed(self, _change: object) -> None:
        if self._record is not None and self._record.finding is not None:
            self.show_memory_of(self._record, self._proved)
