"""The page of the Run panel with the runs: their curves, their list, and words about one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer.graph.design import MAIN
from designer.session.leak_search import holds
from designer.session.run_record import RunRecord
from designer.ui import style
from designer.ui.charts.run_charts import RunCharts
from designer.ui.context import Context
from designer.ui.elided import WrappedLabel
from designer.ui.panels.cure_preview import CurePreview
from designer.ui.panels.leak_card import LeakCard, SearchState
from designer.ui.panels.run_list import RunList
from designer.ui.theme import Theme


class RunsPage(QWidget):
    """Shows what the panel tells it."""

    cure_applied = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._records: dict[str, RunRecord] = {}
        self.list = RunList()
        self.list.current_changed.connect(self._show_words)
        self.charts = RunCharts(context.theme)
        self.charts.failed.connect(self._on_chart_failed)
        self.list.shown_changed.connect(self._draw_chosen)
        self.card = LeakCard()
        self.preview = CurePreview(context.theme)
        self.preview.applied.connect(self._on_cure_applied)
        self.preview.left.connect(self._leave_preview)
        self.words = WrappedLabel()
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.node = QPushButton(self.tr("Show the node"))
        self.node.clicked.connect(self._on_node)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._runs_page())
        self._pages.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        context.document.changed.connect(self._on_document_changed)
        self._show_words()

    def show_runs(self, records: Sequence[RunRecord]) -> None:
        """Follow the list of runs."""
        self._records = {record.id: record for record in records}
        self.list.show_runs(records)
        self._show_words()

    def show_run(self, record: RunRecord) -> None:
        """A run is in another state, or judged anew."""
        self.list.show_run(record)
        self._show_words()

    def show_progress(self, record: RunRecord) -> None:
        """A run has new numbers."""
        self.list.show_run(record)
        self.charts.show_progress()

    def show_cure(self, title: str, diff: str) -> None:
        """Show what a cure changes in place of the list, until it is applied or left."""
        self.preview.show_cure(title, diff)
        self._pages.setCurrentWidget(self.preview)

    def set_theme(self, theme: Theme) -> None:
        self.charts.set_theme(theme)
        self.list.set_colours(dict(self.charts.colours()))
        self.preview.view.set_theme(theme)

    def _charts_and_list(self) -> QSplitter:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.charts)
        split.addWidget(self.list)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([300, 110])
        return split

    def _draw_chosen(self) -> None:
        shown = [self._records[run_id] for run_id in self.list.shown if run_id in self._records]
        self.charts.show_runs(shown)
        self.list.set_colours(dict(self.charts.colours()))

    def _on_chart_failed(self, words: str) -> None:
        self._context.notice(words, "error")

    def _runs_page(self) -> QWidget:
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 6, 10, 8)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.node, 0, Qt.AlignmentFlag.AlignTop)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        card = QVBoxLayout()
        card.setContentsMargins(8, 8, 8, 8)
        card.addWidget(self.card)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(card)
        column.addWidget(self._charts_and_list(), 1)
        column.addWidget(self._foot)
        return page

    def _show_words(self) -> None:
        record = self._records.get(self.list.current)
        parts = [each.sentence for each in record.notices] if record else []
        if record is not None and record.is_over:
            parts.insert(0, record.words)
            parts.append(record.details)
        words = "\n".join(dict.fromkeys(part for part in parts if part))
        self.words.setText(words)
        style.mark(self.words, "warning", bool(record and record.notices and not record.is_over))
        self.node.setVisible(bool(self._node_of(record)))
        self._foot.setVisible(bool(words))
        proved = self._records.get(record.proves) if record else None
        self.card.show_run(record, proved, self._search_of(record))

    def _search_of(self, record: RunRecord | None) -> SearchState:
        searching = self._context.session.leak_search
        if record is None:
            return SearchState()
        cure = record.finding.cure if record.finding else None
        is_cured = cure is not None and holds(cure.edit, self._context.document.design)
        trying = searching.title if searching.is_about(record.id) else ""
        return SearchState(trying, is_cured)

    def _node_of(self, record: RunRecord | None) -> str:
        """The node that the words are about, where it is still there."""
        if record is None:
            return ""
        nodes = [record.node, *(each.node for each in record.notices)]
        return next((node for node in nodes if node and self._context.can_show(MAIN, node)), "")

    def _on_node(self) -> None:
        node = self._node_of(self._records.get(self.list.current))
        if node:
            self._context.reveal(MAIN, node)

    def _on_cure_applied(self) -> None:
        self._leave_preview()
        self.cure_applied.emit()

    def _leave_preview(self) -> None:
        self._pages.setCurrentIndex(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_document_changed(self, _change: object) -> None:
        record = self._records.get(self.list.current)
        if record is not None and record.verdict is not None:
            self._show_words()
