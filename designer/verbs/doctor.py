"""`doctor [--worker "COMMAND"]`: what is installed, what is missing, and how to get it."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from designer import __version__
from designer.ui.headless import fault_in_qt
from designer.verbs.command_line import PROGRAM
from designer.verbs.designs import show
from designer.verbs.worker_option import add_worker
from designer.worker_client.command import WorkerCommand
from designer.worker_client.once import WorkerDied, WorkerFailure, ask_with

DESCRIPTION = (
    "Say what is installed, what is missing, and how to get it. Exit status 1 if anything is."
)
_PACKAGES = ("PySide6-Essentials", "networkx", "frozendict")


def add_arguments(parser: ArgumentParser) -> None:
    add_worker(parser)


def run(options: Namespace) -> int:
    missing: list[str] = []
    show(f"{PROGRAM} {__version__}, Python {sys.version.split()[0]} ({sys.executable})")
    for package in _PACKAGES:
        _report_package(package, missing)
    _report_qt(missing)
    _report_worker(options.worker, missing)
    show("\nAll is there." if not missing else "\nMissing:")
    for line in missing:
        show(f"  {line}")
    return 1 if missing else 0


def _report_package(package: str, missing: list[str]) -> None:
    try:
        show(f"  {package:<20} {version(package)}")
    except PackageNotFoundError:
        show(f"  {package:<20} missing")
        missing.append(f"{package}: pip install {package}")


def _report_qt(missing: list[str]) -> None:
    fault = fault_in_qt()
    show(f"  {'Qt libraries':<20} {f'missing: {fault}' if fault else 'found'}")
    if fault:
        missing.append(f"a library that Qt needs ({fault}): make run fetches it on Debian")
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if sys.platform.startswith("linux"):
        show(f"  {'screen':<20} {screen or 'none: the verbs work, the window needs one'}")


def _report_worker(command: WorkerCommand, missing: list[str]) -> None:
    try:
        found: dict[str, Any] = ask_with(command, "doctor", {})
    except (WorkerDied, WorkerFailure) as error:
        show(f"  {'worker':<20} does not start: {error}")
        missing.append("a Python with keras and a backend: pip install keras tensorflow-cpu")
        return
    show(f"  {'worker':<20} Python {found['python']} ({found['executable']})")
    if command.typed:
        show(f"  {'':<20} of {command.typed}, {found['platform']}")
        _compare_keras(found["versions"]["keras"])
    for package, number in found["versions"].items():
        show(f"  {package:<20} {number or 'not installed'}")
    show(f"  {'backend':<20} {found['backend']} on {', '.join(found['devices'])}")
    show(f"  {'memory':<20} {found['available_bytes'] / 1e9:.1f} GB available")
    show(f"  {'Graphviz':<20} {found['graphviz'] or 'missing'}")
    if not found["graphviz"]:
        missing.append(
            "Graphviz, for plots: apt install graphviz, brew install graphviz, or "
            "winget install Graphviz.Graphviz"
        )


def _compare_keras(theirs: str) -> None:
    """Another version is no fault, but the palette shows this one's layers."""
    try:
        ours = version("keras")
    except PackageNotFoundError:
        return
    if ours != theirs:
        show(f"  {'':<20} Keras is {ours} here: a layer or an argument may be unknown there")
