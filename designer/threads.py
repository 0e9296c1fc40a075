"""What threads have to tell the window's objects, told in the window's thread.

A thread that emits a signal of an object which the window is just destroying ends the process: no
exception comes, and no check beforehand helps. So threads call nothing of Qt and hold none of its
objects: they put what they have to say into a queue and wake the event loop through a socket.
"""

from __future__ import annotations

import atexit
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from queue import SimpleQueue
from typing import Any
from weakref import WeakMethod

from PySide6.QtCore import QSocketNotifier
from shiboken6 import isValid

_A_LOT = 1 << 16


def homeward(receive: Callable[..., None]) -> Callable[..., None]:
    """A function for threads: what it is called with, `receive` is called with, from the event loop
    of this thread and in the same order, unless its object has gone. `receive`: a method of a
    `QObject`."""
    post, method = _post(), WeakMethod(receive)

    def deliver(what: tuple[Any, ...]) -> None:
        alive = method()
        if alive is not None and isValid(alive.__self__):  # type: ignore[attr-defined]
            alive(*what)

    return lambda *what: post.send(lambda: deliver(what))


class _Post:
    """The queue, and the pair of sockets that wakes the thread in which it was made."""

    def __init__(self) -> None:
        self._letters: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._here, self._there = socket.socketpair()
        for end in (self._here, self._there):
            end.setblocking(False)
            atexit.register(end.close)
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._deliver)

    def send(self, letter: Callable[[], None]) -> None:
        """From any thread."""
        self._letters.put(letter)
        self._wake()

    def _wake(self) -> None:
        with suppress(OSError):  # Full: it wakes all the same. Closed: the program ends.
            self._there.send(b".")

    def _deliver(self) -> None:
        with suppress(BlockingIOError):
            self._here.recv(_A_LOT)
        if self._letters.empty():
            return
        letter = self._letters.get()
        # Before the letter is opened: it may show a dialog, or fail.
        if not self._letters.empty():
            self._wake()
        letter()


@cache
def _post() -> _Post:
    return _Post()
