"""Where in the person's code something happens: file, line, function, and the layer at work."""

from __future__ import annotations

import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import keras

from designer.worker.failures import PROGRAM_FILE

_OURS = str(Path(__file__).resolve().parents[2])
_LIBRARIES = tuple(
    {
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("purelib"),
        sysconfig.get_path("platlib"),
        str(Path(keras.__file__).resolve().parents[1]),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the person's code, and what it belongs to."""

    file: str
    line: int
    function: str
    """Qualified by its class: `NoisyLinear._scale_noise`; `<module>` outside of any."""
    layer: str = ""
    """The Keras name of the layer whose call is under way."""
    layer_class: str = ""
    function_line: int = 0
    """Where the function begins, its decorators included."""


def is_users(file: str) -> bool:
    """Whether a file is neither of a library nor of the designer."""
    if file == PROGRAM_FILE:
        return True
    if file.startswith("<"):
        return False
    return not file.startswith((_OURS, *_LIBRARIES)) and "site-packages" not in file


def place_now(skip: int = 1) -> Place | None:
    """The innermost line of the person's code on the stack; None where there is none."""
    frame: FrameType | None = sys._getframe(skip)
    while frame is not None and not is_users(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return None
    layer = _layer_at(frame)
    return Place(
        frame.f_code.co_filename,
        frame.f_lineno,
        frame.f_code.co_qualname.replace(".<locals>", ""),
        layer.name if layer is not None else "",
        type(layer).__name__ if layer is not None else "",
        frame.f_code.co_firstlineno,
    )


def _layer_at(frame: FrameType | None) -> keras.Layer | None:
    """The innermost layer that is not a whole model; looked for outwards."""
    while frame is not None:
        if frame.f_code.co_varnames[:1] == ("self",):
            owner = frame.f_locals.get("self")
            if isinstance(owner, keras.Layer) and not isinstance(owner, keras.Model):
                return owner
        frame = frame.f_back
    return None
