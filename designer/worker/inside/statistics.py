"""The method `statistics`: how the weights and the activations of each layer are spread."""

from __future__ import annotations

from typing import Any

import keras

from designer.worker.inside.calls import Call, is_tensor, layers_in, place_of, recorded
from designer.worker.inside.gradients import array_of
from designer.worker.inside.numbers import described
from designer.worker.inside.probe import Probe


def statistics(probe: Probe) -> dict[str, Any]:
    """Weights by layer and name; activations of one batch by call."""
    inputs, _ = probe.batch()
    try:
        calls = recorded(probe.model, probe.paths, inputs, training=False)
    except Exception as error:
        raise probe.failed(error) from error
    return {
        "weights": weight_rows(probe),
        "activations": [row for call in calls if not call.is_whole for row in _of_call(call)],
    }


def weight_rows(probe: Probe) -> list[dict[str, Any]]:
    """A row for each weight of each layer."""
    return [
        {
            **place_of(layer, probe.path_of(layer)),
            "weight": weight.path.rpartition("/")[2],
            "trainable": bool(weight.trainable),
            **described(array_of(weight.value)),
        }
        for layer in layers_in(probe.model)
        for weight in layer.weights
    ]


def _of_call(call: Call) -> list[dict[str, Any]]:
    outputs = [each for each in keras.tree.flatten(call.outputs) if is_tensor(each)]
    return [
        {**call.place(), "output": number, **described(array_of(each))}
        for number, each in enumerate(outputs)
    ]
