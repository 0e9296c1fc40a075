"""What the worker's Python has and lacks, for `doctor` and for bug reports."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from importlib import metadata
from typing import Any

import keras

from designer.worker.memory import available_bytes, resident_bytes

_PACKAGES = ("keras", "tensorflow", "torch", "jax", "numpy", "pydot", "psutil")
_DISTRIBUTIONS = {"tensorflow": ("tensorflow", "tensorflow-cpu", "tf-nightly")}


def examination() -> dict[str, Any]:
    """Versions, devices and memory. What is missing is `None` and never an error."""
    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "platform": platform.platform(),
        "pid": os.getpid(),
        "backend": keras.backend.backend(),
        "versions": {name: _version(name) for name in _PACKAGES},
        "graphviz": _graphviz_version(),
        "devices": _devices(),
        "resident_bytes": resident_bytes(),
        "available_bytes": available_bytes(),
        "cpu_count": os.cpu_count(),
    }


def _version(package: str) -> str | None:
    for name in _DISTRIBUTIONS.get(package, (package,)):
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return None


def _graphviz_version() -> str | None:
    program = shutil.which("dot")
    if program is None:
        return None
    try:
        said = subprocess.run([program, "-V"], capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stderr.decode(errors="replace").strip().removeprefix("dot - ") or None


def _devices() -> list[str]:
    """What the backend computes on. Asking starts the backend's runtime: seconds with a GPU."""
    try:
        return [str(device) for device in keras.distribution.list_devices()]
    except Exception:  # Backends differ in whether and how they answer.
        return []
