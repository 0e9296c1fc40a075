"""Weights of a saved model, for a model that was made anew from its design."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np

from designer.protocol import FailureKind
from designer.worker.failures import RequestError, sentence

_SUFFIXES = (".keras", ".h5", ".hdf5")


def take_weights(model: Any, path: Path) -> list[str]:
    """Give the layers of a model the weights that the layers of the same names have in a file.

    The names of the layers that keep fresh weights, because the file has none of that name or
    of other shapes. Raises `RequestError` where the file cannot be read: weights that are asked
    for are never left out in silence. Keras reads it in safe mode, so no code in it runs.
    """
    stored = {layer.name: layer for layer in _stored_model(path).layers}
    fresh = []
    for layer in model.layers:
        if not layer.weights:
            continue
        other = stored.get(layer.name)
        values = other.get_weights() if other is not None else []
        if [np.shape(value) for value in values] == [tuple(w.shape) for w in layer.weights]:
            layer.set_weights(values)
        else:
            fresh.append(str(layer.name))
    return fresh


def _stored_model(path: Path) -> Any:
    # The suffix is looked at first: Keras would take other names for addresses, and fetch them.
    if path.suffix.lower() not in _SUFFIXES or not path.is_file():
        raise _refused(f"{path} is no .keras or .h5 file on this machine.")
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        raise _refused(f"{path} cannot be read: {sentence(error)}") from error


def _refused(why: str) -> RequestError:
    return RequestError(
        FailureKind.BAD_REQUEST,
        f"The weights of this design were to come from another file. {why} Put the file there, or"
        " empty `Weights of` in the settings of the model: then weights are made anew.",
    )
