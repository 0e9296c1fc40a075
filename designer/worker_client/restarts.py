"""Whether and when a worker that ended is started again. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

_DELAYS_MS = (0, 500, 2000)


@dataclass
class Restarts:
    """At once the first time, then slower, and not at all after `limit` quick ends in a row.

    An end is quick when the worker was never ready, or ready for less than `settled_after_s`:
    something that will happen again is wrong then, and trying for ever would only burn the battery.
    """

    limit: int = 4
    settled_after_s: float = 10.0
    delays_ms: tuple[int, ...] = _DELAYS_MS
    clock: Callable[[], float] = time.monotonic
    _quick_ends: int = 0
    _ready_at: float | None = None

    def note_ready(self) -> None:
        """The worker can be asked from now on."""
        self._ready_at = self.clock()

    def forgive(self) -> None:
        """Begin anew, since a person asked for it."""
        self._quick_ends = 0
        self._ready_at = None

    def next_delay_ms(self) -> int | None:
        """The worker has ended: how long to wait, `None` for giving up."""
        ready_at, self._ready_at = self._ready_at, None
        if ready_at is not None and self.clock() - ready_at >= self.settled_after_s:
            self._quick_ends = 0
        self._quick_ends += 1
        if self._quick_ends >= self.limit:
            return None
        return self.delays_ms[min(self._quick_ends, len(self.delays_ms)) - 1]
