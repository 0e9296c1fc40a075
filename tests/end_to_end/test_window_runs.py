"""Runs in the whole window with real workers: trained, stopped, killed, and the window goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.run_settings import SKLEARN, DataSource, RunSettings
from designer.session import Session
from designer.session.run_record import KILLED, RUNNING, RunRecord
from designer.ui.main_window import MainWindow
from designer.ui.panels.run import RunPanel
from designer.worker_client.client import WorkerClient
from tests.builders import two_branch

PATIENCE_MS = 120_000
DIGITS = DataSource(SKLEARN, "digits")


@pytest.mark.worker
def test_two_branch_learns_digits_and_runs_are_stopped_and_killed(
    qtbot: QtBot, tmp_path: Path
) -> None:
    document = Document(shipped_catalog())
    document.new(two_branch())
    window = MainWindow(document, session := Session(document, WorkerClient()))
    qtbot.addWidget(window, before_close_func=lambda _: document.undo_stack.setClean())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    session.start()
    panel, runs = window.docks.panel("run", RunPanel), session.runs

    def run(epochs: int) -> RunRecord:
        panel.settings.take(RunSettings(data=DIGITS, epochs=epochs), "Run settings")
        QTest.keyClick(window, Qt.Key.Key_F5)
        return runs.records[-1]

    learned = run(epochs=2)
    qtbot.waitUntil(lambda: learned.is_over, timeout=PATIENCE_MS)
    assert learned.outcome == "finished", learned.words
    assert learned.metrics["val_accuracy"] > 0.5 and len(learned.by_epoch.steps) == 2
    assert learned.epoch_memory[-1].anonymous_bytes > 10_000_000
    runs.save_model(learned.id, tmp_path / "digits.keras")
    assert (tmp_path / "digits.keras").stat().st_size > 100_000

    stopped = run(epochs=100_000)
    qtbot.waitUntil(lambda: stopped.epochs_done > 0, timeout=PATIENCE_MS)
    QTest.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: stopped.is_over, timeout=PATIENCE_MS)
    assert stopped.outcome == "stopped" and stopped.by_epoch.values["loss"]

    killed = run(epochs=100_000)
    qtbot.waitUntil(lambda: killed.state == RUNNING and killed.steps > 0, timeout=PATIENCE_MS)
    runs.kill()
    assert killed.outcome == KILLED and killed.metrics["loss"] > 0
    assert panel.bar.run.isEnabled()
