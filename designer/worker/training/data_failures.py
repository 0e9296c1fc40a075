"""Why data could not be loaded, in words: what the readers of files say is for programmers."""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from designer.protocol import FailureKind
from designer.worker.builds import Script, failed
from designer.worker.failures import PROGRAM_FILE, RequestError, kind_of, sentence

_SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".npz", ".npy", ".gz", ".zip")
_MOST_NAMES = 12
_NO_FLOAT = re.compile(r"could not convert string to float: '?(?P<text>.*?)'?$", re.DOTALL)
_USECOLS = re.compile(r"columns expected but not found: \[(?P<names>[^\]]*)\]")
_FIELD = re.compile(r"No match for FieldRef\.Name\((?P<name>[^)]*)\)")
_NOT_IN_ARCHIVE = re.compile(r"(?P<name>.*) is not a file in the archive")
_FIELDS = re.compile(r"Expected (?P<due>\d+) fields in line (?P<line>\d+), saw (?P<came>\d+)")
_FETCH = re.compile(
    r"URL fetch failure on \S*/(?P<file>[^/\s]+): (?:None -- )?(?P<why>.*)", re.DOTALL
)


def loading_failed(error: BaseException, script: Script) -> RequestError:
    """What `load_data` raised, as a failure of kind `data`, or `memory`."""
    plain = failed(error, script)
    if isinstance(error, RequestError):
        return plain
    if kind_of(error) == FailureKind.MEMORY:
        plain.message = (
            "The data need more memory than there is. Take fewer samples or columns, or smaller"
            " images."
        )
        return plain
    plain.kind = FailureKind.DATA
    if not _speaks_for_itself(error):
        found = (words(error) for words in _WORDS)
        plain.message = next((said for said in found if said), plain.message)
    return plain


def _speaks_for_itself(error: BaseException) -> bool:
    """Whether the script itself raised it, with a sentence for people."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    own = bool(frames) and frames[-1].f_code.co_filename == PROGRAM_FILE
    return own and type(error) is ValueError and " " in str(error)


def _missing_file(error: BaseException) -> str | None:
    if not isinstance(error, FileNotFoundError):
        return None
    name = error.filename or _path(error)
    path = Path(str(name))
    looked = "" if path.is_absolute() else f" Relative paths start at {Path.cwd()}."
    return f"There is no file {path}.{looked}" if name else sentence(error)


def _unreadable(error: BaseException) -> str | None:
    kinds: dict[type[BaseException], str] = {
        PermissionError: "may not be read: this user has no permission",
        IsADirectoryError: "is a folder; a file is expected",
        NotADirectoryError: "is a file; a folder is expected",
    }
    what = kinds.get(type(error))
    name = getattr(error, "filename", None) or _path(error)
    return f"{name} {what}." if what and name else None


def _empty_file(error: BaseException) -> str | None:
    said = str(error)
    empty = ("No columns to parse from file", "No data left in file", "file size is 0 bytes")
    if not isinstance(error, EOFError) and not any(each in said for each in empty):
        return None
    return f"{_name(error)} is empty. Give a file with a row of column names and rows of values."


def _pickled(error: BaseException) -> str | None:
    said = str(error)
    signs = ("allow_pickle=", "pickled (object) data")
    is_unpickling = type(error).__name__ == "UnpicklingError"
    if not is_unpickling and not any(each in said for each in signs):
        return None
    path = _path(error)
    if path and not _looks_like_numpy(path):
        return f"{path} is no NumPy file (.npz or .npy): it begins with other bytes."
    return (
        f"{_name(error)} holds Python objects (a pickle), which may run code when they are read, so"
        " they are not. Save arrays of numbers: np.savez(path, x=x, y=y)."
    )


def _damaged(error: BaseException) -> str | None:
    said = str(error)
    kinds = ("BadZipFile", "ParserError", "BadGzipFile")
    signs = ("magic bytes", "zip file", "Thrift", "cannot reshape array of size")
    if type(error).__name__ not in kinds and not any(each in said for each in signs):
        return None
    fields = _FIELDS.search(said)
    if fields:
        return (
            f"{_name(error)} has {fields['came']} values in line {fields['line']} where the lines"
            f" before have {fields['due']}. Is the separator another one, or a quote missing?"
        )
    return f"{_name(error)} is damaged, or of another kind than its name says ({sentence(error)})."


def _not_text(error: BaseException) -> str | None:
    if not isinstance(error, UnicodeDecodeError):
        return None
    return (
        f"{_name(error)} is no text in UTF-8 (byte {error.start}). Save it as UTF-8, or is it no"
        " CSV file?"
    )


def _missing_column(error: BaseException) -> str | None:
    missing = _missing_name(error)
    if missing is None:
        return None
    there = _columns(error)
    what = "array" if _is_archive(error) else "column"
    listed = "" if there is None else f" It has {_listed(there)}."
    return f"{_name(error)} has no {what} {missing}.{listed} Change the mapping of the data."


def _missing_name(error: BaseException) -> str | None:
    said = str(error)
    for pattern in (_USECOLS, _FIELD, _NOT_IN_ARCHIVE):
        match = pattern.search(said)
        if match:
            return match.group(1).strip("'\"")
    if isinstance(error, KeyError) and _columns(error) is not None:
        missing = re.fullmatch(
            r"\"?None of \[Index\(\[(.*?)\].*|\"?\[(.*?)\] not in index\"?", said
        )
        return (missing[1] or missing[2] if missing else said).strip("'\"")
    return None


def _text_for_numbers(error: BaseException) -> str | None:
    match = _NO_FLOAT.match(str(error))
    if match is None:
        return None
    text = match["text"].strip("'")
    column = _column_with(error, text)
    where = f"The column {column}" if column is not None else "A column"
    return (
        f"{where} of {_name(error)} holds text, such as {text[:40]!r}; numbers are expected. Number"
        " the different values from 0, or choose another column."
    )


def _missing_values(error: BaseException) -> str | None:
    if type(error).__name__ != "IntCastingNaNError":
        return None
    return f"{_name(error)} has missing values where whole numbers are expected. Fill them first."


def _missing_package(error: BaseException) -> str | None:
    if not isinstance(error, ImportError):
        return None
    name = (getattr(error, "name", None) or "").partition(".")[0]
    if not name:
        return sentence(error)
    package = {"sklearn": "scikit-learn", "PIL": "Pillow"}.get(name, name)
    return f"Loading these data needs {package}, which {sys.executable} lacks: install it there."


def _not_downloaded(error: BaseException) -> str | None:
    match = _FETCH.search(str(error))
    if match is None and type(error).__name__ not in ("URLError", "gaierror"):
        return None
    file = match["file"] if match else "The data set"
    why = match["why"].strip() if match else sentence(error)
    return (
        f"{file} could not be downloaded ({why}). Keras keeps its sets in ~/.keras/datasets: load"
        " it once while there is a network, or take a set that needs none, such as digits."
    )


def _no_images(error: BaseException) -> str | None:
    said = sentence(error)
    signs = ("No images found", "Could not find directory", "cannot identify image file")
    return said if any(each in said for each in signs) else None


_WORDS: tuple[Callable[[BaseException], str | None], ...] = (
    _not_downloaded,
    _missing_file,
    _unreadable,
    _empty_file,
    _pickled,
    _missing_column,
    _damaged,
    _not_text,
    _text_for_numbers,
    _missing_values,
    _missing_package,
    _no_images,
)
"""The first that knows such an error says it."""


def _frames(error: BaseException) -> Iterator[FrameType]:
    """The script's own frames, innermost first."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    yield from (frame for frame in reversed(frames) if frame.f_code.co_filename == PROGRAM_FILE)


def _strings(error: BaseException) -> Iterator[str]:
    for frame in _frames(error):
        names = {name: frame.f_globals.get(name) for name in frame.f_code.co_names}
        for value in (*frame.f_locals.values(), *names.values(), *frame.f_code.co_consts):
            if isinstance(value, (str, Path)):
                yield str(value)


def _path(error: BaseException) -> str | None:
    """The file that was being read."""
    return next((each for each in _strings(error) if each.lower().endswith(_SUFFIXES)), None)


def _name(error: BaseException) -> str:
    return _path(error) or "The file"


def _looks_like_numpy(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            start = file.read(6)
    except OSError:
        return True
    return start[:4] in (b"PK\x03\x04", b"PK\x05\x06") or start == b"\x93NUMPY"


def _values(error: BaseException) -> Iterator[Any]:
    for frame in _frames(error):
        yield from frame.f_locals.values()


def _is_archive(error: BaseException) -> bool:
    return (_path(error) or "").lower().endswith((".npz", ".npy"))


def _columns(error: BaseException) -> list[str] | None:
    """The names in the table or archive that the script holds; None where it holds none."""
    for value in _values(error):
        names = getattr(value, "columns", None)
        if names is None:
            names = getattr(value, "files", None)
        if names is None and isinstance(value, Mapping):
            names = value.keys()
        if names is not None and not callable(names):
            return [str(name) for name in names]
    return _header(_path(error))


def _header(path: str | None) -> list[str] | None:
    """The names in the first line of a CSV file."""
    if path is None or not path.lower().endswith(".csv"):
        return None
    try:
        with Path(path).open(encoding="utf-8", errors="replace") as file:
            return [name.strip().strip('"') for name in file.readline(100_000).split(",")]
    except OSError:
        return None


def _column_with(error: BaseException, text: str) -> str | None:
    """The column of a table in the script's hands that holds this text."""
    for value in _values(error):
        for name in getattr(value, "columns", ()):
            column = value[name]
            if column.dtype.kind not in "fiub" and (column.astype(str) == text).any():
                return str(name)
    return None


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
