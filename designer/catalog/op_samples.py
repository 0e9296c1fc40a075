"""What ops can be tried with, where a matrix of floats will not do.

Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, Any]

_IMAGE: Fields = {"shape": (32, 32, 3)}
_SQUARE: Fields = {"shape": (4, 4)}
_VECTOR: Fields = {"shape": (), "batch_sizes": {"x": 6, "x1": 6, "x2": 4}}
_WHOLE: Fields = {"dtype": "int32"}
_FLAGS: Fields = {"dtype": "bool"}
_COMPLEX: Fields = {"dtype": "complex64"}
_EQUATIONS: Fields = {"inputs": {"a": ((4, 4),), "b": ((4, 2),)}}
_SEGMENTS: Fields = {
    "inputs": {"data": ((4,),), "segment_ids": ((),)},
    "dtype": {"segment_ids": "int32"},
}
_FRAME = {"target_height": 24, "target_width": 24}


def _each(names: str, fields: Fields) -> dict[str, Fields]:
    return dict.fromkeys(names.split(), fields)


def _kernels(**kernels: tuple[int, ...]) -> Fields:
    """An image, and kernels by slot; the first dimension of a kernel is where a batch would be."""
    shapes = {slot: (shape[1:],) for slot, shape in kernels.items()}
    return {
        "inputs": {"inputs": ((16, 16, 3),), **shapes},
        "batch_sizes": {slot: shape[0] for slot, shape in kernels.items()},
    }


OP_SAMPLES: dict[str, Fields] = {
    **_each("average_pool max_pool space_to_depth elastic_transform extract_patches", _IMAGE),
    **_each("gaussian_blur hsv_to_rgb resize rgb_to_grayscale rgb_to_hsv sobel_edges ssim", _IMAGE),
    **_each("cholesky cholesky_inverse det dot eig eigh inv logdet lu_factor matmul", _SQUARE),
    **_each("matrix_rank pinv slogdet", _SQUARE),
    **_each("bitwise_and bitwise_invert bitwise_left_shift bitwise_not bitwise_or gcd", _WHOLE),
    **_each("bitwise_right_shift bitwise_xor lcm left_shift one_hot right_shift", _WHOLE),
    **_each("bincount multi_hot unravel_index", _WHOLE),
    **_each("logical_and logical_not logical_or logical_xor", _FLAGS),
    **_each("angle conj conjugate imag real view_as_real", _COMPLEX),
    **_each("correlate vander", _VECTOR),
    **_each("segment_max segment_min segment_prod segment_sum", _SEGMENTS),
    **_each("solve solve_triangular", _EQUATIONS),
    "affine_transform": {"inputs": {"images": ((32, 32, 3),), "transform": ((8,),)}},
    "batch_normalization": {
        "shape": (),
        "inputs": {"x": ((8,),)},
        "values": {"axis": -1},
        "batch_sizes": {"mean": 8, "variance": 8},
    },
    "conv": _kernels(kernel=(3, 3, 3, 8)),
    "conv_transpose": _kernels(kernel=(3, 3, 8, 3)),
    "crop_images": {**_IMAGE, "values": {"top_cropping": 2, "left_cropping": 2, **_FRAME}},
    "cross": {"shape": (4, 3)},
    "ctc_decode": {
        "inputs": {"inputs": ((20, 10),), "sequence_lengths": ((),)},
        "dtype": {"sequence_lengths": "int32"},
    },
    "ctc_loss": {
        "shape": (),
        "inputs": {"target": ((5,),), "output": ((20, 10),)},
        "dtype": dict.fromkeys(("target", "target_length", "output_length"), "int32"),
    },
    "depth_to_space": {"shape": (16, 16, 12)},
    "depthwise_conv": _kernels(kernel=(3, 3, 3, 2)),
    "diag": {"shape": (8,)},
    "digitize": {"inputs": {"bins": ((),)}, "batch_sizes": {"bins": 3}},
    "dot_product_attention": {"shape": (5, 2, 4)},
    "extract_patches_3d": {"shape": (8, 8, 8, 3)},
    "fold": {"shape": (27, 196)},
    "in_top_k": {
        "inputs": {"targets": ((),), "predictions": ((10,),)},
        "dtype": {"targets": "int32"},
    },
    "lstsq": {"inputs": {"a": ((4,),), "b": ((2,),)}},
    "map_coordinates": {
        "shape": (10,),
        "batch_sizes": {"inputs": 8, "coordinates": 2},
    },
    "pad": {"values": {"pad_width": 1}},
    "pad_images": {
        **_IMAGE,
        "values": {"top_padding": 2, "left_padding": 2, "target_height": 40, "target_width": 40},
    },
    "perspective_transform": {"shape": (4, 2), "inputs": {"images": ((32, 32, 3),)}},
    "scale_and_translate": {
        "shape": (),
        "inputs": {"images": ((32, 32, 3),)},
        "batch_sizes": {"scale": 2, "translation": 2},
    },
    "scatter": {
        "inputs": {"indices": ((2,),), "values": ((),)},
        "dtype": {"indices": "int32"},
        "batch_sizes": {"indices": 4, "values": 4},
    },
    "scatter_update": {
        "inputs": {"indices": ((3,),), "updates": ((),)},
        "dtype": {"indices": "int32"},
        "batch_sizes": {"indices": 5, "updates": 5},
    },
    "searchsorted": {"shape": (), "batch_sizes": {"sorted_sequence": 6}},
    "select": {"dtype": {"condlist": "bool"}},
    "separable_conv": _kernels(depthwise_kernel=(3, 3, 3, 2), pointwise_kernel=(1, 1, 6, 8)),
    "slice": {"values": {"start_indices": (0, 0, 0), "shape": (1, 2, 4)}},
    "slice_update": {
        "inputs": {"updates": ((2, 4),)},
        "values": {"start_indices": (0, 0, 0)},
        "batch_sizes": {"updates": 1},
    },
    "sparse_categorical_crossentropy": {
        "inputs": {"target": ((4,),)},
        "dtype": {"target": "int32"},
    },
    "take": {"inputs": {"indices": ((3,),)}, "dtype": {"indices": "int32"}},
    "take_along_axis": {
        "inputs": {"indices": ((4, 2),)},
        "dtype": {"indices": "int32"},
        "values": {"axis": -1},
    },
    "unfold": {"shape": (3, 16, 16)},
    "unstack": {"values": {"num": 4, "axis": 1}},
    "view_as_complex": {"shape": (4, 2)},
    "where": {"dtype": {"condition": "bool"}},
}
"""By op: `shape` of every tensor, `inputs` by slot, `dtype` (of all, or by slot), `batch_sizes`
by slot, `values`."""
