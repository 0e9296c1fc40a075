"""All that the keyboard and the mouse can do, as rows of (where, what, keys) for people to read."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from designer.ui.actions import ACTIONS, MENUS, keys_text, plain

T = QCoreApplication.translate


def rows() -> list[tuple[str, str, str]]:
    """The actions that have shortcuts, by menu, then what hands do on the canvas."""
    titles = {name: plain(title) for name, title in MENUS}
    found = [
        (titles[spec.menu.partition("/")[0]], plain(spec.text), keys_text(spec.keys))
        for spec in ACTIONS
        if spec.keys
    ]
    where = T("Shortcuts", "On the canvas")
    return found + [(where, what, how) for what, how in _gestures()]


def _gestures() -> tuple[tuple[str, str], ...]:
    return (
        (T("Shortcuts", "Zoom at the pointer"), T("Shortcuts", "Wheel")),
        (T("Shortcuts", "Pan"), T("Shortcuts", "Middle button drag, Space and drag")),
        (T("Shortcuts", "Select several"), T("Shortcuts", "Drag on the empty canvas")),
        (T("Shortcuts", "Add to the selection"), T("Shortcuts", "Shift and click")),
        (T("Shortcuts", "Take in or out of the selection"), T("Shortcuts", "Ctrl and click")),
        (T("Shortcuts", "Wire two nodes"), T("Shortcuts", "Drag from port to port")),
        (T("Shortcuts", "Give up what the mouse is doing"), T("Shortcuts", "Escape")),
    )
