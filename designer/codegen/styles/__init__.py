"""The export styles: views of one `Program`. Adding one: a file here and its line in `STYLES`."""

from __future__ import annotations

from designer.codegen.styles import (
    function,
    notebook,
    saved,
    script,
    sequential,
    subclass,
    training,
    wrapper,
)
from designer.codegen.styles.style import Listing, Style

STYLES: dict[str, Style] = {
    style.name: style
    for style in (
        script.STYLE,
        function.STYLE,
        sequential.STYLE,
        subclass.STYLE,
        wrapper.STYLE,
        notebook.STYLE,
        training.STYLE,
        *training.DISTRIBUTED,
        saved.JSON,
        saved.KERAS,
    )
}

__all__ = ["STYLES", "Listing", "Style"]
