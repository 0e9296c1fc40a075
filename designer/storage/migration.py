"""Older versions of the file format, lifted step by step to the one of today.

Every version ever written stays loadable; `tests/storage/samples` keeps one file of each.
"""

from __future__ import annotations

from collections.abc import Callable

from designer.storage.codec import FormatError, Json

VERSION = 1
STEPS: dict[int, Callable[[dict[str, Json]], dict[str, Json]]] = {}
"""From version n to n + 1, on plain values."""


def migrated(data: dict[str, Json]) -> dict[str, Json]:
    """The same file as today's version would have written it. Raises `FormatError`."""
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FormatError('"version" should be a whole number of at least 1.')
    if version > VERSION:
        raise FormatError(
            f"this file was written by a newer designer (format {version}; this one reads up to "
            f"{VERSION}). Update the designer to open it."
        )
    for step in range(version, VERSION):
        data = STEPS[step](data)
    return data
