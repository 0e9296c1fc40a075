"""What a loss is where the model knows nothing, and what the first loss says beside that. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

AS_CHANCE, ABOVE, BELOW, NOT_A_NUMBER, UNKNOWN = "as chance", "above", "below", "nan", "unknown"

_MOST_ROWS = 100_000


class Chance(NamedTuple):
    """The loss of a guess that looks at no input; `words` say where the figure comes from."""

    value: float
    words: str


def chance_of(loss: str, targets: Any, units: int) -> Chance | None:
    """By the name that Keras has for the loss; None where nobody knows it. `targets` are those of
    the training data, `units` the size of the output's last axis."""
    rule = _RULES.get(loss)
    return rule(targets, units) if rule else None


def _of_classes(targets: Any, units: int) -> Chance | None:
    return Chance(math.log(units), f"ln {units}") if units > 1 else None


def _of_yes_or_no(targets: Any, units: int) -> Chance:
    return Chance(math.log(2), "ln 2")


def _of_squares(targets: Any, units: int) -> Chance | None:
    values = _values(targets)
    variance = float(np.mean(np.var(values, axis=0))) if values is not None else 0.0
    return Chance(variance, "the variance of the targets") if variance > 0 else None


def _of_distances(targets: Any, units: int) -> Chance | None:
    values = _values(targets)
    if values is None:
        return None
    away = float(np.mean(np.abs(values - np.median(values, axis=0))))
    return Chance(away, "the mean distance of the targets from their median") if away > 0 else None


_RULES: Mapping[str, Callable[[Any, int], Chance | None]] = {
    "sparse_categorical_crossentropy": _of_classes,
    "categorical_crossentropy": _of_classes,
    "binary_crossentropy": _of_yes_or_no,
    "mean_squared_error": _of_squares,
    "mean_absolute_error": _of_distances,
}
_ABOVE: Mapping[str, float] = {"mean_squared_error": 3.0, "mean_absolute_error": 2.0}
"""Outputs begin near zero and targets need not lie there: how many times chance is no surprise."""
_ABOVE_ELSE, _BELOW = 1.5, 0.5


def judged(loss: str, value: float, chance: Chance | None) -> str:
    """One of the words above."""
    if not math.isfinite(value):
        return NOT_A_NUMBER
    if chance is None:
        return UNKNOWN
    if value > chance.value * _ABOVE.get(loss, _ABOVE_ELSE):
        return ABOVE
    return BELOW if value < chance.value * _BELOW else AS_CHANCE


def verdict(output: str, loss: str, value: float, chance: Chance | None) -> str:
    """A sentence for people."""
    kind = judged(loss, value, chance)
    if kind == NOT_A_NUMBER:
        return (
            f"The first loss of {output} is {value}: look for a division by zero, a logarithm of"
            " zero or missing values in the data."
        )
    if chance is None:
        return (
            f"The first loss of {output} is {value:.4g}; what chance gives is not known for this"
            " loss."
        )
    said = f"The first loss of {output} is {value:.4g}, chance gives {chance.value:.4g}"
    return f"{said} ({chance.words}){_CONCLUSIONS[kind](loss)}"


def _above(loss: str) -> str:
    if loss in _ABOVE:
        return (
            ": far above. Bring the targets near 0 (subtract their mean, divide by their standard"
            " deviation), or scale the inputs."
        )
    return (
        ": far above, so the outputs are sure of themselves and wrong. Scale the inputs to around"
        " -1 to 1, or begin with smaller weights in the last layer."
    )


_CONCLUSIONS: Mapping[str, Callable[[str], str]] = {
    AS_CHANCE: lambda loss: ": as it should be before the first step.",
    ABOVE: _above,
    BELOW: lambda loss: (
        ": below it before anything was learned. Are the weights trained already, or is the target"
        " among the inputs?"
    ),
}


def _values(targets: Any) -> Any:
    values = np.asarray(targets[:_MOST_ROWS])
    if values.dtype.kind not in "fiub" or not values.size:
        return None
    return values.astype(float).reshape(len(values), -1)
