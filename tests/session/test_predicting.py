"""What a run will need: at once where it is known, else in the sizes that its data will have."""

from __future__ import annotations

from typing import Any, cast

import pytest

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.run_settings import EAGER, NPZ, DataSource, RunSettings
from designer.session.results import answers_from
from designer.session.run_record import Need
from designer.session.session import Session
from designer.worker_client.client import WorkerClient
from tests.builders import Builder
from tests.ui.fake_client import FakeClient


def told(length: int | None, *, reads: bool) -> dict[str, Any]:
    """The worker's words for a node of sequences of 8 values."""
    return {
        "outputs": [{"shape": [None, length, 8], "dtype": "float32"}],
        "params": 0,
        "trainable_params": 0,
        "cost": {
            **dict.fromkeys(("keeps_outputs", "hidden", "passes", "forward", "backward"), ()),
            "keeps_inputs": (0,) if reads else (),
            "weights": [["float32", 72, 0, 2, 64]] if reads else (),
            "macs": 1,
            "trains": reads,
            "shares_gradient": False,
            "bound": (1,),
            "framework_bytes": 0,
            "pieces": 0,
            "is_known": length is not None,
        },
    }


@pytest.fixture
def client(qapp) -> FakeClient:
    return FakeClient()


@pytest.fixture
def session(client) -> Session:
    document = Document(shipped_catalog())
    made = Session(document, cast(WorkerClient, client))
    builder = Builder()
    builder.output(builder.layer("Dense", builder.input(None, 8), units=8))
    document.new(builder.design())
    made.refresh()
    return made


def nodes_of(session: Session, length: int | None) -> dict[str, Any]:
    graph = session.document.design.main
    read, made = graph.named("input_layer").id, graph.named("dense").id
    return {"nodes": {read: told(length, reads=False), made: told(length, reads=True)}}


def test_open_sizes_are_those_of_the_data_that_are_made(session, client):
    heard: list[Need] = []
    session.predicting.predict(RunSettings(batch_size=4), heard.append)
    assert [each.is_least for each in heard] == [True]
    _, params = client.last("what_if")
    assert "(32, 8)" in str(params["program"])
    client.answer("what_if", nodes_of(session, 32))
    least, found = heard
    assert found.peak_bytes > least.peak_bytes and not found.is_least
    assert found.copies_data


def test_a_loop_of_its_own_copies_no_data(session, client):
    heard: list[Need] = []
    session.predicting.predict(RunSettings(loop=EAGER), heard.append)
    client.answer("what_if", nodes_of(session, 32))
    assert not heard[-1].copies_data


def test_of_data_from_a_file_sizes_are_not_guessed(session, client):
    heard: list[Need] = []
    settings = RunSettings(data=DataSource(NPZ, path="x.npz"))
    session.predicting.predict(settings, heard.append)
    assert [each.is_least for each in heard] == [True]
    assert all(method != "what_if" for _, method, _ in client.asked)


def test_where_keras_refuses_these_sizes_what_was_told_stands(session, client):
    heard: list[Need] = []
    session.predicting.predict(RunSettings(), heard.append)
    client.refuse("what_if", "No.")
    assert [each.is_least for each in heard] == [True]


def test_what_is_known_is_told_at_once(session, client):
    heard: list[Need] = []
    session._answers = answers_from(nodes_of(session, 5)["nodes"])
    session.predicting.predict(RunSettings(), heard.append)
    assert heard[0].peak_bytes > 13_000_000 and not heard[0].is_least
    assert all(method != "what_if" for _, method, _ in client.asked)
