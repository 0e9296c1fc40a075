"""From an edit on the document to new shapes in the session, over the real worker, beside what a
script would do: build the changed model with Keras.

The 15 ms that the session waits for the end of a flurry of edits count. Every edit has a value that
was not seen before. `window ms` is what the window's thread computed for one edit, `longest ms` the
longest stretch in which it did nothing else, both as the thread's own time. The memory is the
worker's anonymous memory: what it shares with others is not its own.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QProcess

from benchmarks.designs import application_of, chain_of
from designer.catalog.table import shipped_catalog
from designer.catalog.values import Value
from designer.document import Document
from designer.graph.design import Design
from designer.graph.nodes import InputNode
from designer.session import Session
from designer.session.results import script_text
from designer.worker_client.client import WorkerClient
from designer.worker_client.once import WorkerFailure, ask

RUNS = 15
WARM_UP = 1_200
"""Edits until the worker keeps as much of earlier ones as it ever does."""
GROWTH_AT = (1_000, 5_000)
HUGE = 10**6


@dataclass(frozen=True)
class Place:
    """Where an edit is made, with a value for each run, and how soon its shapes should be there."""

    words: str
    node: str
    change: Callable[[int], dict[str, Value]]
    aim_ms: float | None = None
    runs: int = RUNS


@dataclass(frozen=True)
class Times:
    """Of one edit, in milliseconds."""

    answered: float
    window: float
    longest: float


class Bench:
    """A session without a window, and the worker's process."""

    def __init__(self) -> None:
        self.client = WorkerClient()
        self.document = Document(shipped_catalog())
        self.session = Session(self.document, self.client)

    def open(self, design: Design) -> float:
        """Seconds until all shapes of a design are there."""
        start = time.perf_counter()
        self.document.new(design)
        self._settle()
        return time.perf_counter() - start

    def edit(self, name: str, values: dict[str, Value]) -> Times:
        """Change values of a node, `shape` where it is an input, and wait for the answers."""
        node = self.document.graph.named(name)
        assert node is not None
        start, computed = time.perf_counter(), time.thread_time()
        if isinstance(node, InputNode):
            shape = values["shape"]
            assert isinstance(shape, tuple)
            self.document.change_node(replace(node, shape=shape), "Change")
        else:
            self.document.set_values([node.id], values)
        longest = self._settle()
        window = (time.thread_time() - computed) * 1000
        return Times((time.perf_counter() - start) * 1000, window, longest)

    def _settle(self) -> float:
        longest = 0.0
        while self.session.is_pending:
            computed = time.thread_time()
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            longest = max(longest, (time.thread_time() - computed) * 1000)
            time.sleep(0.0002)
        return longest

    def build_ms(self) -> float:
        """What a new process needs to run the whole script with real weights, Keras imported."""
        assert self.session.program is not None
        text = script_text(self.session.program).text
        timed = f"import time; _start = time.perf_counter()\n{text}\n"
        timed += "raise ValueError(f'{(time.perf_counter() - _start) * 1000}')"
        try:
            ask("build", {"text": timed, "weights": True})
        except WorkerFailure as failure:
            return float(str(failure).strip().rstrip("."))
        return float("nan")

    def memory_mb(self) -> float:
        """Anonymous memory of the worker."""
        process = self.client.findChildren(QProcess)[0]
        status = Path(f"/proc/{process.processId()}/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if "RssAnon" in line)
        return int(kilobytes) / 1000

    def close(self) -> None:
        self.session.close()
        self.client.end_now()


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QCoreApplication.instance() or QCoreApplication([])
    bench = Bench()
    start = time.perf_counter()
    bench.session.start()
    bench.open(chain_of(1))
    print(f"Worker start to first shapes: {time.perf_counter() - start:.1f} s\n")
    print(
        f"{'design':>14} {'edit':<34}{'shapes ms':>10}{'aim':>7}{'window ms':>11}"
        f"{'longest ms':>12}{'build / edit':>14}"
    )
    _table(
        bench,
        "1,000 layers",
        chain_of(1_000, distinct=True, shape=(8, 64)),
        Place("units of the last", "dense_999", lambda run: {"units": 20_000 + run}, 50.0),
        Place("units of the first", "dense", lambda run: {"units": 20_000 + run}),
        Place("shape of the input: all follow", "input_layer", _steps, 1_000.0, 5),
    )
    _table(
        bench,
        "ResNet50",
        application_of("ResNet50"),
        Place("units of the last", "predictions", lambda run: {"units": 2_000 + run}),
        Place("filters of the first", "conv1_conv", lambda run: {"filters": 100 + run}, 150.0),
        Place(
            "kernel of the first: all follow",
            "conv1_conv",
            lambda run: {"kernel_size": 9 + 2 * run},
            150.0,
        ),
    )
    _growth(bench)
    _huge(bench)
    bench.close()
    del application


def _steps(run: int) -> dict[str, Value]:
    return {"shape": (9 + run, 64)}


def _table(bench: Bench, words: str, design: Design, *places: Place) -> None:
    opened = bench.open(design)
    build = bench.build_ms()
    print(f"{words:>14} opened, all shapes after {opened:.2f} s; a real build takes {build:.0f} ms")
    for place in places:
        times = [bench.edit(place.node, place.change(run)) for run in range(place.runs)]
        median = statistics.median(each.answered for each in times)
        window = statistics.median(each.window for each in times)
        longest = statistics.median(each.longest for each in times)
        aim = f"{place.aim_ms:.0f}" if place.aim_ms else ""
        print(
            f"{'':>14} {place.words:<34}{median:>10.1f}{aim:>7}{window:>11.1f}{longest:>12.1f}"
            f"{build / median:>14.1f}",
            flush=True,
        )


def _growth(bench: Bench) -> None:
    """Edits of which each makes a layer that was never made before."""
    bench.open(chain_of(20, distinct=True))
    for run in range(WARM_UP):
        bench.edit("dense_9", {"units": 1_000 + run})
    before = bench.memory_mb()
    print(f"\nMemory of the worker, after {WARM_UP:,} edits to warm up: {before:.1f} MB")
    done = 0
    for count in GROWTH_AT:
        while done < count:
            bench.edit("dense_9", {"units": 5_000 + done})
            done += 1
        after = bench.memory_mb()
        growth = (after - before) / count * 1_000
        print(f"{count:>7,} edits later: {after:.1f} MB, {growth:+.2f} MB per 1,000 edits")


def _huge(bench: Bench) -> None:
    """A layer whose weights no machine could hold."""
    bench.open(chain_of(1, shape=(HUGE,)))
    before = bench.memory_mb()
    times = bench.edit("dense", {"units": HUGE})
    answer = bench.session.answer("n2")
    assert answer is not None
    print(
        f"\nDense of {HUGE:,} by {HUGE:,}: {answer.params:,} parameters after"
        f" {times.answered:.0f} ms, {bench.memory_mb() - before:+.1f} MB"
    )


if __name__ == "__main__":
    main()
