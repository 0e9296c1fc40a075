"""What activation functions keep for their gradients, as TensorFlow writes them."""

from __future__ import annotations

from typing import Any

from designer.worker.costs.share import Piece, piece_like

_BY_OUTPUT = frozenset(
    {"relu", "relu6", "sigmoid", "tanh", "softmax", "elu", "selu", "exponential", "hard_tanh"}
    | {"leaky_relu", "glu"}
)
"""Their gradients are worked out from what they gave (of `leaky_relu` its sign tells the same;
of `glu` and others it is of that size)."""

_BY_INPUT = {
    "linear": 0,
    "silu": 1,
    "swish": 1,
    "softplus": 1,
    "softsign": 1,
    "log_softmax": 1,
    "hard_sigmoid": 2,
    "hard_silu": 3,
    "hard_swish": 3,
    "gelu": 3,
    "mish": 3,
    "log_sigmoid": 1,
    "celu": 3,
    "squareplus": 3,
    "tanh_shrink": 2,
    "soft_shrink": 2,
    "hard_shrink": 1,
    "threshold": 1,
    "sparse_plus": 3,
    "sparse_sigmoid": 2,
    "sparsemax": 2,
}
"""Tensors of the input's size that the gradient needs, its output not among them."""

_UNKNOWN_FUNCTION = 2


def name_of(activation: Any) -> str:
    return str(getattr(activation, "__name__", type(activation).__name__)) if activation else ""


def keeps_output(activation: Any) -> bool:
    return name_of(activation) in _BY_OUTPUT


def inside_of(activation: Any, tensor: Any) -> tuple[Piece, ...]:
    """What an activation keeps of the tensor that it is applied to, and of what it makes of it."""
    name = name_of(activation)
    if not name or name in _BY_OUTPUT:
        return ()
    return (piece_like(tensor),) * _BY_INPUT.get(name, _UNKNOWN_FUNCTION)
