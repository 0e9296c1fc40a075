"""`fix FILE [--id ID] [-o OUT]`: apply one of the fixes that `check --json` offers."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from designer.graph.design import Design
from designer.graph.graph import GraphError
from designer.graph.problems import ERROR, Fix
from designer.storage import SaveError, save
from designer.verbs.command_line import Refusal, add_design, add_trust
from designer.verbs.designs import read, say, show
from designer.verbs.explaining import fixes_by_id, looking

DESCRIPTION = (
    "Apply one fix to a design. Without --id the fixes are listed, an id and a title a line; the "
    "likeliest of a problem comes first. The exit status is 1 where errors are left."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)
    parser.add_argument("--id", help="the fix, as `check --json` names it")
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path, help="the design to write; else FILE itself"
    )
    add_trust(parser)


def run(options: Namespace) -> int:
    design, catalog = read(options.file)
    with looking(options.file, design, catalog, trusted=options.trust) as look:
        known = fixes_by_id(look())
        if options.id is None:
            for name, fix in known.items():
                show(f"{name}  {fix.title}")
            return 0
        _apply(options, design, known)
        errors = [problem for problem in look() if problem.severity == ERROR]
    for problem in errors:
        say(f"{options.output or options.file}: still wrong: {problem.sentence}")
    return 1 if errors else 0


def _apply(options: Namespace, design: Design, known: Mapping[str, Fix]) -> None:
    """Raises `Refusal`."""
    target: Path = options.output or options.file
    fix = known.get(options.id)
    if fix is None:
        offered = "".join(f"\n  {name}  {each.title}" for name, each in known.items())
        told = f"; there are:{offered}" if known else ": nothing is wrong that a fix is known for."
        raise Refusal(f"{options.file}: there is no fix {options.id!r}{told}")
    try:
        fix.edit.apply(design)
        save(design, target)
    except (GraphError, SaveError) as error:
        raise Refusal(f"{options.file}: {error}") from error
    say(f"{target}: {fix.title}.")
