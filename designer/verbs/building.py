"""Has a design built, in a worker process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from designer.catalog.table import Catalog
from designer.codegen import STYLES, Program
from designer.document.trust import held_back
from designer.graph.answers import Answer
from designer.graph.design import Design
from designer.verbs.command_line import Refusal
from designer.verbs.designs import complete_program, read
from designer.worker_client.once import WorkerDied, WorkerFailure, ask


def ask_worker(
    path: Path, method: str, *, trusted: bool, more: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], Design]:
    """What a worker process says of the script of the design in a file; `more` is what the method
    takes besides. Raises `Refusal`."""
    design, catalog = read(path)
    return ask_about(path, design, catalog, method, trusted=trusted, more=more), design


def ask_about(
    path: Path | str,
    design: Design,
    catalog: Catalog,
    method: str,
    *,
    trusted: bool,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The same of a design that came from somewhere. Raises `Refusal`."""
    program = allowed_program(path, design, catalog, trusted)
    listing = STYLES["script"].arrange(program)
    params = {
        "text": listing.text,
        "line_nodes": {str(line): node for line, node in listing.nodes.items()},
    }
    return _asked(path, design, method, {**params, **(more or {})})


def shapes_of(path: Path, *, trusted: bool) -> dict[str, Answer]:
    """What a worker process finds out of every node. Raises `Refusal`."""
    return program_and_answers(path, trusted=trusted)[2]


def program_and_answers(path: Path, *, trusted: bool) -> tuple[Design, Program, dict[str, Answer]]:
    """The same, with the design and the program that it is found out of. Raises `Refusal`."""
    from designer.session.results import answers_from, program_text

    design, catalog = read(path)
    program = allowed_program(path, design, catalog, trusted)
    reply = _asked(path, design, "shapes", {"program": program_text(program).to_json()})
    return design, program, answers_from(reply["nodes"])


def allowed_program(path: Path | str, design: Design, catalog: Catalog, trusted: bool) -> Program:
    """The program of a design, if its code may run."""
    program = complete_program(path, design, catalog)
    reasons = held_back(design, catalog)
    if reasons and not trusted:
        lines = "\n".join(f"  {reason}" for reason in reasons)
        raise Refusal(f"{path} brings code, and nothing has run:\n{lines}\nAllow it with --trust.")
    return program


def _asked(
    path: Path | str, design: Design, method: str, params: Mapping[str, Any]
) -> dict[str, Any]:
    try:
        reply: dict[str, Any] = ask(method, params)
    except WorkerDied as error:
        raise Refusal(f"{path}: {error}") from error
    except WorkerFailure as error:
        node = design.main.get(error.failure.node or "")
        place = f"{path}:{node.name}" if node else f"{path}"
        raise Refusal(f"{place}: {error}") from error
    return reply
