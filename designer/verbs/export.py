"""`export FILE [--style S] [--shapes] [-o OUT]`: the design as code, or as a file of Keras.

Imports no keras; a worker is started only for shapes, which training scripts are written from too,
and for what Keras alone can write.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path

from designer.codegen import STYLES, Listing, Style, with_shapes
from designer.verbs.command_line import Refusal, add_design, add_trust
from designer.verbs.designs import complete_program, read, say, show, write

DESCRIPTION = "Write a design as Python code or as a file of Keras's."


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)
    parser.add_argument("--style", choices=list(STYLES), default="script", help="see below")
    parser.add_argument(
        "--shapes", action="store_true", help="write the shapes as comments; needs keras"
    )
    parser.add_argument("-o", "--output", metavar="OUT", type=Path, help="the file to write")
    add_trust(parser)
    parser.formatter_class = RawDescriptionHelpFormatter
    width = max(map(len, STYLES))
    lines = [f"  {style.name.ljust(width)}  {style.when}" for style in STYLES.values()]
    parser.epilog = "styles:\n" + "\n".join(lines)


def run(options: Namespace) -> int:
    style = STYLES[options.style]
    if style.made_by_worker:
        return _have_it_made(style, options)
    text = style.file_text(_listing(style, options))
    if options.output:
        write(options.output, text)
    else:
        show(text)
    return 0


def _listing(style: Style, options: Namespace) -> Listing:
    design, catalog = read(options.file)
    program = complete_program(options.file, design, catalog)
    reason = style.refusal(program)
    if reason:
        raise Refusal(f"{options.file}: {reason} Choose another --style.")
    if not options.shapes and not style.reads_shapes:
        return style.arrange(program)
    from designer.verbs.building import shapes_of

    answers = shapes_of(options.file, trusted=options.trust)
    listing = style.arrange(program.told(answers))
    return with_shapes(listing, answers) if options.shapes else listing


def _have_it_made(style: Style, options: Namespace) -> int:
    from designer.verbs.building import ask_about

    if options.shapes:
        raise Refusal(f"--style {style.name} has no place for the comments of --shapes.")
    path: Path | None = options.output
    if path is None and not style.is_text:
        raise Refusal(f"--style {style.name} writes no text: say with -o OUT where it goes.")
    design, catalog = read(options.file)
    more = {
        "format": style.name,
        "path": str(path.resolve()) if path else None,
        "weights": design.settings.weights,
    }
    reply = ask_about(options.file, design, catalog, "save", trusted=options.trust, more=more)
    if reply.get("fresh") and design.settings.weights:
        names = ", ".join(reply["fresh"])
        say(f"{design.settings.weights} has no weights for {names}: these are made anew.")
    if path is None:
        show(reply["text"])
    return 0
