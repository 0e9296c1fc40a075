"""Reads the description out of a file, and runs nothing of it. Pure: no Qt, no keras.

A `.keras` file is a zip archive. Only its `config.json` is read, into memory: whatever else is in
it, and wherever its members say that they belong, is left alone.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from designer.importing.description import Description, ImportFailed, Json

CONFIG = "config.json"
LARGEST_BYTES = 256 * 2**20
"""The config of the largest model of `keras.applications` has 1 MB."""


def read_file(path: Path) -> Description:
    """The model in a `.keras` file, or in a file of Keras's JSON. Raises `ImportFailed`."""
    try:
        is_archive = zipfile.is_zipfile(path)
        text = _from_archive(path) if is_archive else _from_text(path)
    except OSError as error:
        raise ImportFailed(f"{path} could not be read: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, RuntimeError) as error:
        raise ImportFailed(f"{path} is neither a .keras file nor Keras's JSON: {error}.") from error
    return description_from(text, str(path), path.stem)


def _from_archive(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        try:
            info = archive.getinfo(CONFIG)
        except KeyError:
            raise ImportFailed(
                f"{path} has no {CONFIG}, so it is no .keras file. Where it holds weights alone, "
                "import the code that makes the model."
            ) from None
        _refuse_the_gigantic(path, info.file_size)
        with archive.open(info) as file:
            # A header may lie about the size: what is read is bounded all the same.
            data = file.read(LARGEST_BYTES + 1)
    _refuse_the_gigantic(path, len(data))
    return data.decode("utf-8")


def _from_text(path: Path) -> str:
    _refuse_the_gigantic(path, path.stat().st_size)
    return path.read_text(encoding="utf-8")


def _refuse_the_gigantic(path: Path, size: int) -> None:
    if size > LARGEST_BYTES:
        raise ImportFailed(
            f"{path}: its config has more than {LARGEST_BYTES // 2**20} MB, which no model needs."
        )


def description_from(text: str, place: str, name: str = "") -> Description:
    """The model in the text of a config. Raises `ImportFailed` with the place."""
    try:
        plain: Json = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImportFailed(f"{place}: this is not the JSON of a Keras model ({error}).") from error
    if not isinstance(plain, dict) or "class_name" not in plain or "config" not in plain:
        raise ImportFailed(
            f'{place}: this is not the JSON of a Keras model: "class_name" and "config" are '
            "missing."
        )
    # Nothing else in it counts: sources of classes come from code that was run, never from a file.
    known = {key: plain.get(key) for key in ("class_name", "module", "config")}
    return Description.from_json({**known, "name": name})
