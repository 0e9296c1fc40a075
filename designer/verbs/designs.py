"""What verbs do with a design: read it, write its program, tell the person."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from designer.catalog.table import Catalog, shipped_catalog
from designer.codegen import Program, program_of
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.graph.graph import CycleError
from designer.graph.problems import ERROR
from designer.importing.sources import SUFFIXES
from designer.storage import LoadError, SaveError, load, write_text
from designer.verbs.command_line import Refusal


def read(path: Path) -> tuple[Design, Catalog]:
    """The design in a file; what was left out of it is said on stderr. Raises `Refusal`."""
    try:
        loaded = load(path)
    except LoadError as error:
        is_model = path.suffix.lower() in SUFFIXES
        way_out = f" Make a design of it first: import {path} -o FILE." if is_model else ""
        raise Refusal(f"{error}{way_out}") from error
    for notice in loaded.notices:
        say(f"{path}: {notice}")
    return loaded.design, shipped_catalog()


def complete_program(path: Path | str, design: Design, catalog: Catalog) -> Program:
    """The program of a design without errors. Raises `Refusal` with the problems otherwise."""
    errors = [each for each in problems_of(design, catalog) if each.severity == ERROR]
    if errors:
        lines = "\n".join(f"  {each.sentence} {each.hint}".rstrip() for each in errors)
        raise Refusal(f"{path} has errors:\n{lines}")
    try:
        return program_of(design, catalog)
    except CycleError as error:
        raise Refusal(f"{path}: {error}") from error


def write(path: Path, text: str) -> None:
    """Write a file. Raises `Refusal`."""
    try:
        write_text(path, text)
    except SaveError as error:
        raise Refusal(str(error)) from error


def say(text: str) -> None:
    """A line for the person, where it does not get into the way of output."""
    print(text, file=sys.stderr)  # noqa: T201


def show(text: str) -> None:
    """Output. Raises `Refusal` where it cannot be written, as on a full disk."""
    try:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left in the buffer would fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise Refusal(f"the output could not be written: {error.strerror}.") from error
