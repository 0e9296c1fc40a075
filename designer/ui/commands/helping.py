"""The list of shortcuts, and what this program is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.ui import dialogs

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow


def shortcuts(window: MainWindow) -> None:
    from designer.ui.shortcut_list import rows

    dialogs.show_shortcuts(window, rows())


def about(window: MainWindow) -> None:
    dialogs.show_about(window)
