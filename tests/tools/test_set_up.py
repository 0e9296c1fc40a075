"""Which interpreter is taken or refused, and when there is nothing left to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import set_up
from set_up import is_ready, suitable_python
from system_needs import SetUpError


def write_python(folder: Path, name: str, version: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def nothing_asked(monkeypatch) -> None:
    monkeypatch.delenv("PYTHON", raising=False)


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project of its own with an environment, so that no test touches the real ones."""
    monkeypatch.setattr(set_up, "ROOT", tmp_path)
    monkeypatch.setattr(set_up, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(set_up, "VENV_PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(set_up, "STAMP", tmp_path / ".venv" / "set-up.json")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / ".venv").mkdir()
    write_python(tmp_path / ".venv", "python", "3 12")
    return tmp_path


def stamp(*extras: str) -> None:
    content = {"fingerprint": set_up.fingerprint(), "extras": extras}
    set_up.STAMP.write_text(json.dumps(content))


def test_the_python_that_was_asked_for_is_taken(tmp_path, monkeypatch):
    asked = write_python(tmp_path, "mine", "3 12")
    monkeypatch.setenv("PYTHON", asked)
    assert suitable_python() == asked


@pytest.mark.parametrize("version", ["3 10", "3 14", "2 7"])
def test_a_python_that_does_not_fit_is_refused_with_the_way_out(tmp_path, monkeypatch, version):
    monkeypatch.setenv("PYTHON", write_python(tmp_path, "mine", version))
    found = version.replace(" ", r"\.")
    with pytest.raises(SetUpError, match=rf"3\.11 to 3\.13.*Python {found}(.|\n)*make run PYTHON="):
        suitable_python()


def test_a_name_that_is_no_python_is_refused(monkeypatch):
    monkeypatch.setenv("PYTHON", "/no/such/python")
    with pytest.raises(SetUpError, match="/no/such/python is no Python that runs"):
        suitable_python()


def test_another_python_is_found_where_the_usual_one_is_too_old(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", write_python(tmp_path, "python3", "3 9"))
    write_python(tmp_path, "python3.12", "3 12")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert suitable_python() == "python3.12"


def test_a_second_call_starts_no_process(project, monkeypatch):
    stamp("dev")
    monkeypatch.setattr(set_up, "needs_of", lambda purpose: [])
    monkeypatch.setattr(subprocess, "call", pytest.fail)
    monkeypatch.setattr(subprocess, "run", pytest.fail)
    set_up.set_up("test")
    set_up.set_up("run")


def test_run_is_content_with_what_test_installed_but_not_the_other_way_round(project):
    stamp("dev")
    assert is_ready("run")
    assert is_ready("test")
    stamp()
    assert is_ready("run")
    assert not is_ready("test")


def test_changed_pins_are_installed_anew(project):
    stamp()
    (project / "pyproject.toml").write_text("[project]\ndependencies = ['more']\n")
    assert not is_ready("run")


def test_an_environment_whose_python_is_gone_is_made_anew(project):
    stamp()
    set_up.VENV_PYTHON.unlink()
    assert not is_ready("run")


def test_an_environment_of_another_python_than_the_one_asked_for_is_not_ready(project, monkeypatch):
    stamp()
    monkeypatch.setenv("PYTHON", write_python(project, "mine", "3 13"))
    assert not is_ready("run")
    monkeypatch.setenv("PYTHON", write_python(project, "mine", "3 12"))
    assert is_ready("run")


def test_a_broken_stamp_counts_as_none(project):
    set_up.STAMP.write_text("{")
    assert not is_ready("run")
