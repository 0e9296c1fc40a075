from __future__ import annotations

import threading

from designer.protocol.run import PAUSE, RESUME, STOP, STOP_AFTER_EPOCH
from designer.worker.controls import Controls


def controls(*heard: str) -> Controls:
    made = Controls()
    for name in heard:
        made.take(name)
    return made


def test_a_pause_lasts_until_it_is_resumed() -> None:
    paused = controls(PAUSE)
    passed = threading.Event()

    def run() -> None:
        paused.wait()
        passed.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert not passed.wait(0.05)
    paused.take(RESUME)
    assert passed.wait(10)
    thread.join()


def test_stopping_ends_a_pause_and_no_pause_follows() -> None:
    stopped = controls(PAUSE, STOP)
    stopped.wait()
    assert stopped.stops
    stopped.take(PAUSE)
    assert not stopped.is_paused


def test_the_first_stop_counts() -> None:
    stopped = controls(STOP)
    asked = stopped.stop_asked_at
    stopped.take(STOP)
    assert stopped.stop_asked_at == asked


def test_stopping_after_the_epoch_is_no_stop() -> None:
    later = controls(STOP_AFTER_EPOCH)
    assert later.stops_after_epoch
    assert not later.stops
