"""The real worker as tests speak with it, and programs to ask it about."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from designer.protocol import (
    Event,
    Failure,
    Message,
    ProgramStatement,
    ProgramText,
    Reply,
    Request,
    decode,
    encode,
)

ROOT = Path(__file__).parents[1]
PREAMBLE = "import keras\nfrom keras import layers, ops\n"


class RealWorker:
    """Speaks with a worker in the simplest way: write a line, read lines."""

    def __init__(self, arguments: tuple[str, ...] = ("-m", "designer.worker"), **options: Any):
        # Keras prints sets in some messages.
        surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
        options.setdefault("env", surroundings)
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **options,
        )
        self.events: list[Event] = []
        self._last_id = 0

    def send(self, message: Message) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(encode(message))
        self.process.stdin.flush()

    def read(self) -> Message:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise EOFError("The worker has ended.")
        return decode(line)

    def read_event(self, name: str) -> Event:
        while True:
            message = self.read()
            if isinstance(message, Event) and message.name == name:
                return message

    def begin(self, method: str, params: Mapping[str, Any] | None = None) -> int:
        self._last_id += 1
        self.send(Request(self._last_id, method, params or {}))
        return self._last_id

    def end(self, request: int) -> Reply | Failure:
        """The answer to this request; events that come before it go to `events`."""
        while True:
            message = self.read()
            if isinstance(message, Event):
                self.events.append(message)
            elif isinstance(message, (Reply, Failure)) and message.id == request:
                return message

    def ask(self, method: str, params: Mapping[str, Any] | None = None) -> Any:
        answer = self.end(self.begin(method, params))
        assert isinstance(answer, Reply), answer
        return answer.result

    def ask_in_vain(self, method: str, params: Mapping[str, Any] | None = None) -> Failure:
        answer = self.end(self.begin(method, params))
        assert isinstance(answer, Failure), answer
        return answer

    def shapes(self, program: ProgramText) -> dict[str, Any]:
        result: dict[str, Any] = self.ask("shapes", {"program": program.to_json()})
        return result

    def stop(self) -> None:
        # TensorFlow may need long to end on a busy machine, and nothing more is expected of it.
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self.process.communicate(timeout=10)
        self.process.kill()
        self.process.communicate()


def program(*sources: str, preamble: str = PREAMBLE, reads: tuple[str, ...] = ()) -> ProgramText:
    """A program of statements like `y: y = layers.Dense(3)(x)`, each a node named after the first
    name it binds; `h, c: …` binds two. What a statement reads is found by looking for the names."""
    statements: list[ProgramStatement] = []
    known: list[str] = []
    for source in sources:
        bound, _, code = source.partition(": ")
        binds = tuple(name.strip() for name in bound.split(","))
        words = "".join(each if each.isidentifier() or each.isdigit() else " " for each in code)
        read = tuple(name for name in known if name in words.split() and name not in binds)
        statements.append(ProgramStatement(binds[0], read, binds, code))
        known.extend(binds)
    return ProgramText(preamble, tuple(statements), closing_reads=reads)


def shape(result: Mapping[str, Any], node: str, output: int = 0) -> tuple[int | None, ...]:
    return tuple(result["nodes"][node]["outputs"][output]["shape"])
