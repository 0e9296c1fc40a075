"""What an optimizer needs for the weights that it trains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from designer.catalog.values import Call


@dataclass(frozen=True, slots=True)
class OptimizerCost:
    """What it keeps and takes for the variables that it trains."""

    slots: int = 2
    """Values kept for each weight."""
    temporaries: int = 2
    """As many times the size of a variable is held while it is updated."""
    framework_bytes: int = 1_500_000
    """What TensorFlow takes to trace the update of one variable, whatever its size."""


ADAM = OptimizerCost()
_MB = 1_000_000

_BY_NAME: Mapping[str, OptimizerCost] = {
    "SGD": OptimizerCost(0, 1, 0),
    "RMSprop": OptimizerCost(1, 2, 700_000),
    "Adam": ADAM,
    "AdamW": ADAM,
    "Adadelta": ADAM,
    "Adafactor": OptimizerCost(0, 2, 2 * _MB),
    "Adagrad": OptimizerCost(1, 2, 600_000),
    "Adamax": ADAM,
    "Ftrl": ADAM,
    "Lamb": ADAM,
    "Lion": OptimizerCost(1, 2, 800_000),
    "Muon": ADAM,
    "Nadam": OptimizerCost(2, 2, 2_200_000),
}
"""By class. Adafactor keeps a row and a column for each matrix: next to nothing."""

_ONE_MORE = ("momentum", "centered", "amsgrad", "use_ema")
"""Arguments that, where they are given and not nothing, make it keep one value more."""
_MORE_TO_TRACE = _MB // 2


def optimizer_cost(optimizer: Call | str) -> OptimizerCost:
    """What this optimizer needs; of one that is not Keras's, as much as of Adam."""
    if isinstance(optimizer, str):
        optimizer = Call(optimizer, {})
    name, arguments = optimizer.path.rpartition(".")[2], optimizer.arguments
    if name == "LossScaleOptimizer" and isinstance(arguments.get("inner_optimizer"), Call):
        return optimizer_cost(arguments["inner_optimizer"])
    by_name = {each.lower(): cost for each, cost in _BY_NAME.items()}
    found = by_name.get(name.lower(), ADAM)
    more = _more(name, arguments)
    return replace(
        found,
        slots=found.slots + more,
        temporaries=max(found.temporaries, 2 if more else 0),
        framework_bytes=found.framework_bytes + more * _MORE_TO_TRACE,
    )


def _more(name: str, arguments: Mapping[str, Any]) -> int:
    steps = arguments.get("gradient_accumulation_steps")
    accumulates = isinstance(steps, int) and steps > 1
    return sum(bool(arguments.get(each)) for each in _ONE_MORE) + accumulates
