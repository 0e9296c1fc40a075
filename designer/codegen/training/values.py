"""Values of run settings as source: losses, metrics, optimizers, callbacks. Pure."""

from __future__ import annotations

from designer.catalog.values import Value
from designer.codegen.expression import Chain, of_value


def written(value: Value) -> Chain:
    """`"mse"`, `keras.losses.Huber(delta=2.0)`."""
    return of_value(value)
