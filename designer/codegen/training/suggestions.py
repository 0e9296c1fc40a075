"""Which loss and metrics suit an output: what goes without saying in a run. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.catalog.values import Call, Value
from designer.codegen.training.heads import LINEAR, Head
from designer.codegen.training.losses import (
    CLASS_IDS,
    FLAGS,
    NUMBERS,
    ONE_HOT,
    SIGNS,
    form_of,
    targets_of,
)
from designer.graph.answers import Tensor


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The loss of an output and what is measured beside it."""

    loss: Value
    metrics: tuple[Value, ...] = ()


_FOR_CLASSES = Suggestion("sparse_categorical_crossentropy", ("accuracy",))
_FOR_LOGITS = Suggestion(
    Call("keras.losses.SparseCategoricalCrossentropy", {"from_logits": True}), ("accuracy",)
)
_FOR_FLAGS = Suggestion("binary_crossentropy", ("accuracy",))
_FOR_MANY_FLAGS = Suggestion("binary_crossentropy", ("binary_accuracy",))
_FOR_NUMBERS = Suggestion("mse", ("mae",))

_METRICS: Mapping[str, tuple[Value, ...]] = {
    CLASS_IDS: ("accuracy",),
    ONE_HOT: ("accuracy",),
    FLAGS: ("binary_accuracy",),
    SIGNS: (),
    NUMBERS: ("mae",),
}
_MOST_NUMBERS = 4
"""A convolution without an activation that gives more channels gives scores of classes."""
_OF_CLASSES = ("logit", "class", "label", "score", "digit", "token", "word")
_OF_NUMBERS = ("box", "value", "coord", "position", "price", "reconstruct", "decoded", "embedding")


def suggestion_for(
    head: Head, tensor: Tensor | None = None, *, classes: bool | None = None
) -> Suggestion:
    """What suits an output; `classes` says whether its data are classes, where that is known."""
    size = tensor.shape[-1] if tensor and len(tensor.shape) > 1 else head.units
    if head.activation in ("softmax", "log_softmax"):
        return _FOR_CLASSES if head.activation == "softmax" else _FOR_LOGITS
    if head.activation in ("sigmoid", "hard_sigmoid"):
        return _FOR_FLAGS if size == 1 else _FOR_MANY_FLAGS
    if head.activation != LINEAR or size == 1 or classes is False:
        return _FOR_NUMBERS
    return _FOR_LOGITS if classes or _gives_scores(head, size) else _FOR_NUMBERS


def metrics_for(loss: Value) -> tuple[Value, ...]:
    """What is measured beside a loss that a person chose."""
    return _METRICS.get(targets_of(loss), ()) if form_of(loss) else ()


def _gives_scores(head: Head, size: int | None) -> bool:
    """Whether several plain numbers are scores of classes rather than a regression."""
    words = " ".join(head.names).lower()
    if any(word in words for word in _OF_CLASSES):
        return True
    if any(word in words for word in _OF_NUMBERS):
        return False
    if head.layer.startswith("Conv"):
        return size is not None and size > _MOST_NUMBERS
    return head.layer == "Dense" and size is not None
