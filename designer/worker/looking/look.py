"""The method `look_at_data`: what the settings of a run point to, without training on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from designer.protocol import FailureKind
from designer.worker.failures import RequestError, sentence
from designer.worker.jobs import Job
from designer.worker.looking.archives import look_at_arrays
from designer.worker.looking.images import look_at_images
from designer.worker.looking.sets import look_at_keras, look_at_sklearn
from designer.worker.looking.tables import look_at_table

_FILES: Mapping[str, Callable[[Path, Job, Callable[[str], Exception]], dict[str, Any]]] = {
    "npz": look_at_arrays,
    "table": look_at_table,
    "images": look_at_images,
}
_SETS: Mapping[str, Callable[[str, Callable[[str], Exception]], dict[str, Any]]] = {
    "sklearn": look_at_sklearn,
    "keras": look_at_keras,
}
_MADE = ("random", "learnable")


def look_at_data(params: Mapping[str, Any], job: Job) -> dict[str, Any]:
    """`{"kind", "samples", "arrays": [{"name", "shape" (of a sample), "dtype", "least", "most",
    "missing", "distinct" or None where there are many, "values": the first of them}], "notes"}`;
    of images `classes` and `sizes` as well, of Keras's sets `needs_download`.

    Raises `RequestError` of kind `data` where there is nothing to look at.
    """
    kind, name, path = (str(params.get(each) or "") for each in ("kind", "name", "path"))
    if kind in _MADE:
        said = "The samples are made from the shapes of the model when it is trained."
        return {"kind": kind, "samples": None, "arrays": [], "notes": [said]}
    if kind in _SETS:
        return {"kind": kind, **_guarded(name, lambda: _SETS[kind](name, _refusal))}
    if kind not in _FILES:
        raise RequestError(FailureKind.BAD_REQUEST, f"There is no kind of data {kind!r}.")
    if not path:
        raise _refusal("No file is chosen.")
    return {"kind": kind, **_guarded(path, lambda: _FILES[kind](Path(path), job, _refusal))}


def _guarded(place: str, look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return look()
    except (RequestError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise _refusal(f"There is no file {place}.") from error
    except PermissionError as error:
        raise _refusal(f"{place} may not be read: this user has no permission.") from error
    except IsADirectoryError as error:
        raise _refusal(f"{place} is a folder; a file is expected.") from error
    except UnicodeDecodeError as error:
        raise _refusal(f"{place} is no text in UTF-8. Is it no CSV file?") from error
    except ImportError as error:
        said = f"Looking at {place} needs {error.name}, which the worker's Python lacks."
        raise _refusal(said) from error
    except Exception as error:
        raise _refusal(f"{place} cannot be read: {sentence(error)}") from error


def _refusal(said: str) -> RequestError:
    return RequestError(FailureKind.DATA, said)
