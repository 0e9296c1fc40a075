"""What import-linter cannot say: who may import which part of Qt, and what a window never loads.

The floors themselves, and the packages from outside, stand as contracts in pyproject.toml.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

WITH_SIGNALS = {"ui", "session", "document", "worker_client", "threads"}
ONLY_UI = {"ui"}
# A part of PySide6, and the floors that may import it. A part that is not named is for ui alone.
QT_PARTS = {"QtCore": WITH_SIGNALS, "QtGui": WITH_SIGNALS, "isValid": {"ui", "threads"}}

MODULES = sorted((ROOT / "designer").rglob("*.py"))


def floor_of(path: Path) -> str:
    return path.relative_to(ROOT / "designer").parts[0].removesuffix(".py")


def imported_names(source: str) -> Iterator[str]:
    """The dotted name behind each import, wherever it stands: at the top or inside a function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def qt_parts(source: str) -> set[str]:
    names = (name.split(".") for name in imported_names(source))
    return {".".join(name[1:2]) or name[0] for name in names if name[0] in {"PySide6", "shiboken6"}}


def trespasses(floor: str, source: str) -> set[str]:
    """The parts of Qt that the source of a module imports though its floor may not."""
    return {part for part in qt_parts(source) if floor not in QT_PARTS.get(part, ONLY_UI)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_the_parts_of_qt_its_floor_may(path):
    assert trespasses(floor_of(path), path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("floor", "source", "found"),
    [
        ("ui", "from PySide6.QtWidgets import QWidget", set()),
        ("session", "from PySide6.QtCore import QObject", set()),
        ("session", "from PySide6.QtWidgets import QWidget", {"QtWidgets"}),
        ("document", "from PySide6 import QtWidgets", {"QtWidgets"}),
        ("graph", "import PySide6.QtCore", {"QtCore"}),
        ("graph", "def late():\n    from PySide6 import QtCore", {"QtCore"}),
        ("verbs", "import shiboken6", {"shiboken6"}),
        ("codegen", "import PySide6", {"PySide6"}),
    ],
)
def test_the_check_sees_every_way_to_import_qt(floor, source, found):
    assert trespasses(floor, source) == found


SLOW_TO_LOAD = ("keras", "tensorflow", "torch", "jax", "pydot", "pyqtgraph")


def test_the_window_loads_no_keras():
    """The window has to open at once: keras is for the worker, a process of its own."""
    program = (
        "import sys, designer.ui.main_window\n"
        f"print(*(name for name in {SLOW_TO_LOAD} if name in sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (result.returncode, result.stdout.split()) == (0, []), result.stderr
