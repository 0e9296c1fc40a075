from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from designer.__main__ import main
from designer.graph.edits import Change, Move
from designer.graph.nodes import LayerNode
from designer.storage import save
from tests.builders import two_branch

ROOT = Path(__file__).parents[2]
Captured = pytest.CaptureFixture[str]


def test_a_design_is_a_line_a_node(capsys: Captured, tmp_path: Path) -> None:
    save(two_branch(), tmp_path / "a.kdesign")
    assert main(["text", str(tmp_path / "a.kdesign")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "model"
    assert '    dense = Dense(units=128, activation="relu") of input_layer' in lines
    assert "    concatenate = Concatenate() of dense, dense_1" in lines


def test_a_file_that_is_no_design_is_printed_as_it_is(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "a.kdesign").write_text("<<<<<<< ours\n", encoding="utf-8")
    assert main(["text", str(tmp_path / "a.kdesign")]) == 0
    captured = capsys.readouterr()
    assert captured.out == "<<<<<<< ours\n" and "line 1" in captured.err


def test_a_file_that_is_not_there_is_refused(capsys: Captured) -> None:
    assert main(["text", "nowhere.kdesign"]) == 1
    assert "nowhere.kdesign could not be read" in capsys.readouterr().err


class Repository:
    """A git repository with a design in it, set up as the guide says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "net.kdesign"
        self.git("init", "--quiet")
        self.git("config", "user.email", "a@example.org")
        self.git("config", "user.name", "a")
        program = f'"{sys.executable}" "{ROOT / "main.py"}"'
        for line in self._lines_of_the_guide():
            self.shell(line.replace("keras-model-designer", program))

    def _lines_of_the_guide(self) -> list[str]:
        section = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8").split("\n### text\n")[1]
        block = section.split("```")[3]
        assert "gitattributes" in block and "textconv" in block
        return block.strip().splitlines()

    def git(self, *arguments: str) -> str:
        return self._run(["git", *arguments])

    def shell(self, line: str) -> str:
        return self._run(["sh", "-c", line])

    def _run(self, command: list[str]) -> str:
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_PAGER": "cat"}
        done = subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            check=True,
            env=environment,
        )
        return done.stdout


def test_git_shows_what_changed_in_a_design_as_the_guide_says(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    design = two_branch()
    save(design, repository.file)
    repository.git("add", ".")
    repository.git("commit", "--quiet", "--message", "first")

    Move((("n1", (900.0, 900.0)),)).apply(design)
    save(design, repository.file)
    moved = repository.git("diff").splitlines()
    assert [line for line in moved if line.startswith(("+", "-"))] == []

    node = design.main.named("dense")
    assert isinstance(node, LayerNode)
    Change(replace(node, values={**node.values, "units": 256})).apply(design)
    save(design, repository.file)
    changed = repository.git("diff").splitlines()
    assert [line for line in changed if line.startswith(("+ ", "- "))] == [
        '-    dense = Dense(units=128, activation="relu") of input_layer',
        '+    dense = Dense(units=256, activation="relu") of input_layer',
    ]
