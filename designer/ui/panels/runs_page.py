"""The page of the Run panel with the list of runs, and words about one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer.graph.design import MAIN
from designer.session.run_record import RunRecord
from designer.ui import style
from designer.ui.context import Context
from designer.ui.elided import WrappedLabel
from designer.ui.panels.run_list import RunList


class RunsPage(QWidget):
    """Shows what the panel tells it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._records: dict[str, RunRecord] = {}
        self.list = RunList()
        self.list.current_changed.connect(self._show_words)
        self.words = WrappedLabel()
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.node = QPushButton(self.tr("Show the node"))
        self.node.clicked.connect(self._on_node)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 6, 10, 8)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.node, 0, Qt.AlignmentFlag.AlignTop)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addWidget(self._foot)
        self._show_words()

    @property
    def current(self) -> RunRecord | None:
        """The run that the words are about."""
        return self._records.get(self.list.current)

    @property
    def shown(self) -> list[RunRecord]:
        """The runs whose curves are drawn."""
        return [self._records[run_id] for run_id in self.list.shown if run_id in self._records]

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

    def _show_words(self) -> None:
        record = self.current
        parts = [each.sentence for each in record.notices] if record else []
        if record is not None and record.is_over:
            parts.insert(0, record.words)
            parts.append(record.details)
        words = "\n".join(dict.fromkeys(part for part in parts if part))
        self.words.setText(words)
        style.mark(self.words, "warning", bool(record and record.notices and not record.is_over))
        self.node.setVisible(bool(self._node_of(record)))
        self._foot.setVisible(bool(words))

    def _node_of(self, record: RunRecord | None) -> str:
        """The node that the words are about, where it is still there."""
        if record is None:
            return ""
        nodes = [record.node, *(each.node for each in record.notices)]
        return next((node for node in nodes if node and self._context.can_show(MAIN, node)), "")

    def _on_node(self) -> None:
        node = self._node_of(self.current)
        if node:
            self._context.reveal(MAIN, node)
