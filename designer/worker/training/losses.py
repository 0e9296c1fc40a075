"""The losses of a compiled model, output by output, under the names that Keras has for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import keras

from designer.worker.training.parts import Ends

_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class LossOf(NamedTuple):
    """`name` is Keras's own, such as `mean_squared_error`; empty for a loss that is not Keras's."""

    name: str
    from_logits: bool = False
    ignored: int | None = None
    """The label that counts for nothing: `ignore_class`."""


def losses_of(model: Any, outputs: Ends) -> dict[str, LossOf]:
    """The loss of each output by its key; outputs without a loss are left out."""
    return {key: _described(loss) for key, loss in given_losses(model, outputs).items()}


def given_losses(model: Any, outputs: Ends) -> dict[str, Any]:
    """The same as they were given to `compile`: names, functions or objects."""
    given = getattr(model, "loss", None)
    found = {}
    for index, (key, name) in enumerate(zip(outputs.keys, outputs.names, strict=True)):
        loss = _of_one(given, index, key, name)
        if loss is not None:
            found[key] = loss
    return found


def _of_one(given: Any, index: int, key: str, name: str) -> Any:
    if isinstance(given, Mapping):
        return given.get(key, given.get(name))
    if isinstance(given, (list, tuple)):
        return given[index] if index < len(given) else None
    return given


def _described(loss: Any) -> LossOf:
    if isinstance(loss, str):
        try:
            loss = keras.losses.get(loss)
        except ValueError:  # Keras says it better, when it compiles the loss.
            return LossOf("")
    kind = type(loss) if isinstance(loss, keras.losses.Loss) else loss
    if not str(getattr(kind, "__module__", "")).startswith("keras."):
        return LossOf("")
    name = _CAPITAL.sub("_", kind.__name__.replace("KLD", "KlD")).lower()
    logits = bool(getattr(loss, "from_logits", False))
    return LossOf(name, logits, getattr(loss, "ignore_class", None))
