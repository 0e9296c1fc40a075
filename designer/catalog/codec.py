"""Specs as plain JSON values and back: for `layers --json`, and for specs that travel.

What equals the default of its field is left out, and defaults of arguments are Python source: JSON
could not tell a tuple from a list, or a name from a text. Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from designer.catalog.spec import (
    REQUIRED,
    ArgumentSpec,
    LayerSpec,
    OpSpec,
    PartSpec,
    SlotSpec,
    Spec,
)
from designer.catalog.values import ValueSyntaxError, parse_value, source_of

Json = Any

_CLASSES: dict[str, type[Spec]] = {"layer": LayerSpec, "op": OpSpec, "part": PartSpec}
_LISTS: dict[str, type[ArgumentSpec] | type[SlotSpec]] = {
    "arguments": ArgumentSpec,
    "call_arguments": ArgumentSpec,
    "slots": SlotSpec,
}


class SpecFormatError(ValueError):
    """The values describe no spec; the message says what is wrong with them."""


def spec_to_json(spec: Spec) -> dict[str, Json]:
    """The spec in dicts, lists, strings and numbers."""
    kind = next(kind for kind, known in _CLASSES.items() if isinstance(spec, known))
    data = {"is": kind, **_to_json(spec)}
    for name in _LISTS:
        if name in data:
            data[name] = [_to_json(item) for item in data[name]]
    return data


def spec_from_json(data: Mapping[str, Json]) -> Spec:
    """The spec that `spec_to_json` wrote. Raises `SpecFormatError`."""
    try:
        known = dict(data)
        made = _CLASSES[known.pop("is")]
        for name, item_class in _LISTS.items():
            if name in known:
                known[name] = tuple(_from_json(item_class, item) for item in known[name])
        if "outputs_when" in known:
            known["outputs_when"] = tuple(
                (argument, tuple(more)) for argument, more in known["outputs_when"]
            )
        spec: Spec = _from_json(made, known)
    except (KeyError, TypeError, ValueError, ValueSyntaxError) as error:
        raise SpecFormatError(f"It does not describe a layer or an op: {error!r}") from error
    return spec


def _to_json(item: Any) -> dict[str, Json]:
    return {
        known.name: _plain(known, getattr(item, known.name))
        for known in fields(item)
        if getattr(item, known.name) != known.default or known.default is MISSING
    }


def _plain(known: Field[Any], value: Any) -> Json:
    if known.name == "default":
        return source_of(value)
    return list(value) if isinstance(value, tuple) else value


def _from_json(made: type[Any], data: Mapping[str, Json]) -> Any:
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
    }
    if made is ArgumentSpec:
        values["default"] = parse_value(data["default"]) if "default" in data else REQUIRED
    return made(**values)
