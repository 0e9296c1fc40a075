"""One question to a worker that is started for it and ends with it: for the verbs. No Qt."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from designer.protocol import (
    PROTOCOL_VERSION,
    Event,
    Failure,
    Message,
    ProtocolError,
    Reply,
    Request,
    decode,
    encode,
)
from designer.worker_client import endings
from designer.worker_client.command import WorkerCommand, own_python

_REQUEST = 1


class WorkerDied(Exception):  # noqa: N818 - it is what happened
    """The worker ended without an answer; the text says how, and its last words."""


class WorkerFailure(Exception):  # noqa: N818 - it is the worker's answer
    """The worker's answer is that it cannot; `failure` has the kind, the node and the traceback."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def ask(
    method: str,
    params: Mapping[str, Any] | None = None,
    python: str = sys.executable,
    timeout: float = 600.0,
) -> Any:
    """The worker's answer. Takes the seconds that importing keras takes.

    Raises `WorkerFailure` when it answers that it cannot, `WorkerDied` when it does not answer.
    """
    return ask_with(own_python(python), method, params or {}, timeout)


def ask_with(
    command: WorkerCommand, method: str, params: Mapping[str, Any], timeout: float = 600.0
) -> Any:
    """As `ask`, of the worker that this command line starts."""
    try:
        ended = subprocess.run(
            [command.program, *command.arguments],
            input=command.greeting + encode(Request(_REQUEST, method, params)),
            capture_output=True,
            timeout=timeout,
            env={**os.environ, **command.environment},
        )
    except OSError as error:
        raise WorkerDied(endings.not_started(command.words(), str(error))) from error
    except subprocess.TimeoutExpired as error:
        raise WorkerDied(endings.timed_out(timeout)) from error
    for line in ended.stdout.splitlines():
        if line:
            stop_at_bad_news(message := decoded(line, command), command)
            if isinstance(message, Reply) and message.id == _REQUEST:
                return message.result
    raise WorkerDied(ending(ended.returncode, ended.stderr))


def decoded(line: bytes, command: WorkerCommand) -> Message:
    """What a line says. Raises `WorkerDied` where it is no message."""
    try:
        return decode(line)
    except ProtocolError as error:
        raise WorkerDied(endings.strange_speech(command.words(), str(error))) from error


def stop_at_bad_news(message: Message, command: WorkerCommand) -> None:
    """Raises `WorkerFailure` or `WorkerDied` where a message means that there is no answer."""
    match message:
        case Failure():
            raise WorkerFailure(message)
        case Event("hello", params) if params.get("protocol") != PROTOCOL_VERSION:
            raise WorkerDied(endings.other_version(params.get("protocol"), PROTOCOL_VERSION))
        case Event("unusable", params):
            raise WorkerDied(endings.keras_unusable(command.words(), params.get("message")))


def ending(returncode: int, stderr: bytes) -> str:
    """How a worker ended, in words, with its last ones."""
    lines = stderr.decode(errors="replace").splitlines()
    if returncode < 0:
        return endings.ended_by_signal(-returncode, lines)
    return endings.ended_by_itself(returncode, lines)
