"""`import SOURCE -o FILE`: a Keras model as a design."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from designer.catalog.table import shipped_catalog
from designer.document.trust import held_back
from designer.importing import Description, ImportFailed, design_from, read_file
from designer.importing.sources import FILE, Source, chosen, source_of
from designer.storage import to_text
from designer.verbs.command_line import Refusal, add_trust
from designer.verbs.designs import say, write
from designer.worker_client.once import WorkerDied, WorkerFailure, ask

DESCRIPTION = (
    "Read a Keras model and write it as a design. SOURCE is a .keras or .h5 file, a .json file of "
    "Keras, applications:NAME for an architecture that Keras ships, or Python code: file.py, or "
    "file.py:name for one of the models or functions in it."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="a file, applications:NAME, file.py:name")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, required=True, help="the design to write"
    )
    parser.add_argument("--name", default="", help="the model that is wanted of several")
    add_trust(parser)


def run(options: Namespace) -> int:
    catalog = shipped_catalog()
    try:
        source = source_of(options.source)
        if source.runs_code and not options.trust:
            raise Refusal(
                f"{options.source} is Python code, and reading it runs it. Nothing has run. Allow "
                "it with --trust."
            )
        imported = design_from(_description(source, options.name), catalog)
    except ImportFailed as error:
        raise Refusal(str(error)) from error
    write(options.output, to_text(imported.design))
    for notice in imported.notices:
        say(f"{options.source}: {notice}")
    reasons = held_back(imported.design, catalog)
    if reasons and not options.trust:
        say(f"{options.source} brings code, and nothing has run:")
        for reason in reasons:
            say(f"  {reason}")
        say(f"It stands in {options.output} and runs where you allow it with --trust.")
    graphs = [graph for _, graph in imported.design.graphs()]
    say(f"Wrote {options.output}: {sum(map(len, graphs))} nodes.")
    return 0


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
