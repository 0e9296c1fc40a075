"""Data against the inputs of the model, before a step is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np

from designer.worker.training.parts import Ends, Part, wrong
from designer.worker.training.values import TEXT_KINDS, Survey, first_where, has_values, survey

NodeOf = Callable[[Any], str | None]
Note = tuple[str, str, str | None]
"""Code, sentence and node of something worth telling that does not forbid the run."""

_LARGE = 100.0
NAN_WAY_OUT = "The loss would be NaN: fill them, or leave these samples out."
_SCALING = ("Rescaling", "Normalization", "BatchNormalization", "LayerNormalization")


def check_inputs(model: Any, part: Part, inputs: Ends, node_of: NodeOf) -> Iterator[Note]:
    """Raises `RequestError` at the first array that the model cannot take."""
    for key, tensor in zip(inputs.keys, inputs.tensors, strict=True):
        if key not in part.inputs:
            continue
        array = part.inputs[key]
        node = node_of(tensor._keras_history.operation)
        place = f"input {key}"
        _check_shape(array, tensor.shape, part, place, node)
        if has_values(array):
            yield from _check_values(model, array, tensor, part, place, node)


def check_rows(part: Part, batch_size: int, inputs: Ends) -> None:
    """Raises `RequestError` where arrays differ in their number of samples, or have none."""
    named = {f"input {key}": array for key, array in part.inputs.items()}
    named.update((f"output {key}", array) for key, array in part.targets.items())
    counts = {name: len(each) for name, each in named.items() if has_values(each) and each.ndim}
    if len(set(counts.values())) > 1:
        told = ", ".join(f"{count} for {name}" for name, count in counts.items())
        raise wrong(
            f"The {part.name} data differ in their number of samples: {told}."
            " Each sample needs one row in every array."
        )
    rows = next(iter(counts.values()), None)
    if rows == 0:
        way = (
            "Raise the validation share, or set it to 0."
            if part.name == "validation"
            else "Is the file empty, or the validation share too large?"
        )
        raise wrong(f"The {part.name} data have no samples. {way}")
    fixed = next((tensor.shape[0] for tensor in inputs.tensors if tensor.shape[0]), None)
    if fixed and rows is not None and (batch_size != fixed or rows % fixed):
        raise wrong(
            f"The inputs of the model are fixed to batches of {fixed}; the batch size is"
            f" {batch_size} and the {part.name} data have {rows} samples. Set the batch size to"
            f" {fixed} and use a multiple of it, or leave the batch size of the inputs open."
        )


def fits(given: tuple[int | None, ...], expected: tuple[int | None, ...]) -> bool:
    """Whether samples of this shape go into that one; both without the batch. As Keras does it, a
    last axis of size 1 may be there or not."""
    if len(given) == len(expected) + 1 and given[-1] == 1:
        given = given[:-1]
    elif len(given) + 1 == len(expected) and expected[-1] == 1:
        given = (*given, 1)
    pairs = zip(given, expected, strict=False)
    same = all(one is None or other is None or one == other for one, other in pairs)
    return same and len(given) == len(expected)


def _check_shape(array: Any, shape: Any, part: Part, place: str, node: str | None) -> None:
    given, expected = tuple(array.shape), tuple(shape)
    if not given:
        raise wrong(f"The {part.name} data for {place} are a single value, no array.", node)
    if fits(given[1:], expected[1:]):
        return
    raise wrong(
        f"The {part.name} data for {place} have samples of shape {given[1:]}, the model expects"
        f" {expected[1:]}. {_way_out(given[1:], expected[1:], place)}",
        node,
    )


def _way_out(given: tuple[int, ...], expected: tuple[Any, ...], place: str) -> str:
    sizes = None not in expected
    if sizes and int(np.prod(given)) == int(np.prod(expected)):
        return f"They hold as many values: put a Reshape after the {place}, or reshape the data."
    if len(given) == 1 and len(expected) == 1:
        return f"Choose {expected[0]} columns, or change the shape of the {place} to {given}."
    return f"Change the shape of the {place} to {given}, or choose other data."


def _check_values(
    model: Any, array: Any, tensor: Any, part: Part, place: str, node: str | None
) -> Iterator[Note]:
    dtype = keras.backend.standardize_dtype(tensor.dtype)
    if dtype == "string":
        return
    check_numbers(array, part, place, node)
    found = survey(array)
    if found.not_finite:
        said = not_finite_words(found, array, part, place)
        if not _takes_them(model, part, found):
            raise wrong(f"{said} {NAN_WAY_OUT}", node)
        yield "nan_in_data", f"{said} The model makes numbers of them.", node
    if "int" in dtype and not found.is_whole:
        at = first_where(array, lambda rows: rows != np.floor(rows))
        raise wrong(
            f"The {place} takes whole numbers ({dtype}); the {part.name} data have"
            f" {_value(at)}. They would be cut off: choose other columns, or make the input"
            " float32.",
            node,
        )
    _check_lookups(model, array, tensor, found, part, place, node)
    if part.name == "training" and _LARGE < max(abs(found.least), abs(found.most)) < np.inf:
        yield from _not_scaled(model, dtype, found, place, node)


def check_numbers(array: Any, part: Part, place: str, node: str | None) -> None:
    """Raises `RequestError` for text and for objects."""
    if array.dtype.kind in TEXT_KINDS:
        example = next(
            (each for each in array.reshape(-1)[:1000] if isinstance(each, (str, bytes))), None
        )
        said = "text" if example is not None else f"objects ({array.dtype})"
        such = "" if example is None else f", such as {str(example)[:40]!r}"
        raise wrong(
            f"The {part.name} data for {place} are {said}{such}; numbers are expected. Number the"
            " different values from 0, or choose another column.",
            node,
        )
    if array.dtype.kind == "c":
        raise wrong(
            f"The {part.name} data for {place} are complex numbers. Give the real and the"
            " imaginary part as two values.",
            node,
        )
    if array.dtype.kind not in "fiub":
        raise wrong(
            f"The {part.name} data for {place} have dtype {array.dtype}; numbers are expected.",
            node,
        )


def not_finite_words(found: Survey, array: Any, part: Part, place: str) -> str:
    """That values are missing, how many, and where the first one is."""
    first = found.first_not_finite
    where = "" if first is None else f", such as {first.words()}"
    return (
        f"The {part.name} data for {place} have {found.not_finite:,} of {array.size:,} values"
        f" that are no finite numbers{where}."
    )


def _takes_them(model: Any, part: Part, found: Survey) -> bool:
    """Whether the model makes numbers of such a sample: it may mask or impute them."""
    at = found.first_not_finite
    if at is None:
        return True
    arrays = [array[at.sample : at.sample + 1] for array in part.inputs.values()]
    packed = keras.tree.pack_sequence_as(model.input, arrays)
    try:
        made = keras.tree.flatten(model(packed, training=False))
        return all(bool(keras.ops.all(keras.ops.isfinite(each))) for each in made)
    except Exception:  # What is wrong with the model is told when it is trained.
        return False


def _check_lookups(
    model: Any,
    array: Any,
    tensor: Any,
    found: Survey,
    part: Part,
    place: str,
    node: str | None,
) -> None:
    """An Embedding asked for a row that it has not: an error in the middle of a run on a CPU, and
    zeros in silence on a GPU."""
    for layer in model.layers:
        if not isinstance(layer, keras.layers.Embedding):
            continue
        reads = any(tensor in each.input_tensors for each in layer._inbound_nodes)
        if reads and not 0 <= found.least <= found.most < layer.input_dim:
            raise wrong(
                f"{layer.name} knows the numbers 0 to {layer.input_dim - 1}; the {part.name} data"
                f" for {place} go from {found.least:g} to {found.most:g}. Set its input_dim to at"
                f" least {int(found.most) + 1}, or number the values from 0.",
                node,
            )


def _not_scaled(
    model: Any, dtype: str, found: Survey, place: str, node: str | None
) -> Iterator[Note]:
    has_scaling = any(type(layer).__name__ in _SCALING for layer in model.layers)
    if "float" in dtype and not has_scaling:
        yield (
            "not_scaled",
            f"The values for {place} go from {found.least:g} to {found.most:g}. Networks learn"
            " better from values around -1 to 1: a Rescaling or Normalization layer does that.",
            node,
        )


def _value(place: Any) -> str:
    return "others" if place is None else place.words()
