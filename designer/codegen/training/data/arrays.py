"""`npz`: the arrays of a NumPy archive. Pure.

Which array goes where is said by the settings; what they leave open is found when the script runs:
by the names that people give to such arrays, then by shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from designer.catalog.values import quoted
from designer.codegen.expression import Chain, call
from designer.codegen.training.data.code import (
    DataCode,
    closing,
    input_names,
    output_names,
    path_constant,
    refused,
    splitting,
)
from designer.codegen.training.losses import CLASS_IDS, ONE_HOT
from designer.codegen.training.training import Training, TrainingInput, TrainingOutput
from designer.graph.answers import Shape

_INPUTS = ("x", "X", "inputs", "x_train", "X_train", "data", "images", "features")
_TARGETS = ("y", "Y", "targets", "labels", "y_train", "target", "label")

_NAMED = '''\
def array_of(archive, wanted, *names):
    """The array for an input or output, under the first of these names that there is."""
    for name in names:
        if name in archive.files:
            return archive[name]
    known = ", ".join(archive.files)
    raise ValueError(
        f"{FILE} has no array {names[0]!r} for {wanted!r}. Its arrays are {known}. Say in the run"
        " settings which one it is."
    )'''

_SHAPED = '''\
def shaped(array, name, *shape):
    """Samples in the shape that the model takes; bytes become numbers between 0 and 1."""
    if array.dtype == np.uint8:
        array = array.astype("float32") / 255
    if array.ndim == len(shape) + 1 and all(
        size in (None, given) for size, given in zip(shape, array.shape[1:], strict=True)
    ):
        return array
    if None not in shape and array.size == len(array) * math.prod(shape):
        return array.reshape(len(array), *shape)
    raise ValueError(
        f"{FILE}: the samples for {name!r} have the shape {array.shape[1:]}, and the model takes"
        f" {shape}. Choose another array, or change the shape in the design."
    )'''

_LABELS = '''\
def labels(array, name, count):
    """Classes as integers from 0 on, from integers, names or one number for each class."""
    if array.ndim > 1 and array.shape[-1] == count > 1:
        return array.argmax(axis=-1)
    if array.ndim > 1 and array.shape[-1] == 1:
        array = array[..., 0]
    if not np.issubdtype(array.dtype, np.integer):
        array = np.unique(array, return_inverse=True)[1].reshape(array.shape)
    if array.size and not 0 <= array.min() <= array.max() < count:
        raise ValueError(
            f"{FILE}: the labels for {name!r} go from {array.min()} to {array.max()}, and the model"
            f" tells {count} classes apart, 0 to {count - 1}. Change the labels or the units."
        )
    return array.astype("int32")'''

_ALIKE = '''\
def check_lengths(**arrays):
    """Say which arrays have different numbers of samples."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1 or 0 in lengths.values():
        counted = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"{FILE}: the arrays need equally many samples, and {counted}.")'''

_HELPERS = {
    "array_of": _NAMED,
    "shaped": _SHAPED,
    "labels": _LABELS,
    "check_lengths": _ALIKE,
}


def from_npz(training: Training) -> DataCode:
    path, data = training.settings.data.path, training.settings.data
    if not path:
        return refused("No file is chosen: the run settings take a NumPy archive, .npz.")
    inputs, outputs = input_names(training), output_names(training)
    body: list[str | Chain] = ["archive = np.load(FILE)"]
    for number, (name, given) in enumerate(zip(inputs, training.inputs, strict=True)):
        guessed = _guessed(_INPUTS, number, len(inputs))
        body.append(_found(name, given.key, data.inputs.get(given.key) or (given.key, *guessed)))
        body += _input(name, given)
    for number, (name, output) in enumerate(zip(outputs, training.outputs, strict=True)):
        guessed = _guessed(_TARGETS, number, len(outputs))
        said = data.targets.get(output.key)
        body.append(_found(name, output.key, said or (output.key, *guessed)))
        body += _target(name, output)
    each_once = tuple((f"{name}={name}",) for name in (*inputs, *outputs))
    body.append(call("check_lengths", each_once))
    code = DataCode(
        "Load the arrays of a NumPy archive.",
        (*body, *closing(training, f"len({inputs[0]})")),
        ("import math", "import numpy as np", "from pathlib import Path"),
        (path_constant("FILE", path),),
    )
    helpers = [helper for name, helper in _HELPERS.items() if f"{name}(" in code.flat]
    imports = code.imports if _SHAPED in helpers else code.imports[1:]
    return replace(code, helpers=(*helpers, *splitting(training)), imports=imports)


def _guessed(usual: Sequence[str], number: int, count: int) -> Sequence[str]:
    """What people call such an array; of several, the first is `x0` or `x_0`."""
    if count == 1:
        return usual
    return [f"{name}{joint}{number}" for name in usual[:2] for joint in ("", "_")]


def _found(name: str, key: str, names: Sequence[str]) -> Chain:
    quoted_names = ((quoted(each),) for each in dict.fromkeys(names))
    return (f"{name} = ", *call("array_of", (("archive",), (quoted(key),), *quoted_names)))


def _shaped(name: str, key: str, shape: Shape) -> Chain:
    sizes = ((str(size),) for size in shape)
    return (f"{name} = ", *call("shaped", ((name,), (quoted(key),), *sizes)))


def _input(name: str, given: TrainingInput) -> list[str | Chain]:
    if given.dtype == "string":
        return []
    return [_shaped(name, given.key, given.shape), f'{name} = {name}.astype("{given.dtype}")']


def _target(name: str, output: TrainingOutput) -> list[str | Chain]:
    if output.targets not in (CLASS_IDS, ONE_HOT):
        shaped = _shaped(name, output.key, output.shape or ())
        return [shaped, f'{name} = {name}.astype("float32")']
    arguments = ((name,), (quoted(output.key),), (str(output.size),))
    lines: list[str | Chain] = [(f"{name} = ", *call("labels", arguments))]
    if output.targets == ONE_HOT:
        lines.append(f'{name} = np.eye({output.size}, dtype="float32")[{name}]')
    return lines
