"""A canvas with a real document and a session that answers what a test tells it to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from PySide6.QtCore import QObject, Signal

from designer.catalog.table import Catalog
from designer.document import Document
from designer.graph.answers import Answer
from designer.graph.design import Design
from designer.graph.problems import Problem
from designer.session.looking import Looking
from designer.session.trail import Trail
from designer.worker_client.client import WorkerClient
from tests.ui.nothing_costs import NothingCosts


class TellingSession(QObject):
    """Stands for the session: no worker, answers and problems as told."""

    answers_changed = Signal(object)
    problems_changed = Signal()
    explained = Signal()
    unexplained = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.document = document
        self.trail = Trail(document, self)
        self._answers: dict[str, Answer] = {}
        self.problems: tuple[Problem, ...] = ()
        self.looking = Looking(document, lambda _settings: None, WorkerClient, self)
        self.costing = NothingCosts(self)

    @property
    def findings(self) -> Self:
        return self

    def is_current(self, _problem: Problem) -> bool:
        return True

    def settle(self) -> None:
        pass

    def answer(self, node_id: str) -> Answer | None:
        return self._answers.get(node_id)

    def tell(self, answers: Mapping[str, Answer]) -> None:
        self._answers.update(answers)
        self.answers_changed.emit(frozenset(answers))

    def complain(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        self.problems_changed.emit()


def document_of(design: Design, catalog: Catalog) -> Document:
    document = Document(catalog)
    document.new(design)
    return document
