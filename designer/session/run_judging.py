"""The verdict on a run's memory, anew after each epoch, in a thread: of a long run it takes longer
than the window may stand still."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from designer.diagnosis.leaks.verdict import Sample, Verdict, verdict_of
from designer.protocol.run import MemorySample
from designer.session.run_record import RunRecord
from designer.threads import homeward

MOST_SAMPLES = 4000
"""Of more, each keeps the lowest of its neighbours: leaks lift the floor."""


class Judging(QObject):
    """One verdict is worked out at a time; of what is asked meanwhile the last counts."""

    judged = Signal(str, object)
    """The id of a run, and its `Verdict`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_busy = False
        self._next: RunRecord | None = None
        self._done = homeward(self._on_done)

    def judge(self, record: RunRecord) -> None:
        """`judged` follows."""
        if self._is_busy:
            self._next = record
            return
        self._is_busy = True
        samples = tuple(record.memory)
        run_id, done = record.id, self._done

        def work() -> None:
            done(run_id, verdict_on(samples, free_bytes()))

        threading.Thread(target=work, name="verdict", daemon=True).start()

    def _on_done(self, run_id: str, verdict: Verdict) -> None:
        self._is_busy = False
        self.judged.emit(run_id, verdict)
        if self._next is not None:
            record, self._next = self._next, None
            self.judge(record)


def verdict_on(samples: Sequence[MemorySample], free: int | None = None) -> Verdict:
    """The verdict on what a run told of its memory."""
    return verdict_of(samples_of(samples), free)


def samples_of(samples: Sequence[MemorySample]) -> list[Sample]:
    """What the verdict looks at."""
    size = len(samples) // MOST_SAMPLES + 1
    groups = (samples[at : at + size] for at in range(0, len(samples), size))
    lowest = (min(group, key=lambda sample: sample.anonymous_bytes) for group in groups)
    return [Sample(each.seconds, each.step, each.epoch, each.anonymous_bytes) for each in lowest]


def free_bytes() -> int | None:
    """What this machine can still give; None where it does not say."""
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
        line = next(line for line in text.splitlines() if line.startswith("MemAvailable:"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration, ValueError, IndexError):
        return None
