"""TensorBoard on a free local port, ended with the program.

Not a `QProcess`: destroying one kills it and waits, and a keeper that is killed ends nothing. Here
the end of a pipe is what ends TensorBoard, whatever becomes of the window.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from designer.threads import homeward
from designer.worker_client import keeper

STOPPED, STARTING, RUNNING = "stopped", "starting", "running"

_URL = re.compile(r"TensorBoard \S+ at (http://\S+)")
_WITHIN_MS = 90_000
_KEPT_LINES = 6


class TensorBoard(QObject):
    """One TensorBoard at a time; asking for another folder replaces it."""

    opened = Signal(str)
    """Its address: open it in the browser."""
    changed = Signal()
    failed = Signal(str)
    """Why there is none, in words."""

    def __init__(self, parent: QObject, python: str = sys.executable) -> None:
        super().__init__(parent)
        self.state = STOPPED
        self.url = ""
        self._python = python
        self._folder = ""
        self._child: subprocess.Popen[str] | None = None
        self._lines: list[str] = []
        self._timer = QTimer(self, singleShot=True, interval=_WITHIN_MS)
        self._timer.timeout.connect(self._on_late)
        self._home = (homeward(self._on_line), homeward(self._on_gone))
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)

    def open(self, folder: Path) -> None:
        """Show what was logged below a folder; `opened` or `failed` follows."""
        if not has_logs(folder):
            words = self.tr(
                "Nothing has been logged in {folder} yet. Give the run the callback TensorBoard, or"
                " let the graph be written first."
            )
            self.failed.emit(words.format(folder=folder))
        elif self.state == RUNNING and self._folder == str(folder):
            self.opened.emit(self.url)
        elif self.state != STARTING or self._folder != str(folder):
            self._start(folder)

    def stop(self) -> None:
        """End it; nobody waits."""
        self._timer.stop()
        child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            child.stdin.close()
        self._enter(STOPPED)

    def _start(self, folder: Path) -> None:
        self.stop()
        self._folder, self._lines = str(folder), []
        board = ["-m", "tensorboard.main", "--logdir", str(folder)]
        place = ["--host", "127.0.0.1", "--port", "0"]
        try:
            child = subprocess.Popen(
                [self._python, str(keeper.__file__), self._python, *board, *place],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
            )
        except OSError as error:
            words = self.tr("TensorBoard could not be started with {python}: {reason}.")
            self.failed.emit(words.format(python=self._python, reason=error.strerror))
            return
        self._child = child
        self._enter(STARTING)
        self._timer.start()
        Thread(target=_listen, args=(child, *self._home), name="tensorboard", daemon=True).start()

    def _is_current(self, process: int) -> bool:
        return self._child is not None and self._child.pid == process

    def _enter(self, state: str, url: str = "") -> None:
        is_new = state != self.state
        self.state, self.url = state, url
        if is_new:
            self.changed.emit()

    def _on_line(self, process: int, line: str) -> None:
        if not self._is_current(process):
            return
        if line:
            self._lines = [*self._lines, line][-_KEPT_LINES:]
        found = _URL.search(line)
        if found and self.state == STARTING:
            self._timer.stop()
            self._enter(RUNNING, found[1])
            self.opened.emit(found[1])

    def _on_late(self) -> None:
        self._fail(self.tr("TensorBoard did not answer within 90 seconds."))

    def _on_gone(self, process: int) -> None:
        if not self._is_current(process):
            return
        said = "\n".join(self._lines)
        if "No module named" in said:
            words = self.tr(
                "TensorBoard is not installed in {python}: install the package tensorboard there."
            ).format(python=self._python)
        elif "in use" in said or "bind" in said:
            words = self.tr("TensorBoard found no free port on this machine. Try again.")
        else:
            words = self.tr("TensorBoard has ended. Its last words:\n{said}").format(said=said)
        self._fail(words)

    def _fail(self, words: str) -> None:
        self.stop()
        self.failed.emit(words)


def _listen(
    child: subprocess.Popen[str], spoke: Callable[[int, str], None], gone: Callable[[int], None]
) -> None:
    """In a thread: hand on what it says, until it ends."""
    for line in child.stderr or ():
        spoke(child.pid, line.rstrip())
    if child.stderr is not None:
        child.stderr.close()
    child.wait()
    gone(child.pid)


def has_logs(folder: Path) -> bool:
    """Whether anything below a folder is for TensorBoard."""
    return folder.is_dir() and next(folder.rglob("events.out.tfevents.*"), None) is not None
