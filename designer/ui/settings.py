"""What the program remembers between two starts: recent files, the arrangement, the theme.

One object around `QSettings`, so that the keys stand in one place. Without a store it remembers
for its own lifetime only, which is what tests and pictures want.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

MOST_RECENT = 12
THEMES = ("system", "light", "dark")


class Settings:
    """Typed values by key; a value that cannot be read counts as absent."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store
        self._own: dict[str, Any] = {}

    @property
    def recent_files(self) -> list[Path]:
        """Files that were open, latest first; those that are gone are left out."""
        return [path for path in map(Path, self._strings("recent_files")) if path.is_file()]

    def remember_file(self, path: Path) -> None:
        wanted = str(path.resolve())
        others = [name for name in self._strings("recent_files") if name != wanted]
        self._set("recent_files", [wanted, *others][:MOST_RECENT])

    def forget_files(self) -> None:
        self._set("recent_files", [])

    @property
    def folder(self) -> str:
        """Where the person last opened or saved."""
        files = self.recent_files
        return str(files[0].parent) if files else ""

    @property
    def theme(self) -> str:
        """One of `THEMES`."""
        name = str(self._get("theme", "system"))
        return name if name in THEMES else "system"

    @theme.setter
    def theme(self, name: str) -> None:
        self._set("theme", name)

    @property
    def geometry(self) -> QByteArray:
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._set("window/geometry", value)

    @property
    def arrangement(self) -> QByteArray:
        """Where docks and toolbars are, as `QMainWindow.saveState` gives it."""
        return self._bytes("window/arrangement")

    @arrangement.setter
    def arrangement(self, value: QByteArray) -> None:
        self._set("window/arrangement", value)

    @property
    def worker_command(self) -> list[str]:
        """The command line of another Python that runs the worker; empty for this one."""
        return self._strings("worker/command")

    @worker_command.setter
    def worker_command(self, words: list[str]) -> None:
        self._set("worker/command", list(words))

    @property
    def code_style(self) -> str:
        return str(self._get("code/style", "script"))

    @code_style.setter
    def code_style(self, name: str) -> None:
        self._set("code/style", name)

    @property
    def code_shapes(self) -> bool:
        """Whether shapes stand as comments behind the code."""
        return str(self._get("code/shapes", False)).lower() == "true"

    @code_shapes.setter
    def code_shapes(self, is_wanted: bool) -> None:
        self._set("code/shapes", is_wanted)

    @property
    def plot_options(self) -> dict[str, Any]:
        value = self._get("plot/options", {})
        return dict(value) if isinstance(value, Mapping) else {}

    @plot_options.setter
    def plot_options(self, options: Mapping[str, Any]) -> None:
        self._set("plot/options", dict(options))

    def _get(self, key: str, default: Any) -> Any:
        if self._store is None:
            return self._own.get(key, default)
        value = self._store.value(key)
        return default if value is None else value

    def _set(self, key: str, value: Any) -> None:
        if self._store is None:
            self._own[key] = value
        else:
            self._store.setValue(key, value)

    def _strings(self, key: str) -> list[str]:
        # QSettings gives a list of one back as a bare string.
        value = self._get(key, [])
        return [value] if isinstance(value, str) else [str(item) for item in value]

    def _bytes(self, key: str) -> QByteArray:
        value = self._get(key, QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()
