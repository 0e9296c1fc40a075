"""Requests as they come in, read by a thread of its own so that a cancel is heard at once."""

from __future__ import annotations

import _thread
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Mapping
from functools import partial
from io import FileIO
from types import FrameType
from typing import Any

from designer.protocol import (
    Event,
    Failure,
    FailureKind,
    LineBuffer,
    Message,
    ProtocolError,
    Reply,
    Request,
    decode,
)
from designer.protocol.run import CONTROLS, RESUME
from designer.worker.failures import Stopped
from designer.worker.jobs import Job
from designer.worker.memory import is_running
from designer.worker.pipes import Outlet

_CHUNK = 1 << 16
_PATIENCE_S = 0.3
"""How long a cancelled job may go on to its next check before it is interrupted."""
_ORPHAN_LOOKS_EVERY_S = 2.0


class Inbox:
    """The queue of requests. Use it from the main thread; `start` reads in another.

    A cancelled job that does not come to a `check` (an endless loop in a custom layer) is
    interrupted: the signal handler runs in the main thread, and only while a job does, so the
    interruption cannot hit a reply half written.
    """

    def __init__(self, incoming: FileIO, outlet: Outlet) -> None:
        self._incoming = incoming
        self._outlet = outlet
        self._jobs: queue.SimpleQueue[tuple[Request, Job] | None] = queue.SimpleQueue()
        self._waiting: dict[int, Job] = {}
        self._lock = threading.Lock()
        self._interruptible: Job | None = None
        self._parent = os.getppid()

    def start(self) -> None:
        """Begin to read, and take over the interrupt signal."""
        signal.signal(signal.SIGINT, self._on_interrupt)
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def next(self) -> tuple[Request, Job] | None:
        """Wait for a request; `None` once the stream has ended and all were handed out."""
        return self._jobs.get()

    def begin(self, job: Job) -> None:
        """From here on this job may be interrupted. Raises `Cancelled` if that has happened."""
        self._interruptible = job
        job.check()

    def end(self, job: Job) -> None:
        """From here on nothing interrupts."""
        self._interruptible = None
        with self._lock:
            self._waiting.pop(job.request, None)

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        # Ctrl+C in the terminal comes here as well and means the window, not a job.
        if self._interruptible is not None:
            self._interruptible.check()
            if self._interruptible.controls.is_overdue:
                raise Stopped

    def _read(self) -> None:
        lines = LineBuffer()
        try:
            while chunk := self._incoming.read(_CHUNK):
                for line in lines.feed(chunk):
                    self._take(line)
        except (OSError, ProtocolError) as error:
            print(f"The worker cannot read on: {error}", file=sys.stderr)  # noqa: T201
        self._jobs.put(None)
        self._end_with_the_parent()

    def _take(self, line: bytes) -> None:
        try:
            message: Message = decode(line)
        except ProtocolError as error:
            self._outlet.send(Failure(0, FailureKind.BAD_REQUEST, str(error)))
            return
        if isinstance(message, Request):
            job = Job(message.id, self._tell, leave=partial(self._leave, message.id))
            with self._lock:
                self._waiting[message.id] = job
            self._jobs.put((message, job))
        elif isinstance(message, Event) and message.name == "cancel":
            self._cancel(message.params.get("request"))
        elif isinstance(message, Event) and message.name in CONTROLS:
            self._control(message.name)
        else:
            text = f"A worker takes requests and the events cancel, {', '.join(CONTROLS)}."
            self._outlet.send(Failure(0, FailureKind.BAD_REQUEST, text))

    def _tell(self, name: str, params: Mapping[str, Any]) -> None:
        if threading.current_thread() is not threading.main_thread():
            self._outlet.send(Event(name, params))
            return
        # Interruptions hit the main thread, and half a message must not be all that goes out.
        job, self._interruptible = self._interruptible, None
        try:
            self._outlet.send(Event(name, params))
        finally:
            self._interruptible = job

    def _leave(self, request: int, result: Any) -> None:
        self._outlet.send(Reply(request, result))
        os._exit(0)

    def _control(self, name: str) -> None:
        with self._lock:
            jobs = list(self._waiting.values())
        for job in jobs:
            job.controls.take(name)

    def _cancel(self, request: Any) -> None:
        with self._lock:
            job = self._waiting.get(request)
        if job is not None and not job.is_cancelled:
            job.is_cancelled = True
            job.controls.take(RESUME)
            insist = threading.Timer(_PATIENCE_S, self._insist, (job,))
            insist.daemon = True
            insist.start()

    def _insist(self, job: Job) -> None:
        if self._interruptible is job:
            _thread.interrupt_main()

    def _end_with_the_parent(self) -> None:
        """The stream has ended: let the last requests finish while anybody waits for them.

        A parent that was killed waits for nothing, and an endless loop would outlive it for ever.
        """
        while os.getppid() == self._parent and is_running(self._parent):
            time.sleep(_ORPHAN_LOOKS_EVERY_S)
        os._exit(1)
