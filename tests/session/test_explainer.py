"""Explanations as the window gets them: from the real worker, while the person draws on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.design import Design
from designer.graph.problems import ERROR
from designer.session import Session
from designer.session.explained import Explained
from designer.worker_client.client import WorkerClient
from tests.builders import Builder

pytestmark = pytest.mark.worker


def residual(strides: int = 1) -> Design:
    """A convolution beside a shortcut, both added."""
    builder = Builder()
    image = builder.input(32, 32, 3, name="image")
    stem = builder.layer("Conv2D", image, name="stem", filters=16, kernel_size=3, padding="same")
    conv = builder.layer(
        "Conv2D", stem, name="conv_b", filters=16, kernel_size=3, padding="same", strides=strides
    )
    both = builder.layer("Add", stem, conv, name="add_3")
    pooled = builder.layer("GlobalAveragePooling2D", both)
    builder.output(builder.layer("Dense", pooled, name="head", units=10))
    return builder.design()


@pytest.fixture(scope="module")
def client(qapp: QCoreApplication) -> Iterator[WorkerClient]:
    client = WorkerClient()
    yield client
    client.end_now()


@pytest.fixture
def session(client: WorkerClient, qtbot: QtBot) -> Iterator[Session]:
    session = Session(Document(shipped_catalog()), client)
    session.document.new(residual())
    session.start()
    settle(session, qtbot)
    yield session
    session.findings.explainer.drop()
    session.deleteLater()


def settle(session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: not session.is_pending and not session.findings.explainer.is_waiting, timeout=60_000
    )


def test_a_mismatch_is_told_at_the_node_that_made_it_with_a_fix_that_was_tried(
    session: Session, qtbot: QtBot
) -> None:
    document = session.document
    conv = document.graph.named("conv_b")
    assert conv is not None and not session.problems
    document.set_values([conv.id], {"strides": 2})
    qtbot.waitUntil(lambda: session.is_pending)
    settle(session, qtbot)
    (problem,) = session.problems
    assert problem.node == conv.id
    assert "`add_3`" in problem.sentence and "(None, 16, 16, 16)" in problem.sentence
    assert document.graph.named("add_3").id in (*problem.follows, *problem.path)  # type: ignore[union-attr]
    assert "Inputs have incompatible shapes" in problem.details
    assert "add_3 gives (None, 32, 32, 16)" in problem.fixes[0].preview
    before = document.undo_stack.count()
    document.apply(problem.fixes[0].edit, problem.fixes[0].title)
    assert document.undo_stack.count() == before + 1
    settle(session, qtbot)
    assert not session.problems and session.totals is not None


def test_an_edit_while_causes_are_sought_is_explained_and_not_the_one_before(
    session: Session, qtbot: QtBot
) -> None:
    document = session.document
    conv, head = document.graph.named("conv_b"), document.graph.named("head")
    assert conv is not None and head is not None
    document.set_values([conv.id], {"filters": 8})
    qtbot.waitUntil(lambda: session.findings.explainer.is_waiting, timeout=60_000)
    document.set_values([conv.id], {"filters": 16, "padding": "valid"})
    settle(session, qtbot)
    (problem,) = session.problems
    assert problem.severity == ERROR and "padding" in problem.fixes[0].title


def test_shapes_are_those_of_the_design_after_hundreds_of_tries(
    session: Session, qtbot: QtBot
) -> None:
    document = session.document
    conv = document.graph.named("conv_b")
    assert conv is not None
    document.set_values([conv.id], {"strides": 2})
    settle(session, qtbot)
    assert document.graph.node(conv.id).values["strides"] == 2  # type: ignore[union-attr]
    answer = session.answer(conv.id)
    assert answer is not None and answer.outputs[0].shape == (None, 16, 16, 16)


def test_an_old_explanation_stays_only_while_its_refusal_is_there(
    session: Session, qtbot: QtBot
) -> None:
    document = session.document
    conv = document.graph.named("conv_b")
    assert conv is not None
    document.set_values([conv.id], {"strides": 2})
    settle(session, qtbot)
    (problem,) = session.problems
    old = Explained((problem,), ()).aged()
    assert old.with_news((), lambda: [problem]) == (problem,)
    assert old.with_news((), list) == ()
