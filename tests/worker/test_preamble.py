from __future__ import annotations

from designer.worker.preamble import run_preamble

SOURCE = """
import math

def scale(x):
    return x * factor()

def factor():
    return 3

class Own:
    size = math.pi

def stranger():
    return 1
"""


def changes(before: str, after: str) -> set[str]:
    """The names whose fingerprint differs between two preambles."""
    one, other = run_preamble(before), run_preamble(after)
    names = ("math", "scale", "factor", "Own", "stranger", "print")
    return {name for name in names if one.fingerprint((name,)) != other.fingerprint((name,))}


def test_a_change_shows_in_everything_that_leads_to_it_and_in_nothing_else() -> None:
    assert changes(SOURCE, SOURCE.replace("return 3", "return 4")) == {"factor", "scale"}
    assert changes(SOURCE, SOURCE.replace("math.pi", "math.e")) == {"Own"}


def test_a_comment_or_an_empty_line_changes_nothing() -> None:
    assert changes(SOURCE, "\n# Ours.\n" + SOURCE) == set()


def test_a_line_that_acts_on_everything_changes_everything() -> None:
    names = {"math", "scale", "factor", "Own", "stranger", "print"}
    assert changes(SOURCE, SOURCE + "\nmath.floor(2.5)\n") == names


def test_a_broken_piece_is_reported_with_its_line_and_the_others_still_run() -> None:
    preamble = run_preamble("a = 1\nb = 1 / 0\nc = a + 1\n")
    assert preamble.namespace["c"] == 2
    assert [(problem["type"], problem["line"]) for problem in preamble.problems] == [
        ("ZeroDivisionError", 2)
    ]


def test_text_that_is_no_python_is_reported_with_its_line() -> None:
    preamble = run_preamble("a = 1\nclass Own(:\n")
    assert [problem["line"] for problem in preamble.problems] == [2]
    assert preamble.problems[0]["type"] == "SyntaxError"


def test_a_program_chooses_its_own_future_and_does_not_inherit_ours() -> None:
    function = "def f(x: 1 + 1): pass\n"
    assert run_preamble(function).namespace["f"].__annotations__ == {"x": 2}
    future = "from __future__ import annotations\n" + function
    assert run_preamble(future).namespace["f"].__annotations__ == {"x": "1 + 1"}


def test_a_dataclass_with_annotations_as_text_finds_its_module() -> None:
    source = (
        "from __future__ import annotations\n"
        "import dataclasses\n"
        "@dataclasses.dataclass\n"
        "class Own:\n"
        "    size: dataclasses.InitVar[int]\n"
    )
    assert run_preamble(source).problems == []


def test_the_main_guard_does_not_run() -> None:
    preamble = run_preamble("ran = False\nif __name__ == '__main__':\n    ran = True\n")
    assert preamble.namespace["ran"] is False
