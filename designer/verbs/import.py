"""`import SOURCE -o FILE`: a Keras model as a design."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from designer.catalog.table import shipped_catalog
from designer.document.trust import held_back
from designer.storage import to_text
from designer.verbs.command_line import add_trust
from designer.verbs.designs import say, write
from designer.verbs.models import imported

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
    found = imported(options.source, options.name, trusted=options.trust)
    write(options.output, to_text(found.design))
    for notice in found.notices:
        say(f"{options.source}: {notice}")
    reasons = held_back(found.design, catalog)
    if reasons and not options.trust:
        say(f"{options.source} brings code, and nothing has run:")
        for reason in reasons:
            say(f"  {reason}")
        say(f"It stands in {options.output} and runs where you allow it with --trust.")
    graphs = [graph for _, graph in found.design.graphs()]
    say(f"Wrote {options.output}: {sum(map(len, graphs))} nodes.")
    return 0
