"""Values to begin with: what a node gets when it is dropped, and what it can be tried with.

Pure: no Qt, no keras.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.catalog.op_samples import OP_SAMPLES
from designer.catalog.overrides import APPLICATIONS
from designer.catalog.spec import OpSpec, SlotSpec, Spec
from designer.catalog.values import Call, Code, Value

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class Sample:
    """Values and inputs with which a layer or an op can be built."""

    values: Mapping[str, Value]
    inputs: Mapping[str, tuple[Shape, ...]]
    """For each slot the shapes of the tensors that come, the batch left out."""
    dtypes: Mapping[str, str] = field(default_factory=dict)
    """By slot; float32 where nothing is said."""
    batch_sizes: Mapping[str, int] = field(default_factory=dict)
    """By slot; unknown where nothing is said."""


_LSTM = Call("keras.layers.LSTM", {"units": 32})
_DENSE = Call("keras.layers.Dense", {"units": 32})

_STARTING: dict[str, Value] = {
    **dict.fromkeys(("units", "output_dim", "num_bins"), 64),
    **dict.fromkeys(("head_dim", "key_dim", "filters"), 32),
    **dict.fromkeys(("kernel_size", "n", "k"), 3),
    **dict.fromkeys(("pool_size", "size", "block_size", "output_size", "repeats", "shift"), 2),
    **dict.fromkeys(("indices_or_sections", "num", "num_key_value_heads"), 2),
    **dict.fromkeys(("num_heads", "num_query_heads"), 4),
    **dict.fromkeys(("height", "width"), 24),
    **dict.fromkeys(("num_tokens", "num_classes"), 10),
    **dict.fromkeys(("rate", "stddev", "q"), 0.5),
    **dict.fromkeys(("factor", "height_factor", "width_factor"), 0.2),
    **dict.fromkeys(("x_min", "fill_value", "threshold", "default_value"), 0.0),
    **dict.fromkeys(("axis", "axes", "axis1", "source"), 1),
    **dict.fromkeys(("axis2", "destination"), 2),
    **dict.fromkeys(("max_val", "x_max"), 1.0),
    **dict.fromkeys(("sequence_length", "fft_length"), 8),
    **dict.fromkeys(("target_shape", "newshape", "output_shape"), (-1,)),
    "activation": "relu",
    "cell": Call("keras.layers.LSTMCell", {"units": 32}),
    "dtype": "float32",
    "backup_dir": "backup",
    "filename": "log.csv",
    "filepath": "best.keras",
    "function": Code("lambda x: x"),
    "input_dim": 1000,
    "kth": 0,
    "layer": _DENSE,
    "order": 1,
    "scale": 1.0 / 255,
    "sequence_stride": 4,
}
"""First values of required arguments, by name: what one would most likely type."""

_STARTING_OF: dict[str, Mapping[str, Value]] = {
    "Bidirectional": {"layer": _LSTM},
    "Discretization": {"bin_boundaries": (0.0, 0.5, 1.0)},
    "Dot": {"axes": 1},
    "EinsumDense": {"equation": "ab,bc->ac", "output_shape": (64,)},
    "GaussianNoise": {"stddev": 0.1},
    "IntegerLookup": {"vocabulary": [1, 2, 3]},
    "Permute": {"dims": (2, 1)},
    "Pipeline": {"layers": [Call("keras.layers.Rescaling", {"scale": 1.0 / 255})]},
    "RandomPosterization": {"factor": 4},
    "Slice": {"index": Code(":, 0")},
    "StringLookup": {"vocabulary": ["a", "b", "c"]},
    "TextVectorization": {"vocabulary": ["a", "b", "c"]},
    "broadcast_to": {"shape": (1, 8)},
    "fold": {"output_size": 16},
    "get_item": {"key": 0},
    "pad": {"pad_width": ((0, 0), (1, 1))},
    "reshape": {"newshape": (-1, 8)},
    "resize": {"size": (24, 24)},
    "roll": {"shift": 1},
    "scale_and_translate": {
        "output_shape": (1, 24, 24, 3),
        "spatial_dims": (1, 2),
        "method": "linear",
    },
    "scatter": {"shape": (4, 8)},
    "slice": {"start_indices": (0, 0), "shape": (1, 4)},
    "slice_update": {"start_indices": (0, 0)},
    "tile": {"repeats": (1, 2)},
    "unravel_index": {"shape": (4, 8)},
}
"""Values that a class or an op needs, or is of no use without, where its names do not tell."""

_STARTING_OF_APPLICATION: Mapping[str, Value] = {"weights": None, "include_top": False}
"""What works without a network, and gives features to build on."""


def starting_values(spec: Spec) -> dict[str, Value]:
    """Values with which a dropped node is valid at once, as far as that can be guessed.

    Required arguments only, and those without which the layer cannot do its work.
    """
    own = _STARTING_OF.get(spec.name, {})
    if spec.category == APPLICATIONS:
        own = _STARTING_OF_APPLICATION
    found = {}
    for argument in spec.arguments:
        if argument.name in own:
            found[argument.name] = own[argument.name]
        elif argument.is_required and argument.name in _STARTING:
            found[argument.name] = _STARTING[argument.name]
    return found


def sample_of(spec: Spec) -> Sample:
    """Values and input shapes with which this layer or op can be built."""
    values = starting_values(spec)
    of_op = isinstance(spec, OpSpec)
    fields = (OP_SAMPLES if of_op else _SAMPLES).get(spec.name, {})
    shape = fields.get("shape", _MATRIX if of_op else _shape_for(spec))
    inputs = {slot.name: _tensors(slot, shape) for slot in spec.slots if not slot.optional}
    return Sample(
        values={**values, **fields.get("values", {})},
        inputs={**inputs, **fields.get("inputs", {})},
        dtypes=_dtypes(spec, fields.get("dtype", {})),
        batch_sizes=fields.get("batch_sizes", {}),
    )


_MATRIX: Shape = (4, 8)
_TEXT = {"shape": (1,), "dtype": "string"}
_NUMBERS = {"shape": (10,), "dtype": "int32"}

_SAMPLES: dict[str, Mapping[str, Any]] = {
    "CategoryEncoding": _NUMBERS,
    "Discretization": {"shape": (10,)},
    "Embedding": _NUMBERS,
    "HashedCrossing": _TEXT,
    "Hashing": _TEXT,
    "IntegerLookup": {"shape": (1,), "dtype": "int64"},
    "MelSpectrogram": {"shape": (16000,)},
    "ReversibleEmbedding": _NUMBERS,
    # Its windows come from scipy, which the program does not need otherwise.
    "STFTSpectrogram": {"shape": (16000, 1), "values": {"window": None}},
    "StringLookup": _TEXT,
    "TextVectorization": _TEXT,
}
"""Shapes and dtypes of classes that want another input than their category and name tell."""

_SHAPE_OF_CATEGORY: dict[str, Shape] = {
    "Attention": (10, 16),
    "Image preprocessing": (32, 32, 3),
    "Recurrent": (10, 16),
}


def _shape_for(spec: Spec) -> Shape:
    found = re.search(r"([123])D", spec.name)
    if not found:
        default = (10, 32) if spec.name in ("Permute", "GroupNormalization", "Dot") else (32,)
        return _SHAPE_OF_CATEGORY.get(spec.category, default)
    shape: Shape = (*([16] * int(found.group(1))), 8)
    return (5, *shape) if spec.category == "Recurrent" else shape


def _tensors(slot: SlotSpec, shape: Shape) -> tuple[Shape, ...]:
    return (shape,) * (slot.minimum if slot.many else 1)


def _dtypes(spec: Spec, dtype: str | Mapping[str, str]) -> Mapping[str, str]:
    if isinstance(dtype, str):
        return {slot.name: dtype for slot in spec.slots}
    return dtype
