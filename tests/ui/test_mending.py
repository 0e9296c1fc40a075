from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from designer.graph.edits import Change
from designer.graph.nodes import LayerNode
from designer.graph.problems import ERROR, WARNING, Fix, Problem
from designer.protocol import FailureKind
from tests.builders import two_branch
from tests.ui.windows import Bench, bench_with, window_with


@pytest.fixture
def bench(qapp) -> Bench:
    return bench_with(two_branch())


def complain(bench: Bench, *problems: Problem) -> None:
    bench.session.findings.problems = problems
    bench.session.problems_changed.emit()


def units(bench: Bench, name: str, count: int) -> Fix:
    node = bench.document.graph.node(bench.node(name))
    assert isinstance(node, LayerNode)
    edit = Change(replace(node, values={**node.values, "units": count}))
    return Fix(f"units-{count}", f"Set units to {count}", edit)


def test_the_problem_of_the_selected_node_is_looked_at_until_another_is_selected(bench):
    problem = Problem("a", ERROR, bench.node("dense"), "dense is wrong.")
    complain(bench, problem)
    bench.context.selection.set([bench.node("dense")])
    assert bench.context.mending.problem == problem
    bench.context.selection.set([bench.node("softmax")])
    assert bench.context.mending.problem is None


def test_the_second_problem_of_a_node_can_be_looked_at(bench):
    dense = bench.node("dense")
    first, second = Problem("a", ERROR, dense, "First."), Problem("b", ERROR, dense, "Second.")
    complain(bench, first, second)
    bench.context.mending.look_at(second)
    assert bench.context.mending.problem == second
    assert bench.context.selection.node == dense


def test_a_problem_is_the_same_in_other_words(bench):
    old = Problem("a", ERROR, bench.node("dense"), "In Keras's words.")
    complain(bench, old)
    bench.context.mending.look_at(old)
    new = replace(old, sentence="Explained.", path=(bench.node("input_layer"),))
    complain(bench, new)
    assert bench.context.mending.problem == new
    assert bench.context.mending.path == {bench.node("input_layer"), bench.node("dense")}


def test_steps_go_round_and_do_not_stop_at_a_node_with_two_problems(bench):
    dense = bench.node("dense")
    problems = (
        Problem("a", ERROR, dense, "One."),
        Problem("b", ERROR, dense, "Two."),
        Problem("c", WARNING, "", "Of the design."),
    )
    complain(bench, *problems)
    mending, seen = bench.context.mending, []
    for by in (1, 1, 1, 1, -1, -1):
        assert mending.step(by)
        seen.append(mending.problem.code)
    assert seen == ["a", "b", "c", "a", "c", "b"]


def test_what_was_typed_a_moment_ago_is_not_undone_by_a_way_out(qtbot, bench):
    """The edit of a way out carries the whole node as it was."""
    fix = units(bench, "dense_3", 99)
    problem = Problem("a", ERROR, bench.node("dense_3"), "Too narrow.", fixes=(fix,))
    complain(bench, problem)
    bench.document.set_values([bench.node("dense_3")], {"activation": "relu"})
    bench.context.mending.take(problem, fix)
    assert bench.document.graph.node(bench.node("dense_3")).values["activation"] == "relu"


def test_a_way_out_of_an_old_explanation_is_taken_when_the_new_one_is_there(bench):
    """Its edit would undo what was typed since."""
    node = bench.node("dense_3")
    old = Problem("a", ERROR, node, "Too narrow.", fixes=(units(bench, "dense_3", 99),))
    bench.session.findings.explainer.explained.emit((old,))
    bench.document.set_values([node], {"activation": "relu"})
    bench.session.findings.problems = ()
    bench.session.settle()
    bench.session.findings.problems = (old,)
    bench.context.mending.take(old, old.fixes[0])
    assert bench.document.graph.node(node).values == {"units": 10, "activation": "relu"}
    new = replace(old, fixes=(units(bench, "dense_3", 99),))
    bench.session.findings.explainer.explained.emit((new,))
    assert bench.document.graph.node(node).values == {"units": 99, "activation": "relu"}


def waiting_for_an_explanation(bench: Bench) -> tuple[str, Fix]:
    """A way out is taken while the worker tries another one, whose explanation it waits for."""
    node = bench.node("dense_3")
    old = Problem("a", ERROR, node, "Too narrow.", fixes=(units(bench, "dense_3", 99),))
    bench.session.findings.explainer.explained.emit((old,))
    bench.document.set_values([node], {"activation": "relu"})
    bench.session.settle()
    bench.session.findings.problems = (old,)
    bench.context.mending.take(old, old.fixes[0])
    return node, old.fixes[0]


def lose_the_worker(qtbot: QtBot, bench: Bench, tries: int) -> None:
    """It ends while it tries what would help, and is started anew."""
    asked = bench.client.asked
    qtbot.waitUntil(lambda: sum(method == "what_if" for _, method, _ in asked) == tries)
    bench.client.refuse("what_if", "It ended.", FailureKind.WORKER_DIED)
    bench.client.restarted.emit()


def test_a_way_out_that_waits_is_taken_after_the_worker_was_started_anew(qtbot, bench):
    node, fix = waiting_for_an_explanation(bench)
    bench.session.findings.explainer.explain(bench.document.design)
    lose_the_worker(qtbot, bench, 1)
    assert bench.session.findings.explainer.is_waiting
    bench.session.findings.explainer.explained.emit(
        (Problem("a", ERROR, node, "Now.", fixes=(fix,)),)
    )
    assert bench.document.graph.node(node).values == {"units": 99}
    bench.session.findings.explainer.drop()


def test_a_way_out_that_waits_in_vain_says_so(qtbot, bench):
    node, fix = waiting_for_an_explanation(bench)
    bench.session.findings.explainer.explain(bench.document.design)
    lose_the_worker(qtbot, bench, 1)
    with qtbot.waitSignal(bench.context.noticed) as said:
        lose_the_worker(qtbot, bench, 2)
    assert said.args[0].startswith("“Set units to 99” was not taken")
    assert not bench.session.findings.explainer.is_waiting
    bench.session.findings.explainer.explained.emit(
        (Problem("a", ERROR, node, "Late.", fixes=(fix,)),)
    )
    assert bench.document.graph.node(node).values == {"units": 10, "activation": "relu"}


def test_a_node_that_only_follows_leads_to_the_problem_it_follows_from(bench):
    follows = (bench.node("softmax"),)
    problem = Problem("a", ERROR, bench.node("dense"), "dense is wrong.", follows=follows)
    complain(bench, problem)
    bench.context.selection.set(follows)
    assert bench.context.mending.problem == problem


def test_a_way_out_that_is_held_up_goes_with_its_problem(bench):
    fix = units(bench, "dense_3", 99)
    problem = Problem("a", ERROR, bench.node("dense_3"), "Too narrow.", fixes=(fix,))
    complain(bench, problem)
    bench.context.mending.look_at(problem)
    bench.context.mending.hold_up(fix)
    complain(bench, replace(problem, fixes=()))
    assert bench.context.mending.preview is None


def test_keys_walk_the_problems_and_take_the_first_way_out(qtbot):
    bench = window_with(qtbot, two_branch())
    fix = units(bench, "dense_3", 99)
    first = Problem("a", ERROR, bench.node("dense_3"), "Too narrow.", fixes=(fix,))
    last = Problem("b", ERROR, bench.node("softmax"), "softmax is wrong.")
    complain(bench, first, last)
    qtbot.keyClick(bench.window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert bench.context.selection.node == bench.node("softmax")
    qtbot.keyClick(bench.window, Qt.Key.Key_F8)
    assert bench.context.selection.node == bench.node("dense_3")
    qtbot.keyClick(bench.window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert bench.document.graph.node(bench.node("dense_3")).values["units"] == 99
    bench.document.undo_stack.undo()
    assert bench.document.graph.node(bench.node("dense_3")).values["units"] == 10


def test_a_problem_inside_a_block_shows_the_block(qtbot):
    from tests.builders import Builder

    inner = Builder()
    x = inner.input(8)
    dense = inner.layer("Dense", x, units=4)
    inner.output(dense)
    outer = Builder()
    outer.block("part", inner)
    outer.output(outer.use("part", outer.input(8)))
    bench = bench_with(outer.design())
    problem = Problem("a", ERROR, dense, "Wrong.", graph="part", path=(x, dense))
    complain(bench, problem)
    assert bench.context.mending.path == frozenset()
    bench.context.mending.look_at(problem)
    assert bench.document.graph_name == "part"
    assert bench.context.mending.path == {x, dense}
    bench.session.trail.leave()
    assert bench.context.mending.path == frozenset()
