"""`export FILE [--style S] [-o OUT]`: the design as code. Imports no keras."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from designer.codegen import STYLES
from designer.verbs.command_line import add_design
from designer.verbs.designs import complete_program, read, show, write

DESCRIPTION = "Write a design as Python code, to a file or to the standard output."


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)
    words = "; ".join(f"{style.name}: {style.when}" for style in STYLES.values())
    parser.add_argument("--style", choices=list(STYLES), default="script", help=words)
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, help="the file to write")


def run(options: Namespace) -> int:
    design, catalog = read(options.file)
    program = complete_program(options.file, design, catalog)
    text = STYLES[options.style].arrange(program).text
    if options.output:
        write(options.output, text)
    else:
        show(text)
    return 0
