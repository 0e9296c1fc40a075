"""The charts of a run against a bare `pyqtgraph.plot`, side by side in one run.

    python -m benchmarks charts

Both show a loss of so many points in a window of 900 by 400 pixels without a screen and take one
more point a frame, as at ten a second; the bare one as pyqtgraph's manual tells, with its own
peak downsampling. A frame is: take the point, draw, paint. Medians in milliseconds of the thread's
own time, so that other programs count for little. The first line tells how long the import takes,
and the longest time for which the window stands still meanwhile.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QApplication

from designer.graph.run_settings import RunSettings
from designer.protocol.run import MemorySample
from designer.session.run_record import RunRecord
from designer.ui.charts.chart import MemoryChart, MetricChart
from designer.ui.theme import theme

AIM_MS = 8.0
SIZE = (900, 400)
FRAMES = 40
POINTS = (1_000, 10_000, 100_000)

_BLOCKS = """
import threading, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from designer.ui.charts.loading import Loading
app = QApplication([])
longest, last = [0.0], [time.perf_counter()]
def tick():
    now = time.perf_counter()
    longest[0], last[0] = max(longest[0], now - last[0]), now
timer = QTimer(interval=0)
timer.timeout.connect(tick)
timer.start()
loading = Loading()
loading.ready.connect(app.quit)
begin = time.perf_counter()
loading.start()
app.exec()
print((time.perf_counter() - begin) * 1000, longest[0] * 1000)
"""


def loading_times() -> tuple[float, float]:
    """How long the import takes in its thread, and the longest block of the window's meanwhile."""
    done = subprocess.run(
        [sys.executable, "-c", _BLOCKS], capture_output=True, text=True, check=True
    )
    whole, longest = map(float, done.stdout.split())
    return whole, longest


def record_of(points: int) -> RunRecord:
    record = RunRecord("r", "Run 1", RunSettings())
    rng = random.Random(1)
    for step in range(1, points + 1):
        add(record, step, rng)
    return record


def add(record: RunRecord, step: int, rng: random.Random) -> None:
    record.by_step.add(step, step / 10, step // 1000, {"loss": 2 / (1 + step / 500) + rng.random()})
    size = 800_000_000 + step * 1000 + rng.randrange(2_000_000)
    record.memory.append(MemorySample(step / 10, step, step // 1000, size + 10**8, size))


def frame_ms(frame: Callable[[], None]) -> float:
    times = []
    for _ in range(FRAMES):
        begin = thread_time()
        frame()
        times.append((thread_time() - begin) * 1000)
    return statistics.median(times)


def chart_ms(chart: MetricChart | MemoryChart, points: int, smoothing: int = 1) -> float:
    record, rng = record_of(points), random.Random(2)
    chart.resize(*SIZE)
    chart.show()
    chart.show_runs([record], {"r": 0})
    chart.plot.set_smoothing(smoothing)
    QApplication.processEvents()
    steps = iter(range(points + 1, points + 1 + FRAMES))

    def frame() -> None:
        add(record, next(steps), rng)
        chart.show_progress()
        chart.plot.viewport().repaint()

    found = frame_ms(frame)
    chart.close()
    return found


def bare_ms(points: int) -> float:
    rng = np.random.default_rng(1)
    x, y = np.arange(points + FRAMES, dtype=float), rng.random(points + FRAMES)
    plot = pg.PlotWidget()
    plot.resize(*SIZE)
    plot.setDownsampling(auto=True, mode="peak")
    plot.setClipToView(True)
    curve = plot.plot(pen="c")
    plot.show()
    QApplication.processEvents()
    counts = iter(range(points + 1, points + 1 + FRAMES))

    def frame() -> None:
        count = next(counts)
        curve.setData(x[:count], y[:count])
        plot.viewport().repaint()

    found = frame_ms(frame)
    plot.close()
    return found


def main() -> int:
    whole, longest = loading_times()
    print(f"\n  import in its thread {whole:.0f} ms, the window's longest block {longest:.0f} ms")
    app = QApplication.instance() or QApplication([])
    light = theme("light")
    print(f"\n{SIZE[0]}x{SIZE[1]}, one more point a frame, milliseconds")
    print(
        f"  {'points':>8}{'loss':>9}{'mean of 50':>12}{'memory':>9}{'bare':>9}{'bare / loss':>13}"
    )
    slowest = 0.0
    for points in POINTS:
        loss = chart_ms(MetricChart(light), points)
        smooth = chart_ms(MetricChart(light), points, 50)
        memory = chart_ms(MemoryChart(light), points)
        bare = bare_ms(points)
        slowest = max(slowest, loss, smooth, memory)
        print(f"  {points:8,}{loss:9.1f}{smooth:12.1f}{memory:9.1f}{bare:9.1f}{bare / loss:13.1f}")
    app.processEvents()
    print(f"\n  slowest frame {slowest:.1f} (aim: {AIM_MS:.0f} or less)")
    return 0 if slowest <= AIM_MS else 1


if __name__ == "__main__":
    sys.exit(main())
