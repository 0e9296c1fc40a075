"""The worker's two pipes, out of reach of everything that prints or reads.

A `print` in a custom layer, or a library that writes to descriptor 1 from C, would land between
two messages. So the messages get private copies of the descriptors; 1 becomes stderr, 0 nothing.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass, field
from io import FileIO
from typing import BinaryIO

from designer.protocol import Message, encode


@dataclass
class Outlet:
    """Where messages go out, one at a time from any thread."""

    stream: BinaryIO
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, message: Message) -> None:
        """Raises `OSError` when nobody is listening any more."""
        line = encode(message)
        with self._lock:
            self.stream.write(line)
            self.stream.flush()


def claim_pipes() -> tuple[FileIO, Outlet]:
    """Take descriptors 0 and 1 away from the rest of the process. Call before anything prints."""
    incoming = FileIO(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    # Line by line, so that the last words before a crash are not lost in a buffer.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True, errors="backslashreplace")
    return incoming, Outlet(outgoing)
