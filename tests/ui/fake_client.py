"""A worker client without a worker: it notes what is asked, and the test says what is answered."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.protocol.messages import Failure, FailureKind, Reply
from designer.worker_client.command import WorkerCommand


def fake_command(*arguments: str) -> WorkerCommand:
    """A process of its own, without keras, as runs are started with; see `tests/fake_worker.py`."""
    script = Path(__file__).parent.parent / "fake_worker.py"
    return WorkerCommand(sys.executable, (str(script), *arguments))


class FakeClient(QObject):
    replied = Signal(object)
    failed = Signal(object)
    described = Signal(str)
    restarted = Signal()
    event_arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.state = "starting"
        self.description = "Keras is starting…"
        self.asked: list[tuple[int, str, Mapping[str, Any]]] = []
        self.restarts = 0
        self.is_stopped = False
        self.command = fake_command()

    def start(self) -> None:
        pass

    def stop(self) -> None:
        self.is_stopped = True

    def restart(self) -> None:
        self.restarts += 1

    def request(self, method: str, params: Mapping[str, Any]) -> int:
        self.asked.append((len(self.asked) + 1, method, params))
        return len(self.asked)

    def cancel(self, request: int) -> None:
        pass

    def describe(self, state: str, words: str) -> None:
        """The worker is in another state."""
        self.state, self.description = state, words
        self.described.emit(words)

    def last(self, method: str) -> tuple[int, Mapping[str, Any]]:
        """The latest request of a method."""
        return next((i, params) for i, name, params in reversed(self.asked) if name == method)

    def answer(self, method: str, result: Mapping[str, Any]) -> None:
        """The worker answers the latest request of a method."""
        self.replied.emit(Reply(self.last(method)[0], result))

    def refuse(
        self, method: str, message: str, kind: str = FailureKind.PROGRAM, node: str = ""
    ) -> None:
        """The worker fails the latest request of a method."""
        self.failed.emit(Failure(self.last(method)[0], kind, message, node=node or None))
