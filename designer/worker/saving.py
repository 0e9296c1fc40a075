"""What only Keras can write: a model's config as JSON, and a `.keras` archive."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from designer.protocol import FailureKind
from designer.worker.builds import Builds, Script
from designer.worker.failures import RequestError
from designer.worker.stored_weights import take_weights


def _json(builds: Builds, script: Script, path: Path | None, weights: str) -> dict[str, Any]:
    text = str(builds.built(script).model.to_json(indent=2)) + "\n"
    if path is not None:
        _replace(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))
    return {"text": text}


def _keras(builds: Builds, script: Script, path: Path | None, weights: str) -> dict[str, Any]:
    if path is None:
        raise RequestError(FailureKind.BAD_REQUEST, "A .keras file needs a `path` to go to.")
    model = builds.built(script, with_weights=True).model
    fresh = take_weights(model, Path(weights)) if weights else []
    _replace(path, model.save)
    return {"path": str(path), "fresh": fresh}


FORMATS: Mapping[str, Callable[[Builds, Script, Path | None, str], dict[str, Any]]] = {
    "json": _json,
    "keras": _keras,
}
"""By the name of the export style: `text`, where the file is text, and the `path` written with the
names of the layers that are `fresh`, though their weights were to come from another file."""


def saved(builds: Builds, params: Mapping[str, Any]) -> dict[str, Any]:
    """The model of a script in a format. Raises `RequestError`, also where it cannot be written."""
    write = FORMATS.get(str(params.get("format")))
    if write is None:
        known = ", ".join(FORMATS)
        said = f"`format` of a saved model must be one of {known}, not {params.get('format')!r}."
        raise RequestError(FailureKind.BAD_REQUEST, said)
    path = params.get("path")
    weights = str(params.get("weights") or "")
    return write(builds, Script.from_params(params), Path(path) if path else None, weights)


def _replace(path: Path, write: Callable[[Path], Any]) -> None:
    """Write beside the file and put it in its place when it is whole, so that a file that is
    there is never half a new one."""
    temporary = path.with_name(f".{path.stem}-{os.getpid()}{path.suffix}")
    try:
        write(temporary)
        temporary.replace(path)
    except OSError as error:
        said = f"{path} could not be written: {error.strerror or error}."
        raise RequestError(FailureKind.BAD_REQUEST, said) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
