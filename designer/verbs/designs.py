"""What verbs do with a design: read it, write its program, have it built."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from designer.catalog.table import Catalog, shipped_catalog
from designer.codegen import STYLES, Program, program_of
from designer.document.trust import held_back
from designer.graph.checks import problems_of
from designer.graph.design import Design
from designer.graph.graph import CycleError
from designer.graph.problems import ERROR
from designer.storage import LoadError, SaveError, load, write_text
from designer.verbs.command_line import Refusal
from designer.worker_client.once import WorkerDied, WorkerFailure, ask


def read(path: Path) -> tuple[Design, Catalog]:
    """The design in a file; what was left out of it is said on stderr. Raises `Refusal`."""
    try:
        loaded = load(path)
    except LoadError as error:
        raise Refusal(str(error)) from error
    for notice in loaded.notices:
        say(f"{path}: {notice}")
    return loaded.design, shipped_catalog()


def complete_program(path: Path, design: Design, catalog: Catalog) -> Program:
    """The program of a design without errors. Raises `Refusal` with the problems otherwise."""
    errors = [each for each in problems_of(design, catalog) if each.severity == ERROR]
    if errors:
        lines = "\n".join(f"  {each.sentence} {each.hint}".rstrip() for each in errors)
        raise Refusal(f"{path} has errors:\n{lines}")
    try:
        return program_of(design, catalog)
    except CycleError as error:
        raise Refusal(f"{path}: {error}") from error


def ask_worker(
    path: Path, method: str, *, trusted: bool, options: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], Design]:
    """What a worker process says of the design's script. Raises `Refusal`."""
    design, catalog = read(path)
    program = complete_program(path, design, catalog)
    reasons = held_back(design, catalog)
    if reasons and not trusted:
        lines = "\n".join(f"  {reason}" for reason in reasons)
        raise Refusal(f"{path} brings code, and nothing has run:\n{lines}\nAllow it with --trust.")
    listing = STYLES["script"].arrange(program)
    params = {
        "text": listing.text,
        "line_nodes": {str(line): node for line, node in listing.nodes.items()},
    }
    try:
        return ask(method, {**params, **({"options": dict(options)} if options else {})}), design
    except (WorkerDied, WorkerFailure) as error:
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
    """Output."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
