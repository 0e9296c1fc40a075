"""Ways around work that Keras does again for every layer and that changes no answer.

Half of the time that a layer takes without weights goes into asking of plain values whether they
are variables, layers or tensors.
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
_TRACKS_BY_TYPE = keras.config.backend() == "tensorflow"
"""On torch the module looks at every value, on JAX there is little to gain."""


@contextlib.contextmanager
def shortcuts() -> Iterator[None]:
    """In here layers are made faster."""
    if not _TRACKS_BY_TYPE:
        yield
        return
    keras.Layer.__setattr__ = _set_attribute
    backend.is_tensor = _is_tensor
    try:
        yield
    finally:
        keras.Layer.__setattr__ = _SET_ATTRIBUTE
        backend.is_tensor = _IS_TENSOR


def _set_attribute(self: Any, name: str, value: Any) -> None:
    # What the class defines may be a property, and Keras passes over those that do not change.
    if type(value) in _NEVER_TRACKED and not hasattr(type(self), name):
        object.__setattr__(self, name, value)
    else:
        _SET_ATTRIBUTE(self, name, value)


def _is_tensor(value: Any) -> bool:
    return type(value) not in _NEVER_TENSORS and bool(_IS_TENSOR(value))
