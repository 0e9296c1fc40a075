"""Custom layers over the real worker: their failures by line, and whether they are save-proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.design import CustomLayer, Design
from designer.graph.edits import ChangeCustomLayer
from designer.paths import resource
from designer.session import Session
from designer.storage import load, save
from designer.worker_client.client import WorkerClient

pytestmark = pytest.mark.worker
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def client(qapp: object) -> Iterator[WorkerClient]:
    client = WorkerClient()
    client.start()
    yield client
    client.end_now()


@pytest.fixture
def session(client: WorkerClient) -> Iterator[Session]:
    session = Session(Document(shipped_catalog()), client)
    yield session
    session.deleteLater()


def example(name: str) -> Design:
    return load(resource(f"examples/{name}.kdesign")).design


def settled(session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not session.is_pending, timeout=PATIENCE_MS)


def change(session: Session, name: str, old: str, new: str) -> None:
    layer = session.document.design.custom_layers[name]
    assert old in layer.source
    changed = replace(layer, source=layer.source.replace(old, new))
    assert session.document.apply(ChangeCustomLayer(name, changed), "Change")


def prove(session: Session, qtbot: QtBot, name: str) -> None:
    assert session.proving.prove(name) == ""
    assert session.proving.is_asked(name)
    qtbot.waitUntil(lambda: not session.proving.is_asked(name), timeout=PATIENCE_MS)


@pytest.mark.parametrize("name", ["custom_linear", "noisy_linear"])
def test_the_layers_that_ship_are_save_proof(session: Session, qtbot: QtBot, name: str) -> None:
    session.document.new(example(name))
    settled(session, qtbot)
    assert session.problems == () and session.findings.source_faults == ()
    (layer,) = session.document.design.custom_layers
    prove(session, qtbot, layer)
    proof = session.proving.proof(layer)
    assert proof and proof.sound and proof.line == 0


def test_a_proof_counts_for_the_source_that_was_proved_and_comes_back_with_it(
    session: Session, qtbot: QtBot
) -> None:
    session.document.new(example("custom_linear"))
    settled(session, qtbot)
    prove(session, qtbot, "Linear")
    change(session, "Linear", '"units": self.units', '"units": 3')
    assert session.proving.proof("Linear") is None
    settled(session, qtbot)
    prove(session, qtbot, "Linear")
    proof = session.proving.proof("Linear")
    assert proof and not proof.sound and "loaded" in proof.sentence
    session.document.undo_stack.undo()
    settled(session, qtbot)
    proof = session.proving.proof("Linear")
    assert proof is None
    prove(session, qtbot, "Linear")
    assert (proof := session.proving.proof("Linear")) and proof.sound


def test_a_proof_that_an_edit_overtakes_is_dropped(session: Session, qtbot: QtBot) -> None:
    session.document.new(example("custom_linear"))
    settled(session, qtbot)
    assert session.proving.prove("Linear") == ""
    change(session, "Linear", "+ self.b", "- self.b")
    assert not session.proving.is_asked("Linear") and session.proving.proof("Linear") is None
    settled(session, qtbot)


def test_a_definition_that_fails_is_a_problem_with_its_line(session: Session, qtbot: QtBot) -> None:
    session.document.new(example("custom_linear"))
    change(
        session, "Linear", "class Linear(keras.layers.Layer)", "class Linear(keras.layers.Leyer)"
    )
    settled(session, qtbot)
    (fault,) = session.findings.source_faults
    assert (fault.layer, fault.line, fault.node) == ("Linear", 6, "")
    problem = next(each for each in session.problems if each.code == "custom-layer")
    assert problem.sentence.startswith("Linear, line 6: AttributeError: ")


def test_a_layer_that_fails_when_it_is_called_says_where(session: Session, qtbot: QtBot) -> None:
    session.document.new(example("custom_linear"))
    change(session, "Linear", "self.units), initializer", "self.width), initializer")
    settled(session, qtbot)
    fault = session.findings.source_faults[0]
    assert (fault.layer, fault.line, fault.node) == ("Linear", 19, "n2")
    assert "width" in fault.sentence
    assert all(problem.code != "custom-layer" for problem in session.problems)


def test_nothing_of_a_file_runs_before_trust(session: Session, qtbot: QtBot, tmp_path) -> None:
    mark = tmp_path / "ran"
    design = example("custom_linear")
    source = f"open({str(mark)!r}, 'w').close()\n{design.custom_layers['Linear'].source}"
    source += f"\n    open({str(mark)!r}, 'w').close()\n"
    design.custom_layers["Linear"] = CustomLayer("Linear", source)
    save(design, tmp_path / "strange.kdesign")
    session.document.open(tmp_path / "strange.kdesign")
    assert session.document.needs_trust
    assert session.document.design.spec_of(design.main.node("n2"), shipped_catalog())
    settled(session, qtbot)
    assert "trusted" in session.proving.prove("Linear")
    assert not session.answers and not mark.exists()
    session.document.trust()
    settled(session, qtbot)
    assert session.answers and mark.exists()
