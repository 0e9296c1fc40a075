"""The method `first_step`: one batch through the model, before anything is trained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import keras
import numpy as np

from designer.worker.inside.calls import layers_in, place_of
from designer.worker.inside.chance import chance_of, judged, verdict
from designer.worker.inside.gradients import array_of, loss_on, step_of
from designer.worker.inside.probe import Probe
from designer.worker.jobs import Job
from designer.worker.training.losses import LossOf, given_losses, losses_of
from designer.worker.training.parts import ends_of, parts_of
from designer.worker.training.values import has_values

ZERO, VANISHING, EXPLODING, NOT_A_NUMBER = "zero", "vanishing", "exploding", "nan"
NOT_CONNECTED, FINE = "not connected", ""

_VANISHING_BESIDE = 1e-4
"""Of the largest norm of a layer's gradients."""
_EXPLODING_STEP = 0.01
"""The learning rate at which one plain step would turn all weights of a layer over."""

_SENTENCES = {
    ZERO: "{name} gets no gradient: every number of it is zero, so it does not learn. Look for"
    " units that never fire (a ReLU behind large negative biases) or an output that is saturated.",
    VANISHING: "The gradient vanishes on its way to {name}: it is {beside:.1e} of the largest. Try"
    " ReLU for sigmoid or tanh, normalization, or a shortcut around these layers.",
    EXPLODING: "The gradient of {name} is {norm:.3g}, larger than all its weights would bear. Scale"
    " inputs and targets, normalize, or give the optimizer clipnorm=1.0.",
    NOT_A_NUMBER: "The gradient of {name} is no number. The first step would spoil its weights.",
    NOT_CONNECTED: "{name} has weights that no loss depends on, so they will not be trained.",
}


class Norms(NamedTuple):
    """Of the gradients and the weights of one layer."""

    gradient: float
    weights: float
    zero_share: float
    nan_share: float
    is_connected: bool


def first_step(probe: Probe, job: Job) -> dict[str, Any]:
    """The loss of each output beside chance, the gradients of each layer, and what is odd."""
    inputs, targets = probe.batch()
    try:
        step = step_of(probe.model, inputs, loss_on(probe.model, inputs, targets), training=True)
        job.check()
        outputs = list(_first_losses(probe, step.outputs, (inputs, targets)))
        layers = _gradient_rows(probe, step.gradients)
    except Exception as error:
        raise probe.failed(error) from error
    notes = [
        {"severity": "warning", "code": code, "sentence": said, "node": node}
        for code, said, node in probe.notes
    ]
    marks = [_mark(row) for row in layers if row["flag"]]
    return {
        "loss": step.loss,
        "batch_size": len(keras.tree.flatten(inputs)[0]),
        "outputs": outputs,
        "layers": layers,
        "notices": [*notes, *marks],
    }


def _mark(row: Mapping[str, Any]) -> dict[str, Any]:
    node = row["path"][-1] if row["path"] else None
    return {
        "severity": "warning",
        "code": row["flag"],
        "sentence": row["sentence"],
        "node": node,
    }


def _first_losses(probe: Probe, predicted: Any, batch: tuple[Any, Any]) -> Iterator[dict[str, Any]]:
    model = probe.model
    ends = ends_of(model, probe.told)
    if ends is None:
        return
    inputs, outputs = ends
    whole = parts_of(probe.data, inputs, outputs)[0].targets
    targets = parts_of((batch, None), inputs, outputs)[0].targets
    described = losses_of(model, outputs)
    flat = _by_key(predicted, outputs.keys)
    for key, loss in given_losses(model, outputs).items():
        kind = described.get(key, LossOf(""))
        prediction = flat[key]
        value = _loss_value(loss, targets[key], prediction)
        units = int(prediction.shape[-1]) if len(prediction.shape) > 1 else 1
        all_targets = whole[key] if has_values(whole.get(key)) else targets[key]
        chance = chance_of(kind.name, all_targets, units)
        yield {
            "output": key,
            "loss": kind.name or str(getattr(loss, "__name__", type(loss).__name__)),
            "value": value,
            "chance": chance.value if chance else None,
            "verdict": judged(kind.name, value, chance),
            "sentence": verdict(key, kind.name, value, chance),
        }


def _by_key(predicted: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    if isinstance(predicted, Mapping) and set(keys) == set(predicted):
        return dict(predicted)
    return dict(zip(keys, keras.tree.flatten(predicted), strict=True))


def _loss_value(loss: Any, target: Any, predicted: Any) -> float:
    target = np.asarray(target)
    if target.ndim == len(predicted.shape) - 1 and predicted.shape[-1] == 1:
        target = target[..., None]
    return float(np.mean(array_of(keras.losses.get(loss)(target, predicted))))


def _gradient_rows(probe: Probe, gradients: list[Any]) -> list[dict[str, Any]]:
    by_weight = dict(zip(map(id, probe.model.trainable_weights), gradients, strict=True))
    norms = [
        (layer, _norms(layer, by_weight))
        for layer in layers_in(probe.model)
        if layer.trainable_weights
    ]
    largest = max((each.gradient for _, each in norms if np.isfinite(each.gradient)), default=0.0)
    return [_row(probe, layer, each, largest) for layer, each in norms]


def _norms(layer: Any, by_weight: Mapping[int, Any]) -> Norms:
    found = [by_weight.get(id(weight)) for weight in layer.trainable_weights]
    arrays = [np.asarray(each, np.float64) for each in found if each is not None]
    size = sum(each.size for each in arrays) or 1
    weights = [array_of(weight.value) for weight in layer.trainable_weights]
    return Norms(
        gradient=float(np.sqrt(sum(float(np.sum(each**2)) for each in arrays))),
        weights=float(
            np.sqrt(sum(float(np.sum(np.square(each, dtype=float))) for each in weights))
        ),
        zero_share=sum(int(np.count_nonzero(each == 0)) for each in arrays) / size,
        nan_share=sum(int(np.count_nonzero(~np.isfinite(each))) for each in arrays) / size,
        is_connected=bool(arrays),
    )


def _norm(arrays: list[Any]) -> float:
    """Of all numbers together."""
    return float(np.sqrt(sum(float(np.sum(np.square(each, dtype=float))) for each in arrays)))


def _row(probe: Probe, layer: Any, norms: Norms, largest: float) -> dict[str, Any]:
    flag = flag_of(norms, largest)
    beside = norms.gradient / largest if largest else 0.0
    words = _SENTENCES.get(flag, "")
    return {
        **place_of(layer, probe.path_of(layer)),
        "norm": norms.gradient,
        "weight_norm": norms.weights,
        "zero_share": norms.zero_share,
        "nan_share": norms.nan_share,
        "params": int(layer.count_params()),
        "flag": flag,
        "sentence": words.format(name=layer.name, norm=norms.gradient, beside=beside),
    }


def flag_of(norms: Norms, largest: float) -> str:
    """What is wrong with the gradients of a layer beside those of all layers."""
    if not norms.is_connected:
        return NOT_CONNECTED
    if norms.nan_share:
        return NOT_A_NUMBER
    if norms.gradient == 0:
        return ZERO
    if norms.gradient * _EXPLODING_STEP > max(norms.weights, 1.0):
        return EXPLODING
    return VANISHING if norms.gradient < largest * _VANISHING_BESIDE else FINE
