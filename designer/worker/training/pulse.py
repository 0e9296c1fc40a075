"""The thread beside a run: it tells of steps, samples memory, and insists on a stop."""

from __future__ import annotations

import _thread
import itertools
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

from designer.protocol.run import MEMORY
from designer.worker.jobs import Job
from designer.worker.training.progress import Progress

_EVERY_S = 0.1
_SAMPLED_EVERY = 2
"""Beats a sample."""
_PATIENCE_S = 1.5
"""How long a run that was asked to stop may go on, beside the time that two of its steps take."""
_LAST_PATIENCE_S = 6.0
"""How long, after it was interrupted, until the process is given up: a step in native code, or a
compilation, cannot be interrupted."""


def _nothing() -> None:
    """A run of which only memory is told."""


class Pulse:
    """Open while a run runs. `tell` is called at each beat; `last_reply` says what to answer for a
    run that never will."""

    def __init__(
        self,
        progress: Progress,
        job: Job,
        last_reply: Callable[[], object],
        tell: Callable[[], None] = _nothing,
    ) -> None:
        self._tell_latest = tell
        self._progress = progress
        self._job = job
        self._last_reply = last_reply
        self._ended = threading.Event()
        self._interrupted_at: float | None = None
        self._thread = threading.Thread(target=self._beat, name="run pulse", daemon=True)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        for beat in itertools.count():
            if self._ended.wait(_EVERY_S):
                return
            # The run meets it as well, and tells of it.
            with suppress(MemoryError):
                self._tell_latest()
                if beat % _SAMPLED_EVERY == 0:
                    self._sample()
            self._insist(time.monotonic())

    def _sample(self) -> None:
        """Told at once: what came after the end of a later epoch would run backwards in a chart."""
        if self._progress.clock.is_running:
            self._job.tell(MEMORY, {"samples": [self._progress.sample().to_json()]})

    def _insist(self, now: float) -> None:
        controls = self._job.controls
        if controls.stop_asked_at is None or self._progress.is_over:
            return
        if self._interrupted_at is None:
            patience = _PATIENCE_S + 2 * self._progress.longest_check_s
            if self._progress.clock.is_running and now - controls.stop_asked_at < patience:
                return
            self._interrupted_at = now
            controls.is_overdue = True
            _interrupt_main()
        elif now - self._interrupted_at > _LAST_PATIENCE_S:
            self._job.leave(self._last_reply())


def _interrupt_main() -> None:
    """A real signal where there are some: it also ends a sleep or the waiting for a lock."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        _thread.interrupt_main()
