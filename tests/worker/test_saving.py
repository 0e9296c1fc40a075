"""Files that only Keras can write, whole or not at all."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from designer.protocol import FailureKind
from tests.real_worker import RealWorker

pytestmark = pytest.mark.worker

TEXT = """\
import keras
from keras import layers
x = keras.Input((4,), name="x")
model = keras.Model(x, layers.Dense({units}, name="dense")(x))
"""


def params(form: str, path: Path | None, units: int = 3) -> dict[str, Any]:
    text = TEXT.format(units=units)
    return {"text": text, "line_nodes": {}, "format": form, "path": str(path) if path else None}


def test_json_is_what_to_json_gives(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    reply = worker.ask("save", params("json", path))
    assert path.read_text(encoding="utf-8") == reply["text"]
    plain = json.loads(reply["text"])
    assert plain["class_name"] == "Functional"
    assert [layer["config"]["name"] for layer in plain["config"]["layers"]] == ["x", "dense"]
    assert reply == worker.ask("save", params("json", None))


def test_a_keras_file_holds_config_and_weights(worker: RealWorker, tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    assert worker.ask("save", params("keras", path)) == {"path": str(path), "fresh": []}
    with zipfile.ZipFile(path) as archive:
        assert {"config.json", "metadata.json", "model.weights.h5"} <= set(archive.namelist())
    assert [each.name for each in tmp_path.iterdir()] == ["m.keras"]


def test_a_file_that_is_there_stays_whole_when_the_new_one_fails(
    worker: RealWorker, tmp_path: Path
) -> None:
    path = tmp_path / "m.keras"
    path.write_text("old")
    failure = worker.ask_in_vain("save", params("keras", path, units=10**12))
    assert failure.kind == FailureKind.MEMORY
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["m.keras"]


@pytest.mark.parametrize("form", ["json", "keras"])
def test_a_place_that_cannot_be_written_is_named(
    worker: RealWorker, tmp_path: Path, form: str
) -> None:
    path = tmp_path / "nowhere" / f"m.{form}"
    failure = worker.ask_in_vain("save", params(form, path))
    assert failure.message.startswith(f"{path} could not be written: ")


def test_wrong_questions_are_answered_with_what_is_known(worker: RealWorker) -> None:
    failure = worker.ask_in_vain("save", params("poem", None))
    assert failure.kind == FailureKind.BAD_REQUEST and "json, keras" in failure.message
    assert "needs a `path`" in worker.ask_in_vain("save", params("keras", None)).message
