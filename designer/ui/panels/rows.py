"""Many rows as few ranges: Qt takes minutes to select ten thousand rows one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbours: 1, 2, 3, 7 gives (1, 3) and (7, 7)."""
    first = last = -2
    for row in sorted(rows):
        if row > last + 1:
            if last >= 0:
                yield first, last
            first = row
        last = row
    if last >= 0:
        yield first, last
