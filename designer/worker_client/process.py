"""One worker process: messages in, messages out, its last words, and its end."""

from __future__ import annotations

import os
import time
from collections import deque

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from designer.protocol import LineBuffer, Message, ProtocolError, decode, encode
from designer.worker_client import endings
from designer.worker_client.command import WorkerCommand

_KEPT_LINES = 200
_MAY_END_WITHIN_MS = 1500
_AT_A_STRETCH_S = 0.004
"""After this long with messages, the window's events have their turn."""


class WorkerProcess(QObject):
    """Speaks the protocol with a child process; it is done for once it has ended.

    `ended` carries the words and whether the program had started at all. After `retire` nothing
    is signalled any more, and the object goes when the process has gone.
    """

    started = Signal()
    arrived = Signal(object)
    strange = Signal(str)
    ended = Signal(str, bool)

    def __init__(self, command: WorkerCommand, parent: QObject) -> None:
        super().__init__(parent)
        self._command = command
        self._messages = LineBuffer()
        self._words = LineBuffer()
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._is_retired = False
        self._untaken: deque[bytes] = deque()
        self._go_on = QTimer(self, singleShot=True, interval=0)
        self._go_on.timeout.connect(self._take_some)
        self._process = QProcess(self)
        self._process.setProgram(command.program)
        self._process.setArguments(list(command.arguments))
        self._process.setProcessEnvironment(_environment(command))
        self._process.started.connect(self._on_started)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_error_output)
        self._process.errorOccurred.connect(self._on_error)
        self._process.finished.connect(self._on_finished)

    @property
    def is_running(self) -> bool:
        """Whether it can be sent to."""
        return self._process.state() == QProcess.ProcessState.Running

    @property
    def last_lines(self) -> list[str]:
        """The last of what it wrote to its standard error."""
        return list(self._lines)

    def start(self) -> None:
        """Returns at once; `started` or `ended` follows."""
        self._process.start()

    def send(self, message: Message) -> None:
        """Returns at once, however much it is and however slowly the worker reads."""
        self._process.write(encode(message))

    def retire(self, kill: bool) -> None:
        """Be rid of it: at once, or within a moment in which it may end by itself."""
        self._is_retired = True
        if self._process.state() == QProcess.ProcessState.NotRunning:
            self.deleteLater()
        elif kill:
            self._process.kill()
        else:
            self._process.closeWriteChannel()
            QTimer.singleShot(_MAY_END_WITHIN_MS, self._process, self._process.kill)

    def end_now(self) -> None:
        """Kill it and wait until it is gone, which takes milliseconds."""
        self._is_retired = True
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished()

    def _on_started(self) -> None:
        if self._command.greeting:
            self._process.write(self._command.greeting)
        if not self._is_retired:
            self.started.emit()

    def _on_output(self) -> None:
        chunk = bytes(self._process.readAllStandardOutput().data())
        try:
            self._untaken += self._messages.feed(chunk)
        except ProtocolError as error:
            self.strange.emit(str(error))
            return
        if not self._go_on.isActive():
            self._take_some()

    def _take_some(self) -> None:
        until = time.perf_counter() + _AT_A_STRETCH_S
        while self._untaken and not self._is_retired:
            self._take(self._untaken.popleft())
            if self._untaken and time.perf_counter() > until:
                self._go_on.start()
                return

    def _take(self, line: bytes) -> None:
        try:
            message = decode(line)
        except ProtocolError as error:
            self._lines.append(str(error))
            self.strange.emit(str(error))
        else:
            self.arrived.emit(message)

    def _on_error_output(self) -> None:
        for line in self._words.feed(bytes(self._process.readAllStandardError().data())):
            self._lines.append(line.decode(errors="replace"))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            words = endings.not_started(self._command.words(), self._process.errorString())
            self._end(words, was_started=False)

    def _on_finished(self, status: int, how: QProcess.ExitStatus) -> None:
        while self._untaken and not self._is_retired:
            self._take(self._untaken.popleft())
        self._on_error_output()
        rest = self._words.rest.decode(errors="replace")
        lines = [*self._lines, rest]
        # Qt gives the number of the signal as the exit code of a crash, except on Windows.
        if how == QProcess.ExitStatus.CrashExit and os.name == "posix":
            self._end(endings.ended_by_signal(status, lines), was_started=True)
        else:
            self._end(endings.ended_by_itself(status, lines), was_started=True)

    def _end(self, words: str, was_started: bool) -> None:
        if not self._is_retired:
            self.ended.emit(words, was_started)
        self.deleteLater()


def _environment(command: WorkerCommand) -> QProcessEnvironment:
    environment = QProcessEnvironment.systemEnvironment()
    for name, value in command.environment.items():
        environment.insert(name, value)
    return environment
