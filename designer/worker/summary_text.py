"""Keras's own summary as text, wide enough to lose nothing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_WIDE_ENOUGH = 10_000
_WIDEST_COLUMN = 120
_KERAS_WIDTHS = {3: (36, 27, 15), 4: (29, 25, 15, 26)}
"""What Keras leaves for text in each column when nothing presses."""
_NESTED_INDENT = 5


def summary_text(model: Any, rows: Iterable[Mapping[str, Any]], expand_nested: bool = False) -> str:
    """The table as Keras lays it out; where that would cut a name short, with wider columns.

    `rows` are those of `layer_rows`. `line_length` alone does not help: what catches the output
    is as wide as the terminal, 80 columns where there is none, and cuts the table there.
    """
    text = _printed(model, expand_nested=expand_nested)
    columns = text.count("┳") + 1
    if "…" not in text or columns not in _KERAS_WIDTHS:
        return text
    needed = _needed_widths(rows, 0 if expand_nested else None)
    widths = [
        min(max(keras_width, width), _WIDEST_COLUMN)
        for keras_width, width in zip(_KERAS_WIDTHS[columns], needed, strict=False)
    ]
    # Rich adds a border and a space on either side of each column, and a last border.
    length = sum(widths) + 3 * columns + 1
    ends = [sum(widths[: index + 1]) for index in range(columns)]
    # Keras multiplies the positions with the length and cuts the fraction off.
    positions = [(end + 0.5) / length for end in ends]
    return _printed(model, expand_nested=expand_nested, line_length=length, positions=positions)


def _printed(model: Any, **options: Any) -> str:
    parts: list[str] = []
    with _terminal_columns(_WIDE_ENOUGH):
        model.summary(print_fn=lambda text, **_: parts.append(text), **options)
    return "".join(parts)


def _needed_widths(rows: Iterable[Mapping[str, Any]], depth: int | None) -> list[int]:
    widths = [0, 0, 0, 0]
    for row in rows:
        indent = (depth or 0) * _NESTED_INDENT
        here = (
            indent + len(f"{row['name']} ({row['class']})"),
            len(row["output_shape"]),
            len(f"{row['params']:,} (unbuilt)"),
            max((len(source) + 1 for source in row["connected_to"]), default=0),
        )
        inside = _needed_widths(row["layers"], depth + 1) if depth is not None else [0, 0, 0, 0]
        widths = [max(sizes) for sizes in zip(widths, here, inside, strict=True)]
    return widths


@contextlib.contextmanager
def _terminal_columns(columns: int) -> Iterator[None]:
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = str(columns)
    try:
        yield
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
