"""Shapes without weights against real builds: every public layer, and faulty calls of all kinds.

Of every statement shapes, dtypes and masks are compared; of the whole its parameters and bytes, or
which statement failed and what is said of it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any, NamedTuple

import pytest

from designer.protocol import ProgramText
from tests.real_worker import RealWorker, program
from tests.worker.weightless_cases import DIFFERS, NO_MODEL, NOT_BUILT, OWN, SOUND, STRANGE, Case

pytestmark = pytest.mark.worker

Outcome = dict[str, Any]
"""`made` by name and `numbers`, or `made`, where it failed (`at`) and the `error`."""


class Compared(NamedTuple):
    """A case, what a real build gives and what the worker says of it."""

    case: Case
    real: Outcome
    said: Outcome

    @property
    def call(self) -> str:
        return self.case[-1].removeprefix("y: y = ")


class Comparison(NamedTuple):
    """Of all cases, and the names of every public class."""

    sound: list[Compared]
    strange: list[Compared]
    classes: list[list[str]]


def program_of(case: Case, preamble: str) -> ProgramText:
    made = program(*case, preamble=preamble)
    return program(*case, preamble=preamble, reads=made.statements[-1].binds)


def said_of(worker: RealWorker, text: ProgramText) -> Outcome:
    """The worker's answer in the form of `weightless_builds`."""
    answer = worker.shapes(text)
    made: dict[str, Any] = {}
    for statement in text.statements:
        node = answer["nodes"][statement.node]
        if "error" in node:
            error = [node["error"]["type"], node["error"]["message"]]
            return {"made": made, "at": statement.node, "error": error}
        for name in statement.binds:
            made[name] = [
                {key: value for key, value in output.items() if key != "name"}
                for output in node["outputs"]
                if output["name"].partition("[")[0] == name
            ]
    return {"made": made, "numbers": answer["totals"]}


@pytest.fixture(scope="module")
def compared(worker: RealWorker, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """All cases both ways at the same time, each way in one process."""
    folder = tmp_path_factory.mktemp("saved_graphs")
    preamble = f"{OWN}\nFOLDER = {str(folder)!r}\n"
    texts = [program_of(case, preamble) for case in (*SOUND, *STRANGE)]
    task = folder / "cases.json"
    task.write_text(
        json.dumps(
            [preamble, [[each.to_json() for each in text.statements] for text in texts]],
        )
    )
    with task.open() as given:
        builds = subprocess.Popen(
            [sys.executable, "-m", "tests.worker.weightless_builds"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0"},
        )
    try:
        answers = [said_of(worker, text) for text in texts]
        written, _ = builds.communicate(timeout=240)
    finally:
        builds.kill()
        builds.wait()
    built = json.loads(written)
    rows = list(map(Compared, (*SOUND, *STRANGE), built["cases"], answers))
    return Comparison(rows[: len(SOUND)], rows[len(SOUND) :], built["classes"])


def expected(row: Compared) -> Outcome:
    """What the worker should say where a real build gives this."""
    if row.call in DIFFERS:
        in_real, in_said, _ = DIFFERS[row.call]
        kind, message = row.real["error"]
        assert in_real in message
        return {**row.real, "error": [kind, message.replace(in_real, in_said)]}
    if "no model" in row.real:
        assert any(call in row.call for call in NO_MODEL), row.real["no model"]
    return row.real


def in_the_terms_of(expected: Outcome, said: Outcome) -> Outcome:
    """Of the numbers only those that a real build has: none without a model."""
    if "error" in said:
        return said
    numbers = expected.get("numbers") or {}
    chosen = {key: value for key, value in (said["numbers"] or {}).items() if key in numbers}
    rest = {key: value for key, value in expected.items() if key == "no model"}
    return {"made": said["made"], **rest, **({} if rest else {"numbers": chosen or None})}


def test_what_is_said_without_weights_is_what_a_real_build_gives(compared: Comparison) -> None:
    different = [
        f"{row.case}\n    real {row.real}\n    said {row.said}"
        for row in (*compared.sound, *compared.strange)
        if in_the_terms_of(expected(row), row.said) != expected(row)
    ]
    assert not different, "\n".join(different)


def test_every_public_class_is_built_or_has_its_reason(compared: Comparison) -> None:
    failed = [f"{row.case}: {row.real['error']}" for row in compared.sound if "error" in row.real]
    assert not failed, "\n".join(failed)
    called = {name for case in SOUND for name in re.findall(r"\blayers\.(\w+)\(", " ".join(case))}
    missing = [names for names in compared.classes if called.isdisjoint(names)]
    assert sorted(name for names in missing for name in names) == sorted(NOT_BUILT)


def test_hundreds_of_the_strange_calls_are_refused(compared: Comparison) -> None:
    refused = [row for row in compared.strange if "error" in row.real]
    assert len(refused) > 250
    words = " ".join(row.call for row in refused)
    assert all(f"layers.{name}(" in words for name in NOT_BUILT)


def test_a_layer_that_no_machine_could_hold_is_counted(worker: RealWorker) -> None:
    text = program("x: x = keras.Input((10**6,))", "y: y = layers.Dense(10**6)(x)", reads=("y",))
    outcome = said_of(worker, text)
    assert outcome["made"]["y"] == [{"shape": [None, 10**6], "dtype": "float32"}]
    assert outcome["numbers"]["params"] == 10**12 + 10**6
