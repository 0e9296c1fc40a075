import pytest

from designer.worker_client import endings

NOISE = (
    "I0000 00:00 port.cc:153] oneDNN custom operations are on. You may see slightly different",
    "",
)


def test_a_kill_names_the_signal_and_the_usual_reason() -> None:
    assert endings.ended_by_signal(9, []) == (
        "The worker was ended by signal 9 (SIGKILL). The system does this when memory runs out."
    )
    assert "SIGSEGV" in endings.ended_by_signal(11, [])
    assert "memory" not in endings.ended_by_signal(11, [])
    assert "signal 99 (unknown)" in endings.ended_by_signal(99, [])


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (6, "terminate called after throwing an instance of 'std::bad_alloc'"),
        (11, "This process's memory is limited to 3.0 GB (ulimit -v)."),
        (7, "mmap: Cannot allocate memory"),
    ],
)
def test_a_crash_after_words_about_memory_says_that_it_ran_out(number: int, line: str) -> None:
    said = endings.ended_by_signal(number, [line])
    assert "when memory runs out" in said
    assert said.endswith(line)


def test_a_keras_that_does_not_fit_into_memory_is_no_broken_installation() -> None:
    said = endings.keras_unusable("/some/python", "x.so: failed to map segment from shared object")
    assert said.endswith("There is too little memory to load it.")


def test_the_last_words_are_the_last_five_lines_that_say_something() -> None:
    lines = [*(f"line {number}" for number in range(9)), *NOISE]
    assert endings.ended_by_itself(1, lines) == (
        "The worker ended with exit status 1. Its last words:\n"
        "line 4\nline 5\nline 6\nline 7\nline 8"
    )
    assert endings.ended_by_itself(1, NOISE) == "The worker ended with exit status 1."


@pytest.mark.parametrize(
    "words",
    [
        endings.not_started("/no/python -m designer.worker", "no such file"),
        endings.strange_speech("/no/python -m designer.worker", "Hello!"),
        endings.keras_unusable("/no/python", "No module named 'keras'"),
    ],
)
def test_what_cannot_work_names_the_program(words: str) -> None:
    assert "/no/python" in words
