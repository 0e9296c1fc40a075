"""Real layers without their weights: exact shapes and errors, nothing allocated.

Inside `keras.StatelessScope(initialize_variables=False)` the real constructors, `build` and
`compute_output_spec` run, and variables keep shape, dtype and initialiser but no value. Two
additions to `Variable.__init__` make the answers those of a real build:

- a variable made from an array is refused there; it gets an initialiser that returns the array;
- an initialiser that fails (Orthogonal on a vector, Constant of another shape, a custom one)
  fails only when it runs; those that can fail are run for their errors.
"""

from __future__ import annotations

import contextlib
import functools
import math
import sys
from collections.abc import Callable, Iterator
from typing import Any

import keras
from keras.src import backend
from keras.src.backend.common.stateless_scope import get_stateless_scope
from keras.src.utils import file_utils

from designer.worker.shortcuts import shortcuts

_INITIALIZER_RUN_UP_TO = 4096
"""Elements: below this an initialiser is run as it is, above it only symbolically."""

_ORIGINAL_INIT = keras.Variable.__init__
_CLEAR_SESSION = keras.utils.clear_session
_GET_FILE = file_utils.get_file
_LOAD_WEIGHTS = keras.Model.load_weights
_NO_FILE = "weights that are not read"

_ZEROS = keras.initializers.Zeros()
_CANNOT_FAIL_ON_FLOATS = frozenset(
    {
        keras.initializers.Zeros,
        keras.initializers.Ones,
        keras.initializers.RandomNormal,
        keras.initializers.RandomUniform,
        keras.initializers.TruncatedNormal,
        keras.initializers.VarianceScaling,
        keras.initializers.GlorotNormal,
        keras.initializers.GlorotUniform,
        keras.initializers.HeNormal,
        keras.initializers.HeUniform,
        keras.initializers.LecunNormal,
        keras.initializers.LecunUniform,
    }
)


@contextlib.contextmanager
def weightless() -> Iterator[None]:
    """Whatever layer or model is made in here has shapes and parameter counts, but no weights.

    On leaving, Keras's session is cleared: it lists the variables made in here as waiting for
    their values, and the next real build would allocate them all. That also forgets the dtype
    policy and every automatic name; `settings` has the way to keep the former.
    """
    scope = keras.StatelessScope(initialize_variables=False)
    try:
        with scope, shortcuts():
            keras.Variable.__init__ = _lenient_init(scope)
            # A program that clears the session would end the scope, and allocate from there on.
            keras.utils.clear_session = keras.backend.clear_session = _clear_nothing
            file_utils.get_file = _fetch_nothing
            keras.Model.load_weights = _load_nothing
            yield
    finally:
        keras.Variable.__init__ = _ORIGINAL_INIT
        keras.utils.clear_session = keras.backend.clear_session = _CLEAR_SESSION
        file_utils.get_file = _GET_FILE
        keras.Model.load_weights = _LOAD_WEIGHTS
        _CLEAR_SESSION(free_memory=False)


def _clear_nothing(free_memory: bool = True) -> None:
    """Stands in for `keras.utils.clear_session` while a program runs."""


def _fetch_nothing(*args: Any, **named: Any) -> Any:
    """Stands in for the download of the weights of `keras.applications`: a shape needs none, and
    an edit must not wait for the network."""
    asking = sys._getframe(1).f_globals.get("__name__", "")
    if asking.startswith("keras.src.applications."):
        return _NO_FILE
    return _GET_FILE(*args, **named)


def _load_nothing(self: Any, filepath: Any, *rest: Any, **named: Any) -> Any:
    """Stands in for `Model.load_weights`, for weights that were not fetched."""
    if filepath != _NO_FILE:
        _LOAD_WEIGHTS(self, filepath, *rest, **named)


def _lenient_init(scope: Any) -> Callable[..., None]:
    def init(
        self: Any, initializer: Any, shape: Any = None, dtype: Any = None, *rest: Any, **more: Any
    ) -> None:
        # A scope inside ours stands for one that the real build would have there as well.
        ours = get_stateless_scope() is scope
        if ours and not callable(initializer) and not isinstance(initializer, str):
            initializer, shape, dtype = _from_array(initializer, dtype)
        _ORIGINAL_INIT(self, initializer, shape, dtype, *rest, **more)
        if self._initializer is None:
            return
        if _cannot_fail(self._initializer, tuple(self._shape), self._dtype):
            # While a call is traced the variable stands in by a run of its initialiser. A random
            # one draws a new seed each time, and TensorFlow keeps 26 kB for each for ever.
            self._initializer = _ZEROS
        else:
            _run_for_its_errors(self._initializer, tuple(self._shape), self._dtype)

    return init


def _from_array(array: Any, dtype: Any) -> tuple[Callable[..., Any], tuple[int, ...], str]:
    tensor = keras.ops.convert_to_tensor(array, dtype=dtype)

    def same(shape: Any = None, dtype: Any = None) -> Any:
        # Converted anew: a tensor made while tracing belongs to that trace alone.
        return keras.ops.convert_to_tensor(array, dtype=dtype)

    return same, tuple(tensor.shape), dtype or keras.utils.standardize_dtype(tensor.dtype)


def _cannot_fail(initializer: Any, shape: tuple[int, ...], dtype: str) -> bool:
    if "float" not in dtype:
        return False
    if type(initializer) is keras.initializers.Orthogonal:
        return len(shape) > 1 and type(initializer.gain) in (int, float) and _has_qr(dtype)
    return type(initializer) in _CANNOT_FAIL_ON_FLOATS


@functools.cache
def _has_qr(dtype: str) -> bool:
    """Whether matrices of this dtype can be made orthogonal, whatever their size."""
    try:
        keras.initializers.Orthogonal(seed=1)((2, 2), dtype=dtype)
    except Exception:  # Each backend has its own.
        return False
    return True


def _run_for_its_errors(initializer: Any, shape: tuple[int, ...], dtype: str) -> None:
    if math.prod(shape) <= _INITIALIZER_RUN_UP_TO:
        initializer(shape, dtype=dtype)
    else:
        backend.compute_output_spec(lambda: initializer(shape, dtype=dtype))
