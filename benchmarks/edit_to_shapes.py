"""From an edit to new shapes in the session, over the real worker; beside the real build.

The peer is what a script would do: build the changed model with Keras. Edits near the end, in the
middle and at the first layer of a model of 200 layers, each with a value that was not seen before.
"""

from __future__ import annotations

import os
import statistics
import time

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

from benchmarks.designs import chain_of
from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.session import Session
from designer.worker_client.client import WorkerClient

LAYERS = 200
RUNS = 15
PLACES = (("last layer", LAYERS + 1), ("middle", LAYERS // 2), ("first layer", 2))


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QCoreApplication.instance() or QCoreApplication([])
    client = WorkerClient()
    document = Document(shipped_catalog())
    session = Session(document, client)
    document.new(chain_of(LAYERS, distinct=True))
    start = time.perf_counter()
    session.start()
    _settle(session)
    print(f"Worker start to first shapes: {time.perf_counter() - start:.1f} s")
    build = _build_ms(session)
    print(
        f"An edit of {LAYERS} distinct layers, median of {RUNS}; a real build takes {build:.0f} ms"
    )
    print(f"{'edit at':>12} {'to new shapes ms':>17} {'window’s part ms':>17} {'build / edit':>13}")
    units = 1_000
    for words, number in PLACES:
        times, own = [], []
        for _ in range(RUNS):
            units += 1
            start = time.perf_counter()
            document.set_values([f"n{number}"], {"units": units})
            session.refresh()
            own.append((time.perf_counter() - start) * 1000)
            _settle(session)
            times.append((time.perf_counter() - start) * 1000)
        median = statistics.median(times)
        window = statistics.median(own)
        print(f"{words:>12} {median:>17.1f} {window:>17.1f} {build / median:>13.1f}")
    session.close()
    client.end_now()
    del application


def _settle(session: Session) -> None:
    deadline = QDeadlineTimer(120_000)
    while session.is_pending and not deadline.hasExpired():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        if session.is_pending:
            time.sleep(0.0002)


def _build_ms(session: Session) -> float:
    """What the worker needs to run the whole script with real weights."""
    from designer.session.results import script_text
    from designer.worker_client.once import ask

    assert session.program is not None
    plain = script_text(session.program).script_json()
    timed = f"import time; _start = time.perf_counter()\n{plain['text']}\n"
    timed += "raise ValueError(f'{(time.perf_counter() - _start) * 1000}')"
    from designer.worker_client.once import WorkerFailure

    try:
        ask("build", {"text": timed, "weights": True})
    except WorkerFailure as failure:
        return float(str(failure).strip().rstrip("."))
    return float("nan")


if __name__ == "__main__":
    main()
