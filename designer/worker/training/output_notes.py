"""Whether what an output gives is what its loss takes it for: logits or probabilities.

Both train without an error, and badly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from designer.worker.training.input_checks import NodeOf, Note
from designer.worker.training.losses import LossOf
from designer.worker.training.parts import Ends

_OF_PROBABILITIES = {
    "sparse_categorical_crossentropy": "softmax",
    "categorical_crossentropy": "softmax",
    "categorical_focal_crossentropy": "softmax",
    "binary_crossentropy": "sigmoid",
    "binary_focal_crossentropy": "sigmoid",
}
_PROBABILITIES = ("softmax", "sigmoid")
_PLAIN = ("Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D")
"""Layers whose output is taken as it is where they have no activation."""


def output_notes(outputs: Ends, losses: Mapping[str, LossOf], node_of: NodeOf) -> Iterator[Note]:
    """A sentence for each output whose activation and loss do not go together."""
    for key, tensor in zip(outputs.keys, outputs.tensors, strict=True):
        loss = losses.get(key, LossOf(""))
        usual = _OF_PROBABILITIES.get(loss.name)
        operation = tensor._keras_history.operation
        given = _activation(operation)
        if usual is None or given is None:
            continue
        node = node_of(operation)
        if given == "linear" and not loss.from_logits:
            yield (
                "logits",
                f"The output {key} gives numbers of any size (no activation), and {loss.name} takes"
                f" them for probabilities. Give it the activation {usual}, or the loss"
                " from_logits=True.",
                node,
            )
        elif given in _PROBABILITIES and loss.from_logits:
            yield (
                "logits",
                f"The output {key} gives probabilities ({given}), and {loss.name} with"
                " from_logits=True takes them for logits. Leave the activation or from_logits out.",
                node,
            )
        elif given == "softmax" and tensor.shape[-1] == 1:
            yield (
                "one_unit",
                f"A softmax over the single unit of output {key} is always 1. Use a sigmoid.",
                node,
            )


def _activation(operation: Any) -> str | None:
    """The name of what is applied last; None where that is not known."""
    activation = getattr(operation, "activation", None)
    name = getattr(activation, "__name__", None)
    if type(operation).__name__ == "Softmax":
        return "softmax"
    if name == "linear" and type(operation).__name__ not in _PLAIN:
        return None
    return name
