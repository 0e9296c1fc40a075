"""NumPy files, looked at as a stream: the arrays may be larger than memory."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from designer.worker.jobs import Job
from designer.worker.looking.sketch import Sketch

_PIECE_BYTES = 32 * 2**20
Refusal = Callable[[str], Exception]


def look_at_arrays(path: Path, job: Job, refuse: Refusal) -> dict[str, Any]:
    """The arrays of an .npz, or the one of an .npy."""
    try:
        sketches = [_sketch(name, file, job, refuse) for name, file in _members(path)]
    except (ValueError, EOFError, zipfile.BadZipFile, OSError) as error:
        if isinstance(error, (FileNotFoundError, PermissionError, IsADirectoryError)):
            raise
        raise refuse(f"{path} is no NumPy file, or it is damaged ({error}).") from error
    counts = {sketch.count for sketch in sketches}
    notes = []
    if len(counts) > 1:
        told = ", ".join(f"{sketch.name} has {sketch.count}" for sketch in sketches)
        notes.append(f"The arrays differ in their number of samples: {told}.")
    return {
        "samples": max(counts, default=0),
        "arrays": [sketch.to_json() for sketch in sketches],
        "notes": notes,
    }


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with path.open("rb") as file:
        start = file.read(6)
        if not start:
            raise EOFError("it is empty")
        if start == b"\x93NUMPY":
            file.seek(0)
            yield path.stem, file
            return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as member:
                yield name.removesuffix(".npy"), member


def _sketch(name: str, file: IO[bytes], job: Job, refuse: Refusal) -> Sketch:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0
    if version != (1, 0):
        read = np.lib.format.read_array_header_2_0
    shape, is_fortran, dtype = read(file)
    if dtype.hasobject:
        raise refuse(
            f"The array {name} holds Python objects (a pickle), which may run code when they are"
            " read, so they are not. Save arrays of numbers or of text."
        )
    sketch = Sketch(name, tuple(shape[1:]), str(dtype))
    if not shape:
        return sketch
    # Values of an array in Fortran's order come as if the last axis counted the samples.
    row = 1 if is_fortran else int(np.prod(shape[1:], dtype=np.int64))
    for values in _pieces(file, dtype, int(np.prod(shape, dtype=np.int64)), row):
        sketch.add(values)
        job.check()
    sketch.count = shape[0]
    return sketch


def _pieces(file: IO[bytes], dtype: Any, count: int, row: int) -> Iterator[Any]:
    size = max(dtype.itemsize, 1)
    step = max(row, _PIECE_BYTES // size // max(row, 1) * row)
    for start in range(0, count, step):
        due = min(step, count - start) * size
        read = file.read(due)
        if len(read) < due:
            raise EOFError("it ends too early")
        yield np.frombuffer(read, dtype)
