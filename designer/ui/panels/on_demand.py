"""Asks for what costs the worker time only while somebody looks, and only once the edits pause."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

PAUSE_MS = 400


class OnDemand(QObject):
    """Watches one panel. Tell it what `changed` and what has `arrived`; it calls `ask`."""

    state_changed = Signal()

    def __init__(self, panel: QWidget, ask: Callable[[], None]) -> None:
        super().__init__(panel)
        self._panel = panel
        self._ask = ask
        self.is_stale = True
        """What is shown is of an older design, or nothing has been asked yet."""
        self.is_waiting = False
        """An answer is on its way."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.ask_now)
        panel.installEventFilter(self)

    def changed(self) -> None:
        """The design is another one now."""
        self.is_stale = True
        if self._panel.isVisible():
            self._timer.start()
        self.state_changed.emit()

    def ask_now(self) -> None:
        """Ask without waiting for a pause."""
        self._timer.stop()
        self.is_stale, self.is_waiting = False, True
        self._ask()
        self.state_changed.emit()

    def arrived(self) -> None:
        """An answer is there."""
        self.is_waiting = False
        self.state_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self.is_stale:
            QTimer.singleShot(0, self, self._ask_if_seen)
        return False

    def _ask_if_seen(self) -> None:
        """A dock that is being arranged shows and hides its panel several times."""
        if self.is_stale and self._panel.isVisible():
            self.ask_now()
