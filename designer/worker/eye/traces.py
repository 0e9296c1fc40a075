"""Functions that TensorFlow traces again and again, and the argument that makes it do so."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from designer.worker.eye.places import Place, is_users, place_now

BY_SCALARS = "retracing by Python scalars"
BY_SHAPES = "retracing by varying shapes"
BY_NEW_FUNCTIONS = "functions compiled again and again"
_FEWEST = 4
"""Traces of one function: the first, one for the ragged last batch, and a few more are usual."""
TRACE_BYTES = 300_000
"""About what a trace of a small function keeps; a graph of a whole model keeps more."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One tracing of a function: what its arguments were taken for."""

    function: int
    types: tuple[tuple[str, str, Any], ...]
    """Name, kind (`scalar`, `shape`, other) and value of each argument."""


@dataclass
class Traces:
    """Tracings by the code of the function that was traced."""

    by_code: dict[tuple[str, int, str], list[Trace]] = field(default_factory=dict)
    places: dict[tuple[str, int, str], Place | None] = field(default_factory=dict)

    def note(self, function: Callable[..., Any], function_type: Any) -> None:
        inner = inspect.unwrap(function)
        code = getattr(inner, "__code__", None) or getattr(
            getattr(inner, "__func__", None), "__code__", None
        )
        if code is None:
            return
        name = code.co_qualname.replace(".<locals>", "")
        key = (code.co_filename, code.co_firstlineno, name)
        self.by_code.setdefault(key, []).append(Trace(id(function), _types(function_type)))
        self.places[key] = place_now(3)

    def start_afresh(self) -> None:
        self.by_code.clear()

    def count(self) -> int:
        """How often a function was traced again."""
        return sum(max(0, len(traces) - 1) for traces in self.by_code.values())

    def records(self, steps: int) -> Iterator[dict[str, Any]]:
        """The functions that are traced again and again, as evidence."""
        for (file, line, name), traces in self.by_code.items():
            if len(traces) < _FEWEST:
                continue
            pattern, argument, values = _why(traces)
            called = self.places[(file, line, name)]
            own = Place(file, line, name)
            place = own if is_users(file) else called or own
            yield {
                "pattern": pattern,
                "place": place,
                "op": "",
                "argument": argument,
                "values": values,
                "count": len(traces),
                "estimated_bytes_per_step": round(len(traces) * TRACE_BYTES / max(steps, 1)),
            }


def _why(traces: list[Trace]) -> tuple[str, str, list[str]]:
    """The pattern, and the argument that differs most often from trace to trace."""
    distinct = {trace.types for trace in traces}
    if len(distinct) <= max(2, len(traces) // 3):
        return BY_NEW_FUNCTIONS, "", []
    values: dict[tuple[str, str], set[str]] = {}
    for trace in traces:
        for name, kind, value in trace.types:
            values.setdefault((name, kind), set()).add(str(value))
    (name, kind), found = max(values.items(), key=lambda item: len(item[1]))
    pattern = BY_SCALARS if kind == "scalar" else BY_SHAPES
    return pattern, name, sorted(found)[:4]


def _types(function_type: Any) -> tuple[tuple[str, str, Any], ...]:
    found: list[tuple[str, str, Any]] = []
    for name, parameter in function_type.parameters.items():
        _look(name, parameter.type_constraint, found)
    return tuple(found)


def _look(name: str, kind: Any, found: list[tuple[str, str, Any]]) -> None:
    """Literals and shapes anywhere inside a type, under the name of the argument."""
    shape = getattr(kind, "shape", None)
    if shape is not None:
        found.append((name, "shape", str(shape)))
    elif type(kind).__name__ == "Literal":
        found.append((name, "scalar", repr(kind.value)))
    elif type(kind).__name__ == "Dict":
        for key, inner in kind.mapping.items():
            _look(f"{name}[{key!r}]", inner, found)
    elif hasattr(kind, "components"):
        for number, inner in enumerate(_parts(kind)):
            _look(f"{name}[{number}]" if number else name, inner, found)


def _parts(kind: Any) -> list[Any]:
    parts = kind.components
    return list(parts.components if hasattr(parts, "components") else parts)


@contextmanager
def noting_traces(traces: Traces) -> Iterator[None]:
    """While this is open, every tracing is noted."""
    from tensorflow.python.eager.polymorphic_function import tracing_compilation

    original: Callable[..., Any] = tracing_compilation._create_concrete_function

    def noted(function_type: Any, context: Any, graph: Any, options: Any) -> Any:
        traces.note(options.python_function, function_type)
        return original(function_type, context, graph, options)

    tracing_compilation._create_concrete_function = noted
    try:
        yield
    finally:
        tracing_compilation._create_concrete_function = original
