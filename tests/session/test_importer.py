import json
from typing import cast

import pytest

from designer.catalog.table import shipped_catalog
from designer.importing.sources import APPLICATION, CODE, FILE, Source
from designer.session.importer import Importer
from designer.worker_client.client import WorkerClient
from tests.importing.configs import chain, entry
from tests.ui.fake_client import FakeClient


@pytest.fixture
def client():
    return FakeClient()


@pytest.fixture
def importer(qapp, client):
    return Importer(cast(WorkerClient, client), shipped_catalog)


def a_model(name="model"):
    return {**chain(entry("Dense", "dense", units=3)), "name": name}


def test_a_file_is_read_without_asking_the_worker(qtbot, importer, client, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps(a_model()))
    with qtbot.waitSignal(importer.imported) as told:
        importer.begin(Source(FILE, path))
    assert told.args[0].design.main.named("dense")
    assert not told.args[0].is_trusted
    assert client.asked == []


def test_an_architecture_comes_from_the_worker(qtbot, importer, client):
    importer.begin(Source(APPLICATION, name="ResNet50"))
    assert client.last("read_model")[1] == {"application": "ResNet50"}
    with qtbot.waitSignal(importer.imported):
        client.answer("read_model", {"models": [a_model()], "chosen": 0})
    assert not importer.is_busy


def test_of_several_models_one_is_chosen(qtbot, importer, client):
    importer.begin(Source(CODE, text="…"))
    with qtbot.waitSignal(importer.several) as asked:
        client.answer("read_model", {"models": [a_model("a"), a_model("b")], "chosen": 1})
    assert asked.args == [["a", "b"], 1]
    with qtbot.waitSignal(importer.imported) as told:
        importer.choose(0)
    assert told.args[0].is_trusted


def test_a_failure_of_the_code_names_its_line(qtbot, importer, client):
    importer.begin(Source(CODE, text="…"))
    with qtbot.waitSignal(importer.failed) as told:
        client.refuse("read_model", "name 'x' is not defined")
    assert told.args == ["name 'x' is not defined"]


def test_nothing_is_heard_of_an_import_that_was_cancelled(qtbot, importer, client, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps(a_model("first")))
    heard = []
    importer.imported.connect(heard.append)
    importer.begin(Source(FILE, path))
    importer.cancel()
    assert not importer.is_busy
    with qtbot.waitSignal(importer.imported):
        importer.begin(Source(FILE, path))
    assert len(heard) == 1


def test_a_file_that_has_gone_is_told(qtbot, importer, tmp_path):
    with qtbot.waitSignal(importer.failed) as told:
        importer.begin(Source(FILE, tmp_path / "gone.keras"))
    assert "gone.keras could not be read" in told.args[0]
