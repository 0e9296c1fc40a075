"""What functions of older Keras and of TensorFlow are called in Keras 3."""

from __future__ import annotations

_SAME = (
    "abs all any arange argmax argmin cast concatenate cos cumprod cumsum dot equal exp expand_dims"
    " eye greater greater_equal less less_equal log max maximum mean min minimum not_equal ones"
    " ones_like prod relu repeat reshape round shape sigmoid sign sin softmax softplus softsign"
    " sqrt square squeeze stack std sum tanh tile transpose var where zeros zeros_like elu"
    " hard_sigmoid stop_gradient"
)
_RANDOM = ("normal", "uniform", "truncated_normal")

BACKEND: dict[str, str] = {
    **{name: f"ops.{name}" for name in _SAME.split()},
    **{f"random_{name}": f"random.{name}" for name in _RANDOM},
    "truncated_normal": "random.truncated_normal",
    "clip": "ops.clip",
    "dropout": "random.dropout",
    "gather": "ops.take",
    "l2_normalize": "ops.normalize",
    "permute_dimensions": "ops.transpose",
    "pow": "ops.power",
    "switch": "ops.where",
    "ndim": "ops.ndim",
}
"""Functions of `keras.backend` before Keras 3, by their names there; paths below `keras.`."""

_STILL_THERE = (
    "backend clear_session device epsilon floatx get_uid image_data_format is_float_dtype"
    " is_int_dtype is_keras_tensor result_type set_epsilon set_floatx"
    " set_image_data_format standardize_dtype Variable name_scope"
)
STILL_THERE = frozenset(_STILL_THERE.split())
"""What `keras.backend` still has in Keras 3."""

TENSORFLOW: dict[str, str] = {
    **{name: f"ops.{name}" for name in _SAME.split() if name not in ("max", "min", "any", "all")},
    **{
        f"reduce_{name}": f"ops.{name}"
        for name in ("sum", "mean", "max", "min", "prod", "any", "all", "std", "variance")
    },
    **{f"math.{name}": f"ops.{name}" for name in ("abs", "exp", "log", "sqrt", "square", "sign")},
    **{f"math.reduce_{name}": f"ops.{name}" for name in ("sum", "mean", "max", "min", "prod")},
    **{
        f"nn.{name}": f"ops.{name}"
        for name in [
            "relu",
            "softmax",
            "sigmoid",
            "gelu",
            "elu",
            "silu",
            "softplus",
            "softsign",
            "tanh",
            "relu6",
            "selu",
        ]
    },
    **{f"random.{name}": f"random.{name}" for name in _RANDOM},
    "reduce_variance": "ops.var",
    "math.reduce_std": "ops.std",
    "math.reduce_variance": "ops.var",
    "math.maximum": "ops.maximum",
    "math.minimum": "ops.minimum",
    "math.multiply": "ops.multiply",
    "math.add": "ops.add",
    "add": "ops.add",
    "multiply": "ops.multiply",
    "subtract": "ops.subtract",
    "divide": "ops.divide",
    "clip_by_value": "ops.clip",
    "concat": "ops.concatenate",
    "convert_to_tensor": "ops.convert_to_tensor",
    "einsum": "ops.einsum",
    "gather": "ops.take",
    "linalg.matmul": "ops.matmul",
    "matmul": "ops.matmul",
    "one_hot": "ops.one_hot",
    "pow": "ops.power",
    "range": "ops.arange",
    "rank": "ops.ndim",
    "split": "ops.split",
    "tensordot": "ops.tensordot",
    "unstack": "ops.unstack",
}
"""Functions of TensorFlow that `keras.ops` or `keras.random` have too, taking the same arguments in
the same order."""
del TENSORFLOW["dot"], TENSORFLOW["arange"], TENSORFLOW["concatenate"]

RANDOM_PATHS = tuple(
    f"keras.random.{name}"
    for name in (
        *("beta", "binomial", "categorical", "dropout", "gamma", "normal", "randint", "shuffle"),
        *("truncated_normal", "uniform"),
    )
)

WELL_KNOWN: dict[str, str] = {
    "K": "from keras import backend as K",
    "functools": "import functools",
    "keras": "import keras",
    "math": "import math",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "partial": "from functools import partial",
    "tf": "import tensorflow as tf",
}
"""Names that people use for modules, and the import that they mean."""

_KEEPS_SHAPE = (
    "abs cast clip cos elu exp gelu hard_sigmoid leaky_relu log maximum minimum multiply"
    " negative normalize ones_like power relu relu6 round selu sigmoid sign silu sin"
    " softmax softplus softsign sqrt square stop_gradient tanh zeros_like rsqrt floor ceil"
)
KEEPS_SHAPE = frozenset(_KEEPS_SHAPE.split())
"""Functions of `keras.ops` whose result has the shape of what is put in."""
