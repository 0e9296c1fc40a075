from __future__ import annotations

import pytest

from designer.worker.failures import (
    PROGRAM_FILE,
    clean,
    details_of,
    kind_of,
    lines_in,
    sentence,
    show_source,
)

WRAPPED = (
    "Exception encountered when calling Dense.call().\n\n"
    "\x1b[1mMatrix size-incompatible: [1,3] and [4,2]\x1b[0m\n\n"
    "Arguments received by Dense.call():\n  • inputs=tf.Tensor(shape=(1, 3))"
)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(WRAPPED), "Matrix size-incompatible: [1,3] and [4,2]"),
        (ValueError("\x1b[31mred\x1b[0m {{node dense/MatMul}} text"), "red text"),
        (ValueError("{{function_node __wrapped__Add}} bad"), "bad"),
        (
            ValueError(
                "Dimensions must be equal, but are 8 and 3 for '{{node own_1/Add}} = "
                "AddV2[T=DT_FLOAT](Placeholder, own_1/Const)' with input shapes: [?,8], [3]."
            ),
            "Dimensions must be equal, but are 8 and 3 for AddV2 with input shapes: [?,8], [3].",
        ),
        (ValueError(), "ValueError"),
        (KeyError("relo"), "There is no 'relo'."),
        (SystemExit(3), "The program asked Python to exit."),
        (ValueError("first\n\nsecond"), "first\n\nsecond"),
    ],
)
def test_the_sentence_is_what_is_said_about_the_model(error: BaseException, said: str) -> None:
    assert sentence(error) == said


def failing(text: str) -> BaseException:
    show_source(PROGRAM_FILE, text)
    try:
        exec(compile(text, PROGRAM_FILE, "exec"), {})
    except BaseException as error:
        return error
    raise AssertionError("It should have failed.")


def test_the_lines_lead_from_the_outside_to_the_fault() -> None:
    error = failing("def block():\n    return 1 / 0\n\nx = block()\n")
    assert lines_in(error, PROGRAM_FILE) == [4, 2]


def test_a_line_that_python_cannot_read_is_known_as_well() -> None:
    assert lines_in(failing("x = 1\ny = (\n"), PROGRAM_FILE) == [2]


def test_the_details_quote_the_users_lines_and_none_of_ours() -> None:
    details = details_of(failing("def block():\n    return 1 / 0\n\nx = block()\n"))
    assert "x = block()" in details
    assert "return 1 / 0" in details
    assert "test_failures.py" not in details
    assert "~" not in details


def test_running_out_of_memory_is_no_fault_of_the_program() -> None:
    class ResourceExhaustedError(Exception):
        pass

    assert kind_of(MemoryError()) == "memory"
    assert kind_of(ResourceExhaustedError()) == "memory"
    assert kind_of(ValueError()) == "program"


def test_cleaning_leaves_ordinary_text_alone() -> None:
    assert clean("shape=(None, 3) {a} [1m]") == "shape=(None, 3) {a} [1m]"
