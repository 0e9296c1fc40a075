"""The worker's code as one zip file that any Python with keras can run. No Qt."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_CARRIED = ("protocol", "worker")
_MAIN = '''"""Runs the worker: `python worker.zip`."""

import sys

from designer.worker.__main__ import main

sys.exit(main())
'''
_ALWAYS_THE_SAME_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file knows; real dates would change the file without a change in it."""


def write_bundle(path: Path) -> Path:
    """Write the bundle there, unless the same one lies there already, and return its path.

    It is about 50 kB, the same bytes for the same code, and complete at every moment that
    another process can see it.
    """
    beside = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as bundle:
        _add(bundle, "__main__.py", _MAIN.encode())
        for source in _sources():
            name = f"designer/{source.relative_to(_PACKAGE).as_posix()}"
            _add(bundle, name, source.read_bytes())
    if path.exists() and path.read_bytes() == beside.read_bytes():
        beside.unlink()
    else:
        beside.replace(path)
    return path


def _add(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _ALWAYS_THE_SAME_DAY)
    bundle.writestr(info, content, compress_type=zipfile.ZIP_DEFLATED)


def _sources() -> Iterator[Path]:
    yield _PACKAGE / "__init__.py"
    for folder in _CARRIED:
        yield from sorted((_PACKAGE / folder).rglob("*.py"))
