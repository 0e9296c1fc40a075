"""A comparison of the open design with another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow

T = QCoreApplication.translate


def compare_file(window: MainWindow) -> None:
    """Ask for the earlier design."""
    words = T("Comparing", "Compare with an earlier design")
    kinds = f"{T('Files', 'Designs')} (*.kdesign);;{T('Files', 'All files')} (*)"
    name, _ = QFileDialog.getOpenFileName(window, words, window.settings.folder, kinds)
    if name:
        compare_with(window, Path(name), Path(name).name)


def compare_saved(window: MainWindow) -> None:
    path = window.context.document.path
    if path:
        compare_with(window, path, T("Comparing", "the saved version"))


def compare_with(window: MainWindow, path: Path, title: str) -> None:
    """Show what differs from the design in a file. What cannot be read changes nothing."""
    from designer.storage import LoadError, load

    try:
        loaded = load(path)
    except LoadError as error:
        window.notices.say(str(error), "error")
        return
    for sentence in loaded.notices:
        window.notices.say(f"{path.name}: {sentence}", "warning")
    window.context.comparing.begin(loaded.design, title)


def end_comparison(window: MainWindow) -> None:
    window.context.comparing.end()


def is_comparing(window: MainWindow) -> bool:
    return window.shows_design and window.context.comparing.is_on


def has_saved_version(window: MainWindow) -> bool:
    return window.shows_design and window.context.document.path is not None
