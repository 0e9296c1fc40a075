"""How many values an optimizer keeps for each weight that it trains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.catalog.values import Call

Arguments = Mapping[str, Any]


def _sgd(arguments: Arguments) -> int:
    return int(bool(arguments.get("momentum")))


def _rmsprop(arguments: Arguments) -> int:
    return 1 + bool(arguments.get("momentum")) + bool(arguments.get("centered"))


def _adam(arguments: Arguments) -> int:
    return 2 + bool(arguments.get("amsgrad"))


def _always(slots: int) -> Callable[[Arguments], int]:
    return lambda arguments: slots


_SLOTS: Mapping[str, Callable[[Arguments], int]] = {
    "SGD": _sgd,
    "RMSprop": _rmsprop,
    "Adam": _adam,
    "AdamW": _adam,
    "Adadelta": _always(2),
    "Adafactor": _always(0),
    "Adagrad": _always(1),
    "Adamax": _always(2),
    "Ftrl": _always(2),
    "Lamb": _always(2),
    "Lion": _always(1),
    "Muon": _always(2),
    "Nadam": _always(2),
}
"""By class. Adafactor keeps a row and a column for each matrix: next to nothing."""

_UNKNOWN = 2


def slots_of(optimizer: Call | str) -> int:
    """How many weights' worth of values it keeps; of one that is not Keras's, as many as Adam."""
    if isinstance(optimizer, str):
        optimizer = Call(optimizer, {})
    name, arguments = optimizer.path.rpartition(".")[2], optimizer.arguments
    if name == "LossScaleOptimizer" and isinstance(arguments.get("inner_optimizer"), Call):
        return slots_of(arguments["inner_optimizer"])
    by_name = {each.lower(): slots for each, slots in _SLOTS.items()}
    slots = by_name.get(name.lower(), _always(_UNKNOWN))(arguments)
    steps = arguments.get("gradient_accumulation_steps")
    return slots + bool(arguments.get("use_ema")) + bool(isinstance(steps, int) and steps > 1)
