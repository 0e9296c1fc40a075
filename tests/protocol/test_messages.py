import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.protocol import (
    Event,
    Failure,
    FailureKind,
    Message,
    ProtocolError,
    Reply,
    Request,
    decode,
    encode,
)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
PARAMS = st.dictionaries(st.text(), PLAIN)
MESSAGES: st.SearchStrategy[Message] = st.one_of(
    st.builds(Request, st.integers(), st.text(), PARAMS),
    st.builds(Reply, st.integers(), PLAIN),
    st.builds(
        Failure,
        st.integers(),
        st.text(),
        st.text(),
        st.text(),
        st.none() | st.text(),
        st.none() | st.integers(),
        st.lists(st.text()).map(tuple),
    ),
    st.builds(Event, st.text(), PARAMS),
)


@given(MESSAGES)
def test_every_message_survives_the_pipe(message: Message) -> None:
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode(line) == message


def test_numbers_that_json_does_not_know_survive() -> None:
    losses = decode(encode(Reply(1, [math.nan, math.inf, -math.inf])))
    assert isinstance(losses, Reply)
    assert math.isnan(losses.result[0])
    assert losses.result[1:] == [math.inf, -math.inf]


def test_a_message_holding_something_that_is_no_json_is_not_sent() -> None:
    with pytest.raises(TypeError):
        encode(Reply(1, {1, 2}))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"2026-01-01 W tensorflow: hello", "Not JSON"),
        (b"\xff\xfe", "Not JSON"),
        (b"[" * 100_000, "Not JSON"),
        (b"[1, 2]", "A message is an object"),
        (b'{"id": 1}', "Not a known type"),
        (b'{"type": "shout", "id": 1}', "Not a known type"),
        (b'{"type": "request", "id": "1", "method": "ping"}', "`id` must be a whole number"),
        (b'{"type": "request", "id": true, "method": "ping"}', "`id` must be a whole number"),
        (b'{"type": "request", "id": 1, "method": "ping", "params": []}', "`params` must be"),
        (b'{"type": "request", "id": 1}', "Incomplete request"),
        (b'{"type": "reply", "id": 1, "colour": "red"}', "Unknown in a reply: colour"),
        (b'{"type": "failure", "id": 1, "kind": "x", "message": "y", "path": [1]}', "`path`"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_reason(line: bytes, complaint: str) -> None:
    with pytest.raises(ProtocolError, match=complaint):
        decode(line)


def test_the_form_on_the_pipe_stays_what_other_versions_expect() -> None:
    plain = json.loads(encode(Failure(7, FailureKind.PROGRAM, "Too small.", node="conv", line=3)))
    assert plain == {
        "type": "failure",
        "id": 7,
        "kind": "program",
        "message": "Too small.",
        "details": "",
        "node": "conv",
        "line": 3,
        "path": [],
    }
