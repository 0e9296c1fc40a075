"""Has a design built, in a worker process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from designer.codegen import STYLES
from designer.document.trust import held_back
from designer.graph.design import Design
from designer.verbs.command_line import Refusal
from designer.verbs.designs import complete_program, read
from designer.worker_client.once import WorkerDied, WorkerFailure, ask


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
    params: dict[str, Any] = {
        "text": listing.text,
        "line_nodes": {str(line): node for line, node in listing.nodes.items()},
    }
    if options:
        params["options"] = dict(options)
    try:
        return ask(method, params), design
    except WorkerDied as error:
        raise Refusal(f"{path}: {error}") from error
    except WorkerFailure as error:
        node = design.main.get(error.failure.node or "")
        place = f"{path}:{node.name}" if node else f"{path}"
        raise Refusal(f"{place}: {error}") from error
