"""The method `activations`: what every call makes of one sample, with a small picture."""

from __future__ import annotations

from typing import Any

import keras

from designer.worker.inside.calls import Call, is_tensor, place_of, recorded
from designer.worker.inside.gradients import array_of
from designer.worker.inside.numbers import described
from designer.worker.inside.pictures import picture_of
from designer.worker.inside.probe import Probe


def activations(probe: Probe, sample: int) -> dict[str, Any]:
    """The first output of every input and call. Raises `RequestError` where there is no such
    sample."""
    inputs = probe.sample(sample)
    try:
        calls = recorded(probe.model, probe.paths, inputs, training=False)
    except Exception as error:
        raise probe.failed(error) from error
    rows = [*_of_inputs(probe, inputs), *(_of_call(call) for call in calls)]
    return {"sample": sample, "samples": probe.samples, "nodes": [row for row in rows if row]}


def _of_inputs(probe: Probe, inputs: Any) -> list[dict[str, Any]]:
    layers = [tensor._keras_history.operation for tensor in probe.model.inputs]
    arrays = keras.tree.flatten(inputs)
    # Keras lists its inputs in the order in which it flattens their structure.
    return [
        {**place_of(layer, probe.path_of(layer)), **_told(array)}
        for layer, array in zip(layers, arrays, strict=True)
    ]


def _of_call(call: Call) -> dict[str, Any] | None:
    outputs = [each for each in keras.tree.flatten(call.outputs) if is_tensor(each)]
    if not outputs:
        return None
    return {**call.place(), **_told(array_of(outputs[0]))}


def _told(array: Any) -> dict[str, Any]:
    return {**described(array), "picture": picture_of(array[0]) if len(array.shape) > 1 else None}
