"""The four kinds of message, and how they stand on a line.

A message is one line of JSON with a `type`. Python's own JSON is spoken on both ends, so that NaN
and infinities survive (a loss may be NaN); tuples arrive as lists. What is not understood is
refused and never guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

PROTOCOL_VERSION = 1
"""Goes up whenever an older worker would misunderstand a newer window, or the reverse."""


class ProtocolError(ValueError):
    """These bytes are not a message; the text says what is wrong with them."""


class FailureKind:
    """Why a request failed. `PROGRAM` is the user's to mend, `INTERNAL` is ours."""

    PROGRAM = "program"
    CANCELLED = "cancelled"
    GRAPHVIZ_MISSING = "graphviz_missing"
    BAD_REQUEST = "bad_request"
    INTERNAL = "internal"
    MEMORY = "memory"
    DATA = "data"
    """The data cannot be had, or do not fit the model; the message names file, column, output."""
    STALE_BASE = "stale_base"
    """The worker no longer holds the program that a change refers to: send all of it."""
    WORKER_DIED = "worker_died"
    """Said by the client in the worker's stead: the request was lost with the process."""


@dataclass(frozen=True, slots=True)
class Request:
    """Asks for one thing; exactly one `Reply` or `Failure` with this id will come."""

    id: int
    method: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the request with this id."""

    id: int
    result: Any = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer to the request with this id.

    `message` is a sentence for people. `details` is the full text, with the traceback. `node` is
    the node whose statement failed, `path` leads to it from the main graph through the blocks.
    """

    id: int
    kind: str
    message: str
    details: str = ""
    node: str | None = None
    line: int | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """News that nobody asked for: a greeting, progress, or the window's `cancel`."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)


Message = Request | Reply | Failure | Event

_TYPES: dict[str, type[Message]] = {
    "request": Request,
    "reply": Reply,
    "failure": Failure,
    "event": Event,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}


def _is_path(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_CHECKS: dict[str, tuple[str, Callable[[object], bool]]] = {
    "id": ("a whole number", lambda value: type(value) is int),
    "method": ("text", lambda value: isinstance(value, str)),
    "name": ("text", lambda value: isinstance(value, str)),
    "kind": ("text", lambda value: isinstance(value, str)),
    "message": ("text", lambda value: isinstance(value, str)),
    "details": ("text", lambda value: isinstance(value, str)),
    "params": ("an object", lambda value: isinstance(value, dict)),
    "node": ("text or null", lambda value: value is None or isinstance(value, str)),
    "line": ("a whole number or null", lambda value: value is None or type(value) is int),
    "path": ("a list of texts", _is_path),
    "result": ("anything", lambda value: True),
}


def encode(message: Message) -> bytes:
    """The message as one line with its line end, ready for the pipe.

    Raises `TypeError` when it holds something that JSON cannot say.
    """
    plain: dict[str, Any] = {"type": _NAMES[type(message)]}
    plain.update((each.name, getattr(message, each.name)) for each in fields(message))
    return json.dumps(plain, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes | str) -> Message:
    """The message on this line. Raises `ProtocolError` for everything else."""
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"Not JSON ({error}): {_excerpt(line)}") from error
    if not isinstance(plain, dict):
        raise ProtocolError(f"A message is an object, this is not: {_excerpt(line)}")
    kind = _TYPES.get(str(plain.pop("type", None)))
    if kind is None:
        raise ProtocolError(f"Not a known type of message: {_excerpt(line)}")
    return _built(kind, plain, line)


def _built(kind: type[Message], plain: dict[str, Any], line: bytes | str) -> Message:
    known = {each.name for each in fields(kind)}
    if surplus := sorted(plain.keys() - known):
        raise ProtocolError(f"Unknown in a {_NAMES[kind]}: {', '.join(surplus)}.")
    for name, value in plain.items():
        expected, holds = _CHECKS[name]
        if not holds(value):
            raise ProtocolError(f"`{name}` must be {expected}: {_excerpt(line)}")
    if "path" in plain:
        plain["path"] = tuple(plain["path"])
    try:
        return kind(**plain)
    except TypeError as error:
        raise ProtocolError(f"Incomplete {_NAMES[kind]}: {_excerpt(line)}") from error


def _excerpt(line: bytes | str, longest: int = 160) -> str:
    text = line.decode("utf-8", "replace") if isinstance(line, bytes) else line
    return text if len(text) <= longest else f"{text[:longest]}…"
