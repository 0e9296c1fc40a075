"""How a worker is started: a program, its arguments, what is added to its environment. No Qt."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from designer.worker_client.sending import READER, sent_code

_ROOT = Path(__file__).resolve().parents[2]
"""Where the package `designer` lies: a checkout, or the site-packages that it is installed in."""


@dataclass(frozen=True, slots=True)
class WorkerCommand:
    """A command line; `environment` is added to the window's own."""

    program: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    greeting: bytes = field(default=b"", repr=False)
    """What it gets on its input before any message: its code, where it does not have it."""
    typed: str = ""
    """What the person set, where that is not all of the command line."""

    def words(self) -> str:
        """The command line as a person would type it."""
        return self.typed or " ".join([self.program, *self.arguments])

    @property
    def is_on_another_machine(self) -> bool:
        """Whether paths mean other files there, as far as a command line can tell."""
        return _is_ssh(self.program)


def own_python(python: str = sys.executable) -> WorkerCommand:
    """The worker in this program's own Python, installed or in a checkout."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
    return WorkerCommand(python, ("-m", "designer.worker"), environment)


def other_python(command_line: Sequence[str]) -> WorkerCommand:
    """The worker in another Python with keras, here or on another machine, which needs nothing else
    of this program: the code is sent along.

    `command_line` is what the person set: `["/opt/gpu/bin/python"]`, `["ssh", "host", "python3"]`.
    """
    program, *arguments = command_line
    typed = shlex.join(command_line)
    if _is_ssh(program):
        # A shell over there reads the words once more.
        arguments = [*_unless_said(arguments), *arguments, "-c", f'"{READER}"']
    else:
        arguments = [*arguments, "-c", READER]
    environment = {"PYTHONUNBUFFERED": "1"}
    return WorkerCommand(program, tuple(arguments), environment, sent_code(), typed)


def worker_at(command_line: Sequence[str]) -> WorkerCommand:
    """The worker of a setting; an empty one is this program's own Python."""
    return other_python(command_line) if command_line else own_python()


_SSH_OPTIONS = {
    # Nobody could type a password: the input is the protocol's, and a window has no terminal.
    "BatchMode": "yes",
    "ConnectTimeout": "20",
    # A machine that is gone says nothing; without these its silence lasts for hours.
    "ServerAliveInterval": "10",
    "ServerAliveCountMax": "3",
}


def _unless_said(arguments: Sequence[str]) -> list[str]:
    said = " ".join(arguments).lower()
    return [f"-o{name}={value}" for name, value in _SSH_OPTIONS.items() if name.lower() not in said]


def _is_ssh(program: str) -> bool:
    return Path(program).stem.lower() in ("ssh", "autossh")
