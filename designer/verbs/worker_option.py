"""`--worker "COMMAND"`: the Python that a verb has Keras in."""

from __future__ import annotations

import shlex
from argparse import ArgumentParser, ArgumentTypeError

from designer.worker_client.command import WorkerCommand, own_python, worker_at


def add_worker(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--worker",
        metavar='"COMMAND"',
        type=_command,
        default=own_python(),
        help="another Python that has Keras, here or elsewhere: /opt/gpu/bin/python, or "
        '"ssh host python3"; the code is sent along',
    )


def _command(text: str) -> WorkerCommand:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no command line: {error}") from error
    if not words:
        raise ArgumentTypeError("give the command line of a Python, or leave --worker out")
    return worker_at(words)
