"""`check FILE [--json] [--quick]`: a problem a line, or one object. Imports no keras: a worker is
asked."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from designer.graph.design import Design
from designer.graph.problems import ERROR, Fix, Problem
from designer.verbs.command_line import add_design, add_trust
from designer.verbs.designs import read, say, show
from designer.verbs.explaining import fixes_by_id, id_of, looking

DESCRIPTION = (
    "List what is wrong with a design, one problem a line: severity, node, code, what is wrong and "
    "what to do. The exit status is 1 where there are errors."
)


def add_arguments(parser: ArgumentParser) -> None:
    add_design(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help="one JSON object: problems, each with code, severity, node, sentence, hint, path of "
        "nodes, fixes with id and title (see the verb fix)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="only what is seen without Keras: no shapes"
    )
    add_trust(parser)


def run(options: Namespace) -> int:
    design, catalog = read(options.file)
    how = {"trusted": options.trust, "quick": options.quick}
    with looking(options.file, design, catalog, **how) as look:
        problems = look()
    if options.json:
        known = fixes_by_id(problems)
        told = {"problems": [_plain(design, problem, known) for problem in problems]}
        show(json.dumps(told, indent=2))
    for problem in () if options.json else problems:
        place = f"{options.file}:{name}" if (name := _place(design, problem)) else options.file
        show(f"{place}: {problem.severity}: {problem.sentence} {problem.hint} [{problem.code}]")
    if not problems:
        found = "no problems" if len(design.main) else "nothing is drawn yet"
        say(f"{options.file}: {found}.")
    return 1 if any(problem.severity == ERROR for problem in problems) else 0


def _plain(design: Design, problem: Problem, known: Mapping[str, Fix]) -> dict[str, Any]:
    graph = design.graph(problem.graph)
    path = (graph.get(node_id) for node_id in problem.path)
    return {
        "code": problem.code,
        "severity": problem.severity,
        "node": _place(design, problem),
        "sentence": problem.sentence,
        "hint": problem.hint,
        "path": [_within(problem, node.name) for node in path if node],
        "fixes": [{"id": id_of(fix, known), "title": fix.title} for fix in problem.fixes],
    }


def _place(design: Design, problem: Problem) -> str:
    """The name of the node, `block/node` inside of a block; empty for the design as a whole."""
    node = design.graph(problem.graph).get(problem.node)
    return _within(problem, node.name) if node else problem.graph


def _within(problem: Problem, name: str) -> str:
    return f"{problem.graph}/{name}" if problem.graph else name
