"""`text FILE`: a design as text that reads well in a diff. Imports no keras."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from designer.graph.design_text import text_of
from designer.verbs.command_line import Refusal, add_design
from designer.verbs.designs import read, say, show

DESCRIPTION = (
    "Print a design as stable text: a line a node, in the order of the data, without places on the "
    "canvas. Made for git: with it as textconv, git diff shows what changed in a design. A file "
    "that is no design is printed as it is."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)


def run(options: Namespace) -> int:
    try:
        design, catalog = read(options.file)
    except Refusal as refusal:
        if not options.file.is_file():
            raise
        # One broken version would end `git log -p` for the whole history.
        say(str(refusal))
        show(options.file.read_bytes().decode("utf-8", "replace"))
        return 0
    show(text_of(design, catalog))
    return 0
