"""Names: how Keras names a layer by itself, and a name that is still free."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Container
from functools import lru_cache


@lru_cache(maxsize=4096)
def keras_name(class_name: str) -> str:
    """The automatic name of the first layer of a class: `Conv2D` is `conv2d`, `ReLU` is `re_lu`.

    The same two substitutions as `keras.src.utils.naming.to_snake_case` in Keras 3.15.
    """
    name = re.sub(r"\W+", "", class_name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def free_name(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or with the first number that makes it unique: `dense_1`, as Keras counts."""
    if wanted not in taken:
        return wanted
    stem = re.sub(r"_\d+$", "", wanted)
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def fault_in_name(name: str, taken: Container[str]) -> str:
    """Why a node cannot have this name; empty where it can. `taken` leaves the node itself out."""
    if not name.strip():
        return "A node needs a name."
    if "/" in name:
        return f"`{name}` cannot be a name: Keras does not allow '/' in the name of a layer."
    if name in taken:
        return f"Another node is already named `{name}`."
    return ""


RESERVED = frozenset({"keras", "layers", "ops", "model", "build_model", "np", "sys", "self"})
"""Names that generated code uses for itself."""


def fault_in_block_name(name: str, taken: Container[str]) -> str:
    """Why a block cannot have this name, which its function gets; empty where it can."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return (
            f"`{name}` cannot be the name of a block: it becomes a Python function, so it takes"
            " letters, digits and underscores, and no digit in front."
        )
    if name in RESERVED or hasattr(builtins, name):
        return f"`{name}` cannot be the name of a block: generated code needs this name."
    if name in taken:
        return f"There already is a block or a custom layer named `{name}`."
    return ""


def free_block_name(wanted: str, taken: Container[str]) -> str:
    """A name near `wanted` that a block can have."""
    name = re.sub(r"\W", "_", wanted.strip(), flags=re.ASCII) or "block"
    if fault_in_block_name(name, ()):
        name = f"block_{name}".rstrip("_")
    return free_name(name, taken)


_MAKERS = re.compile(r"^(get|make|build|create)_(?=.)")


def name_of_use(block: str) -> str:
    """What a use of a block is named by itself: of `get_multi_block` it is `multi_block`."""
    return _MAKERS.sub("", block)
