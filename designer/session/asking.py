"""One question to the worker, which may be asked anew before its answer: only the last counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.protocol.messages import Failure, FailureKind, Reply
from designer.worker_client.client import WorkerClient

Params = Callable[[], Mapping[str, Any]]


class Asking(QObject):
    """A method of the worker, its latest request, and who is told. Asking anew cancels the request
    under way; a request that was lost with the worker is asked again after its restart."""

    finished = Signal(object)
    """This object, when its request has been answered in one way or the other."""

    def __init__(
        self,
        client: WorkerClient,
        method: str,
        on_result: Callable[[Mapping[str, Any]], None],
        on_failure: Callable[[Failure], None],
        parent: QObject,
        *,
        tries: int = 2,
    ) -> None:
        """`tries`: how often a request may be lost with the worker before that is its answer."""
        super().__init__(parent)
        self._most_tries = tries
        self._tries = 0
        self._client = client
        self._method = method
        self._on_result = on_result
        self._on_failure = on_failure
        self._request: int | None = None
        self._is_lost = False
        self._params: Params = dict
        client.replied.connect(self._on_replied)
        client.failed.connect(self._on_failed)

    @property
    def is_waiting(self) -> bool:
        return self._request is not None or self._is_lost

    def is_about(self, request: int) -> bool:
        """Whether this is the id of the request that is waited for."""
        return request == self._request

    def ask(self, params: Params) -> None:
        """`params` makes the request's parameters, again where the request has to be repeated."""
        self.drop()
        self._tries = 0
        self._params = params
        self._send()

    def drop(self) -> None:
        """No answer is wanted any more."""
        if self._request is not None:
            request, self._request = self._request, None
            self._client.cancel(request)
        self._is_lost = False

    def ask_again(self) -> None:
        """The worker was started anew: ask for what was lost."""
        if self._is_lost:
            self._is_lost = False
            self._send()

    def _send(self) -> None:
        self._tries += 1
        self._request = self._client.request(self._method, self._params())

    def _on_replied(self, reply: Reply) -> None:
        if reply.id == self._request:
            self._request = None
            self._on_result(reply.result)
            self.finished.emit(self)

    def _on_failed(self, failure: Failure) -> None:
        if failure.id != self._request:
            return
        self._request = None
        if failure.kind == FailureKind.WORKER_DIED and self._tries < self._most_tries:
            self._is_lost = True
        else:
            self._on_failure(failure)
            self.finished.emit(self)
