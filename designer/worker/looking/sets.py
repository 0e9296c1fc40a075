"""The sets that scikit-learn ships and Keras downloads. Looking downloads nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from designer.worker.looking.sketch import Sketch
from designer.worker.looking.tables import add_frame

Refusal = Callable[[str], Exception]

_SKLEARN = ("digits", "iris", "wine", "breast_cancer", "diabetes")
_KERAS_FILES = {
    "mnist": ("mnist.npz", "11 MB"),
    "fashion_mnist": ("fashion-mnist", "30 MB"),
    "cifar10": ("cifar-10-batches-py-target", "170 MB"),
    "cifar100": ("cifar-100-python-target", "169 MB"),
    "imdb": ("imdb.npz", "17 MB"),
    "reuters": ("reuters.npz", "2 MB"),
    "california_housing": ("california_housing.npz", "0.7 MB"),
    "boston_housing": ("boston_housing.npz", "60 kB"),
}
"""What lies in `~/.keras/datasets` once a set was downloaded, and how much that is."""


def look_at_sklearn(name: str, refuse: Refusal) -> dict[str, Any]:
    """digits as images and labels, the others as tables."""
    if name not in _SKLEARN:
        raise refuse(f"scikit-learn ships no set {name!r}; it has {', '.join(_SKLEARN)}.")
    from sklearn import datasets

    load = getattr(datasets, f"load_{name}")
    if name == "digits":
        bunch = load()
        return _arrays({"images": bunch.images, "labels": bunch.target})
    sketches: dict[str, Sketch] = {}
    frame = load(as_frame=True).frame
    add_frame(sketches, frame)
    arrays = [sketch.to_json() for sketch in sketches.values()]
    return {"samples": len(frame), "arrays": arrays, "notes": []}


def look_at_keras(name: str, refuse: Refusal) -> dict[str, Any]:
    """What is there where the set was downloaded before; else how large the download is."""
    if name not in _KERAS_FILES:
        raise refuse(f"There is no keras.datasets.{name}; there are {', '.join(_KERAS_FILES)}.")
    file, size = _KERAS_FILES[name]
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    if not (home / "datasets" / file).exists():
        said = f"keras.datasets.{name} is not on this machine: the run downloads {size} for it."
        return {"samples": None, "arrays": [], "notes": [said], "needs_download": True}
    (x_train, y_train), (x_test, _) = getattr(keras.datasets, name).load_data()
    found = _arrays({"x": x_train, "y": y_train})
    found["notes"].append(f"Beside {len(x_train):,} for training there are {len(x_test):,} more.")
    return found


def _arrays(arrays: dict[str, Any]) -> dict[str, Any]:
    sketches = []
    for name, array in arrays.items():
        sketch = Sketch(name, tuple(array.shape[1:]), str(array.dtype))
        if array.dtype.kind == "O":  # Texts: lists of numbers, each as long as it is.
            sketch.shape, sketch.dtype = (0,), "lists"
            array = np.concatenate([np.asarray(each) for each in array[:1000]])
        sketch.add(array)
        sketches.append(sketch.to_json())
    samples = len(next(iter(arrays.values())))
    return {"samples": samples, "arrays": sketches, "notes": []}
