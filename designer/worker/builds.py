"""Executing an exported program as it stands, and keeping the model that came out of it.

Summary, plot and config need no weight values, so a program is built `weightless` unless asked
otherwise: the same code path, four times faster, and a Dense with a million units costs nothing.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras

from designer.protocol import FailureKind
from designer.protocol.program import line_nodes_from_json
from designer.worker.failures import (
    PROGRAM_FILE,
    RequestError,
    details_of,
    kind_of,
    lines_in,
    sentence,
    show_source,
)
from designer.worker.memory import available_bytes, in_words
from designer.worker.preamble import fresh_module
from designer.worker.settings import start_afresh
from designer.worker.weightless import weightless
from designer.worker.weights import count_weights, weights_of

Path = tuple[str, ...]

_ORIGINAL_INIT = keras.Operation.__init__


@dataclass(frozen=True, slots=True)
class Script:
    """An exported program and the node that each of its lines belongs to."""

    text: str
    line_nodes: Mapping[int, str]

    @staticmethod
    def from_params(params: Mapping[str, Any]) -> Script:
        """Raises `RequestError` when a request does not hold a script."""
        text = params.get("text")
        if not isinstance(text, str):
            raise RequestError(FailureKind.BAD_REQUEST, "`text` must be the program to run.")
        return Script(text, line_nodes_from_json(params.get("line_nodes", {})))

    def path(self, lines: list[int]) -> Path:
        """The nodes on these lines, outermost first, each step once."""
        nodes = (self.line_nodes[line] for line in lines if line in self.line_nodes)
        return tuple(dict.fromkeys(nodes))


@dataclass
class Built:
    """A model, and which nodes of the design its layers and ops come from."""

    model: Any
    paths: Mapping[int, Path]

    def path_of(self, operation: Any) -> Path:
        """From the node on the main canvas to the node within the blocks; empty if unknown."""
        return self.paths.get(id(operation), ())


@dataclass
class Builds:
    """The latest build, so that a summary and a plot of one program execute it once."""

    _latest: tuple[str, bool, Built] | None = field(default=None)

    def built(self, script: Script, with_weights: bool = False) -> Built:
        """The model of this script. Raises `RequestError` with the node that is at fault."""
        if self._latest is not None and self._latest[:2] == (script.text, with_weights):
            return self._latest[2]
        self._latest = None  # Let go of the old model before there is a new one.
        if with_weights:
            _refuse_the_gigantic(self.built(script).model)
            self._latest = None
        built = _build(script, contextlib.nullcontext() if with_weights else weightless())
        self._latest = (script.text, with_weights, built)
        return built


def _refuse_the_gigantic(model: Any) -> None:
    needed = count_weights(weights_of([model]), set()).bytes
    free = available_bytes()
    if free is not None and needed > free:
        raise RequestError(
            FailureKind.MEMORY,
            f"The weights of this model need {in_words(needed)}, and {in_words(free)} are free."
            " Make the largest layers smaller.",
        )


def _build(script: Script, scope: contextlib.AbstractContextManager[None]) -> Built:
    start_afresh()
    show_source(PROGRAM_FILE, script.text)
    namespace = fresh_module().__dict__
    paths: dict[int, Path] = {}
    try:
        with scope, noting_origins(script, paths):
            code = compile(script.text, PROGRAM_FILE, "exec", dont_inherit=True)
            exec(code, namespace)
            model = _find_model(namespace)
    except (Exception, SystemExit) as error:
        raise failed(error, script) from error
    if model is None:
        raise RequestError(
            FailureKind.PROGRAM,
            "The program makes no `keras.Model`: it sets no `model` and has no `build_model`.",
        )
    return Built(model, paths)


def _find_model(namespace: Mapping[str, Any]) -> Any | None:
    model = namespace.get("model")
    if isinstance(model, keras.Model):
        return model
    build: Callable[[], Any] | None = namespace.get("build_model")
    if callable(build):
        model = build()
    return model if isinstance(model, keras.Model) else None


def failed(error: BaseException, script: Script) -> RequestError:
    """What the exception says, at the line and the node of the script that it came through."""
    if isinstance(error, RequestError):
        return error
    lines = lines_in(error, PROGRAM_FILE)
    path = script.path(lines)
    return RequestError(
        kind_of(error),
        sentence(error),
        details_of(error),
        node=path[-1] if path else None,
        line=lines[-1] if lines else None,
        path=path,
    )


@contextlib.contextmanager
def noting_origins(script: Script, paths: dict[int, Path]) -> Iterator[None]:
    """While this is open, note for every operation that is made the lines that made it.

    A layer could be found by its name; `x + y` and a layer without a name could not.
    """

    def init(self: Any, *args: Any, **named: Any) -> None:
        _ORIGINAL_INIT(self, *args, **named)
        paths[id(self)] = script.path(lines_now())

    keras.Operation.__init__ = init
    try:
        yield
    finally:
        keras.Operation.__init__ = _ORIGINAL_INIT


def lines_now() -> list[int]:
    """The lines of the program that are being executed, outermost first."""
    lines = []
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == PROGRAM_FILE:
            lines.append(frame.f_lineno)
        frame = frame.f_back  # type: ignore[assignment]
    return lines[::-1]
