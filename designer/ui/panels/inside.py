"""The Inside panel: what a model does before its first step, layer by layer, on one batch."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from designer.graph.design import MAIN
from designer.session.looking import (
    ACTIVATIONS,
    BACKENDS,
    FIRST_STEP,
    LAYER_TIMES,
    LOG_GRAPH,
    OVERFIT,
    STATISTICS,
)
from designer.session.looks import Path, place_of
from designer.session.tensorboard import STARTING
from designer.ui import style
from designer.ui.context import Context
from designer.ui.elided import words_to_copy
from designer.ui.panels.heat_choice import HeatChoice
from designer.ui.panels.inside_model import (
    LAYER_COLUMNS,
    NUMBER_COLUMNS,
    PATH,
    InsideModel,
    Row,
    layer_rows,
    number_rows,
)
from designer.ui.panels.loss_line import LossLine
from designer.ui.panels.sorted_table import SortedTable
from designer.ui.translation import T

# fmt: off
QUESTIONS = (
    (FIRST_STEP, T("InsidePanel", "Check the first step"),
     T("InsidePanel", "One batch through the loss: the loss beside chance, gradients by layer")),
    (OVERFIT, T("InsidePanel", "Overfit one batch"),
     T("InsidePanel", "A model that cannot learn one batch by heart learns nothing")),
    (LAYER_TIMES, T("InsidePanel", "Time the layers"),
     T("InsidePanel", "Milliseconds of each layer, forward and backward")),
    (STATISTICS, T("InsidePanel", "Weights and activations"),
     T("InsidePanel", "Mean, spread, zeros of every tensor")),
    (BACKENDS, T("InsidePanel", "Compare backends"),
     T("InsidePanel", "The model under equal weights on TensorFlow, torch and JAX")),
    (LOG_GRAPH, T("InsidePanel", "TensorBoard"),
     T("InsidePanel", "The graph as it runs, and the logs of the runs, in the browser")),
)
# fmt: on
_TAB_OF = {LAYER_TIMES: 1, STATISTICS: 2}
"""Where the answer is read; elsewhere in the report."""
_HEAT_OF = {LAYER_TIMES: "forward", FIRST_STEP: "gradients"}
"""The heat map that a question brings with it, where none is shown yet."""


class InsidePanel(QWidget):
    """Asks on a click, shows answers by node, and chooses what the canvas shows of them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._looking = context.session.looking
        self._is_choosing = False
        self.buttons = {name: self._button(name, text, tip) for name, text, tip in QUESTIONS}
        self.sample = QSpinBox()
        self.sample.setRange(0, 10_000_000)
        self.sample.setAccessibleName(self.tr("Number of the sample"))
        self.buttons[ACTIVATIONS] = self._button(
            ACTIVATIONS,
            T("InsidePanel", "Show sample"),
            T("InsidePanel", "What every node makes of this training sample, as small pictures"),
        )
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.clicked.connect(self._looking.cancel)
        self.heat = HeatChoice(context.insight)
        self.state = words_to_copy()
        style.mark(self.state, "muted")
        self.report = words_to_copy()
        self.line = LossLine(context.theme)
        self.layers, self.numbers = InsideModel(LAYER_COLUMNS), InsideModel(NUMBER_COLUMNS)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._report_page(), self.tr("Report"))
        self.tables = [
            self._table(self.layers, self.tr("Layers")),
            self._table(self.numbers, self.tr("Numbers")),
        ]
        self._lay_out()
        self._looking.changed.connect(self._on_changed)
        self._looking.progressed.connect(self._on_progressed)
        self._looking.answered.connect(self._on_answered)
        self._looking.refused.connect(self._on_refused)
        board = context.session.tensorboard
        board.opened.connect(self._on_board_opened)
        board.failed.connect(self._on_refused)
        board.changed.connect(self._tell_state)
        context.theme_changed.connect(self._on_theme_changed)
        self._refusal = ""
        self._on_changed()

    def ask(self, look: str) -> None:
        """Ask one of the questions, as its button does."""
        self._refusal = ""
        if self._context.document.needs_trust:
            self._on_refused(self.tr("This design brings code that nobody has trusted yet."))
            return
        more: dict[str, object] = {}
        if look == ACTIVATIONS:
            more["sample"] = self.sample.value()
        if look == LOG_GRAPH:
            more["folder"] = str(self._context.session.runs.folder / "graph")
        self._looking.ask(look, **more)
        self.tabs.setCurrentIndex(_TAB_OF.get(look, 0))
        if not self._context.insight.heat_name:
            self._context.insight.show_heat(_HEAT_OF.get(look, ""))

    # Inside

    def _button(self, look: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(self.tr(text))
        button.setToolTip(self.tr(tip))
        button.clicked.connect(partial(self.ask, look))
        return button

    def _table(self, model: InsideModel, title: str) -> SortedTable:
        table = SortedTable(model, title)
        table.selectionModel().selectionChanged.connect(partial(self._on_row_chosen, table))
        self.tabs.addTab(table, title)
        return table

    def _report_page(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.report)
        column.addWidget(self.line)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        return area

    def _lay_out(self) -> None:
        questions = QGridLayout()
        questions.setSpacing(4)
        for number, (name, _, _) in enumerate(QUESTIONS):
            questions.addWidget(self.buttons[name], number // 2, number % 2)
        sample = QHBoxLayout()
        sample.addWidget(self.buttons[ACTIVATIONS])
        sample.addWidget(self.sample)
        sample.addWidget(self.heat, 1)
        state = QHBoxLayout()
        state.addWidget(self.state, 1)
        state.addWidget(self.stop)
        top = QVBoxLayout()
        top.setContentsMargins(8, 8, 8, 4)
        top.setSpacing(4)
        for row in (questions, sample, state):
            top.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.tabs, 1)

    def _on_changed(self) -> None:
        looking = self._looking
        for button in self.buttons.values():
            button.setEnabled(not looking.asked)
        self.stop.setVisible(bool(looking.asked))
        self._show_rows(self.layers, self.tables[0], layer_rows(looking.answers))
        self._show_rows(self.numbers, self.tables[1], number_rows(looking.answers))
        self.line.show_points(looking.points)
        self._show_report()
        self._tell_state()

    def _show_rows(self, model: InsideModel, table: QTableView, rows: list[Row]) -> None:
        is_first = rows and not model.rowCount()
        self._is_choosing = True
        model.show(rows)
        self._is_choosing = False
        if is_first:
            table.resizeColumnsToContents()

    def _show_report(self) -> None:
        answers = self._looking.answers
        lines = [self._refusal] if self._refusal else []
        if first := answers.get(FIRST_STEP):
            lines += [each["sentence"] for each in first["outputs"]]
            lines += [each["sentence"] for each in first["notices"]]
            if not first["notices"]:
                lines.append(self.tr("Every layer with weights gets a gradient."))
        if OVERFIT in answers:
            lines.append(answers[OVERFIT]["sentence"])
        if times := answers.get(LAYER_TIMES):
            words = self.tr("A step takes {step:.3g} ms for {batch} samples. {method}")
            lines.append(
                words.format(
                    step=times["step_ms"], batch=times["batch_size"], method=times["method"]
                )
            )
        if BACKENDS in answers:
            lines += [
                answers[BACKENDS]["sentence"],
                *map(self._backend, answers[BACKENDS]["backends"]),
            ]
        self.report.setText("\n\n".join(lines))
        self.report.setVisible(bool(lines))

    def _backend(self, row: Row) -> str:
        """What a backend needs, in a line."""
        if "message" in row:
            return f"{row['backend']}: {row['message']}"
        words = self.tr("{name} {version}: forward {ahead:.3g} ms, {memory:,.0f} MB in its process")
        said = words.format(
            name=row["backend"],
            version=row["version"],
            ahead=row["forward_ms"],
            memory=row["memory_bytes"] / 1e6,
        )
        step = row.get("step_ms")
        if step is not None:
            said += self.tr(", with gradients {step:.3g} ms").format(step=step)
        if row["output_difference"]:
            more = self.tr(", outputs up to {difference:.1e} apart")
            said += more.format(difference=row["output_difference"])
        return said

    def _tell_state(self) -> None:
        looking = self._looking
        if looking.asked and looking.of:
            words = self.tr("Layer {done} of {of}…").format(done=looking.done, of=looking.of)
        elif looking.asked:
            words = self.tr("A process of its own is looking into the model…")
        elif self._context.session.tensorboard.state == STARTING:
            words = self.tr("TensorBoard is starting; that takes about ten seconds…")
        elif looking.is_stale:
            words = self.tr("The design has changed since.")
        elif looking.answers:
            words = self.tr("As the run settings say, before anything is trained.")
        else:
            words = self.tr("Questions about the model and its data before it is trained.")
        self.state.setText(words)

    def _on_progressed(self) -> None:
        self.line.show_points(self._looking.points)
        self._tell_state()

    def _on_answered(self, look: str) -> None:
        if look == LOG_GRAPH:
            self._context.session.tensorboard.open(self._context.session.runs.folder)

    def _on_board_opened(self, url: str) -> None:
        QDesktopServices.openUrl(QUrl(url))
        self._context.notice(self.tr("TensorBoard is at {url}").format(url=url))

    def _on_refused(self, words: str) -> None:
        self._refusal = words
        self._show_report()

    def _on_row_chosen(self, table: QTableView, *_changes: object) -> None:
        rows = table.selectionModel().selectedRows()
        if self._is_choosing or not rows:
            return
        path: Path = rows[0].data(PATH)
        if not path:
            return
        self._is_choosing = True
        trail = self._context.session.trail
        trail.show(MAIN)
        for step in path[:-1]:
            trail.enter(place_of((step,))[1])
        graph, node = place_of(path)
        if self._context.can_show(graph, node):
            self._context.reveal(graph, node)
        self._is_choosing = False

    def _on_theme_changed(self) -> None:
        self.line.set_theme(self._context.theme)
