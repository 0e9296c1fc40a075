"""Warnings that a person does not want to see at a node: stored with it, undone like all else.

Errors cannot be silenced: the model would still not build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from designer.graph.design import Design
from designer.graph.edits import Change, Edit
from designer.graph.problems import WARNING, Problem


def can_silence(problem: Problem) -> bool:
    return problem.severity == WARNING and bool(problem.node)


def silencing(design: Design, problem: Problem) -> Edit:
    """The edit that silences a warning of this kind at its node."""
    node = design.graph(problem.graph).node(problem.node)
    codes = tuple(sorted({*node.silenced, problem.code}))
    return Change(replace(node, silenced=codes), problem.graph)


def voicing(design: Design, problem: Problem) -> Edit:
    """The edit that lets it be heard again."""
    node = design.graph(problem.graph).node(problem.node)
    codes = tuple(code for code in node.silenced if code != problem.code)
    return Change(replace(node, silenced=codes), problem.graph)


def is_silenced(design: Design, problem: Problem) -> bool:
    if not can_silence(problem):
        return False
    node = design.graph(problem.graph).get(problem.node)
    return node is not None and problem.code in node.silenced


def heard_and_silenced(
    design: Design, problems: Iterable[Problem]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems to show, and those that the person has silenced."""
    heard: list[Problem] = []
    silenced: list[Problem] = []
    for problem in problems:
        (silenced if is_silenced(design, problem) else heard).append(problem)
    return tuple(heard), tuple(silenced)
