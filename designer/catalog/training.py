"""What the form of a run offers: optimizers, callbacks and names of losses. Pure: no Qt, no keras.

The classes are those of the installed Keras; here stands which come first, which of their arguments
are asked for at once, and what introspection takes for something else.
"""

from __future__ import annotations

from dataclasses import replace

from designer.catalog.spec import ArgumentSpec, PartSpec
from designer.catalog.table import Catalog

OPTIMIZER = "optimizer"
CALLBACK = "callback"

_FIRST = (
    *("Adam", "AdamW", "SGD", "RMSprop"),
    *("EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint", "TensorBoard"),
)
"""The most used; the others follow by name."""
_SHOWN: dict[str, tuple[str, ...]] = {
    "AdamW": ("learning_rate", "weight_decay"),
    "CSVLogger": ("filename",),
    "EarlyStopping": ("monitor", "patience"),
    "ModelCheckpoint": ("filepath", "save_best_only"),
    "ReduceLROnPlateau": ("monitor", "factor", "patience"),
    "TensorBoard": ("log_dir", "histogram_freq"),
}
_SHOWN_OF_OPTIMIZERS = ("learning_rate", "momentum")
_KINDS = {
    **dict.fromkeys(("filepath", "filename", "backup_dir", "monitor"), "text"),
    **dict.fromkeys(("factor", "min_delta", "baseline", "initial_value_threshold"), "float"),
}

LOSSES: tuple[str, ...] = (
    *("sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"),
    *("mse", "mae", "huber", "log_cosh", "mape", "msle", "cosine_similarity", "poisson"),
    *("kl_divergence", "hinge", "squared_hinge", "categorical_hinge", "dice", "tversky"),
    *("binary_focal_crossentropy", "categorical_focal_crossentropy"),
    *("mean_squared_error", "mean_absolute_error"),
)
"""Names under which Keras finds a loss."""


def offered(catalog: Catalog, category: str) -> tuple[PartSpec, ...]:
    """The optimizers, or the callbacks, that a person may choose from."""
    found = [_asked(spec) for spec in catalog.run_parts if spec.category == category]
    return tuple(sorted(found, key=_place))


def _place(spec: PartSpec) -> tuple[int, str]:
    return (_FIRST.index(spec.name) if spec.name in _FIRST else len(_FIRST), spec.name)


def _asked(spec: PartSpec) -> PartSpec:
    names = {argument.name for argument in spec.arguments}
    of_all = _SHOWN_OF_OPTIMIZERS if spec.category == OPTIMIZER else ()
    shown = _SHOWN.get(spec.name, tuple(name for name in of_all if name in names))
    arguments = tuple(_mended(argument) for argument in spec.arguments)
    return replace(spec, arguments=arguments, shown=shown)


def _mended(argument: ArgumentSpec) -> ArgumentSpec:
    kind = _KINDS.get(argument.name)
    is_open = argument.default is None
    return replace(argument, kind=kind, optional=is_open) if kind else argument
