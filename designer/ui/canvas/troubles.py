"""The worst problem of each node, as the canvas marks it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from designer.graph.design import MAIN
from designer.graph.problems import SEVERITIES, Problem
from designer.ui.canvas.sheet import Trouble


def worst_by_node(problems: Iterable[Problem], graph_name: str = MAIN) -> dict[str, Trouble]:
    """Severity and sentence of the worst problem, by node id; the first of equally bad ones."""
    worst: dict[str, Trouble] = {}
    for problem in problems:
        if problem.graph != graph_name or not problem.node:
            continue
        known = worst.get(problem.node)
        if known is None or _rank(problem.severity) < _rank(known[0]):
            worst[problem.node] = (problem.severity, problem.sentence)
    return worst


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
