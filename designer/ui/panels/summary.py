"""The Summary panel: the table that Keras prints, to sort, to copy, and to follow to the nodes."""

from __future__ import annotations

import re

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    Qt,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.graph.design import MAIN
from designer.session import Summary
from designer.ui import icons, style
from designer.ui.context import Context
from designer.ui.elided import words_to_copy
from designer.ui.panels.on_demand import OnDemand
from designer.ui.panels.rows import runs
from designer.ui.panels.sorted_table import SortedTable
from designer.ui.panels.summary_model import NODE, SummaryModel, as_csv


class SummaryPanel(QWidget):
    """Builds the model in the worker while it is shown, and shows what came of it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._is_choosing = False
        self.model = SummaryModel()
        self.table = SortedTable(self.model, self.tr("Summary of the model"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._sorted = self.table.proxy
        self.table.selectionModel().selectionChanged.connect(self._on_row_chosen)
        self.state = words_to_copy()
        self.failure = words_to_copy()
        style.mark(self.state, "muted")
        self.totals = QLabel()
        self.totals.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(_in_the_middle(self.failure))
        self._demand = OnDemand(self, context.session.ask_summary)
        self._demand.state_changed.connect(self._tell_state)
        self._lay_out()
        session = context.session
        session.code_changed.connect(self._demand.changed)
        session.summary_changed.connect(self._on_summary_changed)
        context.selection.changed.connect(self._on_selection_changed)
        context.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._show(session.summary or Summary())
        self._tell_state()

    def copy_text(self) -> None:
        """Put what Keras prints on the clipboard."""
        self._put_on_clipboard(self._summary.text)

    def copy_csv(self) -> None:
        """Put the table on the clipboard for a spreadsheet."""
        self._put_on_clipboard(as_csv(self._summary))

    def _put_on_clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.notice(self.tr("The summary is on the clipboard."))

    def _lay_out(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("As Keras prints it"), self.copy_text)
        menu.addAction(self.tr("As comma-separated values (CSV)"), self.copy_csv)
        self._copy = QToolButton()
        self._copy.setText(self.tr("Copy ▾"))
        self._copy.setToolTip(self.tr("Copy the whole table"))
        self._copy.setMenu(menu)
        self._copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._copy.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        style.mark(self._copy, "flat")
        top = QHBoxLayout()
        top.setContentsMargins(8, 6, 6, 6)
        top.addWidget(self.state, 1)
        top.addWidget(self._copy)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 6, 8, 6)
        foot.addWidget(self.totals, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)

    def _show(self, summary: Summary) -> None:
        self._summary = summary
        self.failure.setText(summary.failure)
        self._pages.setCurrentIndex(1 if summary.failure else 0)
        is_first = summary.rows and not self.model.rowCount()
        self._is_choosing = True
        self.model.show(summary.rows)
        self._is_choosing = False
        if is_first:
            self.table.resizeColumnsToContents()
        self.totals.setText(self._totals(summary))
        self._copy.setEnabled(bool(summary.rows))
        self._select_rows()

    def _totals(self, summary: Summary) -> str:
        if not summary.rows:
            return ""
        size = memory_of(summary.text)
        return self.tr("{total} parameters{size}: {trainable} trainable, {frozen} not").format(
            total=f"{summary.total_params:,}",
            size=f" ({size})" if size else "",
            trainable=f"{summary.trainable_params:,}",
            frozen=f"{summary.non_trainable_params:,}",
        )

    def _tell_state(self) -> None:
        has_table = bool(self._summary.rows)
        if self._demand.is_waiting:
            words = self.tr("Keras is building the model…")
        elif self._demand.is_stale:
            words = self.tr("The design has changed since.") if has_table else ""
        elif self._summary.failure:
            words = self.tr("The model cannot be built.")
        else:
            words = self.tr("As Keras built it.") if has_table else ""
        self.state.setText(words)

    def _on_summary_changed(self) -> None:
        self._show(self._context.session.summary or Summary())
        self._demand.arrived()

    def _on_row_chosen(self) -> None:
        if self._is_choosing:
            return
        nodes = {index.data(NODE) for index in self.table.selectionModel().selectedRows()}
        self._is_choosing = True
        # Rows are layers of the model; where one is a block, its node in the main graph is meant.
        self._context.session.trail.show(MAIN)
        graph = self._context.document.graph
        self._context.selection.set(node for node in nodes if node in graph)
        self._is_choosing = False

    def _on_selection_changed(self) -> None:
        if not self._is_choosing:
            self._select_rows()

    def _select_rows(self) -> None:
        """Select the rows of the selected nodes, the first of them in view."""
        is_main = self._context.document.graph_name == MAIN
        nodes = self._context.selection.nodes if is_main else frozenset()
        rows = [
            self._sorted.mapFromSource(self.model.index(row, 0)).row()
            for row, each in enumerate(self._summary.rows)
            if each.node in nodes
        ]
        chosen = QItemSelection()
        for first, last in runs(rows):
            chosen.append(
                QItemSelectionRange(self._sorted.index(first, 0), self._sorted.index(last, 0))
            )
        flags = QItemSelectionModel.SelectionFlag
        self._is_choosing = True
        self.table.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
        if rows:
            self.table.scrollTo(self._sorted.index(min(rows), 0))
        self._is_choosing = False

    def _on_theme_changed(self) -> None:
        self._copy.setIcon(icons.icon("copy", self._context.theme.text))


def memory_of(text: str) -> str:
    """The size of the weights as Keras's own summary gives it: `851.79 KB`."""
    found = re.search(r"Total params:.*?\(([^)]+)\)", text)
    return found.group(1) if found else ""


def _in_the_middle(label: QLabel) -> QWidget:
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(12, 12, 12, 12)
    column.addWidget(label)
    column.addStretch(1)
    return page
