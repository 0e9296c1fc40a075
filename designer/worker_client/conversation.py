"""Several questions to a worker that is started for them and ends with them: for the verbs. No
Qt."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from designer.protocol import Reply, Request, encode
from designer.worker_client import endings
from designer.worker_client.command import WorkerCommand, own_python
from designer.worker_client.once import WorkerDied, decoded, ending, stop_at_bad_news


class Conversation:
    """A worker, asked one question after another. Use it with `with`.

    `ask` raises `WorkerFailure` when the worker answers that it cannot, `WorkerDied` when it does
    not answer.
    """

    def __init__(self, command: WorkerCommand | None = None) -> None:
        self._command = command or own_python()
        self._last_id = 0
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the worker has ended.
        try:
            self._process = subprocess.Popen(
                [self._command.program, *self._command.arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                env={**os.environ, **self._command.environment},
            )
        except OSError as error:
            self._stderr.close()
            raise WorkerDied(endings.not_started(self._command.words(), str(error))) from error
        self._send(self._command.greeting)

    def __enter__(self) -> Conversation:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()
        self._stderr.close()

    def ask(self, method: str, params: Mapping[str, Any]) -> Any:
        self._last_id += 1
        self._send(encode(Request(self._last_id, method, params)))
        assert self._process.stdout is not None
        for line in self._process.stdout:
            message = decoded(line.rstrip(b"\n"), self._command)
            stop_at_bad_news(message, self._command)
            if isinstance(message, Reply) and message.id == self._last_id:
                return message.result
        self._process.wait()
        self._stderr.seek(0)
        raise WorkerDied(ending(self._process.returncode, self._stderr.read()))

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # Its ending is told by what it says no more.
            self._process.stdin.write(data)
            self._process.stdin.flush()
