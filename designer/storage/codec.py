"""Values, nodes, edges and edits as JSON values, and back.

What is read may come from anywhere: every function here answers with sound values or raises
`FormatError` naming the place. Nothing is evaluated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from designer.catalog.values import Call, Code, Value
from designer.graph.nodes import (
    BlockNode,
    Edge,
    InputNode,
    LayerNode,
    Node,
    OpNode,
    OutputNode,
    UnknownNode,
)

Json = Any
KINDS: dict[str, type[Node]] = {
    "input": InputNode,
    "output": OutputNode,
    "layer": LayerNode,
    "op": OpNode,
    "block": BlockNode,
}
_KIND_OF = {node_class: kind for kind, node_class in KINDS.items()}
MOST_PLACES = 10_000
"""Outputs of a node, or wires on one slot: far more than any model has."""
_MARKS = ("list", "dict", "code", "call")
T = TypeVar("T")


class FormatError(ValueError):
    """The text is no design; the message names the place and what was expected there."""


def value_to_json(value: Value) -> Json:
    """Tuples are arrays, being common; lists, dicts, calls and code are marked objects."""
    if isinstance(value, Code):
        return {"code": value.source}
    if isinstance(value, Call):
        arguments = {name: value_to_json(item) for name, item in value.arguments.items()}
        return {"call": value.path, "arguments": arguments}
    if isinstance(value, tuple):
        return [value_to_json(item) for item in value]
    if isinstance(value, list):
        return {"list": [value_to_json(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": {key: value_to_json(item) for key, item in value.items()}}
    if isinstance(value, float) and not math.isfinite(value):
        return {"code": f'float("{value}")'}
    return value


def value_from_json(data: Json, place: str = "value") -> Value:
    """The inverse of `value_to_json`. Raises `FormatError`."""
    if data is None or isinstance(data, (bool, int, float, str)):
        return data
    if isinstance(data, list):
        return tuple(value_from_json(item, place) for item in data)
    if isinstance(data, dict):
        return _marked_value(data, place)
    raise FormatError(f"{place}: {data!r} is not a value.")


def _marked_value(data: Mapping[str, Json], place: str) -> Value:
    if "code" in data:
        return Code(expect(data, "code", str, place))
    if "call" in data:
        path = expect(data, "call", str, place)
        if not all(part.isidentifier() for part in path.split(".")):
            raise FormatError(f"{place}: {path!r} is not the path of a class.")
        return Call(path, values_from_json(data.get("arguments", {}), place))
    if "list" in data:
        return [value_from_json(item, place) for item in expect(data, "list", list, place)]
    if "dict" in data:
        inside = expect(data, "dict", dict, place)
        return {key: value_from_json(item, place) for key, item in inside.items()}
    raise FormatError(f"{place}: an object needs one of the keys {', '.join(_MARKS)}.")


def values_from_json(data: Json, place: str) -> dict[str, Value]:
    """Values by argument name; a name that is no Python name is refused."""
    if not isinstance(data, dict):
        raise FormatError(f"{place}: expected an object of values, found {_kind(data)}.")
    for name in data:
        if not name.isidentifier():
            raise FormatError(f"{place}: {name!r} is not the name of an argument.")
    return {name: value_from_json(item, f"{place}.{name}") for name, item in data.items()}


def node_to_json(node: Node) -> Json:
    """A flat object: kind, id and name first, then what differs from the defaults."""
    if isinstance(node, UnknownNode):
        return dict(node.raw)
    data: dict[str, Json] = {"kind": _KIND_OF[type(node)], "id": node.id, "name": node.name}
    for field in fields(node):
        value = getattr(node, field.name)
        if field.name in ("id", "name") or value == field.default:
            continue
        if field.name == "position":
            data["position"] = [int(part) if part == int(part) else part for part in value]
        elif isinstance(value, Mapping):
            data[field.name] = {key: value_to_json(item) for key, item in value.items()}
        else:
            data[field.name] = value_to_json(value)
    return data


def node_from_json(data: Json, place: str = "node") -> Node:
    """The node. A kind that this version does not know becomes an `UnknownNode`, kept as it is."""
    if not isinstance(data, dict):
        raise FormatError(f"{place}: expected an object, found {_kind(data)}.")
    node_id = expect(data, "id", str, place)
    place = f"{place} {node_id}"
    name = expect(data, "name", str, place)
    node_class = KINDS.get(expect(data, "kind", str, place))
    if node_class is None:
        return UnknownNode(node_id, name, position=_position(data, place), raw=data)
    given: dict[str, Any] = {}
    for field in fields(node_class):
        if field.name in data:
            given[field.name] = _READERS[field.name](data, field.name, place)
        elif field.default is MISSING:
            raise FormatError(f"{place}: {field.name!r} is missing.")
    return node_class(**given)


def edge_to_json(edge: Edge) -> Json:
    data: dict[str, Json] = {"from": edge.source, "to": edge.target, "slot": edge.slot}
    if edge.output:
        data["output"] = edge.output
    if edge.index:
        data["index"] = edge.index
    return data


def edge_from_json(data: Json, place: str = "edge") -> Edge:
    if not isinstance(data, dict):
        raise FormatError(f"{place}: expected an object, found {_kind(data)}.")
    return Edge(
        source=expect(data, "from", str, place),
        output=_count(data, "output", place),
        target=expect(data, "to", str, place),
        slot=expect(data, "slot", str, place),
        index=_count(data, "index", place),
    )


def expect(data: Mapping[str, Json], key: str, kind: type[T], place: str) -> T:
    """The value of `key`, which must be there and of that type. Raises `FormatError`."""
    value = data.get(key)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        found = f"found {_kind(value)}" if key in data else "it is missing"
        raise FormatError(f"{place}: {key!r} should be {_WORDS[kind]}; {found}.")
    return value


_WORDS: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    list: "a list",
    dict: "an object",
    bool: "true or false",
}


def _kind(value: Json) -> str:
    if value is None:
        return "null"
    return _WORDS.get(type(value), "a number")


def _count(data: Mapping[str, Json], key: str, place: str) -> int:
    value = expect({key: data.get(key, 0)}, key, int, place)
    if not 0 <= value < MOST_PLACES:
        raise FormatError(f"{place}: {key!r} should be between 0 and {MOST_PLACES - 1}.")
    return value


def _position(data: Mapping[str, Json], place: str) -> tuple[float, float]:
    point = data.get("position", [0.0, 0.0])
    sound = isinstance(point, list) and len(point) == 2
    if not sound or not all(_is_place(number) for number in point):
        raise FormatError(f"{place}: 'position' should be two numbers.")
    return (float(point[0]), float(point[1]))


def _is_place(number: Json) -> bool:
    is_number = isinstance(number, (int, float)) and not isinstance(number, bool)
    return is_number and math.isfinite(number) and abs(number) < 1e9


def _text(data: Mapping[str, Json], key: str, place: str) -> str:
    return expect(data, key, str, place)


def _texts(data: Mapping[str, Json], key: str, place: str) -> tuple[str, ...]:
    items = expect(data, key, list, place)
    if not all(isinstance(item, str) for item in items):
        raise FormatError(f"{place}: {key!r} should be a list of texts.")
    return tuple(items)


def _whole(data: Mapping[str, Json], key: str, place: str) -> int:
    return expect(data, key, int, place)


def _optional_whole(data: Mapping[str, Json], key: str, place: str) -> int | None:
    return None if data.get(key) is None else expect(data, key, int, place)


def _values(data: Mapping[str, Json], key: str, place: str) -> dict[str, Value]:
    return values_from_json(data[key], f"{place}.{key}")


def _shape(data: Mapping[str, Json], key: str, place: str) -> tuple[Value, ...]:
    sizes = expect(data, key, list, place)
    return tuple(value_from_json(size, f"{place}.{key}") for size in sizes)


def _callable_path(data: Mapping[str, Json], key: str, place: str) -> str:
    path = expect(data, key, str, place)
    if not all(part.isidentifier() for part in path.split(".")):
        raise FormatError(f"{place}: {path!r} is not the path of a layer or an op.")
    return path


_READERS: dict[str, Callable[[Mapping[str, Json], str, str], Any]] = {
    "id": _text,
    "name": _text,
    "note": _text,
    "silenced": _texts,
    "dtype": _text,
    "key": _text,
    "shares": _text,
    "order": _whole,
    "batch_size": _optional_whole,
    "shape": _shape,
    "position": lambda data, _key, place: _position(data, place),
    "values": _values,
    "call_values": _values,
    "layer": _callable_path,
    "op": _callable_path,
    "block": _callable_path,
}
