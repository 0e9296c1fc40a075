"""Looking inside the model of the open design: asked of a process of its own, so that shapes stay
live meanwhile. It starts with the first question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.document import Change, Document
from designer.graph.run_settings import RunSettings
from designer.protocol import Event, Failure, FailureKind
from designer.session.asking import Asking
from designer.session.run_script import RunRefused, RunScript
from designer.worker_client.client import WorkerClient

FIRST_STEP = "first_step"
LAYER_TIMES = "layer_times"
ACTIVATIONS = "activations"
OVERFIT = "overfit_one_batch"
STATISTICS = "statistics"
LOG_GRAPH = "log_graph"
BACKENDS = "compare_backends"

WriteScript = Callable[[RunSettings], RunScript | None]


class Looking(QObject):
    """The latest answers by the name of the question; one question is asked at a time."""

    changed = Signal()
    """Something else is known, is asked, or what is known has become stale."""
    progressed = Signal()
    answered = Signal(str)
    """The question of this name."""
    refused = Signal(str)
    """Why a question had no answer."""

    def __init__(
        self,
        document: Document,
        write_script: WriteScript,
        make_client: Callable[[], WorkerClient],
        parent: QObject,
        write_model: Callable[[], Mapping[str, Any]] = dict,
    ) -> None:
        """`write_model` gives the script of the model alone, for processes that have no data."""
        super().__init__(parent)
        self._write_model = write_model
        self.answers: dict[str, Mapping[str, Any]] = {}
        self.asked = ""
        """The question that waits for its answer."""
        self.done, self.of = 0, 0
        """How far it has come, where that is known."""
        self.points: list[tuple[float, float]] = []
        """Step and loss while one batch is learned by heart."""
        self.is_stale = False
        """The design has changed since the answers."""
        self._document = document
        self._write_script = write_script
        self._make_client = make_client
        self._client: WorkerClient | None = None
        self._asking: Asking | None = None
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._on_replaced)

    def ask(self, look: str, **more: Any) -> None:
        """Look at the open design as its run settings say; `changed` follows, or `refused`."""
        settings = RunSettings.from_values(self._document.design.settings.run)
        try:
            script = self._write_script(settings)
        except RunRefused as error:
            self.refused.emit(str(error))
            return
        if script is None:
            self.refused.emit(self.tr("The shapes are not known yet. Try again in a moment."))
            return
        self.cancel()
        if self.is_stale:
            self._forget()
        ends = {"inputs": list(script.inputs), "outputs": list(script.outputs)}
        params = {
            "text": script.text,
            "line_nodes": dict(script.line_nodes),
            "model": ends,
            **more,
        }
        if look == BACKENDS:
            params = {**self._write_model(), **more}
        self.asked, self.done, self.of = look, 0, 0
        if look == OVERFIT:
            self.points = []
        self._asking = Asking(
            self._started(), look, self._on_result, self._on_failure, self, tries=1
        )
        self._asking.ask(lambda: params)
        self.changed.emit()

    def cancel(self) -> None:
        """No answer is wanted to what is asked."""
        if self._asking is not None:
            asking, self._asking = self._asking, None
            asking.drop()
            asking.deleteLater()
            self.asked = ""
            self.changed.emit()

    def close(self) -> None:
        """End the process."""
        self.cancel()
        if self._client is not None:
            self._client.stop()

    def _started(self) -> WorkerClient:
        if self._client is None:
            self._client = self._make_client()
            self._client.event_arrived.connect(self._on_event)
        self._client.start()
        return self._client

    def _on_event(self, event: Event) -> None:
        if self._asking is None or not self._asking.is_about(event.params.get("request", 0)):
            return
        if event.name == "inside_progress":
            self.done, self.of = int(event.params["done"]), int(event.params["of"])
        elif event.name == "inside_curve":
            self.points += [(step, loss) for step, loss in event.params["points"]]
        self.progressed.emit()

    def _on_result(self, result: Mapping[str, Any]) -> None:
        look = self.asked
        self.answers[look] = result
        self._over()
        self.answered.emit(look)

    def _on_failure(self, failure: Failure) -> None:
        self._over()
        if failure.kind != FailureKind.CANCELLED:
            self.refused.emit(failure.message)

    def _over(self) -> None:
        self.asked = ""
        if self._asking is not None:
            self._asking.deleteLater()
            self._asking = None
        self.changed.emit()

    def _on_changed(self, change: Change) -> None:
        if not change.cosmetic and (self.answers or self.asked) and not self.is_stale:
            self.is_stale = True
            self.changed.emit()

    def _on_replaced(self) -> None:
        self.cancel()
        self._forget()
        self.changed.emit()

    def _forget(self) -> None:
        self.answers.clear()
        self.points = []
        self.is_stale = False
