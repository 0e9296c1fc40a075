"""The data of a run by the names of the model: which array goes to which input and output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from designer.protocol import FailureKind
from designer.worker.failures import RequestError

TRAINING = "training"
VALIDATION = "validation"


@dataclass(frozen=True, slots=True)
class Part:
    """The training or the validation data. Only shapes and dtypes of what comes in batches."""

    name: str
    inputs: Mapping[str, Any]
    targets: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ends:
    """The model's inputs or outputs in their order: key, name and symbolic tensor of each."""

    what: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    tensors: tuple[Any, ...]


def wrong(sentence: str, node: str | None = None) -> RequestError:
    """Data that do not fit."""
    return RequestError(FailureKind.DATA, sentence, node=node)


def ends_of(model: Any, told: Mapping[str, Sequence[str]]) -> tuple[Ends, Ends] | None:
    """The inputs and outputs of a functional model; None for models that do not know theirs."""
    try:
        inputs, outputs = model.input, model.output
        input_names = [tensor.name for tensor in model.inputs]
        output_names = output_names_of(model)
    except (AttributeError, ValueError):
        return None
    return (
        _ends("input", inputs, input_names, told.get("inputs", ())),
        _ends("output", outputs, output_names, told.get("outputs", ())),
    )


def output_names_of(model: Any) -> list[str]:
    """As losses and logs call the outputs; a Sequential has no list of them, and a model that is
    not built has none."""
    try:
        tensors = model.outputs or ()
    except (AttributeError, ValueError):
        return []
    known = getattr(model, "output_names", None)
    return list(known or (tensor._keras_history.operation.name for tensor in tensors))


def _ends(what: str, structure: Any, names: Sequence[str], told: Sequence[str]) -> Ends:
    if isinstance(structure, Mapping) and not _is_nested(structure):
        # Keras lists the names of a dict by its sorted keys.
        by_key = dict(zip(sorted(structure), names, strict=True))
        return Ends(
            what, tuple(structure), tuple(by_key[key] for key in structure), (*structure.values(),)
        )
    tensors = tuple(keras.tree.flatten(structure))
    keys = tuple(names if _is_nested(structure) or len(told) != len(names) else told)
    return Ends(what, keys, tuple(names), tensors)


def parts_of(data: Any, inputs: Ends, outputs: Ends) -> list[Part]:
    """What `load_data` returned. Raises `RequestError` where it is not made for this model."""
    if not (isinstance(data, (tuple, list)) and len(data) == 2):
        raise wrong(
            "`load_data` returns the data as (training, validation), each (inputs, targets),"
            f" validation may be None; this one returns {_kind(data)}."
        )
    named = [(TRAINING, data[0]), *([(VALIDATION, data[1])] if data[1] is not None else [])]
    return [_part(name, each, inputs, outputs) for name, each in named]


def _part(name: str, data: Any, inputs: Ends, outputs: Ends) -> Part:
    data = getattr(data, "element_spec", data)
    if not isinstance(data, (tuple, list)):
        return Part(name, {}, {})  # Batches that a generator makes: nothing is known of them.
    if len(data) < 2:
        raise wrong(f"The {name} data are (inputs, targets); there are no targets.")
    return Part(name, _by_key(name, data[0], inputs), _by_key(name, data[1], outputs))


def _by_key(part: str, given: Any, ends: Ends) -> dict[str, Any]:
    if _is_nested(given):
        given = keras.tree.flatten(given)
    if isinstance(given, Mapping):
        return _from_mapping(part, given, ends)
    arrays = list(given) if isinstance(given, (list, tuple)) and not _is_row(given) else [given]
    if len(arrays) != len(ends.keys):
        raise wrong(
            f"The model has {_counted(len(ends.keys), ends.what)} ({', '.join(ends.keys)});"
            f" the {part} data have {_counted(len(arrays), 'array')} for them."
        )
    return {key: _array(each) for key, each in zip(ends.keys, arrays, strict=True)}


def _from_mapping(part: str, given: Mapping[str, Any], ends: Ends) -> dict[str, Any]:
    found = {}
    for key, name in zip(ends.keys, ends.names, strict=True):
        if key not in given and name not in given:
            there = ", ".join(map(str, given)) or "nothing"
            raise wrong(
                f"The {part} data have nothing for the {ends.what} {key}; they have {there}."
                f" Say which columns or arrays go to {key}."
            )
        found[key] = _array(given[key] if key in given else given[name])
    return found


def _is_nested(structure: Any) -> bool:
    """Whether there are dicts or lists in a dict or a list."""
    if isinstance(structure, Mapping):
        structure = list(structure.values())
    containers = (Mapping, list, tuple)
    return isinstance(structure, (list, tuple)) and any(
        isinstance(each, containers) and not _is_row(each) for each in structure
    )


def _array(value: Any) -> Any:
    """Something with a shape and a dtype."""
    is_array = hasattr(value, "shape") and hasattr(value, "dtype")
    return value if is_array and not isinstance(value, np.generic) else np.asarray(value)


def _is_row(given: Any) -> bool:
    """A list of plain numbers, or of lists of them: a sample each."""
    if not isinstance(given, (list, tuple)) or not given:
        return False
    return not any(hasattr(leaf, "shape") for leaf in keras.tree.flatten(given)[:1])


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _kind(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"
