"""Counting parameters by the identity of weights, so that a shared layer counts once."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import keras


class WeightCount(NamedTuple):
    """Parameters of a statement. `shared` are those of a layer that an earlier one made."""

    trainable: int = 0
    non_trainable: int = 0
    shared: int = 0
    bytes: int = 0

    @property
    def total(self) -> int:
        return self.trainable + self.non_trainable


def operations_behind(values: Iterable[Any]) -> list[Any]:
    """The layers and ops that made these tensors, as far back as history goes, nearest first."""
    waiting = list(tensors_in(values))
    seen_nodes: set[int] = set()
    operations: dict[int, Any] = {}
    while waiting:
        history = getattr(waiting.pop(), "_keras_history", None)
        if history is None or history.operation is None:
            continue
        node = history.operation._inbound_nodes[history.node_index]
        if id(node) not in seen_nodes:
            seen_nodes.add(id(node))
            operations[id(history.operation)] = history.operation
            waiting.extend(node.input_tensors)
    return list(operations.values())


def tensors_in(values: Iterable[Any]) -> Iterator[Any]:
    """The symbolic tensors among these values and in their lists, tuples and dicts."""
    return (value for value in _leaves(values) if isinstance(value, keras.KerasTensor))


def layers_in(values: Iterable[Any]) -> list[Any]:
    """The layers and models among these values and in their lists, tuples and dicts."""
    return [value for value in _leaves(values) if isinstance(value, keras.Layer)]


def weight_ids(layers: Iterable[Any]) -> set[int]:
    """The identities of all weights of these layers."""
    return {id(weight) for layer in layers for weight in layer.weights}


class Weight(NamedTuple):
    """A weight, and whether a model trains it.

    The variable is asked and not its layer: `MultiHeadAttention(…, trainable=False)` says that
    nothing of it is trained, but its inner layers know nothing of that, and a model trains them.
    """

    variable: Any
    is_trained: bool


def weights_of(operations: Iterable[Any]) -> list[Weight]:
    """Every weight of these operations once."""
    weights = (weight for each in operations for weight in getattr(each, "weights", ()))
    return [Weight(each, bool(each.trainable)) for each in {id(w): w for w in weights}.values()]


def count_weights(weights: Iterable[Weight], counted: set[int]) -> WeightCount:
    """The parameters of these weights; those in `counted` belong to somebody else."""
    trainable = non_trainable = shared = size = 0
    for weight, is_trained in weights:
        number = math.prod(weight.shape)
        if id(weight) in counted:
            shared += number
            continue
        size += number * _bits(str(weight.dtype)) // 8
        if is_trained:
            trainable += number
        else:
            non_trainable += number
    return WeightCount(trainable, non_trainable, shared, size)


def weight_amounts(weights: Iterable[Weight], counted: set[int]) -> list[list[Any]]:
    """The same by dtype: the dtype, trained and not, how many are trained, the largest of those."""
    amounts: dict[str, list[int]] = {}
    for weight, is_trained in weights:
        if id(weight) not in counted:
            each = amounts.setdefault(str(weight.dtype), [0, 0, 0, 0])
            number = math.prod(weight.shape)
            if is_trained:
                each[0], each[2], each[3] = each[0] + number, each[2] + 1, max(each[3], number)
            else:
                each[1] += number
    return [[dtype, *each] for dtype, each in amounts.items()]


@functools.cache
def _bits(dtype: str) -> int:
    """How many bits an element takes: the number in the dtype's name."""
    digits = re.search(r"\d+", dtype)
    return int(digits.group()) if digits else 8


def _leaves(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _leaves(value)
        elif isinstance(value, dict):
            yield from _leaves(value.values())
        else:
            yield value
