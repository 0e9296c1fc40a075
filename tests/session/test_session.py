"""The session over the real worker: one process for the whole file."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.document import Document
from designer.graph.edits import Disconnect
from designer.graph.nodes import Edge, InputNode
from designer.session import Session
from designer.storage import save
from designer.worker_client.client import WorkerClient
from tests.builders import Builder, chain, two_branch

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


def settled(session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not session.is_pending, timeout=PATIENCE_MS)


def test_shapes_and_parameters_of_every_node_arrive(session: Session, qtbot: QtBot) -> None:
    session.document.new(two_branch())
    settled(session, qtbot)
    dense = session.answer("n2")
    assert dense and dense.outputs[0].shape == (None, 128) and dense.params == 100_480
    assert session.totals and session.totals.params == 218_058
    assert session.problems == ()


def test_an_edit_brings_new_shapes_downstream_and_undo_the_old_ones(
    session: Session, qtbot: QtBot
) -> None:
    session.document.new(two_branch())
    settled(session, qtbot)
    with qtbot.waitSignal(session.answers_changed, timeout=PATIENCE_MS) as changed:
        session.document.set_values(["n2"], {"units": 100})
    assert changed.args == [frozenset({"n2", "n4", "n5"})]
    joined = session.answer("n4")
    assert joined and joined.outputs[0].shape == (None, 228)
    session.document.undo_stack.undo()
    settled(session, qtbot)
    joined = session.answer("n4")
    assert joined and joined.outputs[0].shape == (None, 256)


def test_what_keras_refuses_is_one_problem_on_its_node_and_the_rest_waits(
    session: Session, qtbot: QtBot
) -> None:
    builder = Builder()
    a, b = builder.input(4, name="a"), builder.input(5, 6, name="b")
    joined = builder.layer("Concatenate", a, b, name="joined")
    after = builder.layer("Dense", joined)
    builder.output(after)
    session.document.new(builder.design())
    settled(session, qtbot)
    (problem,) = session.problems
    assert problem.node == joined
    assert problem.sentence.startswith("`joined`: ")
    assert "(None, 4) from `a` and (None, 5, 6) from `b`" in problem.sentence
    waiting = session.answer(after)
    assert waiting and waiting.waits
    assert session.totals is None


def test_a_half_drawn_design_has_shapes_but_no_totals(session: Session, qtbot: QtBot) -> None:
    design = chain("Dense", "Dense")
    Disconnect(Edge("n2", 0, "n3", "inputs")).apply(design)
    session.document.new(design)
    settled(session, qtbot)
    assert session.answer("n2") and session.answer("n3") is None
    assert session.totals is None


def test_the_summary_has_keras_own_rows_and_finds_the_nodes(session: Session, qtbot: QtBot) -> None:
    session.document.new(two_branch())
    with qtbot.waitSignal(session.summary_changed, timeout=PATIENCE_MS):
        session.ask_summary()
    summary = session.summary
    assert summary and summary.total_params == 218_058
    assert [row.node for row in summary.rows] == ["n1", "n2", "n3", "n4", "n5", "n6", "n7"]
    assert summary.rows[3].connected_to == ("dense[0][0]", "dense_1[0][0]")
    assert "Total params: 218,058" in summary.text


def test_an_incomplete_model_says_why_it_has_no_summary(session: Session, qtbot: QtBot) -> None:
    design = chain("Dense")
    Disconnect(Edge("n1", 0, "n2", "inputs")).apply(design)
    session.document.new(design)
    with qtbot.waitSignal(session.summary_changed):
        session.ask_summary()
    assert session.summary and "Nothing is wired to `dense`." in session.summary.failure


def test_the_plot_is_kerass_own_as_svg_and_can_be_saved(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    session.document.new(two_branch())
    with qtbot.waitSignal(session.plot_changed, timeout=PATIENCE_MS):
        session.ask_plot({"show_shapes": True, "show_layer_names": True})
    assert session.plot and b"<svg" in session.plot.svg and b"concatenate" in session.plot.svg
    said: list[str] = []
    session.save_plot(str(tmp_path / "p.dot"), {}, said.append)
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
    assert said == [""] and "digraph" in (tmp_path / "p.dot").read_text()


def test_nothing_runs_before_code_from_a_file_is_trusted(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    proof = tmp_path / "it-ran"
    design = chain("Dense")
    code = f"open({str(proof)!r}, 'w').close() or 4"
    design.main.change(InputNode("n1", "x", shape=(Code(code),)))
    save(design, tmp_path / "x.kdesign")
    session.document.open(tmp_path / "x.kdesign")
    with qtbot.waitSignal(session.code_changed):
        pass
    session.ask_summary()
    session.ask_plot({})
    assert session.summary and "trusted" in session.summary.failure
    assert not session.is_pending and not proof.exists()
    session.document.trust()
    settled(session, qtbot)
    assert proof.exists() and session.answer("n2")


def test_a_circle_leaves_the_code_panel_with_its_sentence(session: Session, qtbot: QtBot) -> None:
    builder = Builder()
    a = builder.layer("Add", builder.input(4), name="a")
    b = builder.layer("Dense", a, name="b")
    builder.wire(a, b)
    session.document.new(builder.design())
    assert "circle" in session.listing("script").text or "cycle" in session.listing("script").text


@pytest.mark.parametrize("moment", ["idle", "asked"])
def test_a_killed_worker_is_told_restarted_and_nothing_is_lost(
    session: Session, client: WorkerClient, qtbot: QtBot, moment: str
) -> None:
    session.document.new(two_branch())
    settled(session, qtbot)
    said: list[tuple[str, str]] = []
    session.worker_changed.connect(lambda state, words: said.append((state, words)))
    if moment == "asked":
        session.document.set_values(["n2"], {"units": 77})
        session.refresh()
        session.ask_summary()
    with qtbot.waitSignal(client.restarted, timeout=PATIENCE_MS):
        os.kill(int(client.about["pid"]), signal.SIGKILL)
    settled(session, qtbot)
    assert any(state == "restarting" and "9" in words for state, words in said)
    first = session.answer("n2")
    units = 77 if moment == "asked" else 128
    assert first and first.outputs[0].shape == (None, units)
    if moment == "asked":
        qtbot.waitUntil(lambda: session.summary is not None, timeout=PATIENCE_MS)
        assert session.summary and session.summary.rows[1].output_shape == "(None, 77)"
    session.document.set_values(["n2"], {"units": 5})
    settled(session, qtbot)
    first = session.answer("n2")
    assert first and first.outputs[0].shape == (None, 5)
