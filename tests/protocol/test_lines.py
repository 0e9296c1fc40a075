import time

import pytest

from designer.protocol import LineBuffer, ProtocolError


def test_lines_come_out_whole_however_the_pipe_cuts_them() -> None:
    stream = b'{"a": 1}\n{"b": 2}\r\n\n{"c": 3}\n'
    expected = [b'{"a": 1}', b'{"b": 2}', b'{"c": 3}']
    for size in range(1, len(stream) + 1):
        buffer = LineBuffer()
        chunks = [stream[start : start + size] for start in range(0, len(stream), size)]
        assert [line for chunk in chunks for line in buffer.feed(chunk)] == expected, size


def test_an_unfinished_line_waits_for_its_end() -> None:
    buffer = LineBuffer()
    assert buffer.feed(b"one\ntw") == [b"one"]
    assert buffer.rest == b"tw"
    assert buffer.feed(b"o\n") == [b"two"]
    assert buffer.rest == b""


def test_a_message_of_megabytes_in_small_chunks_is_not_scanned_again_and_again() -> None:
    buffer = LineBuffer()
    start = time.process_time()
    for _ in range(8192):
        assert buffer.feed(b"x" * 4096) == []
    assert len(buffer.feed(b"\n")[0]) == 32 * 2**20
    # It takes 0.06 s; looking through everything again at each chunk takes 5 s and more.
    assert time.process_time() - start < 2


def test_a_line_that_never_ends_is_refused() -> None:
    buffer = LineBuffer(longest=1000)
    assert buffer.feed(b"x" * 1000) == []
    with pytest.raises(ProtocolError, match="without an end"):
        buffer.feed(b"x")
