"""Verbs that paint make a `QGuiApplication` where there is none, and a process has one for good:
the tests that come after need the whole `QApplication`, so it is there first."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    return qapp
