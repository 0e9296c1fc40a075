"""What the session knows inside of blocks, over the real worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.catalog.values import Code
from designer.document import Document
from designer.graph.answers import shape_text
from designer.graph.design import MAIN, Block
from designer.graph.edits import Remove
from designer.graph.nodes import BlockNode, Edge, LayerNode
from designer.session import Session
from designer.worker_client.client import WorkerClient
from tests.builders import Builder, used_twice

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


def shapes(session: Session) -> dict[str, str]:
    """The first output of every node of the shown graph, by name."""
    nodes = session.document.graph.nodes()
    answers = {node.name: session.answer(node.id) for node in nodes}
    return {
        name: shape_text(answer.outputs[0].shape)
        for name, answer in answers.items()
        if answer and answer.outputs
    }


FIRST, SECOND = "n2", "n3"


def test_inside_a_block_shapes_are_those_of_the_use_that_was_entered(
    session: Session, qtbot: QtBot
) -> None:
    session.document.new(used_twice(width=8))
    settled(session, qtbot)
    assert shapes(session) == {
        "pixels": "(None, 24)",
        "first": "(None, 24)",
        "second": "(None, 8)",
    }
    session.trail.enter(SECOND)
    settled(session, qtbot)
    assert shapes(session) == {"x": "(None, 24)", "narrow": "(None, 4)", "wide": "(None, 8)"}
    session.trail.leave()
    session.trail.enter(FIRST)
    settled(session, qtbot)
    assert shapes(session) == {"x": "(None, 24)", "narrow": "(None, 12)", "wide": "(None, 24)"}
    assert session.totals and session.totals.params == (24 * 12 + 12) + (12 * 24 + 24) + (
        24 * 4 + 4
    ) + (4 * 8 + 8)


def test_inside_a_use_that_is_refused_shapes_are_those_that_come_to_it(
    session: Session, qtbot: QtBot
) -> None:
    inner = Builder()
    x = inner.input(None, None, 3, name="x")
    halved = inner.layer("Conv2D", x, name="halved", filters=3, kernel_size=1, strides=2)
    inner.output(inner.layer("Add", x, halved, name="both"))
    builder = Builder()
    builder.block("residual", inner)
    builder.output(builder.use("residual", builder.input(32, 32, 3)))
    session.document.new(builder.design())
    settled(session, qtbot)
    use = session.document.graph.named("residual")
    assert use and session.answer(use.id).error  # type: ignore[union-attr]
    session.trail.enter(use.id)
    settled(session, qtbot)
    assert shapes(session) == {"x": "(None, 32, 32, 3)", "halved": "(None, 16, 16, 3)"}
    session.findings.explainer.drop()


def test_an_edit_inside_a_block_brings_new_shapes_inside(session: Session, qtbot: QtBot) -> None:
    session.document.new(used_twice())
    session.trail.enter(FIRST)
    settled(session, qtbot)
    session.document.set_values(["n2"], {"units": Code("width * 2")})
    settled(session, qtbot)
    assert shapes(session)["narrow"] == "(None, 48)"
    session.document.undo_stack.undo()
    settled(session, qtbot)
    assert shapes(session)["narrow"] == "(None, 12)"


def test_in_a_block_of_a_block_expressions_are_those_of_the_whole_way(
    session: Session, qtbot: QtBot
) -> None:
    design = used_twice()
    outer = Builder()
    x = outer.input(24, name="x")
    use = BlockNode("n2", "inner", block="bottleneck", values={"width": Code("size + 1")})
    outer.graph.add(use)
    outer.graph.connect(Edge(x, 0, "n2", "x"))
    outer.output("n2")
    design.blocks["outer"] = Block("outer", outer.graph, {"size": 3})
    design.main.change(BlockNode(SECOND, "second", block="outer", values={"size": 9}))
    session.document.new(design)
    settled(session, qtbot)
    session.trail.enter(SECOND)
    session.trail.enter("n2")
    settled(session, qtbot)
    assert session.trail.way == (SECOND, "n2")
    assert shapes(session) == {"x": "(None, 24)", "narrow": "(None, 5)", "wide": "(None, 10)"}


def test_a_refusal_inside_a_block_is_a_problem_there_and_its_use_names_the_node(
    session: Session, qtbot: QtBot
) -> None:
    design = used_twice()
    narrow = design.blocks["bottleneck"].graph.node("n2")
    assert isinstance(narrow, LayerNode)
    odd = LayerNode(
        "n2",
        "narrow",
        layer="keras.layers.Conv2D",
        values={
            "filters": 3,
            "kernel_size": 3,
        },
    )
    design.blocks["bottleneck"].graph.change(odd)
    session.document.new(design)
    settled(session, qtbot)
    inside = [problem for problem in session.problems if problem.graph == "bottleneck"]
    on_use = [problem for problem in session.problems if problem.graph == MAIN]
    assert [problem.node for problem in inside] == ["n2"]
    assert [problem.node for problem in on_use] == [FIRST]
    assert inside[0].sentence.startswith("`narrow`: ")
    assert "`first` cannot be made: inside the block `bottleneck`, `narrow`: " in on_use[0].sentence
    assert session.problems_of(FIRST) == on_use
    session.trail.enter(FIRST)
    settled(session, qtbot)
    assert session.problems_of("n2") == inside
    assert shapes(session) == {"x": "(None, 24)"}


def test_a_use_that_gets_what_its_block_does_not_take_is_the_cause_itself(
    session: Session, qtbot: QtBot
) -> None:
    session.document.new(used_twice(width=7))
    session.document.set_values([FIRST], {"width": 9})
    settled(session, qtbot)
    (problem,) = session.problems
    assert (problem.graph, problem.node) == (MAIN, SECOND)
    assert "(None, 9) from `first`" in problem.sentence


def test_a_block_that_nothing_uses_is_shown_with_its_defaults(
    session: Session, qtbot: QtBot
) -> None:
    session.document.new(used_twice())
    session.document.remove([FIRST, SECOND])
    session.trail.show("bottleneck")
    settled(session, qtbot)
    assert session.trail.way == ("@bottleneck",)
    assert shapes(session)["narrow"] == "(None, 12)"


def test_a_block_that_nothing_uses_may_use_others(session: Session, qtbot: QtBot) -> None:
    session.document.new(used_twice())
    outer = session.document.group([SECOND], "outer")
    session.document.remove([FIRST, outer])
    session.trail.show("outer")
    settled(session, qtbot)
    assert shapes(session)["second"] == "(None, 24)"


def test_when_the_use_goes_the_way_leads_through_another_one(
    session: Session, qtbot: QtBot
) -> None:
    session.document.new(used_twice())
    session.trail.enter(SECOND)
    session.document.undo_stack.undo()
    session.document.apply(Remove(SECOND), "Delete")
    assert session.trail.way == (FIRST,)
    session.document.undo_stack.undo()
    assert session.trail.way == (FIRST,)
