"""What TensorFlow itself takes to trace a call and its gradient, whatever the sizes are.

Measured on chains of 40 to 160 calls with tensors of a few bytes, trained with SGD: the slope of
the process's memory by call (docs/decisions/0033-peak.md). Of a convolution it is one whose sizes
no other has: oneDNN compiles a kernel for each. It is no memory of tensors: on a GPU it is still
the process that holds it.
"""

from __future__ import annotations

from typing import Any

_KILOBYTES = {
    "Dense": 500,
    "EinsumDense": 600,
    "Conv1D": 1_200,
    "Conv2D": 1_200,
    "Conv3D": 1_200,
    "Conv1DTranspose": 1_200,
    "Conv2DTranspose": 1_200,
    "Conv3DTranspose": 1_200,
    "DepthwiseConv1D": 1_200,
    "DepthwiseConv2D": 1_200,
    "SeparableConv1D": 2_000,
    "SeparableConv2D": 2_000,
    "Embedding": 700,
    "BatchNormalization": 2_700,
    "LayerNormalization": 1_800,
    "GroupNormalization": 2_700,
    "Dropout": 550,
    "RNN": 10_000,
    "LSTM": 15_000,
    "GRU": 12_800,
    "SimpleRNN": 9_000,
    "ConvLSTM1D": 15_000,
    "ConvLSTM2D": 15_000,
    "ConvLSTM3D": 15_000,
    "MultiHeadAttention": 6_000,
    "GroupedQueryAttention": 6_000,
    "Attention": 1_500,
    "AdditiveAttention": 1_500,
}
_ELSE = 60
"""Of a call that works by element, such as a ReLU."""


def framework_bytes(operation: Any) -> int:
    """Of one call of a layer or op; a wrapper's is that of the layers inside of it."""
    names = ("forward_layer", "backward_layer", "layer")
    inside = [each for name in names if (each := getattr(operation, name, None)) is not None]
    if inside:
        return sum(map(framework_bytes, inside))
    kinds = (kind.__name__ for kind in type(operation).__mro__)
    return next((_KILOBYTES[name] for name in kinds if name in _KILOBYTES), _ELSE) * 1000
