"""What introspection cannot know of layers, in one table each; ops have theirs in `op_overrides`.

A new Keras layer needs no line here: lines are for what signatures and texts leave open. Pure: no
Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.catalog.op_overrides import OP_ARGUMENTS
from designer.catalog.outputs import STATES
from designer.catalog.spec import REQUIRED

_FOREIGN = "It wraps a model of another package, which a design cannot hold."
_CELL = "It computes one step; it stands inside an RNN layer, as the value of `cell`."

_RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
_CELLS = ("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells")
"""What is offered where one of these is wanted; classes of the design are offered everywhere."""

LEFT_OUT: dict[str, str] = {
    "Layer": "It is the abstract base of all layers.",
    "Wrapper": "It is the abstract base of the layers that wrap another one.",
    "InputLayer": "Inputs are nodes of their own.",
    "InputSpec": "It describes what a custom layer accepts and is no layer.",
    "MaxNumBoundingBoxes": "Its input is a dictionary of labelled boxes and not a tensor.",
    "FlaxLayer": _FOREIGN,
    "JaxLayer": _FOREIGN,
    "TFSMLayer": _FOREIGN,
    "TorchModuleWrapper": _FOREIGN,
}
"""Public classes of `keras.layers` that are in no palette, and why."""

INSIDE_ONLY: dict[str, str] = {
    "GRUCell": _CELL,
    "LSTMCell": _CELL,
    "SimpleRNNCell": _CELL,
    "StackedRNNCells": "It joins cells into one; it stands inside an RNN layer.",
}
"""Classes that are values of arguments and never nodes, and why."""

PARTS_LEFT_OUT: dict[str, str] = {
    "Constraint": "It is the abstract base of all constraints.",
    "Initializer": "It is the abstract base of all initializers.",
    "Regularizer": "It is the abstract base of all regularizers.",
}
"""Public classes of initializers, regularizers and constraints that no value holds, and why."""

RUN_PARTS_LEFT_OUT: dict[str, str] = {
    "CTC": "Its targets are sequences of another length, which no source of samples makes.",
    "Circle": "It compares embeddings with each other and not with targets.",
    "Callback": "It is the abstract base of all callbacks.",
    "CallbackList": "It holds callbacks and is none.",
    "History": "Every run has one by itself.",
    "LambdaCallback": "It takes functions, which are code.",
    "LearningRateSchedule": "It is the abstract base of all schedules.",
    "LearningRateScheduler": "It takes a function; an optimizer takes a schedule instead.",
    "Loss": "It is the abstract base of all losses.",
    "LossScaleOptimizer": "Keras puts it around an optimizer in mixed precision.",
    "Mean": "It measures numbers and no outputs.",
    "MeanMetricWrapper": "It takes a function, which is code.",
    "Metric": "It is the abstract base of all metrics.",
    "MultiOptimizer": "It takes optimizers by functions that choose variables.",
    "Optimizer": "It is the abstract base of all optimizers.",
    "OptimizerMap": "It holds optimizers and is none.",
    "OrbaxCheckpoint": "It needs another package.",
    "ProgbarLogger": "Every run has one by itself.",
    "RemoteMonitor": "It sends what is measured to an address.",
    "Sum": "It measures numbers and no outputs.",
}
"""Public classes of losses, metrics, optimizers and callbacks that no run names, and why."""

PART_ARGUMENTS: dict[str, Mapping[str, Any]] = {
    "Constant.value": {"kind": "float"},
    "OrthogonalRegularizer.factor": {"kind": "float", "minimum": 0.0},
    "RandomNormal.mean": {"kind": "float"},
    "STFT.window": {"kind": "choice", "choices": ("hann", "hamming"), "optional": True},
    "STFT.side": {"kind": "choice", "choices": ("real", "imag")},
    "TruncatedNormal.mean": {"kind": "float"},
    "VarianceScaling.mode": {"kind": "choice", "choices": ("fan_in", "fan_out", "fan_avg")},
    "VarianceScaling.distribution": {
        "kind": "choice",
        "choices": ("truncated_normal", "untruncated_normal", "uniform"),
    },
}

ARGUMENTS: dict[str, Mapping[str, Any]] = {
    "Attention.score_mode": {"kind": "choice", "choices": ("dot", "concat")},
    "AugMix.alpha": {"minimum": 0.0},
    "AugMix.factor": {"kind": "float", "minimum": 0.0, "maximum": 1.0},
    "BatchNormalization.axis": {"kind": "int"},
    "BatchNormalization.renorm_clipping": {"kind": "any"},
    "Bidirectional.backward_layer": {"choices": _RECURRENT},
    "Bidirectional.layer": {"choices": _RECURRENT},
    "Bidirectional.merge_mode": {
        "kind": "choice",
        "choices": ("sum", "mul", "concat", "ave"),
        "optional": True,
    },
    # The signature says None, the constructor refuses it.
    "CategoryEncoding.num_tokens": {"default": REQUIRED, "optional": False},
    "Concatenate.axis": {"kind": "int"},
    "Cropping1D.cropping": {"kind": "ints", "length": 2, "minimum": 0},
    "Dot.axes": {"kind": "ints", "length": 2},
    "EinsumDense.bias_axes": {"kind": "text"},
    "EinsumDense.equation": {"kind": "text"},
    "GroupNormalization.groups": {"minimum": -1},
    "GRU.use_cudnn": {"kind": "any"},
    "IntegerLookup.mask_token": {"kind": "int"},
    "IntegerLookup.vocabulary_dtype": {"choices": ("int64",)},
    "UpSampling1D.size": {"kind": "int", "minimum": 1},
    "Lambda.mask": {"kind": "function"},
    "MixUp.alpha": {"minimum": 0.0, "maximum": 1.0},
    "MultiHeadAttention.output_shape": {"kind": "ints", "minimum": 1},
    "Normalization.axis": {"optional": True},
    "Permute.dims": {"kind": "shape", "minimum": 1},
    "RandAugment.factor": {"kind": "float", "minimum": 0.0, "maximum": 1.0},
    "RandomElasticTransform.scale": {"kind": "floats", "length": 2},
    "RandomGaussianBlur.kernel_size": {"length": 2},
    "RandomGrayscale.factor": {"kind": "float", "minimum": 0.0, "maximum": 1.0},
    "RandomPosterization.factor": {"kind": "int", "minimum": 1, "maximum": 8},
    "ReLU.negative_slope": {"minimum": 0.0},
    "LSTM.use_cudnn": {"kind": "any"},
    "LeakyReLU.negative_slope": {"minimum": 0.0},
    "Reshape.target_shape": {"minimum": -1},
    "Resizing.fill_mode": {"choices": ("constant",)},
    "Resizing.interpolation": {
        "choices": ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"),
    },
    "STFTSpectrogram.mode": {
        "kind": "choice",
        "choices": ("log", "magnitude", "psd", "real", "imag", "angle", "stft"),
    },
    "STFTSpectrogram.scaling": {
        "kind": "choice",
        "choices": ("density", "spectrum"),
        "optional": True,
    },
    "StringLookup.mask_token": {"kind": "text"},
    "TextVectorization.ngrams": {"kind": "ints", "minimum": 1},
    "TextVectorization.split": {"choices": ("whitespace", "character"), "optional": True},
    "TextVectorization.standardize": {
        "kind": "choice",
        "choices": ("lower_and_strip_punctuation", "lower", "strip_punctuation"),
        "optional": True,
    },
    "RNN.cell": {"choices": _CELLS},
    "StackedRNNCells.cells": {"choices": _CELLS},
    "Rescaling.offset": {"kind": "float"},
    "ZeroPadding1D.padding": {"kind": "ints", "length": 2, "minimum": 0},
    **PART_ARGUMENTS,
    **OP_ARGUMENTS,
}
"""Fields of `ArgumentSpec` that the rules would get wrong, by class and argument."""

LEFT_OUT_ARGUMENTS: dict[str, str] = {
    "input_tensor": "The wire brings the input.",
    "name": "The name of the node is the name of the layer.",
    "quantization_config": "It quantizes a trained layer; a design describes an untrained one.",
    "gptq_unpacked_column_size": "It belongs to layers that were quantized before.",
}
"""Constructor arguments that no form shows, and why."""

BASE_ARGUMENTS = ("trainable", "dtype")
"""Arguments of every layer that classes take as `**kwargs`; the others of the base have
arguments of their own (`activity_regularizer`), or none would know what to set (`autocast`)."""

TENSORS_OF_CALLS = frozenset(
    (
        *("mask", "query_mask", "value_mask", "key_mask", "attention_mask"),
        *("value", "key", "initial_state", "states", "count_weights"),
    )
)
"""Parameters of `call` beside the first that take tensors; the others are call arguments."""

SLOTS: dict[str, Mapping[str, Any]] = {
    "AdditiveAttention.inputs": {"many": True, "minimum": 2, "maximum": 3},
    "AdditiveAttention.mask": {"many": True, "minimum": 2, "maximum": 3},
    "Attention.inputs": {"many": True, "minimum": 2, "maximum": 3},
    "Attention.mask": {"many": True, "minimum": 2, "maximum": 3},
    "Dot.inputs": {"minimum": 2, "maximum": 2},
    "HashedCrossing.inputs": {"many": True, "minimum": 2},
    "Subtract.inputs": {"minimum": 2, "maximum": 2},
}
"""Fields of `SlotSpec` that signatures do not show, by class and parameter."""

OUTPUTS_WHEN: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    **{path.rpartition(".")[2]: (("return_state", states),) for path, states in STATES.items()},
    **dict.fromkeys(
        ("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention"),
        (("return_attention_scores", ("scores",)),),
    ),
}
"""Outputs that come on top when an argument is true; what depends on more is in `outputs`."""

TELLING = (
    *(
        "units",
        "filters",
        "kernel_size",
        "pool_size",
        "num_mel_bins",
        "size",
        "strides",
        "num_heads",
        "key_dim",
    ),
    *(
        "input_dim",
        "output_dim",
        "target_shape",
        "dims",
        "rate",
        "layer",
        "axis",
        "axes",
        "padding",
    ),
    *("dilation_rate", "cropping", "output_mode", "activation", "return_sequences", "max_tokens"),
    *("momentum", "negative_slope", "alpha", "height", "width", "factor", "mode"),
)
"""Arguments worth a line on the canvas, after the required ones."""

CATEGORY_OF_MODULE: tuple[tuple[str, str], ...] = (
    ("layers.core", "Core"),
    ("layers.convolutional", "Convolution"),
    ("layers.pooling", "Pooling"),
    ("layers.rnn", "Recurrent"),
    ("layers.attention", "Attention"),
    ("layers.merging", "Merging"),
    ("layers.reshaping", "Reshaping"),
    ("layers.normalization", "Normalization"),
    ("layers.regularization", "Regularization"),
    ("layers.activations", "Activation"),
    ("layers.preprocessing.image_preprocessing", "Image preprocessing"),
    ("layers.preprocessing", "Preprocessing"),
)
"""The module a class lives in decides its category; the order is that of the palette."""

APPLICATIONS = "Known architectures"
"""The category of the models of `keras.applications`."""

APPLICATION_ARGUMENTS: dict[str, Mapping[str, Any]] = {
    "alpha": {"kind": "float", "minimum": 0.0},
    "classifier_activation": {"kind": "activation", "optional": True},
    "include_preprocessing": {
        "doc": "Whether the model scales the images itself; then they come in as 0 to 255."
    },
    "input_shape": {"kind": "shape", "optional": True},
    "pooling": {"kind": "choice", "choices": ("avg", "max"), "optional": True},
    "weights": {"kind": "choice", "choices": ("imagenet",), "optional": True},
}
"""Fields of `ArgumentSpec` that hold for every model of `keras.applications`."""

APPLICATION_SHOWN = ("weights", "include_top", "pooling", "classes", "alpha", "trainable")

OTHER = "Other"
"""The category of a module that no line knows, in a Keras newer than this table."""
