"""`check --json` and `fix`, as scripts and pipelines use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from designer.__main__ import main
from designer.graph.design import Design
from designer.storage import load, save
from tests.builders import Builder, chain

Captured = pytest.CaptureFixture[str]
pytestmark = pytest.mark.worker


def halved(path: Path) -> Path:
    """A residual branch that halves the image."""
    builder = Builder()
    image = builder.input(32, 32, 3, name="image")
    stem = builder.layer("Conv2D", image, name="stem", filters=8, kernel_size=3, padding="same")
    conv = builder.layer(
        "Conv2D", stem, name="conv", filters=8, kernel_size=3, padding="same", strides=2
    )
    builder.output(builder.layer("Add", stem, conv, name="add"))
    save(builder.design(), path)
    return path


def test_a_mistake_is_told_with_its_path_and_mended_by_the_first_fix(
    capsys: Captured, tmp_path: Path
) -> None:
    path, mended = halved(tmp_path / "x.kdesign"), tmp_path / "y.kdesign"
    assert main(["check", str(path), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["severity"], problem["node"]) == ("error", "conv")
    assert problem["path"][-1] == "add"
    assert (
        "(None, 16, 16, 8)" in problem["sentence"] and "They part at `stem`" in problem["sentence"]
    )
    first = problem["fixes"][0]["id"]
    assert main(["fix", str(path), "--id", first, "-o", str(mended)]) == 0
    assert load(path).design != load(mended).design
    assert "still wrong" not in capsys.readouterr().err


def test_an_unknown_fix_is_refused_with_those_that_there_are(
    capsys: Captured, tmp_path: Path
) -> None:
    path = halved(tmp_path / "x.kdesign")
    before = path.read_text()
    assert main(["fix", str(path), "--id", "nonsense"]) == 1
    told = capsys.readouterr().err
    assert "no fix 'nonsense'" in told and "Put strides of conv back" in told
    assert path.read_text() == before


def test_a_quick_check_asks_no_worker(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("designer.verbs.explaining.Conversation", None)
    assert main(["check", str(halved(tmp_path / "x.kdesign")), "--quick", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"problems": []}


def test_code_that_is_not_trusted_does_not_run(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from designer.catalog.values import Code

    monkeypatch.setattr("designer.verbs.explaining.Conversation", None)
    builder = Builder()
    builder.output(builder.layer("Lambda", builder.input(4), function=Code("lambda x: 2 * x")))
    save(builder.design(), tmp_path / "x.kdesign")
    assert main(["check", str(tmp_path / "x.kdesign")]) == 0
    assert "--trust" in capsys.readouterr().err


def test_a_worker_that_dies_is_told_of(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from designer.worker_client.command import WorkerCommand

    monkeypatch.setattr(
        "designer.worker_client.conversation.own_python", lambda: WorkerCommand("/nowhere/python")
    )
    save(chain("Dense"), tmp_path / "x.kdesign")
    assert main(["check", str(tmp_path / "x.kdesign")]) == 1
    assert "could not be started" in capsys.readouterr().err


def test_an_empty_design_is_not_called_sound(capsys: Captured, tmp_path: Path) -> None:
    save(Design(), tmp_path / "x.kdesign")
    assert main(["check", str(tmp_path / "x.kdesign"), "--quick"]) == 0
    assert "nothing is drawn yet" in capsys.readouterr().err
