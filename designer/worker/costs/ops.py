"""What a call of each op of `keras.ops` costs: products by name, the rest by what it keeps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from designer.worker.costs.layers import Costing
from designer.worker.costs.share import (
    NOTHING,
    UNKNOWN,
    Called,
    Share,
    elements,
    floats,
    piece_like,
    times,
)


def _matmul(call: Called) -> Share:
    first = call.inputs[0]
    shared = first.shape[-1] if first.shape else 1
    return Share(times(elements(call.outputs[0].shape), shared), floats(call.inputs))


def _einsum(call: Called) -> Share:
    terms, arrow, result = call.operation.subscripts.replace(" ", "").partition("->")
    labels = terms.split(",")
    if "." in terms or not arrow or len(labels) != len(call.inputs) or len(labels) > 2:
        return Share(None, floats(call.inputs))
    sizes = {
        label: size
        for term, tensor in zip(labels, call.inputs, strict=True)
        for label, size in zip(term, tensor.shape, strict=False)
    }
    inner = (size for label, size in sizes.items() if label not in result)
    macs = times(elements(call.outputs[0].shape), *inner) if len(labels) == 2 else 0
    return Share(macs, floats(call.inputs))


def _tensordot(call: Called) -> Share:
    if len(call.inputs) < 2:
        return Share(None, floats(call.inputs))
    # Every element of the first meets what is left of the second.
    result, first, second = (elements(each.shape) for each in (call.outputs[0], *call.inputs[:2]))
    product = times(result, first, second)
    return Share(math.isqrt(product) if product else None, floats(call.inputs))


def _conv(call: Called) -> Share:
    if len(call.inputs) < 2:
        return Share(None, floats(call.inputs))
    kernel = call.inputs[1].shape
    return Share(times(elements(call.outputs[0].shape), *kernel[:-1]), floats(call.inputs))


def _dot_product_attention(call: Called) -> Share:
    query, key = call.inputs[:2]
    scores = (query.shape[0], query.shape[2], query.shape[1], key.shape[1])
    made = piece_like(query)._replace(shape=scores)
    return Share(
        times(elements(scores), 2, query.shape[-1]),
        floats(call.inputs[:3]),
        (made,),
        forward=(made,),
        backward=(made,),
    )


def _inputs(call: Called) -> Share:
    return Share(keeps=floats(call.inputs))


def _outputs(call: Called) -> Share:
    return Share(keeps=floats(call.outputs))


def _factors(call: Called) -> Share:
    """A number or a weight as the other factor needs nothing of the tensor."""
    return Share(keeps=floats(call.inputs) if len(call.inputs) > 1 else ())


def _passed(call: Called) -> Share:
    return Share(passes=tuple(zip(call.outputs, call.inputs, strict=False)), shares_gradient=True)


def _added(call: Called) -> Share:
    same = all(tuple(each.shape) == tuple(call.outputs[0].shape) for each in call.inputs)
    return Share(shares_gradient=same)


def _nothing(call: Called) -> Share:
    return NOTHING


def _unknown(call: Called) -> Share:
    return UNKNOWN


def _names(text: str, costing: Costing) -> Mapping[str, Costing]:
    return dict.fromkeys(text.split(), costing)


OPS: Mapping[str, Costing] = {
    **_names("Matmul Dot Inner Vdot", _matmul),
    **_names("Einsum", _einsum),
    **_names("Tensordot", _tensordot),
    **_names("Conv", _conv),
    **_names("DotProductAttention", _dot_product_attention),
    **_names("Multiply", _factors),
    **_names("Divide TrueDivide Maximum Minimum Where", _inputs),
    **_names("Relu Relu6 Sigmoid Tanh Softmax Elu Selu Exp Sqrt Rsqrt Reciprocal", _outputs),
    **_names("Reshape Squeeze ExpandDims Ravel StopGradient Identity", _passed),
    **_names("Add", _added),
    **_names("Subtract Negative Mean Sum Concatenate Stack Transpose Swapaxes Moveaxis", _nothing),
    **_names("Pad Slice GetItem Split Tile Repeat BroadcastTo Flip Roll Cast Resize", _nothing),
    **_names("Equal NotEqual Greater GreaterEqual Less LessEqual Argmax Argmin", _nothing),
    **_names("LogicalAnd LogicalOr LogicalNot ZerosLike OnesLike Shape Any All", _nothing),
    # A function of the user's own, or no list of multiply-adds.
    **_names("Map Scan AssociativeScan WhileLoop ForiLoop Switch Cond VectorizedMap", _unknown),
    **_names("FFT FFT2 IFFT2 RFFT IRFFT STFT ISTFT CTCLoss CTCDecode Kron CDist", _unknown),
    **_names("DepthwiseConv SeparableConv ConvTranspose JVP Correlate Corrcoef", _unknown),
}

_LINEAR_ALGEBRA = "keras.src.ops.linalg"


def cost_of_op(operation: Any) -> Costing | None:
    """The entry of an op; None if it is no op of Keras. An op without an entry works by element,
    and keeps what it read."""
    kind: type = type(operation)
    if not kind.__module__.startswith("keras.src.ops."):
        return None
    default: Costing = _unknown if kind.__module__ == _LINEAR_ALGEBRA else _inputs
    found: Costing = OPS.get(kind.__name__, default)
    return found
