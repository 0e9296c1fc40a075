"""What a panel is given, with a real document and a session that knows what the test tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from PySide6.QtCore import QObject, Signal

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.answers import Answer
from designer.graph.design import Design
from designer.graph.problems import Problem
from designer.session import Session, Totals
from designer.session.trail import Trail
from designer.ui.context import Context
from tests.ui.nothing_costs import NothingCosts


class NothingProved(QObject):
    """No custom layer was ever asked about."""

    changed = Signal(str)

    def proof(self, _name: str) -> None:
        return None


class NothingLookedAt(QObject):
    """Nobody looked inside the model."""

    changed = Signal()
    is_stale = False


class TalkedSession(QObject):
    """A session without a worker: answers and problems are what the test says."""

    answers_changed = Signal(object)
    problems_changed = Signal()
    explained = Signal()
    unexplained = Signal()
    code_changed = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.document = document
        self.proving = NothingProved(self)
        self.looking = NothingLookedAt(self)
        self.costing = NothingCosts(self)
        self.problems: tuple[Problem, ...] = ()
        self.trail = Trail(document, self)
        self.silenced: tuple[Problem, ...] = ()
        self.totals: Totals | None = None
        self.is_pending = False
        self._answers: dict[str, Answer] = {}

    @property
    def findings(self) -> Self:
        return self

    def is_current(self, _problem: Problem) -> bool:
        return True

    def settle(self) -> None:
        pass

    def answer(self, node_id: str) -> Answer | None:
        return self._answers.get(node_id)

    @property
    def answers(self) -> Mapping[str, Answer]:
        return self._answers

    def problems_of(self, node_id: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.node == node_id]

    def say(self, answers: Mapping[str, Answer]) -> None:
        self._answers = dict(answers)
        self.answers_changed.emit(frozenset(answers))

    def complain(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        self.problems_changed.emit()


def context_of(design: Design | None = None) -> Any:
    """A context with this design open; `session` is a `TalkedSession`."""
    document = Document(shipped_catalog())
    if design is not None:
        document.new(design)
    context = Context(document, cast(Session, TalkedSession(document)))
    document.setParent(context)
    return context
