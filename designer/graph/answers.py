"""What the worker found out about nodes: symbolic tensors, parameter counts, failures."""

from __future__ import annotations

from dataclasses import dataclass

from designer.graph.costs import Cost

Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A symbolic tensor: shape (batch first, `None` unknown) and dtype, no values."""

    shape: Shape
    dtype: str = "float32"
    masked: bool = False
    """Whether it carries a mask."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one node: its outputs and parameters, or why it failed."""

    outputs: tuple[Tensor, ...] = ()
    params: int = 0
    trainable_params: int = 0
    error: str = ""
    """What Keras said, cleaned; empty where the node is sound."""
    error_type: str = ""
    details: str = ""
    """The error with its traceback."""
    waits: bool = False
    """The node did not run because something before it failed or is not wired."""
    cost: Cost | None = None
    """Multiply-adds and memory; None where the node did not run."""


def shape_text(shape: Shape) -> str:
    """`(None, 28, 28, 1)`, as Keras prints it."""
    inside = ", ".join(str(size) for size in shape)
    return f"({inside},)" if len(shape) == 1 else f"({inside})"
