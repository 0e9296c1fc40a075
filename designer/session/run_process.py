"""The process of one run: started ahead so that keras is imported when Run is pressed, asked once,
and let go. Starting it again is not its business, unlike with `WorkerClient`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from designer.protocol import PROTOCOL_VERSION, Event, Failure, Message, Reply, Request
from designer.worker_client import endings
from designer.worker_client.command import WorkerCommand
from designer.worker_client.process import WorkerProcess

_READY_WITHIN_MS = 120_000
_REQUEST = 1


class RunProcess(QObject):
    """What is asked while it starts is sent once it is ready. One `answered` or one `ended` comes,
    and nothing after it."""

    event_arrived = Signal(object)
    answered = Signal(object)
    """A `Reply` or a `Failure`."""
    ended = Signal(str, str)
    """Why there will be no answer, in words, and its last lines."""

    def __init__(self, command: WorkerCommand, parent: QObject) -> None:
        super().__init__(parent)
        self.command = command
        self._is_ready = False
        self._is_greeted = False
        self._waiting: list[Message] = []
        self._process: WorkerProcess | None = WorkerProcess(command, self)
        self._process.arrived.connect(self._on_message)
        self._process.strange.connect(self._on_strange)
        self._process.ended.connect(self._on_ended)
        self._timer = QTimer(self, singleShot=True, interval=_READY_WITHIN_MS)
        self._timer.timeout.connect(self._on_not_ready)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.end_now)
        self._timer.start()
        self._process.start()

    def ask(self, method: str, params: Mapping[str, Any]) -> None:
        """The one request of its life."""
        self._send(Request(_REQUEST, method, params))

    def tell(self, name: str, params: Mapping[str, Any] | None = None) -> None:
        self._send(Event(name, params or {}))

    def cancel(self) -> None:
        """Have it give up what it was asked."""
        self.tell("cancel", {"request": _REQUEST})

    def retire(self, *, kill: bool = False) -> None:
        """Be rid of it: nothing is signalled any more."""
        self._timer.stop()
        process, self._process = self._process, None
        if process is not None:
            process.destroyed.connect(self.deleteLater)
            process.retire(kill)

    def end_now(self) -> None:
        """Kill it before this returns: the program is about to end."""
        self._timer.stop()
        self._process = None
        for process in self.findChildren(WorkerProcess):
            process.end_now()

    def _send(self, message: Message) -> None:
        if self._process is not None and self._is_ready:
            self._process.send(message)
        else:
            self._waiting.append(message)

    def _on_message(self, message: Message) -> None:
        if isinstance(message, Event):
            self._on_event(message)
        elif isinstance(message, (Reply, Failure)):
            self.answered.emit(message)

    def _on_event(self, event: Event) -> None:
        if event.name == "hello":
            self._is_greeted = True
            theirs = event.params.get("protocol")
            if theirs != PROTOCOL_VERSION:
                self._give_up(endings.other_version(theirs, PROTOCOL_VERSION))
        elif event.name == "unusable":
            reason = event.params.get("message")
            self._give_up(endings.keras_unusable(self.command.words(), reason))
        elif event.name == "ready":
            self._on_ready()
        else:
            self.event_arrived.emit(event)

    def _on_ready(self) -> None:
        self._timer.stop()
        self._is_ready = True
        waiting, self._waiting = self._waiting, []
        for message in waiting:
            self._send(message)

    def _on_strange(self, line: str) -> None:
        if not self._is_greeted:
            self._give_up(endings.strange_speech(self.command.words(), line))

    def _on_not_ready(self) -> None:
        self._give_up(endings.timed_out(_READY_WITHIN_MS / 1000))

    def _on_ended(self, words: str, _was_started: bool) -> None:
        process, self._process = self._process, None
        self._timer.stop()
        self.ended.emit(words, "\n".join(process.last_lines) if process else "")

    def _give_up(self, words: str) -> None:
        last = "\n".join(self._process.last_lines) if self._process else ""
        self.retire(kill=True)
        self.ended.emit(words, last)
