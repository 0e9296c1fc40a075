"""A saved model, from its file to a drawn and laid out canvas; beside what Keras needs to load it.

The peer is `keras.models.load_model`, Keras being imported already. The aim is half of it. What
comes later by itself is told apart: until the worker, which is running, has sent every shape.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MODELS = ("NASNetMobile", "NASNetLarge")
RUNS = 3
AIM = 0.5

_PEER = r"""
import json, os, sys, time
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
name, path, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
model = getattr(keras.applications, name)(weights=None)
model.save(path)
operations = len(model.operations)
del model
times = []
for _ in range(runs):
    keras.utils.clear_session()
    start = time.perf_counter()
    keras.models.load_model(path, compile=False)
    times.append(time.perf_counter() - start)
print(json.dumps({"times": times, "operations": operations}))
"""


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(f"Import of a .keras file, median of {RUNS} runs")
    print(
        f"{'model':>14} {'operations':>11} {'load_model s':>13} {'import s':>9} {'ratio':>6}"
        f" {'with all shapes s':>18} {'ratio':>6}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in MODELS:
            path = Path(folder) / f"{name}.keras"
            peer = _peer(name, path)
            load = statistics.median(peer["times"])
            drawn, shapes = _times(path)
            print(
                f"{name:>14} {peer['operations']:>11} {load:>13.2f} {drawn:>9.2f}"
                f" {drawn / load:>6.2f} {shapes:>18.2f} {shapes / load:>6.2f}",
                flush=True,
            )
    print(f"The aim is a ratio of {AIM} at most.")


def _peer(name: str, path: Path) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, "-c", _PEER, name, str(path), str(RUNS)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def _times(path: Path) -> tuple[float, float]:
    """Seconds until the canvas is painted, and until every shape is known."""
    from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QProcess

    from designer.ui.application import application, attach
    from designer.ui.commands import importing
    from designer.ui.main_window import MainWindow
    from designer.ui.settings import Settings

    app = application()
    window = MainWindow(settings=Settings())
    window.resize(1280, 800)
    window.show()
    attach(window)
    session, document = window.context.session, window.context.document

    def wait(holds: object) -> None:
        deadline = QDeadlineTimer(120_000)
        assert callable(holds)
        while not holds() and not deadline.hasExpired():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    session.start()
    wait(lambda: session.worker_state == "ready")
    drawn, shapes = [], []
    for _ in range(RUNS):
        document.new()
        wait(lambda: not session.is_pending)
        start = time.perf_counter()
        importing.import_path(window, path)
        wait(lambda: len(document.graph) > 1)
        window.grab()
        drawn.append(time.perf_counter() - start)
        wait(lambda: session.totals is not None)
        shapes.append(time.perf_counter() - start)
        document.undo_stack.setClean()
    window.close()
    running = QProcess.ProcessState.Running
    wait(lambda: all(each.state() != running for each in app.findChildren(QProcess)))
    # The worker remembers: only the first time tells what it needs for a model that is new to it.
    return statistics.median(drawn), shapes[0]


if __name__ == "__main__":
    main()
