"""Training runs of the open design: started in a warm process, followed, controlled, kept.

One run goes on at a time; those that are over stay beside it. A run that fails, is killed or loses
its process keeps what it told, and ends in words.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from designer.diagnosis.leaks.verdict import Verdict
from designer.document import Document
from designer.graph.run_settings import RunSettings
from designer.protocol import Event, Failure, FailureKind, Reply
from designer.protocol.run import (
    FINISHED,
    NAN,
    PAUSE,
    RESUME,
    STOP,
    STOP_AFTER_EPOCH,
    STOPPED,
)
from designer.session import run_store
from designer.session.run_judging import Judging
from designer.session.run_news import take_event, take_failure, take_reply
from designer.session.run_process import RunProcess
from designer.session.run_record import (
    ENDED,
    KILLED,
    LOST,
    PAUSED,
    RUNNING,
    STOPPING,
    WAITING,
    Need,
    RunRecord,
)
from designer.session.run_script import RunRefused, RunScript
from designer.storage import SaveError
from designer.worker_client.command import WorkerCommand

TELL_EVERY_MS = 100
"""How often a run that goes on is told of: as often as the eye follows."""
WAITING_PHASE = "shapes"
"""Before the phases of the run's process: what its script is made from is computed."""
STARTING_PHASE = "starting"
"""The script is written, and the process that shall run it imports keras."""


WriteScript = Callable[[RunSettings], RunScript | None]
"""The script of the open design; None while not enough is known of it. Raises `RunRefused`."""


class Runs(QObject):
    """The runs of one window, oldest first."""

    listed = Signal()
    """A run came, went, or is called otherwise."""
    changed = Signal(str)
    """The run of this id is in another state, phase, or has ended."""
    progressed = Signal(str)
    """There are new numbers of the run of this id; at most every `TELL_EVERY_MS`."""
    judged = Signal(str)
    """There is a new verdict on the memory of the run of this id."""
    refused = Signal(str)
    """A sentence: why something could not be done."""

    def __init__(
        self,
        document: Document,
        write_script: WriteScript,
        command: Callable[[], WorkerCommand],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.records: list[RunRecord] = []
        self.predict: Callable[[RunSettings, Callable[[Need], None]], None] = lambda *_: None
        """Tells what training the open design needs at most, now or later, where it is known."""
        self._document = document
        self._write_script = write_script
        self._command = command
        self._process: RunProcess | None = None
        self._going: RunRecord | None = None
        self._last_number = 0
        self._folder: Path | None = None
        self._epochs_judged = 0
        self._judging = Judging(self)
        self._judging.judged.connect(self._on_judged)
        self._news = QTimer(self, singleShot=True, interval=TELL_EVERY_MS)
        self._news.timeout.connect(self._tell)
        self._unread: list[Path] = []
        self._reading = QTimer(self, singleShot=True, interval=0)
        self._reading.timeout.connect(self._read_next)
        document.replaced.connect(self._on_document_replaced)

    # What there is

    @property
    def going(self) -> RunRecord | None:
        """The run that goes on now."""
        return self._going

    @property
    def folder(self) -> Path:
        """Where each run has a folder for what it writes; gone when the window closes."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="keras-designer-runs-"))
        return self._folder

    def record(self, run_id: str) -> RunRecord | None:
        return next((each for each in self.records if each.id == run_id), None)

    # Verbs

    def warm_up(self) -> None:
        """Have a process ready, so that a run begins at once. Returns at once."""
        if self._process is not None and self._process.command != self._command():
            self._let_go()
        if self._process is None:
            process = RunProcess(self._command(), self)
            process.event_arrived.connect(self._on_event)
            process.answered.connect(self._on_answered)
            process.ended.connect(self._on_ended)
            self._process = process

    def start(self, settings: RunSettings, *, name: str = "", proves: str = "") -> RunRecord | None:
        """Train the open design; None, with `refused`, where that cannot be."""
        if self._going is not None:
            self.refused.emit(self.tr("A run is going on. Stop it first."))
            return None
        if self._document.needs_trust:
            self.refused.emit(self.tr("This design brings code that nobody has trusted yet."))
            return None
        try:
            script = self._write_script(settings)
        except RunRefused as error:
            self.refused.emit(str(error))
            return None
        record = self._new_record(settings, name, proves)
        self.warm_up()
        if script is not None:
            self._send(record, script)
        self.listed.emit()
        self.changed.emit(record.id)
        return record

    def try_to_begin(self) -> None:
        """More is known of the design: begin the run that waits for that."""
        record = self._going
        if record is None or record.script:
            return
        try:
            script = self._write_script(record.settings)
        except RunRefused as error:
            self._end(record, LOST, str(error))
            return
        if script is not None:
            self._send(record, script)
            self.changed.emit(record.id)

    def pause(self) -> None:
        """Hold the run up after its step; it tells when it stands."""
        self._control(PAUSE, (RUNNING,))

    def resume(self) -> None:
        self._control(RESUME, (PAUSED,))

    def stop(self) -> None:
        """End the run as soon as it can; one that has not begun is ended at once."""
        record = self._going
        if record is not None and record.state == WAITING:
            self._let_go(kill=True)
            self._end(record, STOPPED, self.tr("Stopped before it began."))
        elif self._control(STOP, (RUNNING, PAUSED, STOPPING)) and record:
            record.state = STOPPING
            self.changed.emit(record.id)

    def stop_after_epoch(self) -> None:
        """Let the run finish the epoch that it is in."""
        record = self._going
        if self._control(STOP_AFTER_EPOCH, (RUNNING, PAUSED)) and record:
            if record.state == PAUSED:
                self._control(RESUME, (PAUSED,))
            record.state = STOPPING
            self.changed.emit(record.id)

    def kill(self) -> None:
        """End the process of the run, whatever it is at. What it told is kept."""
        record = self._going
        if record is not None:
            self._let_go(kill=True)
            self._end(record, KILLED, self.tr("You ended its process."))

    def rename(self, run_id: str, name: str) -> None:
        record = self.record(run_id)
        if record is not None and name.strip() and name.strip() != record.name:
            record.name = name.strip()
            if record.stored:
                self.store(run_id)
            self.listed.emit()

    def remove(self, run_id: str) -> None:
        """Forget a run that is over, and delete the file that keeps it."""
        record = self.record(run_id)
        if record is None or record is self._going:
            return
        try:
            if record.stored:
                Path(record.stored).unlink(missing_ok=True)
        except OSError as error:
            words = self.tr("{path} could not be deleted: {reason}.")
            self.refused.emit(words.format(path=record.stored, reason=error.strerror))
            return
        self._delete_artefacts(record)
        self.records.remove(record)
        self.listed.emit()

    def store(self, run_id: str) -> bool:
        """Keep a run that is over in a file beside the design's; false, with `refused`, where that
        cannot be."""
        record, path = self.record(run_id), self._document.path
        if record is None or record is self._going:
            return False
        if path is None:
            self.refused.emit(self.tr("Save the design first: its runs are kept beside its file."))
            return False
        try:
            record.stored = str(run_store.store(record, path))
        except (OSError, SaveError) as error:
            self.refused.emit(self.tr("The run could not be stored: {reason}").format(reason=error))
            return False
        self.listed.emit()
        return True

    def save_model(self, run_id: str, path: Path) -> None:
        """Put the trained model of a run into a `.keras` file."""
        record = self.record(run_id)
        if record is None or not record.saved_model:
            return
        try:
            shutil.copyfile(record.saved_model, path)
        except OSError as error:
            words = self.tr("{path} could not be written: {reason}.")
            self.refused.emit(words.format(path=path, reason=error.strerror))

    def close(self) -> None:
        """End the processes and delete what runs wrote; nothing is told after this."""
        self._news.stop()
        self._reading.stop()
        self._let_go(kill=True)
        self._going = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    # Inside

    def _new_record(self, settings: RunSettings, name: str, proves: str) -> RunRecord:
        self._last_number += 1
        record = RunRecord(
            f"run-{self._last_number}",
            name or self._free_name(),
            settings,
            design=self._document.title,
            began=datetime.now().astimezone().isoformat(timespec="seconds"),
            phase=WAITING_PHASE,
            proves=proves,
        )
        self.records.append(record)
        self._going = record
        self._epochs_judged = 0
        return record

    def _free_name(self) -> str:
        """`Run 1`, `Run 2`, … of this design, whatever was deleted meanwhile."""
        names = {record.name for record in self.records}
        made = (self.tr("Run {number}").format(number=number) for number in count(1))
        return next(name for name in made if name not in names)

    def _send(self, record: RunRecord, script: RunScript) -> None:
        record.script, record.line_nodes = script.text, script.line_nodes
        record.phase = STARTING_PHASE
        self.predict(record.settings, record.expect)
        assert self._process is not None
        params = {
            "text": script.text,
            "line_nodes": script.line_nodes,
            "eye": False,
            "model": {"inputs": list(script.inputs), "outputs": list(script.outputs)},
            "folder": "" if self._is_far() else str(self._artefacts_of(record)),
        }
        self._process.ask("train", params)

    def _is_far(self) -> bool:
        """Whether a folder of this machine means nothing to the run's process."""
        return self._process is not None and self._process.command.is_on_another_machine

    def _control(self, name: str, states: tuple[str, ...]) -> bool:
        if self._going is None or self._process is None or self._going.state not in states:
            return False
        self._process.tell(name)
        return True

    def _let_go(self, *, kill: bool = False) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.retire(kill=kill)

    def _end(self, record: RunRecord, outcome: str, words: str) -> None:
        """Note an end that the process did not tell of."""
        record.state, record.outcome, record.words = ENDED, outcome, words
        record.seconds_left = None
        self._is_over(record)

    def _is_over(self, record: RunRecord) -> None:
        self._going = None
        self._news.stop()
        if record.memory:
            self._judging.judge(record)
        self.progressed.emit(record.id)
        self.changed.emit(record.id)

    def _on_event(self, event: Event) -> None:
        record = self._going
        if record is None:
            return
        before = (record.state, record.phase, len(record.notices))
        if not take_event(record, event):
            return
        if (record.state, record.phase, len(record.notices)) != before:
            self.changed.emit(record.id)
        if not self._news.isActive():
            self._news.start()

    def _on_answered(self, answer: Reply | Failure) -> None:
        record = self._going
        self._let_go()
        if record is not None:
            if isinstance(answer, Reply):
                take_reply(record, answer.result)
                record.words = self._words(record)
            else:
                take_failure(record, answer)
                if answer.kind == FailureKind.CANCELLED:
                    record.outcome = STOPPED
            self._is_over(record)
        self.warm_up()

    def _on_ended(self, words: str, last_lines: str) -> None:
        """The process is gone without an answer; one that was only kept warm is not missed."""
        self._process = None
        record = self._going
        if record is not None:
            record.details = last_lines
            self._end(record, LOST, words)

    def _tell(self) -> None:
        record = self._going
        if record is not None:
            if record.epochs_done != self._epochs_judged:
                self._epochs_judged = record.epochs_done
                self._judging.judge(record)
            self.progressed.emit(record.id)

    def _on_judged(self, run_id: str, verdict: Verdict) -> None:
        record = self.record(run_id)
        if record is not None:
            record.verdict = verdict
            self.judged.emit(run_id)

    def _words(self, record: RunRecord) -> str:
        done, whole = record.epochs_done, record.epochs
        notes = [each.sentence for each in record.notices if each.code == NAN]
        if record.outcome == NAN:
            return notes[0] if notes else self.tr("The loss became no number.")
        if record.outcome == FINISHED and done >= whole:
            words = self.tr("Finished: {done} epochs in {seconds:.1f} s.")
        elif record.outcome == FINISHED:
            words = self.tr("A callback ended it after {done} of {whole} epochs.")
        else:
            words = self.tr("Stopped after {done} of {whole} epochs.")
        return words.format(done=done, whole=whole, seconds=record.seconds)

    def _artefacts_of(self, record: RunRecord) -> Path:
        """Where checkpoints, logs and the trained model of a run are written."""
        return self.folder / record.id

    def _delete_artefacts(self, record: RunRecord) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder / record.id, ignore_errors=True)

    def _on_document_replaced(self) -> None:
        """Runs belong to the design that they were of."""
        if self._going is not None:
            self._let_go(kill=True)
            self._going = None
        for record in self.records:
            self._delete_artefacts(record)
        self.records = []
        path = self._document.path
        self._unread = run_store.stored_in(path) if path else []
        self._reading.start()
        self.listed.emit()

    def _read_next(self) -> None:
        """One file a turn of the event loop, so that many do not hold up the window."""
        if not self._unread:
            return
        path = self._unread.pop(0)
        self._last_number += 1
        try:
            record = run_store.read(path, f"run-{self._last_number}")
        except (OSError, ValueError) as error:
            words = self.tr("The stored run {name} cannot be read: {reason}")
            self.refused.emit(words.format(name=path.name, reason=error))
        else:
            self.records.append(record)
            self.listed.emit()
        self._reading.start()
