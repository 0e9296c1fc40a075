"""Designs on disk: `.kdesign` files, older versions, the journal. Pure: no Qt, no keras."""

from designer.storage.codec import FormatError
from designer.storage.design_file import (
    SUFFIX,
    Loaded,
    LoadError,
    SaveError,
    from_text,
    load,
    save,
    to_text,
    write_text,
)

__all__ = [
    "SUFFIX",
    "FormatError",
    "LoadError",
    "Loaded",
    "SaveError",
    "from_text",
    "load",
    "save",
    "to_text",
    "write_text",
]
