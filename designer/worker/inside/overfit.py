"""The method `overfit_one_batch`: a model that cannot learn one batch by heart learns nothing."""

from __future__ import annotations

import math
import time
from typing import Any

import keras

from designer.worker.inside.probe import Probe
from designer.worker.jobs import Job

CURVE = "inside_curve"
"""Event: `{"points": [[step, loss], …]}`, the new ones, at most ten a second."""

LEARNED, SLOW, STUCK, DIVERGED = "learned", "slow", "stuck", "diverged"

_NEAR_ZERO, _HARDLY = 0.05, 0.8
"""Of the first loss: so little counts as learned, so much as not learning."""
_TELL_EVERY_S = 0.1

_SENTENCES = {
    LEARNED: "The loss of one batch falls from {first:.4g} to {last:.4g} in {steps} steps: model,"
    " loss and data fit together.",
    SLOW: "The loss of one batch falls from {first:.4g} to {last:.4g} in {steps} steps, and not to"
    " near zero. More steps or a larger learning rate may do it; Dropout and contradicting targets"
    " keep it up.",
    STUCK: "The loss of one batch hardly falls: {first:.4g} to {last:.4g} in {steps} steps. Look at"
    " the loss and the last activation, at the learning rate, and at gradients that vanish.",
    DIVERGED: "The loss of one batch grows, from {first:.4g} to {last:.4g} in {steps} steps. Try a"
    " tenth of the learning rate.",
}


def overfit_one_batch(probe: Probe, steps: int, job: Job) -> dict[str, Any]:
    """Train on one batch for up to so many steps, ending early near zero. Changes the weights."""
    inputs, targets = probe.batch()
    size = len(keras.tree.flatten(inputs)[0])
    points: list[list[float]] = []
    told, told_at = 0, time.monotonic()
    try:
        for step in range(1, steps + 1):
            job.check()
            loss = float(probe.model.train_on_batch(inputs, targets, return_dict=True)["loss"])
            probe.model.reset_metrics()
            points.append([step, loss])
            if time.monotonic() - told_at > _TELL_EVERY_S:
                job.tell(CURVE, {"request": job.request, "points": points[told:]})
                told, told_at = len(points), time.monotonic()
            if not math.isfinite(loss) or loss < points[0][1] * _NEAR_ZERO / 5:
                break
    except Exception as error:
        raise probe.failed(error) from error
    job.tell(CURVE, {"request": job.request, "points": points[told:]})
    first, last = points[0][1], points[-1][1]
    kind = outcome_of(first, last)
    words = _SENTENCES[kind].format(first=first, last=last, steps=len(points))
    return {"outcome": kind, "sentence": words, "points": points, "batch_size": size}


def outcome_of(first: float, last: float) -> str:
    """What the first and the last loss say together."""
    if not math.isfinite(last) or last > 1.2 * first:
        return DIVERGED
    if last <= _NEAR_ZERO * first:
        return LEARNED
    return STUCK if last > _HARDLY * first else SLOW
