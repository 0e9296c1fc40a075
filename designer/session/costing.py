"""What the open design costs before anything runs: worked out only where somebody looks.

Batch size, precision, optimizer and memory are arithmetic. Another resolution changes shapes: the
worker is asked for them with `what_if`, once a slider has come to rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from designer.codegen import Program
from designer.codegen.input_sizes import with_inputs
from designer.codegen.inside import Scope
from designer.codegen.statement import Statement
from designer.diagnosis.costs import optimizer_cost
from designer.document import Document
from designer.graph.answers import Answer
from designer.graph.nodes import InputNode, values_of
from designer.graph.run_settings import RunSettings
from designer.protocol import Failure, FailureKind
from designer.session.asking import Asking
from designer.session.figuring import Figuring
from designer.session.node_costs import Costs, Terms, costs_of, height_of, resized
from designer.session.results import answers_from, program_text
from designer.worker_client.client import WorkerClient

REST_MS = 200
"""From the last move of the resolution to the question."""

Known = tuple[Iterable[Statement], Mapping[str, Answer]]
"""Statements in order, and what was said of their nodes."""


class Costing(QObject):
    """Costs of the whole model, and of the graph that is shown, under the chosen terms."""

    changed = Signal()
    """Something costs something else now, or the terms are others."""

    def __init__(
        self,
        document: Document,
        client: WorkerClient,
        whole: Callable[[], Known],
        shown: Callable[[], Known],
        program: Callable[[], Program | None],
        insides: Callable[[], Sequence[Scope]],
        prefix: Callable[[], str],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.terms = Terms()
        self.refusal = ""
        """Why the shapes of another resolution are not known."""
        self._document = document
        self._whole, self._shown = whole, shown
        self._program, self._insides, self._prefix = program, insides, prefix
        self._figuring = Figuring(self)
        self._figuring.done.connect(self.changed)
        self._resized: Mapping[str, Answer] = {}
        """Of all graphs that are looked into, by ids with their prefix."""
        self._asking = Asking(client, "what_if", self._on_result, self._on_failure, self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)

    @property
    def settings(self) -> RunSettings:
        return RunSettings.from_values(self._document.design.settings.run)

    @property
    def batch(self) -> int:
        return self.terms.batch or self.settings.batch_size

    @property
    def precision(self) -> str:
        chosen = self.terms.precision
        return _precision_of(self.settings) if chosen is None else chosen

    @property
    def height(self) -> int | None:
        """Of the design's inputs: the first height that is known; None where none is an image."""
        known = (self._height_of(each) for each in self._inputs())
        return next((height for height in known if height is not None), None)

    @property
    def is_waiting(self) -> bool:
        """Whether shapes of another resolution are on their way."""
        return self._rest.isActive() or self._asking.is_waiting

    @property
    def is_figuring(self) -> bool:
        """Whether costs are worked out, and what is told is of a moment ago."""
        return self._figuring.is_busy

    def whole(self) -> Costs:
        """Of the model."""
        return self._figuring.costs("", lambda: self._costs_of(self._whole(), ""))

    def shown(self) -> Costs:
        """Of the graph on the canvas, whose wires tell the shapes of the design all the same."""
        prefix = self._prefix()
        return self._figuring.costs(
            f"shown {prefix}", lambda: self._costs_of(self._shown(), prefix)
        )

    def set_terms(self, **terms: Any) -> None:
        """Choose some terms anew; None is as the run settings say."""
        changed = replace(self.terms, **terms)
        if changed == self.terms:
            return
        is_resized = changed.resolution != self.terms.resolution
        self.terms = changed
        self._figuring.outdate()
        if is_resized:
            self._begin_to_resize()
        self.changed.emit()

    def forget(self) -> None:
        """The design, or what is known of it, is another one."""
        self._figuring.outdate()
        if self._is_resized:
            self._begin_to_resize()
        self.changed.emit()

    def start_anew(self) -> None:
        """Another design is open: what was chosen for the last one says nothing of it."""
        self._figuring.forget()
        self.set_terms(**asdict(Terms(memory_bytes=self.terms.memory_bytes)))

    def close(self) -> None:
        """Ask no more."""
        self._rest.stop()
        self._asking.drop()

    # Inside

    @property
    def _is_resized(self) -> bool:
        return self.terms.resolution is not None and self.height is not None

    def _resized_answers(self, prefix: str) -> Mapping[str, Answer]:
        """Of the graph whose nodes have this prefix, under another resolution; empty where that is
        not known, or none is chosen."""
        told = self._resized if self._is_resized else {}
        known = ((node.removeprefix(prefix), node) for node in told if node.startswith(prefix))
        return {node: told[place] for node, place in known if "/" not in node}

    def _costs_of(self, known: Known, prefix: str) -> Costs:
        statements, answers = known
        return costs_of(
            statements,
            self._resized_answers(prefix) or answers,
            batch=self.batch,
            precision=self.precision,
            optimizer=optimizer_cost(self.settings.optimizer),
        )

    def _begin_to_resize(self) -> None:
        self._asking.drop()
        self._rest.stop()
        self.refusal = ""
        if self._is_resized:
            self._rest.start()
        else:
            self._resized = {}

    def _ask(self) -> None:
        program, height = self._program(), self.height
        if program is None or height is None or self.terms.resolution is None:
            return
        factor = self.terms.resolution / height
        inputs = {
            node.id: (node, resized(node, factor, is_channels_first=self._is_first(node)))
            for node in self._inputs()
        }
        text = program_text(with_inputs(program, inputs), self._insides())
        plain = {"program": text.statements_json()}
        self._asking.ask(lambda: plain)

    def _on_result(self, result: Mapping[str, Any]) -> None:
        self._resized = answers_from(result["nodes"])
        self._figuring.outdate()
        self.changed.emit()

    def _on_failure(self, failure: Failure) -> None:
        if failure.kind != FailureKind.CANCELLED:
            self.refusal = failure.message
            self.changed.emit()

    def _inputs(self) -> list[InputNode]:
        return self._document.design.main.inputs()

    def _height_of(self, node: InputNode) -> int | None:
        return height_of(node, is_channels_first=self._is_first(node))

    def _is_first(self, node: InputNode) -> bool:
        """Whether the channels come first, as a layer says that reads the input."""
        graph = self._document.design.main
        readers = (graph.node(edge.target) for edge in graph.outputs_of(node.id))
        return any(values_of(each).get("data_format") == "channels_first" for each in readers)


def _precision_of(settings: RunSettings) -> str:
    return "mixed_float16" if settings.mixed_precision else ""
