"""The ground everything stands on: the Qt that was pinned, its fonts, and what the wheel holds."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QRawFont
from PySide6.QtWidgets import QLabel

ROOT = Path(__file__).resolve().parent.parent


def test_qt_steals_no_references_to_none(qtbot):
    """PySide6 6.12.0 loses one at each call that returns nothing, until Python dies of it."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(10_000):
        label.setText("x")
    assert sys.getrefcount(None) > before - 1_000


def test_there_is_a_font_and_its_letters_are_no_boxes(qapp):
    """Without any font Qt reports no error and draws each letter as the same hollow box."""
    assert QFontDatabase.families()
    font = QRawFont.fromFont(QFont())
    assert 0 not in font.glyphIndexesForString("Dense (None, 128)")
    metrics = QFontMetrics(QFont("sans-serif"))
    assert metrics.horizontalAdvance("i") < metrics.horizontalAdvance("W")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    (path,) = folder.glob("keras_model_designer-*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def files_under(folder: str) -> set[str]:
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}


def test_the_wheel_holds_every_module(wheel):
    assert files_under("designer") <= set(wheel.namelist())


def test_the_wheel_holds_every_resource(wheel):
    resources = files_under("resources")
    assert resources
    assert {f"designer/_{name}" for name in resources} <= set(wheel.namelist())


def test_the_wheel_holds_nothing_but_the_package(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"designer"}


def test_the_wheel_brings_the_command(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert b"keras-model-designer = designer.__main__:main" in wheel.read(name)
