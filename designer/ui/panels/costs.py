"""The Costs panel: what a model needs before it runs, and the first node that does not fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.graph.design import MAIN
from designer.session.node_costs import Costs, Terms
from designer.ui import style
from designer.ui.context import Context
from designer.ui.elided import WrappedLabel
from designer.ui.panels.cost_terms import CostTerms
from designer.ui.panels.costs_model import NODE, CostsModel, exactly, rows_of, shortly
from designer.ui.panels.heat_choice import HeatChoice
from designer.ui.panels.sorted_table import SortedTable
from designer.ui.sizes import size_words
from designer.ui.translation import T

# fmt: off
PARTS = (
    ("weight_bytes", T("CostsPanel", "Weights"),
     T("CostsPanel", "All weights, those too that are not trained")),
    ("gradient_bytes", T("CostsPanel", "Gradients"),
     T("CostsPanel", "A number for each weight that is trained")),
    ("optimizer_bytes", T("CostsPanel", "Optimizer"),
     T("CostsPanel", "What the optimizer keeps for each of these weights; Adam two numbers")),
    ("activation_bytes", T("CostsPanel", "Activations kept"),
     T("CostsPanel", "What layers give in the forward pass and the backward pass reads again")),
    ("working_bytes", T("CostsPanel", "Working set"),
     T("CostsPanel", "What is there for a moment only, at the moment of the peak")),
    ("allocator_bytes", T("CostsPanel", "Allocator's holes"),
     T("CostsPanel", "What lies free between tensors and goes back to nobody")),
    ("framework_bytes", T("CostsPanel", "Framework, graph"),
     T("CostsPanel", "What TensorFlow itself and the compiled graph take")),
)
# fmt: on
"""Of the peak: the names of `Estimate`, what they are called, and what they are."""
_LEAST_COLUMN = 72


class CostsPanel(QWidget):
    """Works nothing out while nobody looks; the whole model, whatever graph is shown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._costing = context.session.costing
        self._is_choosing = False
        self._misfit = ""
        self.terms = CostTerms(self._costing)
        self.state = WrappedLabel()
        style.mark(self.state, "muted")
        self.peak = WrappedLabel()
        font = self.peak.font()
        font.setBold(True)
        self.peak.setFont(font)
        self.misfit = QPushButton()
        self.misfit.clicked.connect(self._on_misfit_clicked)
        self.parts = {name: QLabel() for name, *_ in PARTS}
        self.totals = WrappedLabel()
        for label in (self.state, self.peak, self.totals, *self.parts.values()):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.heat = HeatChoice(context.insight)
        self.reset = QPushButton(self.tr("As the run settings say"))
        self.reset.clicked.connect(self._on_reset)
        self.model = CostsModel()
        self.table = SortedTable(self.model, self.tr("Costs by node"))
        # A long name gives way: the numbers are what one looks for.
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(_LEAST_COLUMN)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.selectionModel().selectionChanged.connect(self._on_row_chosen)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show_if_seen)
        self._lay_out()
        self._costing.changed.connect(self._later.start)
        context.selection.changed.connect(self._select_row)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._later.start()
        return super().event(event)

    # Inside

    def _lay_out(self) -> None:
        parts = QGridLayout()
        parts.setHorizontalSpacing(12)
        parts.setVerticalSpacing(1)
        for number, (name, title, tip) in enumerate(PARTS):
            row, place = divmod(number, 2)
            label = QLabel(self.tr(title))
            style.mark(label, "muted")
            value = self.parts[name]
            for each in (label, value):
                each.setToolTip(self.tr(tip))
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            parts.addWidget(label, row, 2 * place)
            parts.addWidget(value, row, 2 * place + 1)
        parts.setColumnStretch(1, 1)
        parts.setColumnStretch(3, 1)
        choice = QHBoxLayout()
        choice.addWidget(self.heat, 1)
        choice.addWidget(self.reset)
        top = QVBoxLayout()
        top.setContentsMargins(8, 8, 8, 6)
        top.setSpacing(5)
        top.addWidget(self.terms)
        top.addLayout(choice)
        top.addWidget(self.peak)
        top.addLayout(parts)
        top.addWidget(self.misfit)
        top.addWidget(self.totals)
        top.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.table, 1)

    def _show_if_seen(self) -> None:
        if not self.isVisible():
            return
        self.terms.follow()
        costs = self._costing.whole()
        self._show_peak(costs)
        self._show_rows(costs)
        terms = self._costing.terms
        self.reset.setEnabled(terms != Terms(memory_bytes=terms.memory_bytes))
        # A second estimate is as much work again: in a turn of its own.
        QTimer.singleShot(0, self, self._show_totals)

    def _show_peak(self, costs: Costs) -> None:
        estimate, limit = costs.training, self.terms.limit_bytes
        has_any = bool(costs.steps)
        words = self.tr("Training memory, at its peak: {least}{size}")
        least = "" if costs.is_whole else self.tr("at least ")
        self.peak.setText(words.format(least=least, size=size_words(estimate.peak_bytes)))
        self.peak.setVisible(has_any)
        for name, *_ in PARTS:
            self.parts[name].setText(size_words(getattr(estimate, name)))
        self._misfit = estimate.first_that_does_not_fit(limit) if limit else ""
        self.misfit.setVisible(bool(self._misfit))
        if self._misfit:
            words = self.tr("{limit} are not enough from {name} on")
            self.misfit.setText(
                words.format(limit=size_words(limit), name=self._name(self._misfit))
            )
        self.state.setText(self._state(costs))
        self.state.setVisible(bool(self.state.text()))

    def _state(self, costs: Costs) -> str:
        """What is to be known of the numbers before one trusts them."""
        if self._costing.refusal:
            return self._costing.refusal
        if self._costing.is_waiting:
            return self.tr("The shapes of this resolution are being computed…")
        if not costs.steps and self._costing.is_figuring:
            return self.tr("The costs are being worked out…")
        if not costs.steps:
            return self.tr("Costs are told once the model has a node whose shape is known.")
        lines = []
        if costs.left_out:
            words = self.tr("Incomplete: without {names}, whose shapes are not known.")
            lines.append(words.format(names=self._names(costs.left_out)))
        if costs.training.unknown:
            words = self.tr("Not known of {names}: a size is open, or the code is not Keras's.")
            lines.append(words.format(names=self._names(costs.training.unknown)))
        return "\n".join(lines)

    def _show_totals(self) -> None:
        if not self.isVisible():
            return
        costs = self._costing.whole()
        macs = costs.training.macs
        words = self.tr(
            "{parameters} parameters · {macs} multiply-adds forward · {activations} of activations"
            " · prediction needs {inference}"
        )
        self.totals.setText(
            words.format(
                parameters=exactly(sum(each.params for each in costs.training.nodes)),
                macs=self.tr("unknown") if macs is None else shortly(macs),
                activations=size_words(costs.activation_bytes),
                inference=size_words(costs.inference.peak_bytes),
            )
        )
        self.totals.setVisible(bool(costs.steps))

    def _show_rows(self, costs: Costs) -> None:
        is_first = not self.model.rowCount()
        self._is_choosing = True
        self.model.show(rows_of(costs, self._name))
        self._is_choosing = False
        if is_first:
            self.table.resizeColumnsToContents()

    def _name(self, node_id: str) -> str:
        node = self._context.document.design.main.get(node_id)
        return node.name if node else ""

    def _names(self, node_ids: tuple[str, ...]) -> str:
        first = ", ".join(filter(None, map(self._name, node_ids[:3])))
        more = len(node_ids) - 3
        words = self.tr("{first} and {count} more")
        return words.format(first=first, count=more) if more > 0 else first

    def _on_reset(self) -> None:
        self._costing.set_terms(batch=None, precision=None, resolution=None)

    def _on_misfit_clicked(self) -> None:
        if self._context.can_show(MAIN, self._misfit):
            self._context.reveal(MAIN, self._misfit)

    def _on_row_chosen(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if self._is_choosing or not rows:
            return
        self._is_choosing = True
        node = rows[0].data(NODE)
        if self._context.can_show(MAIN, node):
            self._context.reveal(MAIN, node)
        self._is_choosing = False

    def _select_row(self) -> None:
        """Follow the canvas."""
        if self._is_choosing or not self.isVisible():
            return
        is_main = self._context.document.graph_name == MAIN
        node = self._context.selection.node if is_main else ""
        self._is_choosing = True
        self.table.clearSelection()
        for number, row in enumerate(self.model.rows):
            if node and row.node == node:
                shown = self.table.proxy.mapFromSource(self.model.index(number, 0))
                self.table.selectRow(shown.row())
        self._is_choosing = False
