"""How a model takes its inputs and gives its outputs, from the structure in its config.

Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.importing.serialized import Ref, is_history, ref_of

Json = Any


@dataclass(frozen=True, slots=True)
class Passed:
    """The ends of a model in the order in which they are written, and how they are passed."""

    form: str
    """One of `PASSING`."""
    ends: tuple[tuple[str, Ref], ...]
    """Each with its key: of a dict, or a path in nested structures; empty in a list."""
    flat: tuple[int, ...]
    """The places in `ends` in the order in which Keras numbers them: it sorts keys."""


def passed(structure: Json) -> Passed:
    """The ends that `input_layers` or `output_layers` names."""
    found = list(_ends(structure, ()))
    ends = tuple(("/".join(map(str, path)), ref) for path, ref in found)
    order = sorted(range(len(found)), key=lambda place: found[place][0])
    form = _form(structure)
    if form == "list":
        ends = tuple(("", ref) for _, ref in ends)
    return Passed(form, ends, tuple(order))


def at_path(value: Any, path: str, form: str) -> Any:
    """What a call with this structure passes under a key; None where it passes nothing."""
    steps = [path] if form == "dict" else path.split("/")
    for step in steps:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _form(structure: Json) -> str:
    if is_history(structure):
        return "list"
    if isinstance(structure, Mapping):
        return "dict" if all(map(is_history, structure.values())) else "nested"
    return "list" if all(map(is_history, structure)) else "nested"


def _ends(structure: Json, path: tuple[Any, ...]) -> Any:
    if is_history(structure):
        yield path, ref_of(structure)
    elif isinstance(structure, Mapping):
        for key, inner in structure.items():
            yield from _ends(inner, (*path, key))
    elif isinstance(structure, list):
        for number, inner in enumerate(structure):
            yield from _ends(inner, (*path, number))
    else:
        raise TypeError(f"{structure!r} names no tensor")
