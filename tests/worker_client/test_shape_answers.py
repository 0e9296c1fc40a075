from __future__ import annotations

from typing import Any

from designer.protocol import ProgramStatement, ProgramText
from designer.worker_client.shape_answers import ShapeAnswers


def program(*units: int) -> ProgramText:
    statements = [
        ProgramStatement(f"n{index}", (), (f"x{index}",), f"x{index} = layers.Dense({size})")
        for index, size in enumerate(units)
    ]
    return ProgramText("import keras", tuple(statements), text="the whole script")


def said(revision: int, totals: Any = None, **nodes: Any) -> dict[str, Any]:
    return {"revision": revision, "nodes": nodes, "totals": totals, "preamble": []}


def test_the_first_question_says_everything_but_the_script() -> None:
    question = ShapeAnswers().question(program(1, 2))
    assert len(question["program"]["statements"]) == 2
    assert "text" not in question["program"]


def test_later_questions_say_what_changed_since_the_last_answer() -> None:
    answers = ShapeAnswers()
    first = program(1, 2)
    answers.question(first)
    assert answers.take(first, said(5, n0="a", n1="b")) == {"n0", "n1"}
    question = answers.question(program(1, 3))
    assert question["base"] == 5
    assert [node for node, *_ in question["change"]["statements"]] == ["n1"]


def test_answers_to_a_change_are_put_to_those_that_still_hold() -> None:
    answers = ShapeAnswers()
    answers.take(program(1, 2, 3), said(1, n0="a", n1="b", n2="c"))
    assert answers.take(program(1, 9), said(2, {"params": 3}, n1="B")) == {"n1"}
    assert answers.nodes == {"n0": "a", "n1": "B"}
    assert answers.totals == {"params": 3}


def test_partial_answers_show_at_once() -> None:
    answers = ShapeAnswers()
    assert answers.take_partial({"nodes": {"n0": "a"}}) == {"n0": "a"}
    assert answers.nodes == {"n0": "a"}


def test_an_answer_is_completed_by_what_events_have_told() -> None:
    answers = ShapeAnswers()
    assert answers.question(program(1, 2))["streamed"]
    answers.take_partial({"nodes": {"n0": "a"}})
    assert answers.take(program(1, 2), said(1, n1="b")) == {"n0", "n1"}
    assert answers.nodes == {"n0": "a", "n1": "b"}


def test_partial_answers_to_a_withdrawn_question_do_not_stay() -> None:
    answers = ShapeAnswers()
    answers.take(program(1, 2), said(1, n0="a", n1="b"))
    answers.take_partial({"nodes": {"n1": "of the withdrawn question"}})
    answers.question(program(1, 2))
    assert answers.take(program(1, 2), said(2)) == set()
    assert answers.nodes == {"n0": "a", "n1": "b"}


def test_a_new_worker_is_told_everything() -> None:
    answers = ShapeAnswers()
    answers.take(program(1), said(1, n0="a"))
    answers.ask_anew()
    assert "program" in answers.question(program(2))
