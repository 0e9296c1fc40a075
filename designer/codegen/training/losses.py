"""The losses of Keras, and what targets each of them takes. Pure: no Qt, no keras.

Hand-made, and compared with the installed Keras by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.catalog.values import Call, Value
from designer.graph.naming import keras_name

CLASS_IDS = "class ids"
ONE_HOT = "one-hot"
FLAGS = "flags"
SIGNS = "signs"
NUMBERS = "numbers"
COUNTS = "counts"
TARGET_FORMS = (CLASS_IDS, ONE_HOT, FLAGS, SIGNS, NUMBERS, COUNTS)
"""Integers below the number of classes, without the axis of classes; a share for each class; 0 or
1; -1 or 1; any number; numbers that are not negative."""


@dataclass(frozen=True, slots=True)
class LossForm:
    """A loss as Keras names it, and what it compares the output with."""

    name: str
    """`sparse_categorical_crossentropy`: what may stand in place of the class."""
    class_name: str
    targets: str

    @property
    def path(self) -> str:
        return f"keras.losses.{self.class_name}"


LOSSES: tuple[LossForm, ...] = (
    LossForm("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", CLASS_IDS),
    LossForm("categorical_crossentropy", "CategoricalCrossentropy", ONE_HOT),
    LossForm("categorical_focal_crossentropy", "CategoricalFocalCrossentropy", ONE_HOT),
    LossForm(
        "categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy", CLASS_IDS
    ),
    LossForm("binary_crossentropy", "BinaryCrossentropy", FLAGS),
    LossForm("binary_focal_crossentropy", "BinaryFocalCrossentropy", FLAGS),
    LossForm("mean_squared_error", "MeanSquaredError", NUMBERS),
    LossForm("mean_absolute_error", "MeanAbsoluteError", NUMBERS),
    LossForm("mean_absolute_percentage_error", "MeanAbsolutePercentageError", NUMBERS),
    LossForm("mean_squared_logarithmic_error", "MeanSquaredLogarithmicError", COUNTS),
    LossForm("huber", "Huber", NUMBERS),
    LossForm("log_cosh", "LogCosh", NUMBERS),
    LossForm("cosine_similarity", "CosineSimilarity", NUMBERS),
    LossForm("poisson", "Poisson", COUNTS),
    LossForm("kl_divergence", "KLDivergence", ONE_HOT),
    LossForm("hinge", "Hinge", SIGNS),
    LossForm("squared_hinge", "SquaredHinge", SIGNS),
    LossForm("categorical_hinge", "CategoricalHinge", ONE_HOT),
    LossForm("dice", "Dice", FLAGS),
    LossForm("tversky", "Tversky", FLAGS),
)
SHORT: Mapping[str, str] = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "logcosh": "log_cosh",
}
"""Further names under which Keras finds a loss."""

_BY_NAME = {each.name: each for each in LOSSES} | {
    keras_name(each.class_name): each for each in LOSSES
}


def form_of(loss: Value) -> LossForm | None:
    """What is known of a loss, given by name or as the call of its class."""
    if isinstance(loss, Call):
        return next((each for each in LOSSES if each.path == loss.path), None)
    return _BY_NAME.get(SHORT.get(loss, loss)) if isinstance(loss, str) else None


def targets_of(loss: Value) -> str:
    """The form of targets that a loss takes; numbers where it is not known."""
    form = form_of(loss)
    return form.targets if form else NUMBERS
