from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from designer.__main__ import main
from designer.graph.design import Design
from designer.graph.edits import Change
from designer.graph.nodes import LayerNode
from designer.storage import save
from tests.builders import two_branch

Captured = pytest.CaptureFixture[str]


def wider() -> Design:
    """The seed text's model with a first branch of 256 units, called `wide`."""
    design = two_branch()
    node = design.main.named("dense")
    assert isinstance(node, LayerNode)
    Change(replace(node, name="wide", values={**node.values, "units": 256})).apply(design)
    return design


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    save(two_branch(), tmp_path / "a.kdesign")
    save(wider(), tmp_path / "b.kdesign")
    return str(tmp_path / "a.kdesign"), str(tmp_path / "b.kdesign")


def test_differences_are_told_a_line_each(capsys: Captured, files: tuple[str, str]) -> None:
    assert main(["compare", *files]) == 1
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        "renamed  wide (Dense): was dense",
        "changed  wide (Dense): units 128 → 256",
    ]
    assert captured.err == "1 changed, 1 renamed.\n"


def test_equal_designs_print_nothing_and_exit_with_0(
    capsys: Captured, files: tuple[str, str]
) -> None:
    assert main(["compare", files[0], files[0]]) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "No differences.\n")


def test_a_file_that_cannot_be_read_is_trouble(capsys: Captured, files: tuple[str, str]) -> None:
    assert main(["compare", files[0], "nowhere.kdesign"]) == 2
    assert "nowhere.kdesign could not be read" in capsys.readouterr().err


def test_as_json_it_is_one_object(capsys: Captured, files: tuple[str, str]) -> None:
    assert main(["compare", *files, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["equal"] is False
    assert found["differences"][1] == {
        "kind": "changed",
        "about": "node",
        "name": "wide",
        "old_name": "dense",
        "changes": [{"name": "units", "before": "128", "after": "256"}],
    }


def test_code_is_read_only_when_it_is_trusted(
    capsys: Captured, files: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "net.py").write_text("open('trap', 'w')", encoding="utf-8")
    assert main(["compare", files[0], str(tmp_path / "net.py")]) == 2
    assert "--trust" in capsys.readouterr().err


@pytest.mark.worker
def test_a_design_is_compared_with_the_code_that_it_was_exported_as(
    capsys: Captured, files: tuple[str, str], tmp_path: Path
) -> None:
    script = tmp_path / "net.py"
    assert main(["export", files[1], "-o", str(script)]) == 0
    assert main(["compare", files[1], str(script), "--trust"]) == 0
    assert main(["compare", files[0], f"{script}:model", "--trust"]) == 1
    assert "renamed  wide (Dense): was dense" in capsys.readouterr().out


@pytest.mark.worker
def test_the_change_in_parameters_is_counted_by_keras(
    capsys: Captured, files: tuple[str, str]
) -> None:
    assert main(["compare", *files, "--params"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].endswith("; 100,480 → 200,960 parameters (+100,480)")
    assert lines[-1] == "total    218,058 → 326,730 parameters (+108,672)"
