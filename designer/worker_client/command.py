"""How a worker is started: a program, its arguments, what is added to its environment. No Qt."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from designer.worker_client.bundle import write_bundle

_ROOT = Path(__file__).resolve().parents[2]
"""Where the package `designer` lies: a checkout, or the site-packages that it is installed in."""


@dataclass(frozen=True, slots=True)
class WorkerCommand:
    """A command line; `environment` is added to the window's own."""

    program: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def words(self) -> str:
        """The command line as a person would type it."""
        return " ".join([self.program, *self.arguments])


def own_python(python: str = sys.executable) -> WorkerCommand:
    """The worker in this program's own Python, installed or in a checkout."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
    return WorkerCommand(python, ("-m", "designer.worker"), environment)


def other_python(command_line: Sequence[str], folder: Path) -> WorkerCommand:
    """The worker in another Python with keras, which needs nothing else of this program.

    `command_line` is what the person set, for example `["/opt/gpu/bin/python"]`; the worker's
    code goes into `folder` as one zip file.
    """
    program, *arguments = command_line
    zipped = write_bundle(folder / "worker.zip")
    return WorkerCommand(program, (*arguments, str(zipped)), {"PYTHONUNBUFFERED": "1"})
