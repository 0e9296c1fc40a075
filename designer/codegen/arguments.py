"""The arguments of a call as a careful person writes them. Pure: no Qt, no keras."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from designer.catalog.spec import ArgumentSpec, Spec
from designer.catalog.values import Call, Value, short_path
from designer.codegen.expression import Bracket, Chain, call, keyword, of_value

Specs = Callable[[str], Spec | None]
"""What is known of a path that a value calls."""

_BY_KEYWORD = frozenset({"keras.layers.MultiHeadAttention", "keras.layers.GroupQueryAttention"})
"""Layers whose required arguments read better with their names."""


def written_arguments(
    spec: Spec | None,
    values: Mapping[str, Value],
    known: tuple[ArgumentSpec, ...],
    specs: Specs,
    *,
    keywords_only: bool = False,
) -> list[Chain]:
    """Required arguments in front without their names, others by name in the order of the
    signature, and only where they differ from the default."""
    written: list[Chain] = []
    by_position = not keywords_only and not (spec and spec.path in _BY_KEYWORD)
    for argument in known:
        if argument.name not in values:
            by_position = False
            continue
        value = values[argument.name]
        if not argument.is_required and is_same(value, argument.default):
            by_position = False
            continue
        by_position = by_position and argument.is_required
        tree = written_value(value, specs)
        written.append(tree if by_position else keyword(argument.name, tree))
    names = {argument.name for argument in known}
    written += [
        keyword(name, written_value(value, specs))
        for name, value in values.items()
        if name not in names
    ]
    return written


def written_value(value: Value, specs: Specs) -> Chain:
    """A value; a layer in it is written as one that stands alone: `layers.LSTM(32)`."""
    if isinstance(value, Call):
        spec = specs(value.path)
        known = spec.arguments if spec else ()
        arguments = written_arguments(spec, value.arguments, known, specs)
        return call(short_path(value.path), tuple(arguments))
    if isinstance(value, list):
        return (Bracket("[", tuple(written_value(item, specs) for item in value), "]"),)
    return of_value(value)


def is_same(value: Value, default: Value) -> bool:
    """Equal and of one kind: `True` is not `1` here, but `1.0` is."""
    return isinstance(value, bool) == isinstance(default, bool) and bool(value == default)
