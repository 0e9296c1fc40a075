from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.protocol import (
    ProgramStatement,
    ProgramText,
    ProtocolError,
    change_between,
    changed,
)

STATEMENTS = st.builds(
    ProgramStatement,
    st.sampled_from("abcdef"),
    st.lists(st.sampled_from("xyz"), max_size=2).map(tuple),
    st.just(("x",)),
    st.sampled_from(["x = 1", "x = 2"]),
)
PROGRAMS = st.builds(
    ProgramText,
    st.sampled_from(["import keras", "import jax"]),
    st.lists(STATEMENTS, unique_by=lambda each: each.node, max_size=6).map(tuple),
    st.sampled_from(["model = 1", "model = 2"]),
    st.lists(st.sampled_from("xyz"), max_size=2).map(tuple),
)


@given(PROGRAMS, PROGRAMS)
def test_the_change_between_two_programs_turns_one_into_the_other(
    old: ProgramText, new: ProgramText
) -> None:
    assert changed(old, change_between(old, new)) == new


def chain(length: int, units: int = 64) -> ProgramText:
    statements = [ProgramStatement("n0", (), ("x0",), "x0 = keras.Input((4,))")]
    for index in range(1, length):
        size = units if index == 1 else 64
        source = f"x{index} = layers.Dense({size})(x{index - 1})"
        statements.append(ProgramStatement(f"n{index}", (f"x{index - 1}",), (f"x{index}",), source))
    return ProgramText("import keras", tuple(statements))


def test_an_edit_of_one_node_says_one_statement_and_keeps_the_other_objects() -> None:
    old, new = chain(1000), chain(1000, units=65)
    change = change_between(old, new)
    assert change == {"statements": [["n1", ["x0"], ["x1"], "x1 = layers.Dense(65)(x0)"]]}
    assert changed(old, change).statements[2] is old.statements[2]


@pytest.mark.parametrize(
    "change", [None, {"order": ["nobody"]}, {"order": "n0"}, {"statements": [["n0"]]}]
)
def test_a_change_that_does_not_fit_is_refused(change: Any) -> None:
    with pytest.raises(ProtocolError):
        changed(chain(3), change)
