"""Stands for `Session.costing` where nobody asks what the model costs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class NothingCosts(QObject):
    changed = Signal()
