"""Imports pyqtgraph while the window goes on: half a second that nobody should wait for."""

from __future__ import annotations

import threading
from importlib import import_module

from PySide6.QtCore import QObject, Signal

from designer.threads import homeward

_HEAVY = "designer.ui.charts.chart"


class Loading(QObject):
    """`ready` comes in the window's thread, once the charts can be built."""

    ready = Signal()

    def start(self) -> None:
        """Import in a thread of Python's: it dies with the program, whatever it is at."""
        loaded = homeward(self._on_loaded)

        def load() -> None:
            import_module(_HEAVY)
            loaded()

        threading.Thread(target=load, name="charts", daemon=True).start()

    def _on_loaded(self) -> None:
        self.ready.emit()
