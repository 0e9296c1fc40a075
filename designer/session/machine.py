"""What this machine has."""

from __future__ import annotations

import os
from functools import cache


@cache
def memory_bytes() -> int:
    """The memory that is built in; 0 where the system does not say, as on Windows."""
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names or "SC_PAGE_SIZE" not in names:
        return 0
    return max(0, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
