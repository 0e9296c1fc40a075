"""Records the runs that the pictures show: `python tools/record_runs.py` (some minutes).

The seed text's experiment on the shipped `noisy_linear`: its eager loop, which leaks, then the same
with the step compiled. What the runs told is kept in `tools/recorded/`, thinned, because a picture
must not take minutes and its curves shall be those of real runs.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from designer.catalog.table import shipped_catalog  # noqa: E402
from designer.document import Document  # noqa: E402
from designer.graph.run_settings import COMPILED, RunSettings  # noqa: E402
from designer.paths import resource  # noqa: E402
from designer.session import Session  # noqa: E402
from designer.session.run_judging import verdict_on  # noqa: E402
from designer.session.run_record import RunRecord, Series  # noqa: E402
from designer.worker_client.client import WorkerClient  # noqa: E402
from designer.worker_client.command import own_python  # noqa: E402

FOLDER = ROOT / "tools" / "recorded"
_MOST = 500
"""Points of a series: more than a picture has room for."""


def main() -> None:
    app = QApplication([])
    document = Document(shipped_catalog())
    client = WorkerClient(own_python(), parent=app)
    session = Session(document, client, parent=app)
    document.open_example(resource("examples/noisy_linear.kdesign"))
    session.start()
    settings = RunSettings.from_values(document.design.settings.run)
    FOLDER.mkdir(exist_ok=True)
    first = recorded(session, settings, "Run 1", "")
    recorded(session, replace(settings, loop=COMPILED), "Run 1, cured", first.id)
    session.runs.close()
    # Processes end when the program is about to.
    QTimer.singleShot(0, app.quit)
    app.exec()


def recorded(session: Session, settings: RunSettings, name: str, proves: str) -> RunRecord:
    """Run, and keep what the run told."""
    record = session.runs.start(settings, name=name, proves=proves)
    if record is None:
        sys.exit("The run was refused.")
    loop = QEventLoop()
    session.runs.changed.connect(lambda _: loop.quit() if record.is_over else None)
    loop.exec()
    record.verdict = verdict_on(record.memory)
    print(f"{name}: {record.outcome}, {record.seconds:.0f} s. {record.words}")
    file = FOLDER / f"noisy_linear-{settings.loop}.json"
    file.write_text(json.dumps(thinned(record).to_json(), indent=None) + "\n", encoding="utf-8")
    return record


def thinned(record: RunRecord) -> RunRecord:
    """The same run with fewer points and without what no picture shows."""
    by_step = record.by_step
    every = len(by_step.steps) // _MOST + 1
    few = Series(
        by_step.steps[::every],
        by_step.seconds[::every],
        by_step.epochs[::every],
        {name: column[::every] for name, column in by_step.values.items()},
    )
    memory = record.memory[:: len(record.memory) // _MOST + 1]
    plain = {"script": "", "line_nodes": {}, "evidence": [], "details": ""}
    return replace(record, by_step=few, memory=memory, **plain)


if __name__ == "__main__":
    main()
