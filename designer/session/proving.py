"""Whether custom layers are save-proof, as the worker finds out when it is asked.

A proof counts for one small program: it is forgotten when anything changes that it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.codegen import STYLES, head_text, place_in_sources, program_of
from designer.document import Document
from designer.graph.answers import Answer
from designer.graph.sample_design import sample_design
from designer.protocol import Failure, FailureKind
from designer.session.asking import Asking
from designer.worker_client.client import WorkerClient


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of saving a layer, loading it in a clean process and comparing the outputs."""

    sound: bool
    sentence: str
    line: int = 0
    """The line of the layer's source that failed; 0 where none did."""
    details: str = ""


@dataclass(frozen=True, slots=True)
class _Sample:
    text: str
    definitions: str


class Proving(QObject):
    """Proofs by the name of the custom layer."""

    changed = Signal(str)
    """The name of the layer of which something else is known now."""

    def __init__(
        self,
        document: Document,
        client: WorkerClient,
        answers: Callable[[], Mapping[str, Answer]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._answers = answers
        self._proofs: dict[str, tuple[_Sample, Proof]] = {}
        self._asked: tuple[str, _Sample] | None = None
        self._asking = Asking(client, "prove_layer", self._on_report, self._on_failure, self)
        document.changed.connect(self._on_document_changed)
        document.replaced.connect(self._on_document_replaced)
        client.restarted.connect(self._asking.ask_again)

    def prove(self, name: str) -> str:
        """Ask about a layer; "" or why that cannot be. `changed` follows."""
        if self._document.needs_trust:
            return self.tr("This design brings code that nobody has trusted yet.")
        sample = self._sample(name)
        if sample is None:
            return self.tr("{name} cannot be tried yet: its source is not right.").format(name=name)
        self._drop()
        self._asked = (name, sample)
        self._asking.ask(lambda: {"text": sample.text, "definitions": sample.definitions})
        self.changed.emit(name)
        return ""

    def is_asked(self, name: str) -> bool:
        """Whether the answer about a layer is on its way."""
        return self._asked is not None and self._asked[0] == name

    def proof(self, name: str) -> Proof | None:
        """What is known of a layer as it is now; None where it was never asked, or has changed."""
        known = self._proofs.get(name)
        return known[1] if known and known[0] == self._sample(name) else None

    def _sample(self, name: str) -> _Sample | None:
        design, catalog = self._document.design, self._document.catalog
        custom = design.custom_layers.get(name)
        if custom is None or custom.spec is None:
            return None
        program = program_of(sample_design(design, catalog, name, self._answers()), catalog)
        if not program.is_complete:
            return None
        return _Sample(STYLES["script"].arrange(program).text, head_text(program))

    def _drop(self) -> None:
        if self._asked is not None:
            name, self._asked = self._asked[0], None
            self._asking.drop()
            self.changed.emit(name)

    def _keep(self, proof: Proof) -> None:
        if self._asked is not None:
            (name, sample), self._asked = self._asked, None
            self._proofs[name] = (sample, proof)
            self.changed.emit(name)

    def _on_report(self, report: Mapping[str, Any]) -> None:
        if self._asked is None:
            return
        line = int(report.get("line") or 0)
        sources = self._document.design.custom_layers
        place = place_in_sources(self._asked[1].definitions, line, sources) if line else None
        own = place[1] if place and place[0] == self._asked[0] else 0
        words, details = self._words(report), str(report.get("details", ""))
        sound = bool(report["equal"]) and bool(report.get("same_shapes_in_training", True))
        self._keep(Proof(sound, words, own, details))

    def _words(self, report: Mapping[str, Any]) -> str:
        said = str(report.get("message", ""))
        failed = {
            "build": self.tr("It cannot be built: {said}"),
            "run": self.tr("It was built but does not run: {said}"),
            "save": self.tr("It cannot be saved: {said}"),
            "load": self.tr("It was saved but cannot be loaded: {said}"),
        }
        if said:
            return failed[str(report["stage"])].format(said=said)
        if report.get("random"):
            return self.tr("It gives other numbers at each call, even when it does not train.")
        if report.get("difference") is None:
            return self.tr("Loaded, its outputs have another shape.")
        if not report["equal"]:
            words = self.tr("Loaded, its outputs differ by up to {difference:.3g}.")
            return words.format(difference=report["difference"])
        if not report.get("same_shapes_in_training", True):
            return self.tr("While it trains, its outputs have another shape.")
        return self.tr("Save-proof: saved, loaded in a clean process, equal outputs.")

    def _on_failure(self, failure: Failure) -> None:
        if failure.kind == FailureKind.CANCELLED:
            self._drop()
        else:
            self._keep(Proof(False, failure.message, details=failure.details))

    def _on_document_changed(self, _change: object) -> None:
        if self._asked is not None and self._sample(self._asked[0]) != self._asked[1]:
            self._drop()

    def _on_document_replaced(self) -> None:
        self._drop()
        self._proofs.clear()
