"""Runs a command and ends it when this process's input ends: `python keeper.py COMMAND …`.

A process that a window starts would outlive a window that is killed. Between them stands this one,
whose input is a pipe from the window: its end comes in every ending, also after SIGKILL. A file by
itself: the standard library only.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

_PATIENCE_S = 5.0


def keep(command: Sequence[str]) -> int:
    """The exit status of the command, which is ended with all that it started."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)

    def watch() -> None:
        while os.read(0, 1024):
            pass
        _end(child)

    threading.Thread(target=watch, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: _end(child))
    return child.wait()


def _end(child: subprocess.Popen[bytes]) -> None:
    _signal(child, signal.SIGTERM)
    try:
        child.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        _signal(child, getattr(signal, "SIGKILL", signal.SIGTERM))


def _signal(child: subprocess.Popen[bytes], number: int) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, number)
        else:
            child.terminate()
    except (ProcessLookupError, PermissionError):
        pass  # It has ended by itself.


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1:]))
