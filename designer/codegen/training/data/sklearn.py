"""`sklearn`: the sets that scikit-learn ships. Pure."""

from __future__ import annotations

from designer.codegen.training.data.code import DataCode, closing, refused, splitting
from designer.codegen.training.data.fitting import images_for
from designer.codegen.training.data.table import TableSource, of_table
from designer.codegen.training.known_sets import SKLEARN_SETS
from designer.codegen.training.training import Training


def from_sklearn(training: Training) -> DataCode:
    name = training.settings.data.name or "digits"
    known = SKLEARN_SETS.get(name)
    if known is None:
        choice = ", ".join(SKLEARN_SETS)
        return refused(f"scikit-learn ships no set {name!r}. Choose one of {choice}.")
    if known.is_images:
        return _digits(training)
    return of_table(
        training,
        TableSource(
            name,
            (f"table = datasets.load_{name}(as_frame=True).frame",),
            ("from sklearn import datasets",),
            doc="Load a set of numbers, standardised by the rows for training.",
        ),
    )


def _digits(training: Training) -> DataCode:
    fitted = images_for(training, SKLEARN_SETS["digits"])
    if fitted.fault:
        return refused(f"digits: {fitted.fault}")
    first = (
        "digits = datasets.load_digits()",
        'images = digits.images.astype("float32")[..., None] / 16',
    )
    return DataCode(
        "Load the handwritten digits of scikit-learn, 8x8 pixels between 0 and 1.",
        (*first, *fitted.lines("digits.target"), *closing(training, "len(images)")),
        ("import numpy as np",) * bool(training.settings.validation_share or fitted.needs_numpy)
        + ("from sklearn import datasets",),
        (),
        splitting(training),
    )
