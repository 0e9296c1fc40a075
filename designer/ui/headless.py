"""Qt without a window: what the verbs need of it."""

from __future__ import annotations

import os
from importlib import import_module

MODULES = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtSvg")


def fault_in_qt() -> str:
    """Why Qt cannot be loaded, which names the library that is missing; empty where it can."""
    for module in MODULES:
        try:
            import_module(module)
        except ImportError as error:
            return str(error)
    return ""


def application() -> object:
    """A Qt application that opens no window, screen or not. Keep it while painting."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.instance() or QGuiApplication([])
