"""The callback that watches a run: it tells of metrics and epochs, and heeds the controls."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import keras

from designer.protocol.run import EPOCH, METRICS, PAUSED_PHASE, PHASE, TRAINING_PHASE
from designer.worker.failures import Stopped
from designer.worker.jobs import Job
from designer.worker.training.progress import Progress

_SPEED_OVER_S = 5.0
_LONGEST_STEP_S = 60.0
"""What counts of a step when a stop is waited for."""

Logs = Mapping[str, Any] | None


class Watch(keras.callbacks.Callback):  # type: ignore[misc]
    """Handed to the script's `train`; costs microseconds a step, since it only notes: what it has
    noted is told by a thread (`tell_latest`), which a full pipe or a busy window may hold up.

    On JAX and torch `on_train_batch_end` comes in a thread of its own, so that nothing waits for
    the device: there it only looks. What holds the run up happens where a batch begins, always in
    the main thread.
    """

    async_safe = True

    def __init__(
        self,
        progress: Progress,
        job: Job,
        started: Callable[[Watch], None],
        went_nan: Callable[[float], None],
    ) -> None:
        super().__init__()
        self._progress = progress
        self._job = job
        self._started = started
        self._went_nan = went_nan
        self._steps_before = 0
        self._latest: tuple[float, int, Mapping[str, Any]] | None = None
        self._is_cut = False
        self._begun_since = 0
        self._trail: deque[tuple[float, int]] = deque()
        self._first: tuple[float, int] | None = None
        self._telling = threading.Lock()

    @property
    def steps_per_epoch(self) -> int | None:
        """None where nobody knows before the first epoch is over."""
        steps = (self.params or {}).get("steps")
        return int(steps) if steps else None

    def on_train_begin(self, logs: Logs = None) -> None:
        self._progress.epochs = int((self.params or {}).get("epochs") or 1)
        self._progress.clock.start()
        self._progress.last_check = time.monotonic()
        self._started(self)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        self._progress.epoch = epoch
        self._is_cut = False

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self._heed()
        if self._job.controls.stops or self._progress.is_nan:
            self._cut()
            self._begun_since += 1
            if self._begun_since > 1:
                raise Stopped  # The loop goes on although `stop_training` is set.

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        seconds = self._progress.clock.seconds
        # One call may stand for many steps: `steps_per_execution`.
        step = self._steps_before + batch + 1
        with self._telling:
            if step > self._progress.step:
                self._note(step, seconds, logs or {})
        is_last = batch + 1 == self.steps_per_epoch
        if threading.current_thread() is threading.main_thread():
            self._heed()
            if self._job.controls.stops and not is_last:
                self._cut()

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self._heed()
        if self._job.controls.stops:
            self._cut()

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self._is_cut:
            self.model.stop_evaluating = True

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        progress = self._progress
        self._steps_before = progress.step
        self.tell_latest()
        controls = self._job.controls
        if controls.stops or controls.stops_after_epoch:
            self.model.stop_training = True
        if self._is_cut or progress.is_nan:
            return
        numbers = _numbers(logs or {})
        sample = progress.end_epoch(numbers)
        news = {
            "epoch": epoch,
            "step": progress.step,
            "seconds": sample.seconds,
            "logs": numbers,
            "memory": sample.to_json(),
        }
        self._job.tell(EPOCH, news)

    def on_train_end(self, logs: Logs = None) -> None:
        self._progress.clock.stop()

    def _cut(self) -> None:
        """Ask the loop to end within this epoch, which does not count then."""
        self._is_cut = True
        self.model.stop_training = True

    def _heed(self) -> None:
        """Where a run can be held up: pause here, and raise `Cancelled` here."""
        progress = self._progress
        now = time.monotonic()
        step_s = min(now - progress.last_check, _LONGEST_STEP_S)
        progress.longest_check_s = max(progress.longest_check_s, step_s)
        self._job.check()
        if self._job.controls.is_paused:
            progress.clock.stop()
            self.tell_latest()
            self._job.tell(PHASE, {"phase": PAUSED_PHASE})
            self._job.controls.wait()
            self._job.check()
            progress.clock.start()
            self._job.tell(PHASE, {"phase": TRAINING_PHASE})
            now = time.monotonic()
        progress.last_check = now

    def _note(self, step: int, seconds: float, logs: Mapping[str, Any]) -> None:
        self._progress.step = step
        if self._first is None:
            self._first = (seconds, step)
            self._job.tell(PHASE, {"phase": TRAINING_PHASE})
        loss = logs.get("loss")
        if loss is not None and not self._progress.is_nan and not math.isfinite(loss):
            self._is_cut = True
            self._progress.is_nan = True
            self.model.stop_training = True
            self._went_nan(float(loss))
        self._latest = (seconds, step, logs)

    def tell_latest(self) -> None:
        """Tell of the last step, unless that was done. From any thread."""
        with self._telling:
            latest, self._latest = self._latest, None
            if latest is not None:
                self._tell(*latest)

    def _tell(self, seconds: float, step: int, logs: Mapping[str, Any]) -> None:
        numbers = _numbers(logs)
        self._progress.metrics.update(numbers)
        self._trail.append((seconds, step))
        while seconds - self._trail[0][0] > _SPEED_OVER_S and len(self._trail) > 2:
            self._trail.popleft()
        news = {
            "epoch": self._progress.epoch,
            "step": step,
            "seconds": round(seconds, 3),
            "logs": numbers,
            "steps_per_second": _speed(self._trail[0], (seconds, step)),
            "seconds_left": self._seconds_left(step, seconds),
        }
        self._job.tell(METRICS, news)

    def _seconds_left(self, step: int, seconds: float) -> float | None:
        """From all that came after the first step, so that validation is counted in."""
        steps = self.steps_per_epoch
        mean = _speed(self._first or (0.0, 0), (seconds, step))
        if steps is None or not mean:
            return None
        return round(max(steps * self._progress.epochs - step, 0) / mean, 1)


def _speed(since: tuple[float, int], now: tuple[float, int]) -> float | None:
    seconds = now[0] - since[0]
    return (now[1] - since[1]) / seconds if seconds > 0 else None


def _numbers(logs: Mapping[str, Any]) -> dict[str, float]:
    """Only what is a number: a callback may log anything."""
    found = {}
    for name, value in logs.items():
        try:
            found[str(name)] = float(value)
        except (TypeError, ValueError):
            continue
    return found
