"""`python -m benchmarks [NAME …]`: the measurements, each beside its floor or peer."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = ("startup", "canvas", "export", "importing", "edit_to_shapes", "training", "charts")
LONG = ("run_window", "edit_window", "memory", "leaks", "mistakes")
"""Measured where they are named: they start many workers, or wait for a whole run."""


def main(wanted: list[str]) -> None:
    unknown = [name for name in wanted if name not in NAMES + LONG]
    if unknown:
        sys.exit(f"There is no measurement {unknown[0]!r}; there are {', '.join(NAMES + LONG)}.")
    for name in wanted or NAMES:
        print(f"\n== {name} ==", flush=True)
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
