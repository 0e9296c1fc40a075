"""Explanations of the open design, worked out in a thread: fixes are tried by the hundred.

The thread has a copy of the design; for each program that it wants tried it waits until the thread
of the window has asked the worker.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from designer.catalog.table import Catalog
from designer.graph.design import Design
from designer.graph.problems import Problem
from designer.graph.snapshot import snapshot
from designer.protocol import Failure, FailureKind, ProgramText
from designer.session.asking import Asking
from designer.session.explaining import Explaining
from designer.threads import homeward
from designer.worker_client.client import WorkerClient

REST_MS = 120
"""From the last answer of a flurry of edits to the first try."""


class _Withdrawn(Exception):  # noqa: N818 - it is what happened
    """Nobody wants these explanations any more."""


@dataclass(eq=False)
class _Work:
    """One design to explain, and the way to the worker."""

    design: Callable[[], Design]
    results: queue.SimpleQueue[Mapping[str, Any] | None] = field(default_factory=queue.SimpleQueue)
    is_withdrawn: bool = False

    def withdraw(self) -> None:
        self.is_withdrawn = True
        self.results.put(None)


class Explainer(QObject):
    """`explained` follows `explain`, unless another design is to be explained before."""

    explained = Signal(object)
    """A tuple of problems, with their causes and with fixes that help."""
    given_up = Signal()
    """The worker could not try what was to be tried."""

    def __init__(
        self, client: WorkerClient, catalog: Callable[[], Catalog], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._work: _Work | None = None
        self._next: Callable[[], Design] | None = None
        self._is_lost = self._was_lost = False
        """With the worker: the last explanation, and the one before it of the same design."""
        self._asking = Asking(client, "what_if", self._on_result, self._on_failure, self, tries=1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._begin)
        self._home = (homeward(self._on_wanted), homeward(self._on_done))

    @property
    def is_waiting(self) -> bool:
        """Whether explanations are on their way."""
        return self._timer.isActive() or self._work is not None

    def explain(self, design: Design) -> None:
        """Explain a design as it is now."""
        self.drop()
        self._is_lost = self._was_lost = False
        self._next = snapshot(design)
        self._timer.start()

    def explain_again(self, design: Design) -> None:
        """The worker was started anew: explain what was lost with it. Twice is enough."""
        if self._is_lost:
            self.explain(design)
            self._was_lost = True

    def drop(self) -> None:
        """No explanation is wanted of what was asked."""
        self._timer.stop()
        self._next = None
        if self._work is not None:
            self._work.withdraw()
            self._work = None
            self._asking.drop()

    # Inside

    def _begin(self) -> None:
        if self._next is None:
            return
        self._work, self._next = _Work(self._next), None
        threading.Thread(
            target=_explain,
            args=(self._work, self._catalog(), *self._home),
            name="causes",
            daemon=True,
        ).start()

    def _on_wanted(self, work: _Work, program: ProgramText) -> None:
        if work is self._work:
            plain = {"program": program.statements_json()}
            self._asking.ask(lambda: plain)
        else:
            work.results.put(None)

    def _on_result(self, result: Mapping[str, Any]) -> None:
        if self._work is not None:
            self._work.results.put(result)

    def _on_failure(self, failure: Failure) -> None:
        self.drop()
        self._is_lost = failure.kind == FailureKind.WORKER_DIED and not self._was_lost
        if not self._is_lost:
            self.given_up.emit()

    def _on_done(self, work: _Work, problems: tuple[Problem, ...] | None) -> None:
        if work is not self._work:
            return
        self._work = None
        if problems is None:
            self.given_up.emit()
        else:
            self.explained.emit(problems)


def _explain(
    work: _Work,
    catalog: Catalog,
    want: Callable[[_Work, ProgramText], None],
    finish: Callable[[_Work, tuple[Problem, ...] | None], None],
) -> None:
    """In the thread."""

    def run(program: ProgramText) -> Mapping[str, Any]:
        if work.is_withdrawn:
            raise _Withdrawn
        want(work, program)
        result = work.results.get()
        if result is None:
            raise _Withdrawn
        nodes: Mapping[str, Any] = result["nodes"]
        return nodes

    problems: tuple[Problem, ...] | None = None
    try:
        problems = Explaining(catalog, run).problems(work.design())
    except _Withdrawn:
        return
    finally:
        finish(work, problems)
