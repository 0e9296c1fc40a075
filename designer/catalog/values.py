"""The values that arguments take, as plain frozen Python data.

A value is None, a bool, int, float or str, a tuple, list or dict of values, or one of two
things that a design can say and Python literals cannot: a `Call` (`keras.regularizers.L2(0.01)`,
an inner layer) and `Code` (an expression that is kept as it was written: a block argument such as
`input_dim`, a lambda). Pure: no Qt, no keras, no networkx.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from frozendict import frozendict

Value = Any
"""None, bool, int, float, str, tuple, list, dict, `Call` or `Code`; checked by `is_value`."""


@dataclass(frozen=True, slots=True)
class Code:
    """An expression in Python, printed as it stands and never evaluated outside the worker."""

    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """A constructor call by its public path: `keras.regularizers.L2` with `{"l2": 0.01}`."""

    path: str
    arguments: Mapping[str, Value]

    def __post_init__(self) -> None:
        object.__setattr__(self, "arguments", frozendict(self.arguments))


def is_value(value: object) -> bool:
    """Whether a design may hold this value."""
    if value is None or isinstance(value, (bool, int, float, str, Code)):
        return True
    if isinstance(value, (tuple, list)):
        return all(is_value(item) for item in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_value(item) for key, item in value.items())
    return isinstance(value, Call) and all(is_value(item) for item in value.arguments.values())


def walk(value: Value) -> Iterator[Value]:
    """The value and every value inside it, outermost first."""
    yield value
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from walk(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from walk(item)
    elif isinstance(value, Call):
        for item in value.arguments.values():
            yield from walk(item)


def with_paths(value: Value, paths: Mapping[str, str]) -> Value:
    """The value with the paths of calls in it replaced by new ones."""
    if isinstance(value, (tuple, list)):
        return type(value)(with_paths(item, paths) for item in value)
    if isinstance(value, dict):
        return {key: with_paths(item, paths) for key, item in value.items()}
    if isinstance(value, Call):
        inside = {key: with_paths(item, paths) for key, item in value.arguments.items()}
        return Call(paths.get(value.path, value.path), inside)
    return value


def short_path(path: str) -> str:
    """How generated code spells a public path: `keras.layers.Dense` is `layers.Dense`."""
    for module in ("layers", "ops"):
        if path.startswith(f"keras.{module}."):
            return path.removeprefix("keras.")
    # What Keras does not publish, and what other packages bring, is imported by its name.
    is_public = path.startswith("keras.") and not path.startswith("keras.src.")
    return path if is_public else path.rpartition(".")[2]


def source_of(value: Value) -> str:
    """The Python expression that makes this value, as a formatter would leave it.

    Strings come in double quotes, floats that Python cannot spell as `float("inf")`.
    """
    if isinstance(value, Code):
        return value.source
    if isinstance(value, Call):
        inside = ", ".join(f"{name}={source_of(item)}" for name, item in value.arguments.items())
        return f"{short_path(value.path)}({inside})"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, tuple):
        items = ", ".join(source_of(item) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    if isinstance(value, list):
        return f"[{', '.join(source_of(item) for item in value)}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{quoted(key)}: {source_of(item)}" for key, item in value.items())
        return f"{{{pairs}}}"
    return repr(value)


def quoted(text: str) -> str:
    """A string literal in double quotes unless that needs more escapes, as formatters do."""
    literal = repr(text)
    if literal.startswith('"') or '"' in text:
        return literal
    return f'"{literal[1:-1]}"'.replace("\\'", "'")


class ValueSyntaxError(ValueError):
    """The text is not a Python expression; the message says where it stops making sense."""


def parse_value(text: str) -> Value:
    """The value that a person typed, read as Python.

    Literals become plain values; a call of a public keras path with keyword arguments becomes a
    `Call`; every other expression is kept as `Code`. Raises `ValueSyntaxError`.
    """
    stripped = text.strip()
    try:
        tree = ast.parse(stripped, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise ValueSyntaxError(reason) from error
    return _from_tree(tree, stripped)


def _from_tree(tree: ast.expr, text: str) -> Value:
    if isinstance(tree, ast.Call):
        path = _keras_path(ast.unparse(tree.func))
        if path and not tree.args and all(keyword.arg for keyword in tree.keywords):
            inside = {str(word.arg): _from_tree(word.value, text) for word in tree.keywords}
            return Call(path, inside)
        return Code(ast.get_source_segment(text, tree) or text)
    if isinstance(tree, ast.Tuple):
        return tuple(_from_tree(item, text) for item in tree.elts)
    if isinstance(tree, ast.List):
        return [_from_tree(item, text) for item in tree.elts]
    try:
        value = ast.literal_eval(tree)
    except ValueError:
        return Code(ast.get_source_segment(text, tree) or text)
    return value if is_value(value) else Code(ast.get_source_segment(text, tree) or text)


def _keras_path(written: str) -> str:
    if written.startswith("keras."):
        return written
    if written.startswith(("layers.", "ops.", "regularizers.", "initializers.", "constraints.")):
        return f"keras.{written}"
    return ""
