"""The search for who leaks in the window: one short run after the other, each in a fresh process,
and nobody waits (`designer/diagnosis/leaks/search.py` says which runs those are)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.codegen import program_of
from designer.diagnosis.leaks.search import Experiment, Finding, Result, Search, search
from designer.document import Change, Document
from designer.graph.answers import Answer
from designer.graph.design import Design
from designer.graph.edits import ChangeCustomLayer, ChangeSettings, Edit
from designer.graph.graph import CycleError
from designer.graph.run_settings import RunSettings
from designer.protocol import Event, Failure, Reply
from designer.session.run_judging import samples_of
from designer.session.run_news import take_event
from designer.session.run_process import RunProcess
from designer.session.run_record import RunRecord
from designer.session.run_script import RunRefused, run_script
from designer.worker_client.command import WorkerCommand

Answers = Callable[[], dict[str, Answer]]


class LeakSearch(QObject):
    """One search at a time; an edit of the design ends it, since its runs are of the design."""

    changed = Signal(str)
    """The id of the run that is asked about: the search begins, goes on, or is over."""

    def __init__(
        self,
        document: Document,
        answers: Answers,
        command: Callable[[], WorkerCommand],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.title = ""
        """What is being tried."""
        self._document = document
        self._answers = answers
        self._command = command
        self._record: RunRecord | None = None
        self._search: Search | None = None
        self._short: RunRecord | None = None
        self._process: RunProcess | None = None
        document.changed.connect(self._on_document_changed)
        document.replaced.connect(self.cancel)

    def is_about(self, run_id: str) -> bool:
        """Whether it is this run's leak that is being looked for."""
        return self._record is not None and self._record.id == run_id

    def begin(self, record: RunRecord) -> None:
        """Look for what leaks in a run that does; `record.finding` and `changed` follow."""
        self.cancel()
        if record.verdict is not None and not self._document.needs_trust:
            self._record = record
            self._search = search(self._document.design, record.settings, record.verdict)
            self._go_on(None)

    def cancel(self) -> None:
        """Give up, and end the short run under way."""
        self._end_process()
        record, self._record, self._search = self._record, None, None
        if record is not None:
            self.changed.emit(record.id)

    def _go_on(self, result: Result | None) -> None:
        """Take what came of a short run, and begin the next that is asked for."""
        record = self._record
        while record is not None and self._search is not None:
            try:
                asked = next(self._search) if result is None else self._search.send(result)
            except StopIteration as ended:
                self._finish(record, ended.value)
                return
            if self._begin_run(record, asked):
                self.changed.emit(record.id)
                return
            result = Result({}, ())

    def _finish(self, record: RunRecord, finding: Finding) -> None:
        record.finding = finding
        self._record, self._search = None, None
        self.changed.emit(record.id)

    def _begin_run(self, record: RunRecord, asked: Experiment) -> bool:
        """Whether the design of an experiment can be run at all."""
        catalog = self._document.catalog
        try:
            program = program_of(asked.design, catalog)
            script = run_script(program, asked.design, catalog, asked.settings, self._answers())
        except (CycleError, RunRefused):
            return False
        if script is None or not program.is_complete:
            return False
        self.title = asked.title
        self._short = RunRecord(record.id, asked.title, asked.settings)
        self._process = RunProcess(self._command(), self)
        self._process.event_arrived.connect(self._on_event)
        self._process.answered.connect(self._on_answered)
        self._process.ended.connect(self._on_ended)
        model = {"inputs": list(script.inputs), "outputs": list(script.outputs)}
        params: dict[str, Any] = {"text": script.text, "line_nodes": script.line_nodes}
        params |= {"eye": asked.eye, "model": model, "folder": ""}
        self._process.ask("train", params)
        return True

    def _on_event(self, event: Event) -> None:
        if self._short is not None:
            take_event(self._short, event)

    def _on_answered(self, answer: Reply | Failure) -> None:
        short = self._short
        self._end_process()
        reply = answer.result if isinstance(answer, Reply) else {}
        self._go_on(Result(reply, samples_of(short.memory) if short else ()))

    def _on_ended(self, _words: str, _last_lines: str) -> None:
        self._end_process()
        self._go_on(Result({}, ()))

    def _end_process(self) -> None:
        process, self._process, self._short = self._process, None, None
        if process is not None:
            process.retire(kill=True)

    def _on_document_changed(self, change: Change) -> None:
        if not change.cosmetic:
            self.cancel()


def holds(edit: Edit | None, design: Design) -> bool:
    """Whether the design has already what a cure makes of it."""
    if isinstance(edit, ChangeCustomLayer):
        return design.custom_layers.get(edit.name) == edit.layer
    if isinstance(edit, ChangeSettings):
        wanted = RunSettings.from_values(edit.settings.run).loop
        return RunSettings.from_values(design.settings.run).loop == wanted
    return False


def settings_after(edit: Edit | None, settings: RunSettings) -> RunSettings:
    """The settings of a run, as a cure leaves them."""
    if isinstance(edit, ChangeSettings):
        return RunSettings.from_values(edit.settings.run)
    return settings
