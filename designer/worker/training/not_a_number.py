"""Where a loss that is no number any more came from, as far as the weights show it."""

from __future__ import annotations

import math
from typing import Any

import keras

_WAY_OUT = (
    "Often the learning rate is too high: try a tenth of it, or give the optimizer `clipnorm=1.0`."
)


def nan_sentence(loss: float, epoch: int, step: int, broken: list[Any], count: int) -> str:
    """What is told of it; `broken` layers have such weights, of `count` that have weights."""
    became = "NaN" if math.isnan(loss) else "infinite"
    where = f"The loss became {became} in epoch {epoch + 1}, at step {step}, and the run was ended."
    if not broken:
        return f"{where} The weights are still finite: it comes from the data or from the loss."
    if len(broken) == count:
        return f"{where} By then no layer had finite weights left. {_WAY_OUT}"
    return f"{where} The first layer whose weights are no numbers is {broken[0].name}. {_WAY_OUT}"


def layers_with_weights(model: Any) -> list[Any]:
    """The innermost layers that hold weights of their own, in the model's order."""
    layers = model._flatten_layers(include_self=False, recursive=True)
    return [layer for layer in layers if layer._trainable_variables or _own(layer)]


def not_finite(layer: Any) -> bool:
    """Whether a weight of this layer has a value that is no number."""
    return any(
        not bool(keras.ops.all(keras.ops.isfinite(weight.value)))
        for weight in layer.weights
        if "float" in str(weight.dtype)
    )


def _own(layer: Any) -> bool:
    return bool(layer._non_trainable_variables)
