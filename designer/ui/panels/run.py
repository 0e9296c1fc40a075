"""The Run panel: settings of the next run, what the run is at, and the runs side by side."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QTabWidget, QVBoxLayout, QWidget

from designer.diagnosis.leaks.search import Cure
from designer.session.leak_search import settings_after
from designer.session.run_record import PAUSED, RunRecord
from designer.ui.context import Context
from designer.ui.panels.curves_page import CurvesPage
from designer.ui.panels.run_bar import RunBar
from designer.ui.panels.run_code import RunCodeDialog
from designer.ui.panels.run_settings_page import RunSettingsPage
from designer.ui.panels.runs_page import RunsPage


class RunPanel(QWidget):
    """Follows `Session.runs`. Being shown for the first time starts the process of the next run, so
    that it begins at once."""

    run_requested = Signal()
    """The button: it may have to ask for trust first."""
    source_requested = Signal(str, int)
    """The name of a custom layer, and the line of its source that leaks."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._runs = context.session.runs
        self.bar = RunBar()
        self.settings = RunSettingsPage(context)
        self.curves = CurvesPage(context)
        self.runs = RunsPage(context)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Settings and runs"))
        self.tabs.addTab(self.settings, self.tr("Settings"))
        self.tabs.addTab(self.curves, self.tr("Curves"))
        self.tabs.addTab(self.runs, self.tr("Runs"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.tabs, 1)
        self._connect()
        context.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._on_listed()

    def start(self) -> None:
        """Train the open design as the form says."""
        self.settings.commit()
        self._context.session.leak_search.cancel()
        if self._runs.start(self.settings.settings):
            self.tabs.setCurrentWidget(self.curves)

    def pause_or_resume(self) -> None:
        going = self._runs.going
        if going is not None and going.state == PAUSED:
            self._runs.resume()
        else:
            self._runs.pause()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._warm_up_if_seen)

    def _connect(self) -> None:
        runs = self._runs
        self.bar.run_requested.connect(self.run_requested)
        self.bar.pause_requested.connect(self.pause_or_resume)
        self.bar.stop_requested.connect(runs.stop)
        self.bar.stop_after_epoch_requested.connect(runs.stop_after_epoch)
        self.bar.kill_requested.connect(runs.kill)
        runs.listed.connect(self._on_listed)
        runs.changed.connect(self._on_changed)
        runs.progressed.connect(self._on_progressed)
        runs.judged.connect(self._on_changed)
        session = self._context.session
        session.leak_search.changed.connect(self._on_changed)
        self.curves.card.search_requested.connect(self._on_search_requested)
        self.curves.card.cancel_requested.connect(session.leak_search.cancel)
        self.curves.card.source_requested.connect(self.source_requested)
        self.curves.card.cure_requested.connect(self._on_cure_requested)
        self.curves.card.prove_requested.connect(self._on_prove_requested)
        self.curves.cure_applied.connect(self._on_cure_applied)
        found = self.runs.list
        found.shown_changed.connect(self._draw_chosen)
        found.current_changed.connect(self._show_memory)
        found.renamed.connect(runs.rename)
        found.remove_requested.connect(runs.remove)
        found.store_requested.connect(runs.store)
        found.model_requested.connect(self._on_model_requested)
        found.settings_requested.connect(self._on_settings_requested)
        found.code_requested.connect(self.show_code)

    def show_code(self, run_id: str) -> None:
        """Show the script of a run beside the window."""
        record = self._runs.record(run_id)
        if record is not None:
            RunCodeDialog(record, self._context.theme, self).show()

    @property
    def _latest(self) -> RunRecord | None:
        """The run that goes on, or the last one."""
        return self._runs.going or (self._runs.records[-1] if self._runs.records else None)

    def _warm_up_if_seen(self) -> None:
        """A dock that is being arranged shows and hides its panel several times."""
        if self.isVisible() and not self._context.document.needs_trust:
            self._runs.warm_up()

    def _on_listed(self) -> None:
        self.bar.show_run(self._latest)
        self.runs.show_runs(self._runs.records)
        count = len(self._runs.records)
        title = self.tr("Runs ({count})").format(count=count) if count else self.tr("Runs")
        self.tabs.setTabText(self.tabs.indexOf(self.runs), title)

    def _draw_chosen(self) -> None:
        self.curves.draw(self.runs.shown)
        self.runs.list.set_colours(dict(self.curves.colours))

    def _show_memory(self) -> None:
        record = self.runs.current
        self.curves.show_memory_of(record, self._runs.record(record.proves) if record else None)

    def _on_changed(self, run_id: str) -> None:
        record = self._runs.record(run_id)
        if record is not None:
            self.bar.show_run(self._latest)
            self.runs.show_run(record)
            self.curves.show_progress()
            self._show_memory()

    def _on_progressed(self, run_id: str) -> None:
        record = self._runs.record(run_id)
        if record is not None and self.isVisible():
            self.bar.show_run(self._latest)
            self.runs.show_progress(record)
            self.curves.show_progress()

    def _on_settings_requested(self, run_id: str) -> None:
        record = self._runs.record(run_id)
        if record is not None:
            self.settings.take(record.settings, self.tr("Settings of a run"))
            self.tabs.setCurrentWidget(self.settings)

    def _on_search_requested(self, run_id: str) -> None:
        record = self._runs.record(run_id)
        if self._runs.going is not None:
            self._context.notice(self.tr("A run is going on. Stop it first."), "warning")
        elif record is not None:
            self._context.session.leak_search.begin(record)

    def _on_cure_requested(self, run_id: str) -> None:
        cure = self._cure_of(run_id)
        if cure is not None:
            self.curves.show_cure(cure.title, cure.diff)

    def _on_cure_applied(self) -> None:
        cure = self._cure_of(self.runs.list.current)
        if cure is not None and cure.edit is not None:
            self._context.document.apply(cure.edit, self.tr("Cure the leak"))

    def _on_prove_requested(self, run_id: str) -> None:
        record, cure = self._runs.record(run_id), self._cure_of(run_id)
        if record is not None and cure is not None:
            name = self.tr("{name}, cured").format(name=record.name)
            settings = settings_after(cure.edit, record.settings)
            self._runs.start(settings, name=name, proves=run_id)

    def _cure_of(self, run_id: str) -> Cure | None:
        record = self._runs.record(run_id)
        return record.finding.cure if record and record.finding else None

    def _on_model_requested(self, run_id: str) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the trained model"), "", self.tr("Keras models (*.keras)")
        )
        if path:
            self._runs.save_model(run_id, Path(path).with_suffix(".keras"))

    def _on_theme_changed(self) -> None:
        self.bar.set_theme(self._context.theme)
        self.curves.set_theme(self._context.theme)
        self._draw_chosen()
