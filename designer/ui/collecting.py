"""Garbage collection, in the window's thread and when nobody waits.

Left to itself, Python looks through all that it holds whenever so many objects were made, in
whichever thread that happens: 90 ms at 1,000 layers, while the window stands still, and garbage
that belongs to Qt might be destroyed in the wrong thread.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication

LOOK_EVERY_MS = 100
MANY_YOUNG = 5_000
"""Objects made since the last look; so many take about 1 ms to look through."""
EVERYTHING_EVERY_MS = 60_000
REST_MS = 4_000
"""Nothing was changed and the mouse did not move for so long."""


class Collecting(QObject):
    """From now on until it is destroyed; what there is already is never looked at again."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._since_everything = QElapsedTimer()
        self._since_everything.start()
        self._at_rest = QElapsedTimer()
        self._at_rest.start()
        self._is_changed = False
        self._cursor = QCursor.pos()
        gc.freeze()
        if gc.isenabled():
            gc.disable()
            self.destroyed.connect(gc.enable)
        timer = QTimer(self, interval=LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()

    def note_change(self) -> None:
        """The person, or the worker for them, is at work."""
        self._is_changed = True
        self._at_rest.restart()

    def look(self) -> None:
        """Collect what is due."""
        if QCursor.pos() != self._cursor:
            self._cursor = QCursor.pos()
            self._at_rest.restart()
        if self._is_changed and self._is_time_for_everything():
            self._is_changed = False
            self._since_everything.restart()
            gc.collect()
        elif gc.get_count()[0] > MANY_YOUNG:
            gc.collect(1)

    def _is_time_for_everything(self) -> bool:
        is_pressed = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        is_at_rest = not is_pressed and self._at_rest.hasExpired(REST_MS)
        return is_at_rest and self._since_everything.hasExpired(EVERYTHING_EVERY_MS)
