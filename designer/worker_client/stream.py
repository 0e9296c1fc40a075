"""A worker over pipes without Qt: questions one after the other, and the news on the way.

For verbs. The process is one of its own group, so that Ctrl+C reaches the verb alone, which then
decides: the first one asks the run to stop, the second ends the process.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from designer.protocol import (
    PROTOCOL_VERSION,
    Event,
    Failure,
    LineBuffer,
    Message,
    ProtocolError,
    Reply,
    Request,
    decode,
    encode,
)
from designer.protocol.run import STOP
from designer.worker_client import endings
from designer.worker_client.command import WorkerCommand
from designer.worker_client.once import WorkerDied, WorkerFailure

_CHUNK = 1 << 16
_KEPT_LINES = 200
_MAY_END_WITHIN_S = 5.0
_GREETINGS = ("hello", "ready", "unusable", "memory")

Heard = Callable[[Event], None]
Said = Callable[[str], None]
"""Gets each line that the process writes to its standard error or prints, in a thread."""


class Interrupted(Exception):  # noqa: N818 - it is what the person did
    """Ctrl+C came twice, or where nothing could be stopped gently; the process has been ended."""


class Stream:
    """One worker process. Use `streaming`, which ends it."""

    def __init__(self, command: WorkerCommand, said: Said | None = None) -> None:
        self._command = command
        self._said = said
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._messages = LineBuffer()
        self._arrived: deque[bytes] = deque()
        self._last_id = 0
        self.was_stopped = False
        """Whether Ctrl+C has asked the run to stop."""
        self.about: dict[str, Any] = {}
        """What the worker said of itself."""
        try:
            self._process = subprocess.Popen(
                [command.program, *command.arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env={**os.environ, **command.environment},
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            raise WorkerDied(endings.not_started(command.words(), str(error))) from error
        # A worker that writes a lot of words would stand still if nobody took them.
        self._listener = threading.Thread(target=self._listen, name="worker words", daemon=True)
        self._listener.start()
        self._write(command.greeting)

    @property
    def last_lines(self) -> list[str]:
        """The last of what it wrote to its standard error."""
        return list(self._lines)

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, method: str, params: Mapping[str, Any], heard: Heard = lambda event: None) -> Any:
        """The answer; `heard` gets the events that come before it.

        Raises `WorkerFailure` when the answer is that it cannot, `WorkerDied` when there is none,
        `Interrupted` when the person wants no answer any more.
        """
        self._last_id += 1
        self._send(Request(self._last_id, method, params))
        for message in self._until_the_end():
            if isinstance(message, Event):
                self._note(message, heard)
            elif isinstance(message, Failure) and message.id == self._last_id:
                raise WorkerFailure(message)
            elif isinstance(message, Reply) and message.id == self._last_id:
                return message.result
        raise WorkerDied(self._ending())

    def tell(self, name: str) -> None:
        """Send an event: one of the controls of a run."""
        self._send(Event(name))

    def end(self) -> None:
        """Let it end by itself within a moment, or end it."""
        with suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()
        try:
            self._process.wait(_MAY_END_WITHIN_S)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            self.kill()
        self._listener.join(_MAY_END_WITHIN_S)
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()

    def kill(self) -> None:
        """End it now."""
        self._process.kill()
        self._process.wait()

    def _send(self, message: Message) -> None:
        self._write(encode(message))

    def _write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # Its end is told when its output is read.
            self._process.stdin.write(line)

    def _until_the_end(self) -> Iterator[Message]:
        assert self._process.stdout is not None
        while True:
            while self._arrived:
                yield self._decoded(self._arrived.popleft())
            try:
                chunk = os.read(self._process.stdout.fileno(), _CHUNK)
            except KeyboardInterrupt:
                self._on_interrupt()
                continue
            if not chunk:
                return
            try:
                self._arrived += self._messages.feed(chunk)
            except ProtocolError as error:
                raise WorkerDied(
                    endings.strange_speech(self._command.words(), str(error))
                ) from error

    def _decoded(self, line: bytes) -> Message:
        try:
            return decode(line)
        except ProtocolError as error:
            raise WorkerDied(endings.strange_speech(self._command.words(), str(error))) from error

    def _note(self, event: Event, heard: Heard) -> None:
        if event.name not in _GREETINGS:
            heard(event)
            return
        self.about |= event.params
        if event.name == "unusable":
            reason = event.params.get("message")
            raise WorkerDied(endings.keras_unusable(self.about.get("executable"), reason))
        if event.name == "hello" and event.params.get("protocol") != PROTOCOL_VERSION:
            theirs = event.params.get("protocol")
            raise WorkerDied(endings.other_version(theirs, PROTOCOL_VERSION))

    def _on_interrupt(self) -> None:
        if self.was_stopped:
            self.kill()
            raise Interrupted
        self.was_stopped = True
        self.tell(STOP)

    def _listen(self) -> None:
        assert self._process.stderr is not None
        words = LineBuffer()
        while chunk := os.read(self._process.stderr.fileno(), _CHUNK):
            with suppress(ProtocolError):
                for line in words.feed(chunk):
                    self._take_words(line.decode(errors="replace"))
        if words.rest:
            self._lines.append(words.rest.decode(errors="replace"))

    def _take_words(self, line: str) -> None:
        self._lines.append(line)
        if self._said is not None and endings.telling([line]):
            self._said(line)

    def _ending(self) -> str:
        status = self._process.wait()
        self._listener.join(_MAY_END_WITHIN_S)
        if status < 0:
            return endings.ended_by_signal(-status, self.last_lines)
        return endings.ended_by_itself(status, self.last_lines)


@contextmanager
def streaming(command: WorkerCommand, said: Said | None = None) -> Iterator[Stream]:
    """A worker of this command line, ended at last. Raises `WorkerDied` where there is none."""
    stream = Stream(command, said)
    try:
        yield stream
    except BaseException:
        stream.kill()
        raise
    finally:
        stream.end()
