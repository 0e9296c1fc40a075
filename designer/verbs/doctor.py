"""`doctor`: what is installed, what is missing, and how to get it."""

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
from designer.worker_client.once import WorkerDied, WorkerFailure, ask

DESCRIPTION = (
    "Say what is installed, what is missing, and how to get it. Exit status 1 if anything is."
)
_PACKAGES = ("PySide6-Essentials", "networkx", "frozendict")


def add_arguments(parser: ArgumentParser) -> None:
    del parser


def run(options: Namespace) -> int:
    del options
    missing: list[str] = []
    show(f"{PROGRAM} {__version__}, Python {sys.version.split()[0]} ({sys.executable})")
    for package in _PACKAGES:
        _report_package(package, missing)
    _report_qt(missing)
    _report_worker(missing)
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


def _report_worker(missing: list[str]) -> None:
    try:
        found: dict[str, Any] = ask("doctor", {})
    except (WorkerDied, WorkerFailure) as error:
        show(f"  {'worker':<20} does not start: {error}")
        missing.append("a Python with keras and a backend: pip install keras tensorflow-cpu")
        return
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
