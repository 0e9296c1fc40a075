"""What one node costs, as the worker says it: elements and multiply-adds, no bytes of a batch yet.

A size is told for one sample, as long as the batch size is not part of the design; what does not
grow with the batch (weights cast, a table of positions) stands apart. Where it cannot be known,
since a size other than the batch is `None` or the code cannot be looked into, it is `None`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """So many elements of a dtype."""

    dtype: str
    per_sample: int | None
    fixed: int = 0


@dataclass(frozen=True, slots=True)
class WeightAmount:
    """Weights of a dtype that a node brings into the model; shared ones belong to another node."""

    dtype: str
    trainable: int
    non_trainable: int = 0
    variables: int = 1
    """How many of them are trained, each with its own update."""
    largest: int | None = None
    """Elements of the largest that is trained; None: all are one."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call costs. Tensors are told by their place: among the outputs of all that the
    statement reads, one after the other, or among its own outputs."""

    macs: int | None = None
    """Multiply-adds for one sample, or for the batch that the design fixes; None: not known."""
    keeps_inputs: tuple[int, ...] = ()
    """What the backward pass needs again of what the node reads."""
    keeps_outputs: tuple[int, ...] = ()
    hidden: tuple[Amount, ...] = ()
    """What it needs besides: tensors that nobody outside sees."""
    pieces: int = 0
    """How many tensors the hidden ones are, where a loop stacks them step by step; else 0."""
    passes: tuple[tuple[int, int], ...] = ()
    """Outputs that are one of the inputs under another name, such as that of a Reshape."""
    forward: tuple[Amount, ...] = ()
    """Memory that is needed only while the call runs."""
    backward: tuple[Amount, ...] = ()
    """The same while its gradient is computed, without the gradients of inputs and outputs."""
    weights: tuple[WeightAmount, ...] = ()
    trains: bool = False
    """Whether weights behind it are trained, its own or those of a layer that it shares."""
    shares_gradient: bool = False
    """Whether the gradients of its inputs are that of its output itself, as with an Add."""
    bound: tuple[int, ...] = ()
    """How many tensors stand behind each name that the statement binds."""
    framework_bytes: int = 0
    """What the framework itself takes to trace this call and its gradient, whatever its sizes."""
    is_known: bool = True
    """Whether what it keeps is known: if not, the sizes here are at least that."""
