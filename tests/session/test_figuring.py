from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from designer.diagnosis.costs import ADAM, Step
from designer.graph.answers import Answer, Tensor
from designer.graph.costs import Cost
from designer.session.figuring import AT_ONCE, Figuring
from designer.session.node_costs import Costs


def chain(count: int, batch: int = 1) -> Costs:
    """What a chain of nodes costs that each give ten numbers for a sample."""
    answer = Answer((Tensor((None, 10)),), cost=Cost(5, (0,)))
    steps = (
        Step(f"n{number}", answer, (f"x{number - 1}",) if number else (), (f"x{number}",))
        for number in range(count)
    )
    return Costs(tuple(steps), batch, "", ADAM)


def test_a_small_graph_costs_what_it_costs_at_once(qapp: QObject) -> None:
    figures, made = Figuring(qapp), chain(AT_ONCE)
    assert figures.costs("", lambda: made) is made and not figures.is_busy


def test_a_large_graph_is_worked_out_beside_the_window(qapp: QObject, qtbot: QtBot) -> None:
    figures, made = Figuring(qapp), chain(AT_ONCE + 1)
    with qtbot.waitSignal(figures.done):
        assert not figures.costs("", lambda: made).steps
    assert figures.costs("", lambda: chain(1)) is made
    assert {"training", "inference", "shares"} <= vars(made).keys()


def test_the_last_costs_stay_until_the_new_ones_are_there(qapp: QObject, qtbot: QtBot) -> None:
    figures, old, new = Figuring(qapp), chain(AT_ONCE + 1), chain(AT_ONCE + 1, batch=2)
    with qtbot.waitSignal(figures.done):
        figures.costs("", lambda: old)
    figures.outdate()
    with qtbot.waitSignal(figures.done):
        assert figures.costs("", lambda: new) is old
    assert figures.costs("", lambda: old) is new


def test_costs_that_an_edit_overtook_are_shown_and_worked_out_anew(
    qapp: QObject, qtbot: QtBot
) -> None:
    figures, old, new = Figuring(qapp), chain(AT_ONCE + 1), chain(AT_ONCE + 1, batch=2)
    with qtbot.waitSignal(figures.done):
        figures.costs("", lambda: old)
        figures.outdate()
    with qtbot.waitSignal(figures.done):
        assert figures.costs("", lambda: new) is old
    assert figures.costs("", lambda: old) is new


def test_nothing_of_another_design_is_shown(qapp: QObject, qtbot: QtBot) -> None:
    figures = Figuring(qapp)
    figures.costs("", lambda: chain(3))
    figures.costs("shown ", lambda: chain(AT_ONCE + 1))
    figures.forget()
    new = chain(AT_ONCE + 1, batch=2)
    with qtbot.waitSignal(figures.done):
        assert not figures.costs("", lambda: new).steps
    assert figures.costs("", lambda: new) is new


def test_equal_graphs_are_worked_out_once(qapp: QObject, qtbot: QtBot) -> None:
    figures, made = Figuring(qapp), chain(AT_ONCE + 1)
    with qtbot.waitSignal(figures.done):
        figures.costs("", lambda: made)
    assert figures.costs("shown ", lambda: chain(AT_ONCE + 1)) is made
