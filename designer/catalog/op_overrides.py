"""What introspection cannot know of `keras.ops`: which parameters are tensors, what is left out.

Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.catalog.spec import REQUIRED

_NO_TENSOR = "It takes no tensor: it makes one from numbers."
_FUNCTION = "It takes a Python function; a custom layer or a Lambda says that better."
_NO_ANSWER = "Its answer is no tensor."
_CONVERSION = "It turns Python data into a tensor; on a canvas everything is one already."
_WRONG_SHAPE = "Keras 3.15 gives it a wrong symbolic shape; the layers of that name are right."
_NAMED_LENGTHS = "It takes axis lengths under names of one's own choice."


def _names(reason: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), reason)


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


OPS_LEFT_OUT: dict[str, str] = {
    **_names(
        _NO_TENSOR, "arange empty eye full geomspace identity linspace logspace ones tri zeros"
    ),
    **_names("It makes a window of a given length.", "bartlett blackman hamming hanning kaiser"),
    **_names(_FUNCTION, "associative_scan cond custom_gradient fori_loop jvp map scan switch"),
    **_names(_FUNCTION, "vectorize vectorized_map while_loop"),
    **_names(_NO_ANSWER, "convert_to_numpy dtype is_tensor ndim shape size"),
    **_names(_CONVERSION, "array convert_to_tensor"),
    **_names(_WRONG_SHAPE, "adaptive_average_pool adaptive_max_pool"),
    "einsum": "Its tensors follow a text, one after another; EinsumDense and matmul say the same.",
    "meshgrid": "It takes its tensors one after another and returns as many.",
    "nonzero": "How many tensors it returns depends on the rank of the input.",
    "rearrange": _NAMED_LENGTHS,
}
"""Public functions of `keras.ops` that are in no palette, and why."""

TENSORS = _set(
    "a abs_ angle array b beta bias bins choicelist condition condlist coordinates data"
    " depthwise_kernel end_points gamma image1 image2 images indices inputs kernel key mask mean"
    " offset output output_length pointwise_kernel predictions query scale segment_ids"
    " sequence_lengths sorted_sequence start_points target target_length targets transform"
    " translation updates value values variable variance volumes weights x x1 x2 xs y"
)
"""Parameters that take tensors, in every op where they have no default but None."""

NOT_TENSORS = frozenset({"get_item.key", "dot_product_attention.scale"})
"""Where a name of `TENSORS` means something else."""

_TWO_PARTS = {"many": True, "minimum": 2, "maximum": 2, "doc": "The real and the imaginary part."}
_NUMBER = {"literal": True, "optional": False}

_WITH_NUMBERS = (
    "add subtract multiply divide true_divide divide_no_nan floor_divide mod fmod power maximum"
    " minimum fmax fmin equal not_equal greater greater_equal less less_equal arctan2"
    " logaddexp logaddexp2 nextafter gcd lcm ldexp logical_and logical_or logical_xor"
)

OP_SLOTS: dict[str, Mapping[str, Any]] = {
    **{f"{op}.{slot}": _NUMBER for op in _WITH_NUMBERS.split() for slot in ("x1", "x2")},
    **{f"where.{slot}": _NUMBER for slot in ("x1", "x2")},
    **{f"{op}.xs": {"many": True, "minimum": 2} for op in ("concatenate", "dstack", "hstack")},
    "vstack.xs": {"many": True, "minimum": 2},
    "stack.x": {"many": True, "minimum": 2},
    "select.condlist": {"many": True},
    "select.choicelist": {"many": True},
    **{f"{op}.x": _TWO_PARTS for op in ("fft", "fft2", "ifft2", "irfft", "istft")},
    "take.indices": {"literal": True},
}
"""Fields of `SlotSpec` that signatures do not show, by op and parameter."""

LITERALS: dict[str, Mapping[str, Any]] = {
    "take.indices": {"kind": "ints"},
}
"""What may stand in a literal slot instead of a wire; a number where nothing else is said."""

_COMPLEX = ("real", "imaginary")

OP_OUTPUTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("fft", "fft2", "ifft2", "rfft", "stft"), _COMPLEX),
    "ctc_decode": ("decoded", "scores"),
    "eig": ("eigenvalues", "eigenvectors"),
    "eigh": ("eigenvalues", "eigenvectors"),
    "histogram": ("counts", "edges"),
    "lu_factor": ("lu", "pivots"),
    "moments": ("mean", "variance"),
    "qr": ("q", "r"),
    "slogdet": ("sign", "logdet"),
    "top_k": ("values", "indices"),
}
"""Ops with more than one output."""

OP_OUTPUTS_WHEN: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "unique": (
        ("return_index", ("index",)),
        ("return_inverse", ("inverse",)),
        ("return_counts", ("counts",)),
    ),
}

_NUMBER_ARGUMENT = {"kind": "float"}
_PADDED = {"kind": "ints", "minimum": 0}
_PERCENT = {"kind": "floats", "minimum": 0.0, "maximum": 100.0}
_QUANTILE = {"kind": "floats", "minimum": 0.0, "maximum": 1.0}
_METHODS = ("linear", "nearest", "cubic", "lanczos3", "lanczos5")
_FILLINGS = ("constant", "nearest", "wrap", "mirror", "reflect")

OP_ARGUMENTS: dict[str, Mapping[str, Any]] = {
    "affine_transform.fill_mode": {"choices": _FILLINGS},
    "clip.x_max": _NUMBER_ARGUMENT,
    "clip.x_min": _NUMBER_ARGUMENT,
    "correlate.mode": {"kind": "choice", "choices": ("valid", "same", "full")},
    "elastic_transform.fill_mode": {"choices": _FILLINGS},
    "elastic_transform.sigma": _NUMBER_ARGUMENT,
    "fold.padding": _PADDED,
    "in_top_k.k": {"kind": "int", "minimum": 1},
    "map_coordinates.fill_mode": {"choices": _FILLINGS},
    "map_coordinates.order": {"kind": "int", "minimum": 0, "maximum": 1},
    # The signature says None, the function refuses it.
    "multi_hot.num_classes": {"default": REQUIRED, "optional": False},
    "norm.ord": {"kind": "any"},
    **{f"{op}.q": _PERCENT for op in ("percentile", "nanpercentile")},
    **{f"{op}.q": _QUANTILE for op in ("quantile", "nanquantile")},
    "normalize.order": _NUMBER_ARGUMENT,
    "resize.fill_mode": {"choices": ("constant",)},
    "resize.size": {"kind": "shape", "minimum": 1},
    "rot90.axes": {"kind": "ints", "length": 2},
    "scale_and_translate.method": {"kind": "choice", "choices": _METHODS},
    "scatter_update.reduction": {"kind": "choice", "choices": ("add", "max", "min", "mul")},
    "squareplus.b": _NUMBER_ARGUMENT,
    "tensordot.axes": {"kind": "any"},
    "threshold.default_value": _NUMBER_ARGUMENT,
    "threshold.threshold": {"minimum": None},
    "top_k.k": {"kind": "int", "minimum": 1},
    "unfold.padding": _PADDED,
    "vander.N": {"kind": "int", "minimum": 1},
    "unique.size": {"kind": "int", "minimum": 1},
    # Keras can infer it, a canvas cannot: it decides how many outputs the node has.
    "unstack.num": {"default": REQUIRED, "optional": False},
}
"""Fields of `ArgumentSpec` that the rules would get wrong; merged into `overrides.ARGUMENTS`."""

_CATEGORIES = {
    "Ops: arithmetic": (
        "add subtract multiply divide true_divide divide_no_nan floor_divide mod fmod power"
        " negative abs absolute fabs sign signbit reciprocal square sqrt cbrt rsqrt maximum"
        " minimum fmax fmin clip round ceil floor trunc gcd lcm heaviside nextafter nan_to_num"
        " ldexp bitwise_and bitwise_invert bitwise_left_shift bitwise_not bitwise_or"
        " bitwise_right_shift bitwise_xor left_shift right_shift cast saturate_cast view"
        " stop_gradient copy full_like ones_like zeros_like empty_like"
    ),
    "Ops: comparison": (
        "equal not_equal greater greater_equal less less_equal logical_and logical_not logical_or"
        " logical_xor isclose allclose isfinite isin isinf isnan isneginf isposinf isreal where"
        " select"
    ),
    "Ops: reduction": (
        "all any amax amin argmax argmin average bincount count_nonzero corrcoef cumprod cumsum"
        " diff histogram logsumexp max mean median min nanargmax nanargmin nancumprod nancumsum"
        " nanmax nanmean nanmedian nanmin nanpercentile nanprod nanquantile nanstd nansum nanvar"
        " percentile prod ptp quantile segment_max segment_min segment_prod segment_sum std sum"
        " top_k in_top_k trapezoid var"
    ),
    "Ops: shape": (
        "append array_split broadcast_to concatenate diag diagflat diagonal dsplit dstack"
        " expand_dims flip fliplr flipud get_item hsplit hstack moveaxis pad ravel repeat reshape"
        " roll rot90 scatter scatter_update slice slice_update split squeeze stack swapaxes take"
        " take_along_axis tile transpose tril triu unravel_index unstack vsplit vstack argsort"
        " sort argpartition unique searchsorted digitize"
    ),
    "Ops: linear algebra": (
        "cdist cross dot inner kron matmul outer slogdet tensordot trace vander vdot logdet"
    ),
}
CATEGORY_OF_OP = {op: category for category, ops in _CATEGORIES.items() for op in ops.split()}

CATEGORY_OF_OP_MODULE: tuple[tuple[str, str], ...] = (
    ("ops.linalg", "Ops: linear algebra"),
    ("ops.nn", "Ops: neural network"),
    ("ops.image", "Ops: image"),
    ("ops", "Ops: mathematics"),
)
"""Categories of the ops that `CATEGORY_OF_OP` does not name."""

OP_CATEGORIES = (*_CATEGORIES, "Ops: mathematics", "Ops: neural network", "Ops: image")
