"""What is remembered of symbolic tensors, and fresh symbolic tensors made from it.

A kept `KerasTensor` drags along the layer that made it, that layer's inputs, and so the whole
graph; and errors print its name. So only its plain facts are kept, and every statement gets new
tensors, named after the variables that it reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras

_CONSTANTS = (type(None), bool, int, float, str)


class TensorSpec(NamedTuple):
    """The facts of one symbolic tensor that a layer can see."""

    shape: tuple[int | None, ...]
    dtype: str
    sparse: bool = False
    ragged: bool = False
    mask: TensorSpec | None = None


class Items(NamedTuple):
    """A list or a tuple of structures."""

    kind: str
    items: tuple[Structure, ...]


class Entries(NamedTuple):
    """A dict of structures."""

    keys: tuple[str | int, ...]
    items: tuple[Structure, ...]


class Constant(NamedTuple):
    """A plain value; its type stands beside it, since `1 == True == 1.0`."""

    kind: str
    value: Any


Structure = TensorSpec | Items | Entries | Constant


@dataclass(frozen=True, slots=True)
class Live:
    """Anything else: a layer, a model, a function. It has an identity and cannot be rebuilt."""


LIVE = Live()


def spec_of(value: Any) -> Structure | Live:
    """The plain facts of a value that a statement made, or `LIVE` if it is more than facts."""
    if isinstance(value, keras.KerasTensor):
        return _tensor_spec(value)
    if type(value) in (list, tuple):
        items = tuple(spec_of(item) for item in value)
        return LIVE if LIVE in items else Items(type(value).__name__, items)  # type: ignore[arg-type]
    if type(value) is dict and all(isinstance(key, (str, int)) for key in value):
        items = tuple(spec_of(item) for item in value.values())
        return LIVE if LIVE in items else Entries(tuple(value), items)  # type: ignore[arg-type]
    if isinstance(value, _CONSTANTS):
        return Constant(type(value).__name__, value)
    return LIVE


def _tensor_spec(tensor: Any) -> TensorSpec:
    mask = getattr(tensor, "_keras_mask", None)
    return TensorSpec(
        shape=tuple(tensor.shape),
        dtype=str(tensor.dtype),
        sparse=bool(getattr(tensor, "sparse", False)),
        ragged=bool(getattr(tensor, "ragged", False)),
        mask=_tensor_spec(mask) if isinstance(mask, keras.KerasTensor) else None,
    )


def fresh(structure: Structure, name: str) -> Any:
    """A value with these facts and no history, its tensors named for error messages."""
    match structure:
        case TensorSpec():
            return _fresh_tensor(structure, name)
        case Items(kind, items):
            made = [fresh(item, f"{name}[{index}]") for index, item in enumerate(items)]
            return made if kind == "list" else tuple(made)
        case Entries(keys, items):
            return {
                key: fresh(item, f"{name}[{key!r}]") for key, item in zip(keys, items, strict=True)
            }
        case Constant():
            return structure.value


def _fresh_tensor(spec: TensorSpec, name: str) -> Any:
    more = {"sparse": True} if spec.sparse else {"ragged": True} if spec.ragged else {}
    tensor = keras.KerasTensor(spec.shape, spec.dtype, name=name, **more)
    if spec.mask is not None:
        tensor._keras_mask = _fresh_tensor(spec.mask, f"{name}_mask")
    return tensor


def named_tensors(structure: Structure | Live, name: str) -> Iterator[tuple[str, TensorSpec]]:
    """Every tensor in the structure with the expression that leads to it."""
    match structure:
        case TensorSpec():
            yield name, structure
        case Items(_, items):
            for index, item in enumerate(items):
                yield from named_tensors(item, f"{name}[{index}]")
        case Entries(keys, items):
            for key, item in zip(keys, items, strict=True):
                yield from named_tensors(item, f"{name}[{key!r}]")
