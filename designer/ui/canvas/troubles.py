"""The worst problem of each node, as the canvas marks it, and who is to blame. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from designer.graph.design import MAIN
from designer.graph.graph import Graph
from designer.graph.problems import ERROR, SEVERITIES, Problem
from designer.ui.canvas.sheet import FOLLOWS, Trouble


def worst_by_node(problems: Iterable[Problem], graph_name: str = MAIN) -> dict[str, Trouble]:
    """Severity and sentence of the worst problem, by node id; the first of equally bad ones. What
    merely follows from a problem of another node is no problem of its own."""
    problems = tuple(problems)
    worst: dict[str, Trouble] = {}
    for problem in problems:
        if problem.graph != graph_name or not problem.node:
            continue
        known = worst.get(problem.node)
        if known is None or _rank(problem.severity) < _rank(known[0]):
            worst[problem.node] = (problem.severity, problem.sentence)
    for problem in problems:
        if problem.graph == graph_name and problem.severity == ERROR:
            for node in problem.follows:
                if worst.get(node, (FOLLOWS, ""))[0] != ERROR:
                    worst[node] = (FOLLOWS, problem.node)
    return worst


def blamed(graph: Graph, node_id: str, trouble: Callable[[str], Trouble]) -> str:
    """The nearest node before one whose error keeps it waiting; empty where there is none."""
    seen, waiting = {node_id}, deque([node_id])
    while waiting:
        each = waiting.popleft()
        severity, text = trouble(each)
        if severity == FOLLOWS:
            return text
        if severity == ERROR and each != node_id:
            return each
        before = [edge.source for edge in graph.inputs_of(each) if edge.source not in seen]
        seen.update(before)
        waiting.extend(before)
    return ""


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)
