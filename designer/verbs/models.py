"""Reads a Keras model, or a design, for a verb."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from designer.catalog.table import Catalog, shipped_catalog
from designer.graph.design import Design
from designer.importing import Description, Imported, ImportFailed, design_from, read_file
from designer.importing.sources import (
    APPLICATIONS,
    FILE,
    SUFFIXES,
    Source,
    chosen,
    source_of,
)
from designer.verbs.command_line import Refusal
from designer.verbs.designs import read, say
from designer.worker_client.once import WorkerDied, WorkerFailure, ask


def imported(text: str, name: str = "", *, trusted: bool) -> Imported:
    """The model at a source as a design; `name` is the one wanted of several. Raises `Refusal`."""
    try:
        source = source_of(text)
        if source.runs_code and not trusted:
            raise Refusal(
                f"{text} is Python code, and reading it runs it. Nothing has run. Allow it with "
                "--trust."
            )
        description = replace(_description(source, name), weights=source.weights)
        return design_from(description, shipped_catalog())
    except ImportFailed as error:
        raise Refusal(str(error)) from error


def design_or_model(text: str, *, trusted: bool) -> tuple[Design, Catalog]:
    """The design in a file, or that of a Keras model at any source. Raises `Refusal`."""
    if not _is_model(text):
        return read(Path(text))
    found = imported(text, trusted=trusted)
    for notice in found.notices:
        say(f"{text}: {notice}")
    return found.design, shipped_catalog()


def _is_model(text: str) -> bool:
    code = text.rpartition(":")[0]
    suffixes = Path(text).suffix.lower(), Path(code).suffix.lower()
    return text.startswith(APPLICATIONS) or not set(SUFFIXES).isdisjoint(suffixes)


def _description(source: Source, name: str) -> Description:
    """What the source says of its model. Raises `ImportFailed` or `Refusal`."""
    if source.kind == FILE and source.path is not None:
        return read_file(source.path)
    try:
        request = source.request()
        return chosen(ask("read_model", {**request, **({"name": name} if name else {})}))
    except WorkerDied as error:
        raise Refusal(str(error)) from error
    except WorkerFailure as error:
        line = f":{error.failure.line}" if error.failure.line else ""
        place = f"{source.path}{line}: " if source.path else ""
        raise Refusal(f"{place}{error}") from error
