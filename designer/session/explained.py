"""The last explanations, and what to show of them while new ones are worked out. Pure.

An edit makes explanations old within milliseconds, and new ones take tenths of a second. Until they
come, an old one stays as long as the refusal that it speaks of is there, so that nothing flickers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from designer.graph.problems import ERROR, Problem


@dataclass(frozen=True)
class Explained:
    """Problems with their causes; `checks` are those that were known without trying anything."""

    problems: tuple[Problem, ...] = ()
    checks: tuple[Problem, ...] = ()
    is_old: bool = True
    """The design has changed since."""

    def aged(self) -> Explained:
        return replace(self, is_old=True)

    def with_news(
        self, checks: Sequence[Problem], refused: Callable[[], Sequence[Problem]]
    ) -> tuple[Problem, ...]:
        """The problems to show, where these checks and refusals hold by now."""
        if not self.is_old:
            return self.problems
        news = refused()
        known = {_place(each) for each in self.checks}
        found = [each for each in self.problems if _place(each) not in known]
        wrong = {(each.graph, each.node) for each in news}
        kept = [each for each in found if each.severity != ERROR or _marks(each) & wrong]
        told = {mark for each in kept if each.severity == ERROR for mark in _marks(each)}
        return (*checks, *kept, *(each for each in news if (each.graph, each.node) not in told))


def _place(problem: Problem) -> tuple[str, str, str]:
    return problem.code, problem.graph, problem.node


def _marks(problem: Problem) -> set[tuple[str, str]]:
    return {(problem.graph, node) for node in (problem.node, *problem.follows)}
