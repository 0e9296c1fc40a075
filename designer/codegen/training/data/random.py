"""`random`: numbers drawn for the shapes, to see that a model runs. Pure."""

from __future__ import annotations

from designer.codegen.training.data.code import (
    DataCode,
    closing,
    input_names,
    open_sizes,
    output_names,
    sizes,
    splitting,
    tuple_of,
)
from designer.codegen.training.data.learnable import ids_of
from designer.codegen.training.losses import CLASS_IDS, COUNTS, FLAGS, ONE_HOT, SIGNS
from designer.codegen.training.training import Training, TrainingInput, TrainingOutput
from designer.graph.answers import Shape


def at_random(training: Training) -> DataCode:
    """Raises `ValueError` where the shape of an output is not known."""
    lines = ["rng = np.random.default_rng(SEED)"]
    lines += [
        f"{name} = {_drawn(each)}"
        for name, each in zip(input_names(training), training.inputs, strict=True)
    ]
    lines += [
        f"{name} = {_target(each)}"
        for name, each in zip(output_names(training), training.outputs, strict=True)
    ]
    return DataCode(
        "Draw numbers for the shapes; there is nothing in them to learn.",
        (*lines, *closing(training, "SAMPLES")),
        ("import numpy as np",),
        (f"SAMPLES = {training.settings.data.samples}", *open_sizes(training.shapes)),
        splitting(training),
    )


def _size(shape: Shape) -> str:
    return tuple_of(["SAMPLES", *sizes(shape)])


def _drawn(given: TrainingInput) -> str:
    size = _size(given.shape)
    if given.dtype == "bool":
        return f"rng.random(size={size}) < 0.5"
    if given.dtype == "string":
        return f"rng.integers(10, size={size}).astype(str)"
    if given.is_integer:
        return f'rng.integers({ids_of(given).count}, size={size}).astype("{given.dtype}")'
    return f'rng.normal(size={size}).astype("{given.dtype}")'


def _target(output: TrainingOutput) -> str:
    shape = output.shape or ()
    form = output.targets
    if form in (CLASS_IDS, ONE_HOT):
        size = tuple_of(["SAMPLES", *sizes(shape)[:-1]])
        drawn = f"rng.integers({output.size}, size={size})"
        return f'np.eye({output.size}, dtype="float32")[{drawn}]' if form == ONE_HOT else drawn
    if form == FLAGS:
        return f'rng.integers(2, size={_size(shape)}).astype("float32")'
    if form == SIGNS:
        return f"rng.choice([-1.0, 1.0], size={_size(shape)})"
    drawn = f'rng.normal(size={_size(shape)}).astype("float32")'
    return f"np.abs({drawn})" if form == COUNTS else drawn
