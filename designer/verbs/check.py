"""`check FILE`: a problem a line. Imports no keras."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from designer.graph.checks import problems_of
from designer.graph.problems import ERROR
from designer.verbs.command_line import add_design
from designer.verbs.designs import read, say, show

DESCRIPTION = (
    "List what is wrong with a design, one problem a line: severity, node, code, what is wrong and "
    "what to do. The exit status is 1 where there are errors."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)


def run(options: Namespace) -> int:
    design, catalog = read(options.file)
    problems = problems_of(design, catalog)
    for problem in problems:
        node = design.graph(problem.graph).get(problem.node)
        place = f"{options.file}:{node.name}" if node else f"{options.file}"
        show(f"{place}: {problem.severity}: {problem.sentence} {problem.hint} [{problem.code}]")
    errors = sum(problem.severity == ERROR for problem in problems)
    if not problems:
        say(f"{options.file}: no problems.")
    return 1 if errors else 0
