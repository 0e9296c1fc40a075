"""The client with the real worker, once: started, killed in the middle of work, asked again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from designer.protocol import FailureKind
from designer.worker_client.client import WorkerClient
from designer.worker_client.shape_answers import ShapeAnswers
from tests.real_worker import program

pytestmark = pytest.mark.worker


@pytest.fixture
def real(qapp: object) -> Iterator[WorkerClient]:
    client = WorkerClient()
    yield client
    client.end_now()
    client.deleteLater()


def test_a_worker_killed_in_the_middle_of_its_work_answers_after_its_restart(
    real: WorkerClient, qtbot: Any
) -> None:
    sources = ["x0: x0 = keras.Input(shape=(10,))"]
    for index in range(1, 1500):
        sources.append(f"x{index}: x{index} = layers.Dense({index})(x{index - 1})")
    text = program(*sources)
    answers = ShapeAnswers()
    real.start()
    with qtbot.waitSignal(real.event_arrived, timeout=60_000) as progress:
        request = real.request("shapes", answers.question(text))
    assert progress.args[0].name == "shapes_partial"
    answers.take_partial(progress.args[0].params)
    with qtbot.waitSignal(real.failed) as lost:
        os.kill(real.about["pid"], signal.SIGKILL)
    assert (lost.args[0].id, lost.args[0].kind) == (request, FailureKind.WORKER_DIED)
    assert real.state == "restarting"
    with qtbot.waitSignal(real.restarted, timeout=60_000):
        pass
    assert real.description.startswith("Keras 3.")
    answers.ask_anew()
    real.event_arrived.connect(lambda event: answers.take_partial(event.params))
    with qtbot.waitSignal(real.replied, timeout=60_000) as answered:
        real.request("shapes", answers.question(text))
    answers.take(text, answered.args[0].result)
    assert len(answers.nodes) == 1500
    assert all("outputs" in node for node in answers.nodes.values())
