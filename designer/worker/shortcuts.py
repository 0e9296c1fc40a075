"""Ways around work that Keras and TensorFlow do again for every layer and that changes no answer.

A third of the time that a layer takes without weights goes into asking of plain values whether they
are variables, layers or tensors. And where a call is traced, TensorFlow notes for each operation
which lines of Python led to it, and keeps those lines' code for ever: 3 to 20 kB for every edit of
an LSTM or of a custom layer, since every edit is new code.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import keras
from keras.src import backend

_PLAIN = frozenset({type(None), bool, int, float, str})
_NEVER_TRACKED = _PLAIN | {FunctionType}
_NEVER_TENSORS = _PLAIN | {keras.KerasTensor}
_SET_ATTRIBUTE = keras.Layer.__setattr__
_IS_TENSOR = backend.is_tensor


@contextlib.contextmanager
def shortcuts() -> Iterator[None]:
    """In here layers are made faster, and leave nothing behind."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in _REPLACED]
    _put(_REPLACED)
    try:
        yield
    finally:
        _put(before)


def _put(values: list[tuple[Any, str, Any]]) -> None:
    for owner, name, value in values:
        setattr(owner, name, value)


def _set_attribute(self: Any, name: str, value: Any) -> None:
    # What the class defines may be a property, and Keras passes over those that do not change.
    if type(value) in _NEVER_TRACKED and not hasattr(type(self), name):
        object.__setattr__(self, name, value)
    else:
        _SET_ATTRIBUTE(self, name, value)


def _is_tensor(value: Any) -> bool:
    return type(value) not in _NEVER_TENSORS and bool(_IS_TENSOR(value))


def _replaced() -> list[tuple[Any, str, Any]]:
    if keras.config.backend() != "tensorflow":
        # A module of torch looks at every value, and JAX has little to gain.
        return []
    replaced = [(keras.Layer, "__setattr__", _set_attribute), (backend, "is_tensor", _is_tensor)]
    with contextlib.suppress(ImportError, AttributeError):
        from tensorflow.python.util import tf_stack

        nowhere = tf_stack.extract_stack()
        replaced.append((tf_stack, "extract_stack", lambda stacklevel=1: nowhere))
    return replaced


_REPLACED = _replaced()
