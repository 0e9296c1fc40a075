"""The steps and epochs of a script that nobody has told about: found by what it does.

A step is a batch of `fit`, a `train_on_batch`, an optimizer applied eagerly, a call of a compiled
function, of `predict` or `evaluate`: whatever happens most often. Epochs are those of `fit`, or the
turns of the loop around the loop in which the steps are.
"""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial, wraps
from itertools import islice
from numbers import Real
from types import FrameType
from typing import Any

import keras

from designer.worker.eye.places import is_users

Heard = Callable[[], None]


@dataclass
class Rhythm:
    """Counts steps by their kind, and epochs."""

    on_step: Heard
    on_epoch: Heard
    counts: dict[str, int] = field(default_factory=dict)
    step: int = 0
    epoch: int = 0
    _inside: int = 0
    _turns: dict[tuple[str, int], Any] = field(default_factory=dict)
    _has_fit_epochs: bool = False

    def note(self, kind: str) -> None:
        """One more of a kind; a step where it is the kind that comes most often."""
        count = self.counts.get(kind, 0) + 1
        self.counts[kind] = count
        if count > self.step:
            if not self._has_fit_epochs:
                self._look_at_loops()
            self.step = count
            self.on_step()

    def begin_epoch(self) -> None:
        """An epoch of `fit` begins."""
        if self._has_fit_epochs:
            self._next_epoch()
        self._has_fit_epochs = True

    @contextmanager
    def inside(self) -> Iterator[bool]:
        """Whether this is not inside of something that is counted already."""
        self._inside += 1
        try:
            yield self._inside == 1
        finally:
            self._inside -= 1

    def _next_epoch(self) -> None:
        self.on_epoch()
        self.epoch += 1

    def _look_at_loops(self) -> None:
        """Whether a turn of the loop around the steps' loop is over."""
        loops = list(islice(_loops_on(sys._getframe(2)), 2))
        if len(loops) < 2:
            return
        inner, outer = loops
        seen = inner if outer.is_hidden_by(inner) else outer
        before = self._turns.get((outer.file, outer.line))
        self._turns[outer.file, outer.line] = seen.value
        is_over = _falls(before, seen.value) if seen is inner else before != seen.value
        if before is not None and is_over:
            self._next_epoch()


@dataclass(frozen=True, slots=True)
class _Loop:
    """A loop that is under way, and what its variable is now."""

    file: str
    line: int
    function_line: int
    name: str
    value: Any

    def is_hidden_by(self, inner: _Loop) -> bool:
        """Whether its turns can be seen only by the inner loop beginning anew: it has no variable,
        or one of the same name (`for _ in …: for _ in …:`)."""
        place = (self.file, self.function_line, self.name)
        return not self.name or place == (inner.file, inner.function_line, inner.name)


def _falls(before: Any, now: Any) -> bool:
    return isinstance(before, Real) and isinstance(now, Real) and now < before


def _loops_on(frame: FrameType | None) -> Iterator[_Loop]:
    """The loops that are under way in the person's code, innermost first."""
    while frame is not None:
        file = frame.f_code.co_filename
        if is_users(file):
            is_module = frame.f_code.co_name == "<module>"
            first = 0 if is_module else frame.f_code.co_firstlineno
            for line, name in reversed(_loops_around(file, first, frame.f_lineno)):
                value = frame.f_locals.get(name)
                mark = value if isinstance(value, (Real, str)) else id(value)
                yield _Loop(file, line, first, name, mark)
        frame = frame.f_back


@cache
def _loops_around(file: str, first: int, line: int) -> tuple[tuple[int, str], ...]:
    """Line and variable of the loops around a line, outermost first, in the function that begins
    at line `first`; 0 is the module itself."""
    try:
        tree: ast.AST = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return ()
    function = _function_at(tree, first) or tree
    found: list[tuple[int, str]] = []
    _descend(function, line, found)
    return tuple(found)


def _function_at(tree: ast.AST, first: int) -> ast.AST | None:
    for each in ast.walk(tree):
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            decorators = getattr(each, "decorator_list", [])
            begins = min([each.lineno, *(decorator.lineno for decorator in decorators)])
            if begins == first:
                return each
    return None


def _descend(tree: ast.AST, line: int, found: list[tuple[int, str]]) -> None:
    for each in ast.iter_child_nodes(tree):
        end = getattr(each, "end_lineno", None)
        if end is None or not getattr(each, "lineno", line) <= line <= end:
            continue
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        if isinstance(each, ast.For) and each.body[0].lineno <= line:
            names = [name.id for name in ast.walk(each.target) if isinstance(name, ast.Name)]
            found.append((each.lineno, names[0] if names else ""))
        elif isinstance(each, ast.While):
            found.append((each.lineno, _counter_of(each)))
        _descend(each, line, found)


def _counter_of(loop: ast.While) -> str:
    """The name that a `while` counts by: one that its own lines add to, rather one of those that
    it asks for; empty where there is none."""
    asked = {each.id for each in ast.walk(loop.test) if isinstance(each, ast.Name)}
    added = [
        each.target.id
        for each in loop.body
        if isinstance(each, ast.AugAssign) and isinstance(each.target, ast.Name)
    ]
    return next((name for name in added if name in asked), added[0] if added else "")


class _FitTicker(keras.callbacks.Callback):  # type: ignore[misc]
    """Counts the batches and epochs of a `fit`."""

    def __init__(self, rhythm: Rhythm) -> None:
        super().__init__()
        self._rhythm = rhythm
        self.async_safe = True

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._rhythm.begin_epoch()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._rhythm.note("fit")


@contextmanager
def following(rhythm: Rhythm) -> Iterator[None]:
    """While this is open, the rhythm hears of every step."""
    from keras.src.optimizers.base_optimizer import BaseOptimizer

    with ExitStack() as stack:
        stack.enter_context(_replaced(keras.Model, "fit", partial(_fit, rhythm)))
        for name in ("train_on_batch", "test_on_batch", "evaluate", "predict", "predict_on_batch"):
            counted = partial(_counted, rhythm, name)
            stack.enter_context(_replaced(keras.Model, name, counted))
        stack.enter_context(_replaced(BaseOptimizer, "apply", partial(_applied, rhythm)))
        if keras.backend.backend() == "tensorflow":
            from tensorflow.python.eager.polymorphic_function import polymorphic_function

            function = polymorphic_function.Function
            stack.enter_context(_replaced(function, "__call__", partial(_called, rhythm)))
        yield


@contextmanager
def _replaced(owner: Any, name: str, wrap: Callable[[Any], Any]) -> Iterator[None]:
    original = getattr(owner, name)
    setattr(owner, name, wrap(original))
    try:
        yield
    finally:
        setattr(owner, name, original)


def _fit(rhythm: Rhythm, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def fit(*arguments: Any, **named: Any) -> Any:
        with rhythm.inside():
            given = named.get("callbacks")
            ticker = _FitTicker(rhythm)
            if isinstance(given, keras.callbacks.CallbackList):
                given.append(ticker)
            else:
                own = list(given) if isinstance(given, (list, tuple)) else [given] if given else []
                named["callbacks"] = [*own, ticker]
            return original(*arguments, **named)

    return fit


def _counted(rhythm: Rhythm, kind: str, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def counted(*arguments: Any, **named: Any) -> Any:
        with rhythm.inside() as is_outermost:
            result = original(*arguments, **named)
        if is_outermost:
            rhythm.note(kind)
        return result

    return counted


def _applied(rhythm: Rhythm, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def applied(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        if rhythm._inside == 0 and _is_eager():
            rhythm.note("optimizer")
        return result

    return applied


def _called(rhythm: Rhythm, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def called(self: Any, *arguments: Any, **named: Any) -> Any:
        with rhythm.inside() as is_outermost:
            result = original(self, *arguments, **named)
        if is_outermost and _is_eager():
            rhythm.note(f"function {getattr(self, '__name__', '')}")
        return result

    return called


def _is_eager() -> bool:
    if keras.backend.backend() != "tensorflow":
        return True
    import tensorflow as tf

    return bool(tf.executing_eagerly()) and tf.inside_function() is False
