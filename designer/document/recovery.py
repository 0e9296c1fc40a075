"""Where journals lie, and which of them belong to windows that are no more.

A window holds a lock file beside its journal. Qt's lock files know the process and the machine
that made them, so the lock of a window that died can be told from one that lives.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile, QStandardPaths

from designer.storage.journal import Journal, Recovered, left_behind, recover

_KEPT: list[QLockFile] = []
"""Locks are held as long as the program runs."""


def journal_folder() -> Path:
    """The folder for journals in the person's own data."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(place) / "journals"


def new_journal(folder: Path) -> Journal:
    """A journal of this window's own, with its lock."""
    name = uuid4().hex
    folder.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(str(folder / f"{name}.lock"))
    lock.setStaleLockTime(0)
    if lock.tryLock(0):
        _KEPT.append(lock)
    return Journal(folder, name)


def recoverable(folder: Path) -> list[Recovered]:
    """The designs of windows that died, newest first."""
    found = [recover(path) for path in left_behind(folder, lambda name: _is_in_use(folder, name))]
    return [each for each in found if each]


def forget(recovered: Recovered) -> None:
    """The design is safe elsewhere, or not wanted: its journal goes."""
    recovered.journal.unlink(missing_ok=True)


def _is_in_use(folder: Path, name: str) -> bool:
    lock = QLockFile(str(folder / f"{name}.lock"))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return True
    lock.unlock()
    return False
