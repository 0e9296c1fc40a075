"""The window's worker: started, watched, restarted, and asked without ever waiting.

Everything goes through QProcess and signals. A request ends in exactly one `replied` or `failed`,
also when the process dies under it; only a request that was cancelled ends in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from designer.protocol import (
    PROTOCOL_VERSION,
    Event,
    Failure,
    FailureKind,
    Message,
    Reply,
    Request,
)
from designer.worker_client import endings
from designer.worker_client.command import WorkerCommand, own_python
from designer.worker_client.process import WorkerProcess
from designer.worker_client.restarts import Restarts

STARTING = "starting"
READY = "ready"
BUSY = "busy"
RESTARTING = "restarting"
STOPPED = "stopped"
FAILED = "failed"

_BACKENDS = {"tensorflow": "TensorFlow", "torch": "PyTorch", "jax": "JAX", "numpy": "NumPy"}
_READY_WITHIN_S = 120.0
_BUSY_AFTER_MS = 150
"""Most answers come within milliseconds; the status must not flicker at every keystroke."""
_LARGEST_IDLE_BYTES = 4_000_000_000


class WorkerClient(QObject):
    """Asks the worker and tells what becomes of it.

    `replied` carries a `Reply`, `failed` a `Failure`, `event_arrived` an
    `Event` (progress). After `restarted` the worker knows nothing of what it was asked before.
    """

    state_changed = Signal(str)
    described = Signal(str)
    replied = Signal(object)
    failed = Signal(object)
    event_arrived = Signal(object)
    restarted = Signal()

    def __init__(
        self,
        command: WorkerCommand | None = None,
        parent: QObject | None = None,
        *,
        ready_within_s: float = _READY_WITHIN_S,
        largest_idle_bytes: int = _LARGEST_IDLE_BYTES,
        restarts: Restarts | None = None,
    ) -> None:
        super().__init__(parent)
        self._command = command or own_python()
        self._restarts = restarts or Restarts()
        self._ready_within_s = ready_within_s
        self._largest_idle_bytes = largest_idle_bytes
        self._process: WorkerProcess | None = None
        self._state = STOPPED
        self._description = self.tr("The worker is stopped.")
        self._about: dict[str, Any] = {}
        self._last_id = 0
        self._in_flight: dict[int, Request] = {}
        self._cancelled: set[int] = set()
        self._unsent: list[Message] = []
        self._last_lines: list[str] = []
        self._resident_bytes = 0
        self._has_been_ready = False
        self._ready_timer = self._single_shot(self._on_not_ready_in_time)
        self._busy_timer = self._single_shot(self._on_busy_for_a_while)
        self._restart_timer = self._single_shot(self._launch)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.end_now)

    @property
    def command(self) -> WorkerCommand:
        """What starts the worker, and could start another of its kind."""
        return self._command

    @property
    def state(self) -> str:
        """One of starting, ready, busy, restarting, stopped, failed."""
        return self._state

    @property
    def description(self) -> str:
        """The state in a sentence, with the reason where there is one."""
        return self._description

    @property
    def about(self) -> Mapping[str, Any]:
        """What the worker said of itself: `python`, `executable`, `keras`, `backend`, …."""
        return self._about

    @property
    def resident_bytes(self) -> int:
        """The memory that the worker held when it last said so; 0 before that."""
        return self._resident_bytes

    @property
    def last_lines(self) -> list[str]:
        """The last lines on the worker's standard error; of the one before, until there is one."""
        return self._last_lines if self._process is None else self._process.last_lines

    def start(self) -> None:
        """Start the worker, unless it runs already."""
        if self._process is None and not self._restart_timer.isActive():
            self._restarts.forgive()
            self._enter(STARTING, self.tr("Keras is starting…"))
            self._launch()

    def restart(self) -> None:
        """End the worker, however busy or hung it is, and start another."""
        self._restarts.forgive()
        self._replace(self.tr("The worker was restarted."), kill=True)

    def use(self, command: WorkerCommand) -> None:
        """From now on the worker is what this command line starts."""
        self._command = command
        if self._state != STOPPED:
            self.restart()

    def stop(self) -> None:
        """End the worker. It gets a moment to end by itself; nobody waits for that."""
        self._settle(STOPPED, self.tr("The worker is stopped."), kill=False)

    def end_now(self) -> None:
        """End the worker before this returns, in milliseconds: the program is about to end."""
        self._settle(STOPPED, self.tr("The worker is stopped."), kill=True)
        for process in self.findChildren(WorkerProcess):
            process.end_now()

    def request(self, method: str, params: Mapping[str, Any] | None = None) -> int:
        """Ask, and return the id that the one answer will carry.

        What is asked while the worker starts, or just before, is answered once it is there.
        """
        self._last_id += 1
        request = Request(self._last_id, method, params or {})
        self._in_flight[request.id] = request
        self._send(request)
        if self._state in (STOPPED, FAILED):
            QTimer.singleShot(0, self, self._refuse_all)
        self._busy_timer.start(_BUSY_AFTER_MS)
        return request.id

    def cancel(self, request: int) -> None:
        """Nothing more will be heard of this request."""
        if self._in_flight.pop(request, None) is None:
            return
        waiting = [each for each in self._unsent if getattr(each, "id", None) != request]
        if len(waiting) < len(self._unsent):
            self._unsent = waiting
        elif self._process is not None:
            self._cancelled.add(request)
            self._send(Event("cancel", {"request": request}))

    def _single_shot(self, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    def _enter(self, state: str, words: str) -> None:
        changed, self._state, self._description = state != self._state, state, words
        if changed:
            self.state_changed.emit(state)
        self.described.emit(words)

    def _launch(self) -> None:
        process = WorkerProcess(self._command, self)
        process.arrived.connect(self._on_message)
        process.started.connect(self._on_started)
        process.strange.connect(self._on_strange)
        process.ended.connect(self._on_ended)
        self._process = process
        self._resident_bytes = 0
        self._ready_timer.start(int(self._ready_within_s * 1000))
        process.start()

    def _send(self, message: Message) -> None:
        if self._process is not None and self._process.is_running:
            self._process.send(message)
        else:
            self._unsent.append(message)

    def _on_started(self) -> None:
        unsent, self._unsent = self._unsent, []
        for message in unsent:
            self._send(message)

    def _on_message(self, message: Message) -> None:
        if isinstance(message, Event):
            self._on_event(message)
        elif isinstance(message, (Reply, Failure)):
            self._cancelled.discard(message.id)
            if self._in_flight.pop(message.id, None) is not None:
                signal = self.replied if isinstance(message, Reply) else self.failed
                signal.emit(message)
            self._on_answered()

    def _on_event(self, event: Event) -> None:
        params = dict(event.params)
        if event.name == "hello":
            self._about = params
            if params.get("protocol") != PROTOCOL_VERSION:
                theirs = params.get("protocol")
                self._give_up(endings.other_version(theirs, PROTOCOL_VERSION))
        elif event.name == "unusable":
            executable = self._about.get("executable")
            self._give_up(endings.keras_unusable(executable, params.get("message")))
        elif event.name == "ready":
            self._about.update(params)
            self._on_ready()
        elif event.name == "memory":
            self._resident_bytes = int(params.get("resident_bytes", 0))
            self._replace_if_grown()
        else:
            self.event_arrived.emit(event)

    def _on_ready(self) -> None:
        self._ready_timer.stop()
        self._restarts.note_ready()
        again, self._has_been_ready = self._has_been_ready, True
        self._enter(READY, self._ready_words())
        if self._is_waiting():
            self._busy_timer.start(_BUSY_AFTER_MS)
        if again:
            self.restarted.emit()

    def _ready_words(self) -> str:
        backend = str(self._about.get("backend", "?"))
        return self.tr("Keras {keras} on {backend} is ready.").format(
            keras=self._about.get("keras", "?"), backend=_BACKENDS.get(backend, backend)
        )

    def _on_busy_for_a_while(self) -> None:
        if self._state == READY and self._is_waiting():
            self._enter(BUSY, self.tr("Keras is working…"))

    def _on_answered(self) -> None:
        if self._is_waiting():
            return
        self._busy_timer.stop()
        if self._state == BUSY:
            self._enter(READY, self._ready_words())
        self._replace_if_grown()

    def _is_waiting(self) -> bool:
        return bool(self._in_flight or self._cancelled)

    def _replace_if_grown(self) -> None:
        if self._resident_bytes > self._largest_idle_bytes and not self._is_waiting():
            held = self._resident_bytes / 1e9
            words = self.tr("The worker held {held:.1f} GB and is replaced.").format(held=held)
            self._replace(words, kill=False)

    def _on_not_ready_in_time(self) -> None:
        self._start_again_or_give_up(endings.timed_out(self._ready_within_s))

    def _on_strange(self, line: str) -> None:
        if not self._about:
            self._give_up(endings.strange_speech(self._command.words(), line))

    def _on_ended(self, words: str, was_started: bool) -> None:
        if was_started:
            self._start_again_or_give_up(words)
        else:
            self._give_up(words)

    def _start_again_or_give_up(self, words: str) -> None:
        delay_ms = self._restarts.next_delay_ms()
        if delay_ms is None:
            times = self.tr("It was tried {times} times.").format(times=self._restarts.limit)
            self._give_up(f"{words}\n{times}")
        else:
            self._settle(RESTARTING, words, kill=True)
            self._restart_timer.start(delay_ms)

    def _replace(self, words: str, kill: bool) -> None:
        self._settle(RESTARTING, words, kill)
        self._launch()

    def _give_up(self, words: str) -> None:
        """For good: starting it once more would end in the same way."""
        self._settle(FAILED, words, kill=True)

    def _settle(self, state: str, words: str, kill: bool) -> None:
        """Have no process any more, and say so to everybody who waits for an answer."""
        for timer in (self._ready_timer, self._busy_timer, self._restart_timer):
            timer.stop()
        process, self._process = self._process, None
        if process is not None:
            self._last_lines = process.last_lines
            process.retire(kill)
        self._about = {}
        self._cancelled.clear()
        self._unsent.clear()
        lost, self._in_flight = self._in_flight, {}
        self._enter(state, words)
        for request in lost:
            self.failed.emit(Failure(request, FailureKind.WORKER_DIED, words))

    def _refuse_all(self) -> None:
        if self._state in (STOPPED, FAILED):
            self._settle(self._state, self._description, kill=False)
