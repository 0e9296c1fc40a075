"""What a person without a library reads, and what a machine that may install does by itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import system_needs
from system_needs import Need, SetUpError, fetch

ABSENT = Need("libabsent.so.1", "libabsent1", lambda: False)
SPARE = Need("the program spare", "spare", lambda: False, lost="spares")
PRESENT = Need("the program sh", "dash", lambda: True)

INSTALL = "apt-get install -y --no-install-recommends libabsent1"


def write_program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path, monkeypatch) -> Path:
    """The only folder that programs are found in, besides the shell's own."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "env").symlink_to("/usr/bin/env")
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def apt_calls(programs, tmp_path, monkeypatch):
    """A machine of Debian's kind with root's rights; answers with the calls its apt-get has got."""
    log = tmp_path / "apt.log"
    log.touch()
    write_program(programs, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {log}')
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return lambda: log.read_text().splitlines()


@pytest.fixture
def somebody(monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def test_where_nothing_is_missing_no_program_is_started(monkeypatch):
    monkeypatch.setattr(subprocess, "call", pytest.fail)
    fetch([PRESENT], "run")


def test_a_stranger_to_debian_reads_the_names_of_the_libraries(programs):
    with pytest.raises(SetUpError, match=r"libabsent\.so\.1.*\n.*package tool"):
        fetch([ABSENT, PRESENT], "run")


@pytest.mark.parametrize(
    ("tools", "line"),
    [
        (["apt-get", "sudo"], f"    sudo apt-get update && sudo {INSTALL}\n"),
        (["apt-get"], f"    su -c 'apt-get update && {INSTALL}'\n"),
    ],
)
def test_who_may_not_install_reads_the_exact_line_to_type(programs, somebody, tools, line):
    for tool in tools:
        write_program(programs, tool, "exit 1")
    with pytest.raises(SetUpError) as refusal:
        fetch([ABSENT], "test")
    assert line in str(refusal.value)
    assert "make test" in str(refusal.value)


def test_what_can_be_missed_is_said_and_the_rest_goes_on(programs, somebody, capsys):
    write_program(programs, "apt-get", "exit 1")
    fetch([SPARE], "run")
    said = capsys.readouterr().out
    assert "Going on without spares." in said
    assert "apt-get install -y --no-install-recommends spare" in said


def test_root_fetches_what_is_missing_and_nothing_else(apt_calls, programs, monkeypatch):
    monkeypatch.setattr(system_needs, "has_package_lists", lambda: True)
    fetched = Need("x", "libx1", lambda: "libx1" in "".join(apt_calls()))
    fetch([fetched, PRESENT], "run")
    (call,) = apt_calls()
    assert call.startswith("noninteractive ")
    assert call.endswith("install -y --no-install-recommends libx1")


def test_package_lists_are_fetched_first_where_there_are_none(apt_calls, monkeypatch):
    monkeypatch.setattr(system_needs, "has_package_lists", lambda: False)
    fetch([SPARE], "run")
    assert [call.split()[4] for call in apt_calls()] == ["update", "install"]


def test_stale_package_lists_are_fetched_anew(apt_calls, programs, tmp_path, monkeypatch):
    monkeypatch.setattr(system_needs, "has_package_lists", lambda: True)
    write_program(programs, "apt-get", f'echo "$*" >> {tmp_path}/apt.log; exit 100')
    fetch([SPARE], "run")
    assert [call.split()[3] for call in apt_calls()] == ["install", "update", "install"]


def test_a_library_is_looked_for_by_loading_it():
    assert system_needs.can_load("libc.so.6")
    assert not system_needs.can_load("libno-such-thing.so.1")


@pytest.mark.parametrize(
    ("variable", "package"),
    [("DISPLAY", "libxcb-cursor0"), ("WAYLAND_DISPLAY", "libwayland-cursor0")],
)
def test_run_wants_the_libraries_of_a_screen_where_there_is_one(monkeypatch, variable, package):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert package not in [need.package for need in system_needs.needs_of("run")]
    monkeypatch.setenv(variable, ":0")
    assert package in [need.package for need in system_needs.needs_of("run")]
