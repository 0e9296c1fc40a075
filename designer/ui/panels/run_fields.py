"""What the form of run settings asks for, and how a row becomes a setting and back. No widgets.

Rows are named by where their value stands: `data.kind`, `losses:probs`, `epochs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from designer.catalog.spec import ArgumentSpec
from designer.catalog.training import LOSSES
from designer.catalog.values import Value
from designer.codegen.training.known_sets import KERAS_SETS, SKLEARN_SETS
from designer.codegen.training.suggestions import metrics_for
from designer.codegen.training.training import Training
from designer.graph.run_settings import (
    DATA_KINDS,
    IMAGES,
    KERAS,
    LEARNABLE,
    LOOPS,
    NPZ,
    RANDOM,
    SKLEARN,
    TABLE,
    DataSource,
    RunSettings,
)
from designer.ui.editors.form import Fields
from designer.ui.translation import T

PLAIN = RunSettings()
MADE = (LEARNABLE, RANDOM)
SETS = {SKLEARN: tuple(SKLEARN_SETS), KERAS: tuple(KERAS_SETS)}
FILES = (NPZ, TABLE, IMAGES)

KIND_WORDS: Mapping[str, str] = {
    LEARNABLE: T("run", "made, can be learned"),
    RANDOM: T("run", "made at random"),
    SKLEARN: T("run", "a set of scikit-learn"),
    KERAS: T("run", "a set of Keras (downloaded)"),
    NPZ: T("run", "NumPy archive (.npz)"),
    TABLE: T("run", "table (CSV, Parquet)"),
    IMAGES: T("run", "folders of images"),
}
LOOP_WORDS: Mapping[str, str] = {
    "fit": T("run", "model.fit"),
    "compiled": T("run", "own loop, compiled step"),
    "eager": T("run", "own loop, eager"),
}
_LABELS: Mapping[str, str] = {
    "data.kind": T("run", "Data"),
    "data.name": T("run", "Set"),
    "data.path": T("run", "File"),
    "data.samples": T("run", "Samples"),
    "loop": T("run", "Loop"),
    "optimizer": T("run", "Optimizer"),
    "epochs": T("run", "Epochs"),
    "batch_size": T("run", "Batch size"),
    "validation_share": T("run", "Validation share"),
    "seed": T("run", "Seed"),
    "mixed_precision": T("run", "Mixed precision"),
    "callbacks": T("run", "Callbacks"),
}
_MORE = (
    ArgumentSpec("validation_share", "float", PLAIN.validation_share, minimum=0, maximum=0.95,
                 doc=T("run", "The part of the samples that is held back for validation.")),
    ArgumentSpec("seed", "int", PLAIN.seed, doc=T("run", "Equal seeds give equal runs.")),
    ArgumentSpec("mixed_precision", "bool", PLAIN.mixed_precision,
                 doc=T("run", "Compute in float16 and keep weights in float32: faster on a GPU.")),
    ArgumentSpec("callbacks", "callbacks", ()),
)  # fmt: skip
_PATH_DOCS: Mapping[str, str] = {
    NPZ: T("run", "An archive that numpy.savez wrote, with an array for each input and target."),
    TABLE: T("run", "A .csv or .parquet file with a column for each value of a sample."),
    IMAGES: T("run", "A folder that holds a folder of images for each class."),
}
_LOOP_DOC = T("run", "Keras's fit, or a loop that is written out: compiled, or step by step.")


def shown(text: str) -> str:
    """A text of these tables in the person's language."""
    return QCoreApplication.translate("run", text)


def fields_of(training: Training) -> Fields:
    """What to ask for: what the data need, a loss and metrics an output, the numbers."""
    settings = training.settings
    main = [
        *_data_fields(training),
        ArgumentSpec("epochs", "int", PLAIN.epochs, minimum=1),
        ArgumentSpec("batch_size", "int", PLAIN.batch_size, minimum=1),
        *_output_fields(training),
        ArgumentSpec("loop", "choice", PLAIN.loop, choices=LOOPS, doc=shown(_LOOP_DOC)),
        ArgumentSpec("optimizer", "optimizer", PLAIN.optimizer),
    ]
    more = tuple(replace(each, doc=shown(each.doc)) for each in _MORE)
    names = [each.name for each in (*main, *more)]
    labels = {name: _label(name, settings) for name in names}
    return Fields(tuple(main), more, labels=labels, more_title=shown(T("run", "More settings")))


def values_of(settings: RunSettings) -> dict[str, Value]:
    """The rows that the person gave a value."""
    found: dict[str, Value] = {}
    for name, value in _differing(settings, PLAIN):
        if name in ("losses", "metrics"):
            found.update({f"{name}:{key}": item for key, item in value.items()})
        elif name != "data":
            found[name] = list(value) if name == "callbacks" else value
    for name, value in _differing(settings.data, PLAIN.data):
        if name in ("inputs", "targets"):
            found.update({f"data.{name}:{key}": item for key, item in value.items()})
        else:
            found[f"data.{name}"] = value
    return found


def with_value(settings: RunSettings, name: str, value: Value) -> RunSettings:
    """The settings with one row changed; None where a mapping's row goes back to its default."""
    group, _, key = name.partition(":")
    if group.startswith("data."):
        return replace(settings, data=_with_data(settings.data, group[5:], key, value))
    if key:
        changed: Any = {group: _with_key(getattr(settings, group), key, value)}
        return replace(settings, **changed)
    if group == "callbacks":
        value = tuple(value or ())
    return replace(settings, **{group: getattr(PLAIN, group) if value is None else value})


def _with_data(data: DataSource, name: str, key: str, value: Value) -> DataSource:
    if key:
        changed: Any = {name: _with_key(getattr(data, name), key, value)}
        return replace(data, **changed)
    if value is None:
        value = getattr(PLAIN.data, name)
    if name == "kind":
        # A path or a set of another kind would be read in vain.
        first = SETS.get(value, ("",))[0]
        return DataSource(value, name=first, samples=data.samples)
    return replace(data, **{name: value})


def _with_key(mapping: Mapping[str, Value], key: str, value: Value) -> dict[str, Value]:
    rest = {name: item for name, item in mapping.items() if name != key}
    return rest if value is None else {**rest, key: value}


def _data_fields(training: Training) -> list[ArgumentSpec]:
    data = training.settings.data
    found = [ArgumentSpec("data.kind", "choice", PLAIN.data.kind, choices=DATA_KINDS)]
    if data.kind in SETS:
        first = SETS[data.kind][0]
        found.append(ArgumentSpec("data.name", "choice", first, choices=SETS[data.kind]))
    if data.kind in FILES:
        found.append(ArgumentSpec("data.path", "text", "", doc=shown(_PATH_DOCS[data.kind])))
    if data.kind in MADE:
        found.append(ArgumentSpec("data.samples", "int", PLAIN.data.samples, minimum=1))
    if data.kind in (NPZ, TABLE):
        keys = [("inputs", each.key) for each in training.inputs]
        keys += [("targets", each.key) for each in training.outputs]
        found += [ArgumentSpec(f"data.{group}:{key}", "columns", ()) for group, key in keys]
    return found


def _output_fields(training: Training) -> list[ArgumentSpec]:
    found = []
    for output in training.outputs:
        suggested = training.suggested(output)
        plain = suggested.metrics if output.loss == suggested.loss else metrics_for(output.loss)
        found += [
            ArgumentSpec(f"losses:{output.key}", "loss", suggested.loss, choices=LOSSES),
            ArgumentSpec(f"metrics:{output.key}", "metrics", plain),
        ]
    return found


def _label(name: str, settings: RunSettings) -> str:
    group, _, key = name.partition(":")
    if group in ("losses", "metrics"):
        words = T("run", "Loss of {key}") if group == "losses" else T("run", "Metrics of {key}")
        return shown(words).format(key=key)
    if key:
        is_input = group == "data.inputs"
        words = T("run", "Input {key}") if is_input else T("run", "Target of {key}")
        return shown(words).format(key=key)
    if name == "data.path" and settings.data.kind == IMAGES:
        return shown(T("run", "Folder"))
    return shown(_LABELS[name])


def _differing(value: object, plain: object) -> list[tuple[str, Value]]:
    names = [each.name for each in fields(value)]  # type: ignore[arg-type]
    pairs = [(name, getattr(value, name)) for name in names]
    return [(name, item) for name, item in pairs if item != getattr(plain, name)]
