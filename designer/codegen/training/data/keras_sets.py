"""`keras`: the sets of `keras.datasets`, which Keras downloads once. Pure."""

from __future__ import annotations

from designer.codegen.training.data.code import (
    DataCode,
    closing,
    input_names,
    output_names,
    refused,
    splitting,
)
from designer.codegen.training.data.fitting import images_for, label_form
from designer.codegen.training.data.table import TableSource, of_table
from designer.codegen.training.known_sets import KERAS_SETS, KnownSet
from designer.codegen.training.training import Training

LONGEST = 200
"""So many words of a text are taken where the input leaves its length open."""


def from_keras(training: Training) -> DataCode:
    name = training.settings.data.name or "mnist"
    known = KERAS_SETS.get(name)
    if known is None:
        return refused(f"Keras has no set {name!r}. Choose one of {', '.join(KERAS_SETS)}.")
    if known.is_images:
        return _images(training, name, known)
    return _texts(training, name, known) if known.ids else _table(training, name)


def _images(training: Training, name: str, known: KnownSet) -> DataCode:
    fitted = images_for(training, known)
    if fitted.fault:
        return refused(f"{name}: {fitted.fault}")
    channels = "[..., None]" if known.shape[-1] == 1 else ""
    lines = [
        f"(images, labels), _ = keras.datasets.{name}.load_data()",
        f'images = images{channels}.astype("float32") / 255',
        *fitted.lines("labels" if known.shape[-1] == 1 else "labels[:, 0]"),
        *closing(training, "len(images)"),
    ]
    height, width, _ = known.shape
    return DataCode(
        f"Load the training images of {name}, {height}x{width} pixels between 0 and 1.",
        tuple(lines),
        ("import numpy as np",) * bool(splitting(training) or fitted.needs_numpy),
        (),
        splitting(training),
    )


def _texts(training: Training, name: str, known: KnownSet) -> DataCode:
    lines, count = [], known.ids
    for variable, given in zip(input_names(training), training.inputs, strict=True):
        if not given.is_integer or len(given.shape) != 1:
            return refused(
                f"{name} has texts as integers, and the input {given.key!r} takes other things."
                " Begin the model with an input of integers and an Embedding."
            )
        count = min(count, given.ids.count if given.ids else count)
        length = LONGEST if given.shape[0] is None else given.shape[0]
        place = ', padding="post"' if given.ids and given.ids.is_padded else ""
        lines.append(f"{variable} = keras.utils.pad_sequences(texts, maxlen={length}{place})")
    for variable, output in zip(output_names(training), training.outputs, strict=True):
        form = label_form(output, known.classes)
        if not form:
            return refused(
                f"{name} has {known.classes} classes, which the output {output.key!r} cannot tell"
                " apart. Change its units, or choose other data."
            )
        lines.append(f"{variable} = {form.format('labels')}")
    return DataCode(
        f"Load the training texts of {name}, words as integers.",
        (
            f"(texts, labels), _ = keras.datasets.{name}.load_data(num_words={count})",
            *lines,
            *closing(training, "len(texts)"),
        ),
        ("import numpy as np",) * bool(splitting(training) or any("np." in x for x in lines)),
        (),
        splitting(training),
    )


def _table(training: Training, name: str) -> DataCode:
    return of_table(
        training,
        TableSource(
            name,
            (
                f"(features, prices), _ = keras.datasets.{name}.load_data()",
                "table = pd.DataFrame(features).assign(target=prices)",
                "table.columns = table.columns.astype(str)",
            ),
            (),
            doc="Load a set of numbers, standardised by the rows for training.",
        ),
    )
