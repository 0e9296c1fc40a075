"""How much memory training needs, worked out from what single nodes cost. Pure.

`estimate` adds up what the worker said of each node (`designer.graph.costs.Cost`) for a batch, a
precision and an optimizer. It builds and runs nothing: a slider may ask it at every step.
"""

from __future__ import annotations

from designer.diagnosis.costs.estimate import Estimate, NodeEstimate, estimate
from designer.diagnosis.costs.optimizers import slots_of
from designer.diagnosis.costs.precision import PRECISIONS
from designer.diagnosis.costs.steps import Step

__all__ = ["PRECISIONS", "Estimate", "NodeEstimate", "Step", "estimate", "slots_of"]
