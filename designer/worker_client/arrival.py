"""What a Python elsewhere runs first: it takes the worker's code as it was sent, and runs it.

Sent as text by `sending`, so it may import nothing of this program. It writes no file there, so
nothing is left behind however the worker ends.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.abc import ExecutionLoader, MetaPathFinder
from importlib.util import spec_from_loader
from typing import Any


class Sent(MetaPathFinder, ExecutionLoader):
    """Imports from source texts by their path, as `designer/worker/pipes.py`."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        return spec_from_loader(fullname, self) if self._path(fullname) else None

    def is_package(self, fullname: str) -> bool:
        return (self._path(fullname) or "").endswith("__init__.py")

    def get_filename(self, fullname: str) -> str:
        path = self._path(fullname)
        if path is None:
            raise ImportError(f"`{fullname}` was not sent.", name=fullname)
        return path

    def get_source(self, fullname: str) -> str:
        return self._sources[self.get_filename(fullname)]

    def _path(self, fullname: str) -> str | None:
        stem = fullname.replace(".", "/")
        return next(
            (path for path in (f"{stem}/__init__.py", f"{stem}.py") if path in self._sources), None
        )


def arrive(sources: Mapping[str, str]) -> int:
    """Run the worker that was sent; its exit status."""
    sys.meta_path.insert(0, Sent(sources))
    status: int = import_module("designer.worker.__main__").main()
    return status
