"""The menu of recent files, made anew whenever it opens."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.ui.commands import files

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow


class RecentMenu(QObject):
    """Fills the submenu over its last entry, which clears the list."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._menu = window.action_set.menu("file/recent")
        self._clear = window.action_set["clear_recent"]
        self._menu.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        for action in self._menu.actions():
            if action is not self._clear:
                self._menu.removeAction(action)
                action.deleteLater()
        paths = self._window.settings.recent_files
        for path in paths:
            action = self._menu.addAction(path.stem)
            action.setToolTip(str(path))
            action.triggered.connect(partial(self._open, path))
            self._menu.insertAction(self._clear, action)
        self._menu.insertSeparator(self._clear)
        self._clear.setEnabled(bool(paths))

    def _open(self, path: Path, checked: bool = False) -> None:
        files.open_path(self._window, path)
