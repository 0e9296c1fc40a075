"""Cutting a stream of bytes into lines, however the pipe cuts it into chunks."""

from __future__ import annotations

from designer.protocol.messages import ProtocolError

LONGEST_LINE_BYTES = 512 * 2**20


class LineBuffer:
    """Bytes go in as they come, whole lines come out.

    It remembers how far it has looked for a line end: a message of a megabyte comes in sixteen
    chunks or more, and looking through all of it again at each would make reading quadratic.
    """

    def __init__(self, longest: int = LONGEST_LINE_BYTES) -> None:
        self._bytes = bytearray()
        self._scanned = 0
        self._longest = longest

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that this chunk completes, without their line ends; empty lines are left out.

        Raises `ProtocolError` when a line grows beyond reason: what speaks there is no worker.
        """
        self._bytes += chunk
        lines: list[bytes] = []
        start = 0
        while (end := self._bytes.find(b"\n", max(start, self._scanned))) >= 0:
            line = bytes(self._bytes[start:end]).rstrip(b"\r")
            if line:
                lines.append(line)
            start = end + 1
        del self._bytes[:start]
        self._scanned = len(self._bytes)
        if self._scanned > self._longest:
            raise ProtocolError(f"A line without an end after {self._scanned:,} bytes.")
        return lines

    @property
    def rest(self) -> bytes:
        """What has come of a line that is not complete yet."""
        return bytes(self._bytes)
