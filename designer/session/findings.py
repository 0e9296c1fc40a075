"""What is wrong with the open design: checks at once, refusals as the worker tells of them, causes
and ways out when they have been worked out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from designer.catalog.table import Catalog
from designer.document import Document
from designer.graph.checks import Sound, problems_of
from designer.graph.problems import ERROR, Problem
from designer.graph.silencing import heard_and_silenced
from designer.session.explained import Explained
from designer.session.explainer import Explainer
from designer.session.insides import Insides, refusals_in
from designer.session.source_faults import SourceFault, source_faults
from designer.worker_client.client import WorkerClient
from designer.worker_client.shape_answers import ShapeAnswers

Known = Callable[[], tuple[Insides, ShapeAnswers, str]]
"""What was looked into, what the worker said, and the preamble of which it said that."""


class Findings(QObject):
    """The problems of all graphs."""

    changed = Signal()
    explained = Signal()
    """Explanations and ways out are those of the design as it is."""
    unexplained = Signal()
    """Explanations of the design as it is will not come."""

    def __init__(
        self, document: Document, client: WorkerClient, known: Known, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.problems: tuple[Problem, ...] = ()
        self.silenced: tuple[Problem, ...] = ()
        """Warnings that the person has silenced, which are not among `problems`."""
        self.source_faults: tuple[SourceFault, ...] = ()
        """Where custom layers failed, in their sources."""
        self.explainer = Explainer(client, self._catalog, self)
        self._document = document
        self._known = known
        self._sound: Sound = {}
        self._checks: tuple[Problem, ...] = ()
        self._explained = Explained()
        self.explainer.explained.connect(self._on_explained)
        self.explainer.given_up.connect(self.unexplained)

    def is_current(self, problem: Problem) -> bool:
        """Whether it speaks of the design as it is: an explanation of an earlier one stays until
        the next comes, and its ways out hold nodes as they were then."""
        old = self._explained.problems if self._explained.is_old else ()
        return not any(each is problem for each in old)

    def first_error(self) -> str:
        """What is wrong for certain, without Keras; empty where nothing is."""
        errors = (each.sentence for each in self._checks if each.severity == ERROR)
        return next(errors, "")

    def check(self) -> None:
        """Look at the design anew, as far as that can be done at once; `gather` follows."""
        self._checks = problems_of(self._document.design, self._catalog(), self._sound)
        self._explained = self._explained.aged()

    def gather(self) -> None:
        """Put together what is known by now."""
        broken = self._find_source_faults()
        found = (*self._explained.with_news(self._checks, self._refused), *broken)
        sorted_by_weight = sorted(found, key=lambda p: p.severity != ERROR)
        problems, silenced = heard_and_silenced(self._document.design, sorted_by_weight)
        if (problems, silenced) != (self.problems, self.silenced):
            self.problems, self.silenced = problems, silenced
            self.changed.emit()

    def explain(self) -> None:
        """Work out causes and ways out; `explained` follows."""
        self.explainer.explain(self._document.design)

    def drop(self) -> None:
        """The design changes: explanations that are being worked out are of no use."""
        self.explainer.drop()

    def forget(self) -> None:
        """Another design is open."""
        self.explainer.drop()
        self._explained = Explained()
        self._sound.clear()

    def _catalog(self) -> Catalog:
        return self._document.catalog

    def _refused(self) -> list[Problem]:
        """What Keras refuses, as far as it is known without trying anything."""
        insides, answers, _ = self._known()
        marked = {(each.graph, each.node) for each in self._checks if each.severity == ERROR}
        found = refusals_in(self._document.design, insides, answers.nodes)
        return [each for each in found if (each.graph, each.node) not in marked]

    def _on_explained(self, problems: tuple[Problem, ...]) -> None:
        self._explained = Explained(problems, self._checks, is_old=False)
        self.gather()
        self.explained.emit()

    def _find_source_faults(self) -> list[Problem]:
        """Note where custom layers failed; those whose definition failed are problems."""
        _, answers, preamble = self._known()
        layers = self._document.design.custom_layers
        self.source_faults = source_faults(preamble, layers, answers.preamble, answers.nodes)
        hint = self.tr("Mend it under Custom layers.")
        return [
            Problem(
                "custom-layer",
                ERROR,
                "",
                self.tr("{name}, line {line}: {sentence}").format(
                    name=each.layer, line=each.line, sentence=each.sentence
                ),
                hint,
            )
            for each in self.source_faults
            if not each.node
        ]
