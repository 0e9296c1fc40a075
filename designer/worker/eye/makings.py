"""Models, optimizers and variables that are made again and again."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import keras

from designer.worker.eye.places import Place, place_now

MODELS = "models rebuilt in a loop"
COMPILES = "compile repeated"
OPTIMIZERS = "optimizer recreated"
VARIABLES = "variables created in a loop"
ITERATORS = "iterators and writers made in a loop"
_BYTES = {
    MODELS: 2_500_000,
    COMPILES: 2_000_000,
    OPTIMIZERS: 200_000,
    VARIABLES: 35_000,
    ITERATORS: 20_000,
}
"""About what one of them leaves behind, for the order of suspects."""
_FEWEST = 3


@dataclass
class Makings:
    """Counts by place. What is made inside of something that is counted is not counted again."""

    counts: dict[tuple[str, Place], int] = field(default_factory=dict)
    _depth: int = 0

    def note(self, pattern: str) -> None:
        place = place_now(3)
        if place is not None:
            key = (pattern, place)
            self.counts[key] = self.counts.get(key, 0) + 1

    def start_afresh(self) -> None:
        self.counts.clear()

    def records(self, steps: int) -> Iterator[dict[str, Any]]:
        for (pattern, place), count in self.counts.items():
            if count >= _FEWEST:
                yield {
                    "pattern": pattern,
                    "place": place,
                    "op": "",
                    "argument": "",
                    "count": count,
                    "estimated_bytes_per_step": round(count * _BYTES[pattern] / max(steps, 1)),
                }

    def wrapped(self, pattern: str, original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def noted(*arguments: Any, **named: Any) -> Any:
            if self._depth == 0:
                self.note(pattern)
            self._depth += 1
            try:
                return original(*arguments, **named)
            finally:
                self._depth -= 1

        # Keras reads from it which of the arguments belong to a layer's config.
        vars(noted)["__signature__"] = inspect.signature(original)
        return noted


@contextmanager
def noting_makings(makings: Makings) -> Iterator[None]:
    """While this is open, what is made is counted."""
    from keras.src.backend.common.variables import Variable
    from keras.src.models.functional import Functional
    from keras.src.models.sequential import Sequential
    from keras.src.optimizers.base_optimizer import BaseOptimizer

    places = [
        (MODELS, Functional, "__init__"),
        (MODELS, Sequential, "__init__"),
        (COMPILES, keras.Model, "compile"),
        (OPTIMIZERS, BaseOptimizer, "__init__"),
        (VARIABLES, Variable, "__init__"),
    ]
    with ExitStack() as stack:
        for pattern, owner, name in places:
            stack.enter_context(_replaced(makings, pattern, owner, name))
        if keras.backend.backend() == "tensorflow":
            from tensorflow.python.data.ops.dataset_ops import DatasetV2
            from tensorflow.python.ops import summary_ops_v2

            stack.enter_context(_replaced(makings, ITERATORS, DatasetV2, "__iter__"))
            writer = (makings, ITERATORS, summary_ops_v2, "create_file_writer_v2")
            stack.enter_context(_replaced(*writer))
        yield


@contextmanager
def _replaced(makings: Makings, pattern: str, owner: Any, name: str) -> Iterator[None]:
    original = getattr(owner, name)
    setattr(owner, name, makings.wrapped(pattern, original))
    try:
        yield
    finally:
        setattr(owner, name, original)
