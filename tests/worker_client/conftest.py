from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from designer.worker_client.client import WorkerClient
from designer.worker_client.command import WorkerCommand

FAKE_WORKER = Path(__file__).parents[1] / "fake_worker.py"

MakeClient = Callable[..., WorkerClient]


def fake_command(*options: str) -> WorkerCommand:
    return WorkerCommand(sys.executable, (str(FAKE_WORKER), *options))


@pytest.fixture
def make_client(qapp: object) -> Iterator[MakeClient]:
    """Makes clients of the fake worker, and ends their processes after the test."""
    clients: list[WorkerClient] = []

    def make(*options: str, command: WorkerCommand | None = None, **settings: Any) -> WorkerClient:
        client = WorkerClient(command or fake_command(*options), **settings)
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.end_now()
        client.deleteLater()


@pytest.fixture
def client(make_client: MakeClient, qtbot: Any) -> WorkerClient:
    """A client whose fake worker is ready."""
    client = make_client()
    with qtbot.waitSignal(client.state_changed, check_params_cb=lambda state: state == "ready"):
        client.start()
    return client
