from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from designer.worker_client.command import WorkerCommand
from designer.worker_client.once import WorkerDied, WorkerFailure, ask_with

FAKE_WORKER = Path(__file__).parents[1] / "fake_worker.py"


def fake(*options: str) -> WorkerCommand:
    return WorkerCommand(sys.executable, (str(FAKE_WORKER), *options))


def python(code: str) -> WorkerCommand:
    return WorkerCommand(sys.executable, ("-c", code))


def test_a_question_is_answered() -> None:
    assert ask_with(fake(), "echo", {"x": [1, 2]}) == {"x": [1, 2]}


def test_a_refusal_is_raised_with_the_workers_words() -> None:
    with pytest.raises(WorkerFailure, match="no method `sing`") as refused:
        ask_with(fake(), "sing", {})
    assert refused.value.failure.kind == "bad_request"


@pytest.mark.parametrize(
    ("command", "method", "words"),
    [
        (WorkerCommand("/nowhere/python"), "echo", "could not be started"),
        (fake(), "crash", "exit status 1(.|\n)*Segmentation fault"),
        (fake("--end", "4"), "echo", "exit status 4"),
        (fake("--protocol", "99"), "echo", "version 99"),
        (python("print('Hello!')"), "echo", "This is no worker(.|\n)*Hello!"),
        (python("import os; os.kill(os.getpid(), 9)"), "echo", "SIGKILL"),
    ],
)
def test_a_worker_that_does_not_answer_is_told_of_in_words(
    command: WorkerCommand, method: str, words: str
) -> None:
    with pytest.raises(WorkerDied, match=words):
        ask_with(command, method, {})


def test_a_worker_that_takes_too_long_is_ended() -> None:
    with pytest.raises(WorkerDied, match=r"did not answer within 0\.5 s"):
        ask_with(fake(), "deaf", {}, timeout=0.5)


def test_asking_once_needs_no_qt_and_no_keras() -> None:
    code = (
        "import sys, designer.worker_client.once\n"
        "print([name for name in sys.modules if name.split('.')[0] in"
        " ('PySide6', 'keras', 'tensorflow', 'networkx', 'numpy')])"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert ended.stdout.strip() == "[]"
