from typing import Any

import pytest

from designer.protocol import ProgramStatement, ProgramText, ProtocolError, decode, encode
from designer.protocol.messages import Request

PROGRAM = ProgramText(
    preamble="import keras\nfrom keras import layers\n",
    statements=(
        ProgramStatement("n1", (), ("x",), 'x = keras.Input(shape=(4,), name="x")'),
        ProgramStatement("n2", ("x",), ("y", "z"), "y, z = split(x)"),
    ),
    closing="model = keras.Model(x, y)",
    closing_reads=("y", "z"),
    text="import keras\n…",
    line_nodes={4: "n1", 5: "n2"},
)


def test_a_program_survives_the_pipe() -> None:
    message = decode(encode(Request(1, "shapes", {"program": PROGRAM.to_json()})))
    assert isinstance(message, Request)
    assert ProgramText.from_json(message.params["program"]) == PROGRAM


def test_the_script_can_be_sent_without_the_statements_and_the_reverse() -> None:
    assert PROGRAM.script_json() == {"text": PROGRAM.text, "line_nodes": {"4": "n1", "5": "n2"}}
    without = ProgramText.from_json(PROGRAM.statements_json())
    assert without.statements == PROGRAM.statements
    assert without.text == ""


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {"statements": "x = 1"},
        {"statements": [["n1", [], ["x"]]]},
        {"statements": [["n1", "x", ["x"], "x = 1"]]},
        {"statements": [[1, [], ["x"], "x = 1"]]},
        {"preamble": 3},
        {"line_nodes": {"first": "n1"}},
        {"line_nodes": [1]},
        {"closing_reads": [1]},
    ],
)
def test_what_is_no_program_is_refused(plain: Any) -> None:
    with pytest.raises(ProtocolError):
        ProgramText.from_json(plain)
