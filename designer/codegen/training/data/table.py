"""`table`: the rows of a CSV or Parquet file, and of sets that are tables. Pure.

Which columns go where is said by the settings; what they leave open is found when the script runs,
by name and then by place: the last columns are the targets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from designer.catalog.values import quoted
from designer.codegen.expression import INDENT, Chain, call, listed
from designer.codegen.training.data.code import (
    DataCode,
    input_names,
    output_names,
    path_constant,
    refused,
    split_rows,
    split_samples,
    splitting,
)
from designer.codegen.training.heads import LINEAR
from designer.codegen.training.losses import CLASS_IDS, FLAGS, NUMBERS, ONE_HOT, SIGNS
from designer.codegen.training.training import Training, TrainingInput, TrainingOutput
from designer.graph.answers import Shape

PARQUET = (".parquet", ".pq")

_CHECK_COLUMNS = '''\
def check_columns(table, columns):
    """Say which column is missing, and which there are."""
    for column in columns:
        if column not in table.columns:
            known = ", ".join(table.columns)
            raise ValueError(f"{source} has no column {column!r}. Its columns are {known}.")'''

_CHOOSE = '''\
def choose(left, name, count, *, at_end=False):
    """Take columns out of those that are left: by name where they bear it, else by place."""
    named = [column for column in left if column == name or column.startswith(f"{name}_")]
    chosen = named if len(named) == count else left[-count:] if at_end else left[:count]
    left[:] = [column for column in left if column not in chosen]
    return chosen'''

_NUMBERS = '''\
def numbers(table, columns, name, count):
    """Columns as numbers; text becomes integers, in the order of the alphabet."""
    if len(columns) != count:
        raise ValueError(
            f"{source}: {name!r} takes {count} columns, and {len(columns)} are there for it:"
            f" {', '.join(columns)}. Say which go where, or change the shape in the design."
        )
    codes = {
        column: table[column].astype("category").cat.codes.where(table[column].notna())
        for column in columns
        if not pd.api.types.is_numeric_dtype(table[column])
    }
    return table[columns].assign(**codes).to_numpy("float32", na_value=np.nan)'''

_STANDARDISED = '''\
def standardised(values, rows):
    """Values less their mean, by their spread in the rows for training; what is missing is 0."""
    mean, spread = np.nanmean(values[rows], axis=0), np.nanstd(values[rows], axis=0)
    return np.nan_to_num((values - mean) / np.where(spread > 0, spread, 1))'''

_LABELS = '''\
def labels(table, columns, name, count):
    """Classes as integers from 0 on: as they are where they are that, else in their order."""
    column = table[columns[0]]
    if pd.api.types.is_integer_dtype(column) and column.between(0, count - 1).all():
        return column.to_numpy("int32")
    found = column.nunique()
    if found > count:
        raise ValueError(
            f"{source}: the column {columns[0]!r} has {found} different values, and {name!r} tells"
            f" {count} classes apart. Choose another column or loss, or change the units."
        )
    return column.astype("category").cat.codes.to_numpy("int32")'''

_HELPERS = {
    "check_columns": _CHECK_COLUMNS,
    "choose": _CHOOSE,
    "numbers": _NUMBERS,
    "standardised": _STANDARDISED,
    "labels": _LABELS,
}


@dataclass(frozen=True, slots=True)
class TableSource:
    """Where a `table` comes from."""

    name: str
    """What an f-string calls it: `{FILE}`, `iris`."""
    reading: tuple[str, ...]
    """Lines that make a `table` of pandas."""
    imports: tuple[str, ...]
    constants: tuple[str, ...] = ()
    doc: str = (
        "Load a table: text becomes integers, numbers are standardised by the rows for training."
    )


def from_table(training: Training) -> DataCode:
    path = training.settings.data.path
    if not path:
        return refused("No file is chosen: the run settings take a CSV or a Parquet file.")
    reading = ["table = pd.read_parquet(FILE)"]
    if not path.lower().endswith(PARQUET):
        reading = [
            "table = pd.read_csv(FILE)",
            "if table.shape[1] == 1:  # Commas separate nothing here: let pandas see what does.",
            f'{INDENT}table = pd.read_csv(FILE, sep=None, engine="python")',
        ]
    return of_table(
        training,
        TableSource(
            "{FILE}",
            (*reading, "table.columns = table.columns.astype(str)"),
            ("import pandas as pd", "from pathlib import Path"),
            (path_constant("FILE", path),),
        ),
    )


def of_table(training: Training, source: TableSource) -> DataCode:
    """The code that feeds a model from the columns of a table."""
    choosing = _Choosing(training)
    split = split_rows(training, "len(table)") or ["training = slice(None)"]
    body: list[str | Chain] = [*source.reading, *choosing.lines()]
    body.append(f"table = table.dropna(subset={choosing.all_targets})")
    body += ["if table.empty:", f'{INDENT}raise ValueError(f"{source.name} has no rows.")', *split]
    for name, columns, given in choosing.inputs:
        body += _input(name, columns, given)
    for name, columns, output in choosing.targets:
        body += _target(name, columns, output)
    code = DataCode(
        source.doc,
        (*body, *split_samples(training)),
        (*source.imports, "import numpy as np", "import pandas as pd"),
        source.constants,
    )
    helpers = (
        helper.replace("{source}", source.name)
        for name, helper in _HELPERS.items()
        if f"{name}(" in code.flat
    )
    return replace(code, helpers=(*helpers, *splitting(training)))


@dataclass(frozen=True, slots=True)
class _Choosing:
    """Which columns go where: as the settings say, and what they leave open."""

    training: Training

    @property
    def inputs(self) -> list[tuple[str, str, TrainingInput]]:
        """Of each input its variable and that of its columns."""
        names, given = input_names(self.training), self.training.inputs
        columns = ["columns"] if len(names) == 1 else [f"{name}_columns" for name in names]
        return list(zip(names, columns, given, strict=True))

    @property
    def targets(self) -> list[tuple[str, str, TrainingOutput]]:
        names, outputs = output_names(self.training), self.training.outputs
        columns = ["target"] if len(names) == 1 else [f"{name}_columns" for name in names]
        return list(zip(names, columns, outputs, strict=True))

    @property
    def all_targets(self) -> str:
        columns = [columns for _, columns, _ in self.targets]
        return columns[0] if len(columns) == 1 else f"[{', '.join(f'*{each}' for each in columns)}]"

    def lines(self) -> list[str | Chain]:
        """The lines that choose columns: what is said, then targets from the end, then inputs."""
        data = self.training.settings.data
        said = [(columns, data.inputs.get(each.key)) for _, columns, each in self.inputs]
        said += [(columns, data.targets.get(each.key)) for _, columns, each in self.targets]
        lines: list[str | Chain] = [
            (f"{columns} = ", *listed([quoted(name) for name in names]))
            for columns, names in said
            if names
        ]
        known = [columns for columns, names in said if names]
        if known:
            every = f"[{', '.join(f'*{each}' for each in known)}]" if known[1:] else known[0]
            lines.append(f"check_columns(table, {every})")
            if len(known) < len(said):
                lines.append(f"left = [name for name in table.columns if name not in {every}]")
        else:
            lines.append("left = list(table.columns)")
        return [*lines, *self._open_lines()]

    def _open_lines(self) -> list[str | Chain]:
        data = self.training.settings.data
        lines: list[str | Chain] = [
            (
                f"{columns} = ",
                *call("choose", (("left",), (quoted(each.key),), (str(_count(each)),), _AT_END)),
            )
            for _, columns, each in reversed(self.targets)
            if not data.targets.get(each.key)
        ]
        inputs = [each for each in self.inputs if not data.inputs.get(each[2].key)]
        if len(inputs) == 1:
            return [*lines, f"{inputs[0][1]} = left"]
        lines += [
            (
                f"{columns} = ",
                *call(
                    "choose",
                    (("left",), (quoted(each.key),), (str(math.prod(_known(each.shape))),)),
                ),
            )
            for _, columns, each in inputs
        ]
        return lines


_AT_END = ("at_end=True",)


def _known(shape: Shape) -> tuple[int, ...]:
    return tuple(1 if size is None else size for size in shape)


def _count(output: TrainingOutput) -> int:
    """How many columns the targets of an output take."""
    shape = _known(output.shape or ())
    return math.prod(shape[:-1] if output.targets in (CLASS_IDS, ONE_HOT) else shape)


def _called(name: str, function: str, columns: str, key: str, count: object) -> Chain:
    arguments = (("table",), (columns,), (quoted(key),), (str(count),))
    return (f"{name} = ", *call(function, arguments))


def _input(name: str, columns: str, given: TrainingInput) -> list[str | Chain]:
    if given.dtype == "string":
        return [f"{name} = table[{columns}].to_numpy(str)"]
    count = f"len({columns})" if None in given.shape else math.prod(_known(given.shape))
    lines: list[str | Chain] = [_called(name, "numbers", columns, given.key, count)]
    if given.is_integer or given.dtype == "bool":
        lines.append(f'{name} = np.nan_to_num({name}).astype("{given.dtype}")')
    else:
        cast = f'.astype("{given.dtype}")' if given.dtype != "float32" else ""
        lines.append(f"{name} = standardised({name}, training){cast}")
    return [*lines, *_reshaped(name, given.shape)]


def _reshaped(name: str, shape: Shape) -> list[str | Chain]:
    if len(shape) == 1:
        return []
    sizes = ", ".join("-1" if size is None else str(size) for size in shape)
    return [f"{name} = {name}.reshape(len(table), {sizes})" if shape else f"{name} = {name}[:, 0]"]


def _target(name: str, columns: str, output: TrainingOutput) -> list[str | Chain]:
    shape, form, key = output.shape or (), output.targets, output.key
    if form in (CLASS_IDS, ONE_HOT) and len(shape) < 2:
        lines: list[str | Chain] = [_called(name, "labels", columns, key, output.size)]
        if form == ONE_HOT:
            lines.append(f'{name} = np.eye({output.size}, dtype="float32")[{name}]')
        return lines
    if form in (FLAGS, SIGNS) and math.prod(_known(shape)) == 1:
        lines = [_called(name, "labels", columns, key, 2)]
        made = f'{name}{"[:, None]" if shape else ""}.astype("float32")'
        return [*lines, f"{name} = {made}{' * 2 - 1' if form == SIGNS else ''}"]
    lines = [_called(name, "numbers", columns, key, _count(output))]
    if form == CLASS_IDS:
        return [*lines, f'{name} = {name}.astype("int32")', *_reshaped(name, shape[:-1])]
    if form == NUMBERS and output.head.activation == LINEAR:
        lines.append(f"{name} = standardised({name}, training)")
    return [*lines, *_reshaped(name, shape)]
