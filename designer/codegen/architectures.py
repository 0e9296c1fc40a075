"""Which names the models of `keras.applications` use up while they are built.

Keras counts the automatic names of layers wherever these are made, inside `ResNet50(…)` too: a
`keras.Input` after it is called `input_layer_1`. Measured with Keras 3.15.1, each model with its
top, and without it with every kind of pooling. Pure: no Qt, no keras.
"""

from __future__ import annotations

MODULE = "keras.applications."
_POOLING = "global_average_pooling2d global_max_pooling2d"
_BY_BEGINNING: dict[str, str] = {
    "ConvNeXt": f"add functional layer_normalization {_POOLING}",
    "DenseNet": "zero_padding2d",
    "EfficientNet": "normalization rescaling",
    "Inception": (
        "activation average_pooling2d batch_normalization concatenate conv2d custom_scale_layer"
        f" max_pooling2d {_POOLING}"
    ),
    "MobileNet": f"activation add dropout flatten multiply re_lu rescaling {_POOLING}",
    "NASNet": f"activation add concatenate cropping2d zero_padding2d {_POOLING}",
    "ResNet": "max_pooling2d",
    "VGG": _POOLING,
    "Xception": f"add batch_normalization conv2d {_POOLING}",
}


def names_inside(path: str) -> frozenset[str] | None:
    """Automatic names that this architecture may count; None where that could be any."""
    name = path.removeprefix(MODULE)
    for beginning, names in _BY_BEGINNING.items():
        if name.startswith(beginning):
            return frozenset(("input_layer", *names.split()))
    return None
