"""CSV and Parquet files, looked at piece by piece, for a bounded time."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from designer.worker.jobs import Job
from designer.worker.looking.sketch import Sketch

_ROWS = 50_000
_SNIFFED = 2**16
_LONGEST_S = 15.0
_PARQUET = (".parquet", ".pq")


def look_at_table(path: Path, job: Job, refuse: Callable[[str], Exception]) -> dict[str, Any]:
    """Columns with their ranges; of a file that takes too long, of its first rows."""
    if path.stat().st_size == 0:
        raise refuse(f"{path} is empty. Give a file with a row of column names and rows of values.")
    ends = time.monotonic() + _LONGEST_S
    sketches: dict[str, Sketch] = {}
    notes: list[str] = []
    rows = 0
    for piece in _pieces(path):
        add_frame(sketches, piece)
        rows += len(piece)
        job.check()
        if time.monotonic() > ends:
            notes.append(f"The file is large: this is what its first {rows:,} rows hold.")
            break
    known = _rows_of_parquet(path)
    if not rows:
        notes.append(f"{path} has no rows.")
    return {
        "samples": rows if known is None else known,
        "arrays": [sketch.to_json() for sketch in sketches.values()],
        "notes": notes,
    }


def add_frame(sketches: dict[str, Sketch], frame: Any) -> None:
    """Add the rows of a pandas frame to the sketches of its columns."""
    for name in map(str, frame.columns):
        sketches.setdefault(name, Sketch(name))
    for name, (_, column) in zip(map(str, frame.columns), frame.items(), strict=True):
        sketch = sketches[name]
        values, dtype = _values(column)
        # A column that begins with numbers may go on with text.
        sketch.dtype = dtype if sketch.dtype in ("", dtype) else _wider(sketch.dtype, dtype)
        sketch.add(values)


def _values(column: Any) -> tuple[Any, str]:
    import numpy as np
    import pandas as pd

    if pd.api.types.is_bool_dtype(column.dtype) and not column.isna().any():
        return column.to_numpy("bool"), "bool"
    if pd.api.types.is_numeric_dtype(column.dtype):
        whole = pd.api.types.is_integer_dtype(column.dtype) and not column.isna().any()
        if whole:
            return column.to_numpy("int64"), str(column.dtype).lower()
        return column.to_numpy("float64", na_value=np.nan), str(column.dtype).lower()
    kind = "text" if not pd.api.types.is_datetime64_any_dtype(column.dtype) else "date"
    plain = column.astype(object)
    return plain.where(column.notna(), None).to_numpy(object), kind


def _wider(one: str, other: str) -> str:
    return "text" if "text" in (one, other) else "float64"


def _pieces(path: Path) -> Iterator[Any]:
    import pandas as pd

    if path.suffix.lower() in _PARQUET:
        from pyarrow import parquet

        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS):
                yield batch.to_pandas()
        return
    with pd.read_csv(path, chunksize=_ROWS, sep=_separator(path)) as reader:
        yield from reader


def _separator(path: Path) -> str:
    """A comma; where commas separate nothing, what pandas would see too (it reads slowly then)."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        start = file.read(_SNIFFED)
    if "," in start.partition("\n")[0]:
        return ","
    try:
        return csv.Sniffer().sniff(start).delimiter
    except csv.Error:
        return ","


def _rows_of_parquet(path: Path) -> int | None:
    if path.suffix.lower() not in _PARQUET:
        return None
    from pyarrow import parquet

    return int(parquet.read_metadata(path).num_rows)
