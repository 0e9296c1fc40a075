"""How much memory training needs, worked out from what single nodes cost. Pure.

`estimate` adds up what the worker said of each node (`designer.graph.costs.Cost`) for a batch, a
precision and an optimizer. It builds and runs nothing: a slider may ask it at every step.
"""

from __future__ import annotations

from designer.diagnosis.costs.estimate import BASE_BYTES, Estimate, NodeEstimate, estimate
from designer.diagnosis.costs.optimizers import ADAM, OptimizerCost, optimizer_cost
from designer.diagnosis.costs.precision import PRECISIONS
from designer.diagnosis.costs.steps import Step

__all__ = [
    "ADAM",
    "BASE_BYTES",
    "PRECISIONS",
    "Estimate",
    "NodeEstimate",
    "OptimizerCost",
    "Step",
    "estimate",
    "optimizer_cost",
]
