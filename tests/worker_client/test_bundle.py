from __future__ import annotations

import os
import zipfile
from pathlib import Path

from designer.worker_client.bundle import write_bundle
from designer.worker_client.command import other_python


def test_the_bundle_holds_the_worker_and_the_protocol_and_nothing_else(tmp_path: Path) -> None:
    names = zipfile.ZipFile(write_bundle(tmp_path / "worker.zip")).namelist()
    assert "__main__.py" in names
    assert "designer/worker/__main__.py" in names
    assert "designer/protocol/messages.py" in names
    folders = {name.split("/")[1] for name in names if name.count("/") > 1}
    assert folders == {"worker", "protocol"}


def test_an_unchanged_bundle_is_left_as_it_lies(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "cache" / "worker.zip")
    os.utime(path, (1, 1))
    write_bundle(path)
    assert path.stat().st_mtime == 1
    assert [each.name for each in path.parent.iterdir()] == ["worker.zip"]


def test_an_older_bundle_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "worker.zip"
    path.write_bytes(b"of the version before")
    assert zipfile.is_zipfile(write_bundle(path))


def test_another_python_gets_the_bundle_on_its_command_line(tmp_path: Path) -> None:
    command = other_python(["conda", "run", "-n", "gpu", "python"], tmp_path)
    assert command.words() == f"conda run -n gpu python {tmp_path / 'worker.zip'}"
    assert "PYTHONPATH" not in command.environment
