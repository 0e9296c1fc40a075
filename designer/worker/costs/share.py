"""What one call of an operation costs, in terms of its symbolic tensors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

Shape = tuple[int | None, ...]


class Piece(NamedTuple):
    """A tensor that nobody outside the call sees."""

    shape: Shape
    dtype: str


@dataclass(frozen=True, slots=True)
class Share:
    """The cost of one call. `keeps` are input or output tensors that the gradient needs again;
    `hidden` are others. `forward` and `backward` is what is needed only meanwhile."""

    macs: int | None = 0
    keeps: tuple[Any, ...] = ()
    hidden: tuple[Piece, ...] = ()
    passes: tuple[tuple[Any, Any], ...] = ()
    forward: tuple[Piece, ...] = ()
    backward: tuple[Piece, ...] = ()
    shares_gradient: bool = False
    pieces: int = 0
    """How many tensors the hidden ones are, where a loop stacks them step by step."""
    is_known: bool = True


class Called(NamedTuple):
    """One call: what was called, on which tensors, what it gave."""

    operation: Any
    inputs: tuple[Any, ...]
    outputs: tuple[Any, ...]
    named: dict[str, Any]
    """Arguments by name, where the call named them."""


NOTHING = Share()
UNKNOWN = Share(macs=None, is_known=False)


def elements(shape: Shape) -> int | None:
    """For one sample, where the first size is open; None where another is."""
    count = 1
    for place, size in enumerate(shape):
        if size is None and place:
            return None
        count *= 1 if size is None else size
    return count


def times(*factors: int | None) -> int | None:
    """The product; None where a factor is not known."""
    known = [factor for factor in factors if factor is not None]
    return math.prod(known) if len(known) == len(factors) else None


def plus(*terms: int | None) -> int | None:
    known = [term for term in terms if term is not None]
    return sum(known) if len(known) == len(terms) else None


def piece_like(tensor: Any, dtype: str = "") -> Piece:
    return Piece(tuple(tensor.shape), dtype or str(tensor.dtype))


def floats(tensors: tuple[Any, ...]) -> tuple[Any, ...]:
    """Those through which a gradient can flow."""
    return tuple(each for each in tensors if "float" in str(each.dtype))
