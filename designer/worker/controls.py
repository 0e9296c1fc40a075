"""What a person asks of a run: written by the thread that reads, heeded by the run."""

from __future__ import annotations

import threading
import time

from designer.protocol.run import PAUSE, RESUME, STOP, STOP_AFTER_EPOCH


class Controls:
    """Pause, resume and stop, in force from the moment that they are heard."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.is_paused = False
        self.stops_after_epoch = False
        self.stop_asked_at: float | None = None
        self.is_overdue = False
        """Set when a run did not stop by itself: from now on it may be interrupted."""

    @property
    def stops(self) -> bool:
        """Whether the run shall end as soon as it can."""
        return self.stop_asked_at is not None

    def take(self, name: str) -> None:
        """Heed the event of this name."""
        with self._changed:
            if name == STOP and self.stop_asked_at is None:
                self.stop_asked_at = time.monotonic()
            elif name == STOP_AFTER_EPOCH:
                self.stops_after_epoch = True
            if name == PAUSE:
                self.is_paused = not self.stops
            elif name in (RESUME, STOP):
                self.is_paused = False
            self._changed.notify_all()

    def wait(self) -> None:
        """Return when nothing pauses the run any more."""
        with self._changed:
            self._changed.wait_for(lambda: not self.is_paused)
