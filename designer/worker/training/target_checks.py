"""Targets against the outputs of the model and their losses, before a step is made.

What Keras makes of wrong labels depends on loss and device: an error, NaN, or a number that means
nothing. One table says what each loss expects; losses that are not Keras's are trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from designer.worker.training.input_checks import (
    NAN_WAY_OUT,
    NodeOf,
    Note,
    check_numbers,
    fits,
    not_finite_words,
)
from designer.worker.training.losses import LossOf
from designer.worker.training.parts import Ends, Part, wrong
from designer.worker.training.values import Survey, first_where, has_values, survey

_EDGE = 1e-4
"""How far rounding may take shares past 0 and 1, and their sum past 1."""
SPARSE = "sparse_categorical_crossentropy"


@dataclass(frozen=True, slots=True)
class Target:
    """An output, its loss, and the array that it shall learn."""

    key: str
    part: str
    loss: LossOf
    array: Any
    output: tuple[int | None, ...]
    """Shape of the output, batch first."""
    node: str | None

    @property
    def units(self) -> int | None:
        return self.output[-1] if len(self.output) > 1 else None

    def wrong(self, sentence: str) -> Exception:
        return wrong(sentence, self.node)


def check_targets(
    part: Part, outputs: Ends, losses: Mapping[str, LossOf], node_of: NodeOf
) -> Iterator[Note]:
    """Raises `RequestError` at the first array that an output cannot learn."""
    for key, tensor in zip(outputs.keys, outputs.tensors, strict=True):
        if key not in part.targets or key not in losses:
            continue
        node = node_of(tensor._keras_history.operation)
        array = part.targets[key]
        target = Target(key, part.name, losses[key], array, tuple(tensor.shape), node)
        shape_check, value_check = _EXPECTATIONS.get(target.loss.name, (_any_shape, _any_value))
        if has_values(array):
            check_numbers(array, part, f"output {key}", node)
            if not array.ndim:
                raise target.wrong(f"The {part.name} data for output {key} are a single value.")
        shape_check(target)
        if has_values(array) and len(array):
            yield from _check_finite(target, part)
            yield from value_check(target, survey(array))


def _check_finite(target: Target, part: Part) -> Iterator[Note]:
    found = survey(target.array)
    if not found.not_finite:
        return
    said = not_finite_words(found, target.array, part, f"output {target.key}")
    if target.loss.name:
        raise target.wrong(f"{said} {NAN_WAY_OUT}")
    yield "nan_in_data", f"{said} It is for the loss to leave them out.", target.node


def _any_shape(target: Target) -> None:
    """Losses of one's own may compare what they like."""


def _any_value(target: Target, found: Survey) -> Iterator[Note]:
    yield from ()


def _same_shape(target: Target) -> None:
    given = tuple(target.array.shape)
    if not fits(given[1:], target.output[1:]):
        raise target.wrong(
            f"The {target.part} data for output {target.key} have targets of shape {given[1:]}, the"
            f" output gives {target.output[1:]}, and {target.loss.name} compares them value by"
            f" value. {_shape_way_out(given[1:], target)}"
        )


def _shape_way_out(given: tuple[int, ...], target: Target) -> str:
    if "categorical" in target.loss.name and fits(given, target.output[1:-1]):
        return f"Class numbers are learnt with {SPARSE}; or make the targets one-hot."
    if len(target.output) == 2:
        width = int(np.prod(given)) if len(given) <= 1 else None
        if width is not None:
            return f"Give the output {width} units, or choose other columns."
    return "Change the output, or choose other targets."


def _class_shape(target: Target) -> None:
    given = tuple(target.array.shape)[1:]
    expected = target.output[1:-1]
    if fits(given, expected):
        return
    if fits(given, target.output[1:]):
        raise target.wrong(
            f"The {target.part} data for output {target.key} have targets of shape {given}, one"
            f" value a class (one-hot); {SPARSE} expects one class number a sample. Use"
            " categorical_crossentropy, or take the index of the largest value (argmax)."
        )
    raise target.wrong(
        f"The {target.part} data for output {target.key} have targets of shape {given}; {SPARSE}"
        f" expects one class number for each place of the output, shape {expected}."
    )


def _class_numbers(target: Target, found: Survey) -> Iterator[Note]:
    array, units, ignored = target.array, target.units, target.loss.ignored
    if not found.is_whole:
        place = first_where(array, lambda rows: rows != np.floor(rows))
        raise target.wrong(
            f"The labels of output {target.key} are class numbers, whole numbers from 0; the"
            f" {target.part} data have {_at(place)}. For quantities, use a loss such as mse."
        )
    if units is None:
        return

    def is_outside(rows: Any) -> Any:
        outside = (rows < 0) | (rows >= units)
        return outside if ignored is None else outside & (rows != ignored)

    place = first_where(array, is_outside)
    if place is not None:
        raise target.wrong(
            f"The output {target.key} tells {units} classes apart, so its labels are 0 to"
            f" {units - 1}; the {target.part} data have {_at(place)}, and labels from"
            f" {found.least:g} to {found.most:g} in all. {_class_way_out(units, found)}"
        )
    if target.part == "training" and found.least == found.most and len(array) > 1:
        yield _one_class(target, found)


def _class_way_out(units: int, found: Survey) -> str:
    if units == 1:
        return (
            "For two classes in one unit use a sigmoid and binary_crossentropy; else give the"
            " output one unit a class."
        )
    if found.least >= 1 and found.most == units:
        return "Count the classes from 0: subtract 1."
    if found.least >= 0 and found.most < 10_000:
        return f"Give the output {int(found.most) + 1} units, or number the classes from 0."
    return "Number the classes from 0."


def _one_class(target: Target, found: Survey) -> Note:
    said = (
        f"All labels of output {target.key} in the training data are {found.least:g}: there is"
        " nothing to tell apart."
    )
    return "one_class", said, target.node


def _one_hot(target: Target, found: Survey) -> Iterator[Note]:
    yield from _shares(target, found)
    if target.units == 1:
        yield (
            "one_unit",
            f"{target.loss.name} over the single unit of output {target.key} is always 0. For two"
            " classes use a sigmoid and binary_crossentropy.",
            target.node,
        )
    elif target.array.ndim == len(target.output):
        place = first_where(target.array, _sums_to_something_else)
        if place is not None:
            total = float(np.sum(target.array[place.sample], axis=-1).reshape(-1)[0])
            yield (
                "not_one_hot",
                f"The targets of output {target.key} do not sum to 1 in each sample of the"
                f" {target.part} data; one sums to {total:g}. For several classes at once use a"
                " sigmoid and binary_crossentropy.",
                target.node,
            )


def _sums_to_something_else(rows: Any) -> Any:
    return np.abs(rows.sum(axis=-1, dtype="float64") - 1) > _EDGE


def _shares(target: Target, found: Survey) -> Iterator[Note]:
    yield from ()
    place = first_where(target.array, lambda rows: (rows < -_EDGE) | (rows > 1 + _EDGE))
    if place is not None:
        raise target.wrong(
            f"{target.loss.name} expects targets from 0 to 1; the {target.part} data for output"
            f" {target.key} have {_at(place)}, and go from {found.least:g} to {found.most:g}."
            f" {_share_way_out(target, found)}"
        )


def _share_way_out(target: Target, found: Survey) -> str:
    if (found.least, found.most) == (-1, 1):
        return "For labels of -1 and 1 use hinge, or make them 0 and 1: (y + 1) / 2."
    if (found.least, found.most) == (1, 2) and found.is_whole:
        return "Subtract 1."
    if found.is_whole and found.least >= 0:
        return f"For {int(found.most) + 1} classes use {SPARSE} and a unit a class."
    return "For quantities use a loss such as mse."


def _counts(target: Target, found: Survey) -> Iterator[Note]:
    yield from ()
    place = first_where(target.array, lambda rows: rows < 0)
    if place is not None:
        raise target.wrong(
            f"{target.loss.name} expects targets of at least 0; the {target.part} data for output"
            f" {target.key} have {_at(place)}. Use a loss such as mse, or shift the targets."
        )


def _at(place: Any) -> str:
    return str(place.words())


_Expectation = tuple[Callable[[Target], None], Callable[[Target, Survey], Iterator[Note]]]

_EXPECTATIONS: Mapping[str, _Expectation] = {
    SPARSE: (_class_shape, _class_numbers),
    "categorical_crossentropy": (_same_shape, _one_hot),
    "categorical_focal_crossentropy": (_same_shape, _one_hot),
    "categorical_generalized_cross_entropy": (_any_shape, _any_value),
    "kl_divergence": (_same_shape, _shares),
    "binary_crossentropy": (_same_shape, _shares),
    "binary_focal_crossentropy": (_same_shape, _shares),
    "poisson": (_same_shape, _counts),
    "mean_squared_logarithmic_error": (_same_shape, _counts),
    "mean_squared_error": (_same_shape, _any_value),
    "mean_absolute_error": (_same_shape, _any_value),
    "mean_absolute_percentage_error": (_same_shape, _any_value),
    "huber": (_same_shape, _any_value),
    "log_cosh": (_same_shape, _any_value),
    "cosine_similarity": (_same_shape, _any_value),
    "hinge": (_same_shape, _any_value),
    "squared_hinge": (_same_shape, _any_value),
    "categorical_hinge": (_same_shape, _any_value),
}
"""What each of Keras's losses expects: of the shape of targets, and of their values."""
