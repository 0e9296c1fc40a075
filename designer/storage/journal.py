"""The journal: every edit since the last save, so that a crash costs nothing.

One file a running window: a first line with the design as it was saved and where, then one edit a
line; undo and redo are written as the edits that they apply. A saved or closed design leaves none.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from designer.graph.design import Design
from designer.graph.edits import Edit
from designer.graph.graph import GraphError
from designer.storage.codec import FormatError
from designer.storage.design_file import from_text
from designer.storage.edit_codec import edit_from_json, edit_to_json

SUFFIX = ".journal"


class Journal:
    """Writes one window's journal in a folder. Where that cannot be written, the window works on
    without: `failure` then says why."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}{SUFFIX}"
        self.failure = ""
        self._has_begun = False
        self._head: dict[str, str] = {}

    def begin(self, text: str, path: Path | None) -> None:
        """Forget the edits so far: the design is new, opened or saved with this text."""
        self.end()
        self.failure = ""
        self._head = {"base": text, "path": str(path.resolve()) if path else ""}

    def begin_unsaved(self, text: str, path: Path | None) -> None:
        """As `begin`, of a design that no file holds: it is written down at once."""
        self.begin(text, path)
        self._head["unsaved"] = "yes"
        self._write(self._begin_file)

    def append(self, edit: Edit) -> None:
        """Write one edit that has just been applied; the file is made with the first one."""
        if not self._has_begun:
            self._write(self._begin_file)
        self._write(lambda: self._append_line(json.dumps(edit_to_json(edit), ensure_ascii=False)))

    def end(self) -> None:
        """The edits are safe elsewhere, or not wanted."""
        self._has_begun = False
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _write(self, write: Callable[[], None]) -> None:
        if self.failure:
            return
        try:
            write()
        except OSError as error:
            self.failure = f"{self.path} could not be written: {error.strerror or error}."

    def _append_line(self, line: str) -> None:
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(line + "\n")

    def _begin_file(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self._append_line(json.dumps(self._head, ensure_ascii=False))
        self._has_begun = True


@dataclass(frozen=True)
class Recovered:
    """A design as it was when its window died."""

    design: Design
    path: Path | None
    edits: int
    journal: Path


def left_behind(folder: Path, is_in_use: Callable[[str], bool]) -> list[Path]:
    """Journals of windows that are no more, newest first. `is_in_use` knows the names of windows
    that live."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.glob(f"*{SUFFIX}") if not is_in_use(path.stem)]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def recover(journal: Path) -> Recovered | None:
    """The design that a journal leads to, less a torn last line. None when it holds nothing."""
    try:
        first, *lines = journal.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        head = json.loads(first)
        design = from_text(head["base"]).design
        where = Path(head["path"]) if head["path"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    count = 0
    for line in lines:
        try:
            edit_from_json(json.loads(line)).apply(design)
        except (FormatError, GraphError, ValueError, TypeError):
            break
        count += 1
    return Recovered(design, where, count, journal) if count or "unsaved" in head else None
