"""How much memory this process holds and the machine has left."""

from __future__ import annotations

import functools
import os
from typing import Any

try:
    import psutil
except ImportError:  # A worker without it serves; only the memory limits do not work.
    psutil = None


@functools.cache
def _this_process() -> Any:
    return psutil.Process(os.getpid())


def resident_bytes() -> int | None:
    """What this process holds in memory; `None` where psutil is not installed."""
    return None if psutil is None else int(_this_process().memory_info().rss)


def available_bytes() -> int | None:
    """What can still be allocated without swapping; `None` where psutil is not installed."""
    return None if psutil is None else int(psutil.virtual_memory().available)


def limit_bytes() -> int | None:
    """What this process may use at most (`ulimit -v`); `None` where nothing limits it."""
    try:
        import resource
    except ImportError:  # Windows.
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def is_running(process: int) -> bool:
    """Whether a process with this id exists; where that cannot be known, yes."""
    return psutil is None or bool(psutil.pid_exists(process))


def in_words(number_of_bytes: int) -> str:
    """For example `3.7 GB`."""
    value = float(number_of_bytes)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:,.0f} PB"
