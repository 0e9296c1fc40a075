"""Panels to try things on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.ui.panels.problems import ProblemsPanel
from tests.builders import two_branch
from tests.ui.windows import Bench, bench_with


@pytest.fixture
def bench(qapp: QApplication) -> Bench:
    """Where panels that know no model are tried, with a design of two branches."""
    return bench_with(two_branch())


@pytest.fixture
def problems(qtbot: QtBot, bench: Bench) -> ProblemsPanel:
    """The panel, in a window of its own."""
    panel = ProblemsPanel(bench.context)
    panel.resize(420, 400)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel
