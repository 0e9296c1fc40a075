"""What a person names as the source of an import, and what the worker is asked for it.

Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.importing.description import Description, ImportFailed

FILE, H5, APPLICATION, CODE = "file", "h5", "application", "code"
APPLICATIONS = "applications:"
_KINDS = {".keras": FILE, ".json": FILE, ".h5": H5, ".hdf5": H5, ".py": CODE}
_WITH_WEIGHTS = (".keras", ".h5", ".hdf5")
SUFFIXES = tuple(_KINDS)


@dataclass(frozen=True, slots=True)
class Source:
    """A model somewhere: in a file, among Keras's architectures, or made by code."""

    kind: str
    path: Path | None = None
    name: str = ""
    """The architecture, or the model that is wanted of those that code makes."""
    text: str = ""
    """Python code that stands in no file."""

    @property
    def runs_code(self) -> bool:
        """Whether reading it executes somebody's code, so that it has to be trusted before."""
        return self.kind == CODE

    @property
    def weights(self) -> str:
        """The file whose weights belong to the model; empty where the source has none."""
        has_weights = self.path is not None and self.path.suffix.lower() in _WITH_WEIGHTS
        return str(self.path.resolve()) if self.path and has_weights else ""

    def request(self) -> dict[str, Any]:
        """What the worker's `read_model` is asked. Raises `ImportFailed` for an unread file."""
        if self.kind == APPLICATION:
            return {"application": self.name}
        if self.kind == H5:
            return {"h5": str(self.path)}
        return {
            "code": self.text or _text_of(self.path),
            "path": str(self.path or ""),
            "name": self.name,
        }


def source_of(text: str) -> Source:
    """`model.keras`, `applications:ResNet50`, `model.py`, `model.py:build_model`, … as a source.

    Raises `ImportFailed` where it is none of them.
    """
    if text.startswith(APPLICATIONS):
        return Source(APPLICATION, name=text.removeprefix(APPLICATIONS))
    name = ""
    path = Path(text)
    before, colon, after = text.rpartition(":")
    if colon and after.isidentifier() and before.endswith(".py"):
        path, name = Path(before), after
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise ImportFailed(
            f"{text} is no source: name a {', '.join(SUFFIXES)} file, a model in code as "
            f"file.py:name, or an architecture of Keras as {APPLICATIONS}ResNet50."
        )
    if not path.is_file():
        raise ImportFailed(f"There is no file {path}.")
    return Source(kind, path, name)


def chosen(answer: Mapping[str, Any]) -> Description:
    """The model that the worker's answer to `read_model` puts first."""
    return Description.from_json(answer["models"][answer["chosen"]])


def _text_of(path: Path | None) -> str:
    try:
        return (path or Path()).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFailed(f"{path} could not be read: {error}.") from error
