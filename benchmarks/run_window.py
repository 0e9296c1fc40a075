"""How long the window's thread is busy at a stretch while a run goes on.

`python -m benchmarks run_window`

A timer of 1 ms notes at each tick how much time the thread computed since the last one. What counts
is the thread's own CPU time, so that other programs on the machine do not count; the time on the
wall is printed beside it.
"""

from __future__ import annotations

import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer

from designer.graph.run_settings import SKLEARN, DataSource, RunSettings
from designer.paths import resource
from designer.ui.application import application, attach
from designer.ui.commands import files
from designer.ui.main_window import FIRST_SIZE, MainWindow
from designer.ui.panels.run import RunPanel

WARM_UP_MS = 6000
EPOCHS = 60


class Stretches:
    """The busy stretches of the thread that it is made in, in milliseconds."""

    def __init__(self) -> None:
        self.cpu_ms: list[float] = []
        self.wall_ms: list[float] = []
        self._cpu, self._wall = time.thread_time(), time.perf_counter()
        self._timer = QTimer(interval=1)
        self._timer.timeout.connect(self._note)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _note(self) -> None:
        cpu, wall = time.thread_time(), time.perf_counter()
        self.cpu_ms.append((cpu - self._cpu) * 1e3)
        self.wall_ms.append((wall - self._wall) * 1e3)
        self._cpu, self._wall = cpu, wall


def wait(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def opened_window() -> MainWindow:
    """The window as a person has it after the start, with its worker on the way."""
    application()
    window = MainWindow()
    window.resize(*FIRST_SIZE)
    window.furnish()
    attach(window)
    window.context.session.start()
    window.show()
    return window


def main() -> None:
    window = opened_window()
    files.open_path(window, resource("examples/two_branch.kdesign"))
    window.docks.show("run")
    wait(WARM_UP_MS)
    panel, runs = window.docks.panel("run", RunPanel), window.context.session.runs
    digits = RunSettings(data=DataSource(SKLEARN, "digits"), epochs=EPOCHS)
    panel.settings.take(digits, "Digits")
    wait(500)
    stretches = Stretches()
    window.action_set["run"].trigger()
    while runs.going is not None:
        wait(50)
    wait(300)
    record = runs.records[-1]
    print(f"{record.words} {record.steps} steps, {len(record.memory)} samples of memory")
    for name, found in (("thread", stretches.cpu_ms), ("wall", stretches.wall_ms)):
        ordered = sorted(found, reverse=True)
        longest = ", ".join(f"{each:.1f}" for each in ordered[:5])
        print(f"{name:>6}: longest stretches {longest} ms; {len(found)} ticks")
    window.context.document.undo_stack.setClean()
    window.close()


if __name__ == "__main__":
    main()
