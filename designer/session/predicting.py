"""What a run that begins will need at most: the costs of the design, in the sizes of its data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from designer.codegen import Program
from designer.codegen.input_sizes import with_inputs
from designer.codegen.statement import Statement
from designer.codegen.training.data.code import size_made
from designer.diagnosis.costs import optimizer_cost
from designer.document import Document
from designer.graph.answers import Answer
from designer.graph.nodes import InputNode
from designer.graph.run_settings import FIT, LEARNABLE, RANDOM, RunSettings
from designer.protocol import Failure
from designer.session.asking import Asking
from designer.session.node_costs import Costs, costs_of
from designer.session.results import answers_from, program_text
from designer.session.run_record import Need
from designer.worker_client.client import WorkerClient

Tell = Callable[[Need], None]


class Predicting(QObject):
    """Tells at once what is known. Where sizes are open and data are made, the worker is asked for
    the shapes that these data will have, and more is told."""

    def __init__(
        self,
        document: Document,
        client: WorkerClient,
        whole: Callable[[], tuple[Iterable[Statement], Mapping[str, Answer]]],
        program: Callable[[], Program | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document, self._whole, self._program = document, whole, program
        self._settings = RunSettings()
        self._tell: Tell = lambda need: None
        self._asking = Asking(client, "what_if", self._on_result, self._on_failure, self)

    def predict(self, settings: RunSettings, tell: Tell) -> None:
        """`tell` hears what a run under these settings needs, and again once more is known."""
        self._asking.drop()
        statements, answers = self._whole()
        costs = _costs(statements, answers, settings)
        tell(_need(costs, settings))
        if costs.is_whole:
            return
        program, inputs = self._program(), self._inputs_made(settings)
        if program is None or not inputs:
            return
        self._settings, self._tell = settings, tell
        plain = {"program": program_text(with_inputs(program, inputs)).statements_json()}
        self._asking.ask(lambda: plain)

    def close(self) -> None:
        """Ask no more."""
        self._asking.drop()

    # Inside

    def _inputs_made(self, settings: RunSettings) -> dict[str, tuple[InputNode, InputNode]]:
        if settings.data.kind not in (LEARNABLE, RANDOM):
            return {}
        pairs = ((node, _made(node)) for node in self._document.design.main.inputs())
        return {node.id: (node, made) for node, made in pairs if made != node}

    def _on_result(self, result: Mapping[str, Any]) -> None:
        statements, _ = self._whole()
        costs = _costs(statements, answers_from(result["nodes"]), self._settings)
        self._tell(_need(costs, self._settings))

    def _on_failure(self, failure: Failure) -> None:
        """What was told at first stands."""


def _made(node: InputNode) -> InputNode:
    """With the sizes of data that are made for it."""
    rank = len(node.shape)
    sizes = (size if type(size) is int else size_made(rank) for size in node.shape)
    return replace(node, shape=tuple(sizes))


def _costs(
    statements: Iterable[Statement], answers: Mapping[str, Answer], settings: RunSettings
) -> Costs:
    return costs_of(
        statements,
        answers,
        batch=settings.batch_size,
        precision="mixed_float16" if settings.mixed_precision else "",
        optimizer=optimizer_cost(settings.optimizer),
    )


def _need(costs: Costs, settings: RunSettings) -> Need:
    return Need(costs.training.peak_bytes, settings.loop == FIT, not costs.is_whole)
