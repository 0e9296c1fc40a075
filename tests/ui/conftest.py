"""What every test of the window leaves behind: nothing held."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def nothing_held(qtbot: QtBot) -> Iterator[None]:
    """A button that one test leaves pressed would be pressed for all that follow it."""
    yield
    held = QGuiApplication.mouseButtons()
    if held != Qt.MouseButton.NoButton:
        place = QWidget()
        qtbot.addWidget(place)
        place.show()
        for button in Qt.MouseButton:
            if held & button:
                QTest.mouseRelease(place, button)
        assert QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
