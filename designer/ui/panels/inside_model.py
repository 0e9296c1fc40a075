"""What was seen inside the model, layer by layer, as tables that Qt can show and sort."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from designer.session.looking import FIRST_STEP, LAYER_TIMES, STATISTICS
from designer.session.looks import Path, path_of
from designer.ui.panels.sorted_table import SORT
from designer.ui.translation import T

Index = QModelIndex | QPersistentModelIndex
Row = Mapping[str, Any]
PATH = Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Column:
    """A title, and how the value under `key` is written; texts stand left, numbers right."""

    key: str
    title: str
    write: Callable[[Any], str]
    is_number: bool = True


def _text(value: Any) -> str:
    return str(value)


def _count(value: Any) -> str:
    return f"{value:,}"


def _number(value: Any) -> str:
    return f"{value:.4g}"


def _share(value: Any) -> str:
    return f"{value:.0%}" if value == 0 or value >= 0.01 else "<1%"


def _shape(value: Any) -> str:
    return "×".join(map(str, value))


def bars(counts: Sequence[int]) -> str:
    """A histogram as a line of text."""
    most = max(counts, default=0) or 1
    return "".join(_BLOCKS[round(count / most * (len(_BLOCKS) - 1))] for count in counts)


# fmt: off
LAYER_COLUMNS = (
    Column("name", T("Inside", "Layer"), _text, is_number=False),
    Column("class", T("Inside", "Class"), _text, is_number=False),
    Column("forward_ms", T("Inside", "Forward, ms"), _number),
    Column("backward_ms", T("Inside", "Backward, ms"), _number),
    Column("norm", T("Inside", "Gradient"), _number),
    Column("zero_share", T("Inside", "Zeros in it"), _share),
    Column("flag", T("Inside", "Mark"), _text, is_number=False),
    Column("params", T("Inside", "Parameters"), _count),
)
NUMBER_COLUMNS = (
    Column("name", T("Inside", "Layer"), _text, is_number=False),
    Column("what", T("Inside", "Tensor"), _text, is_number=False),
    Column("shape", T("Inside", "Shape"), _shape, is_number=False),
    Column("mean", T("Inside", "Mean"), _number),
    Column("std", T("Inside", "Deviation"), _number),
    Column("min", T("Inside", "Least"), _number),
    Column("max", T("Inside", "Most"), _number),
    Column("zero_share", T("Inside", "Zeros"), _share),
    Column("nan_share", T("Inside", "No numbers"), _share),
    Column("histogram", T("Inside", "Spread"), bars, is_number=False),
)
# fmt: on


def layer_rows(answers: Mapping[str, Any]) -> list[Row]:
    """Times and gradients of a layer in one row, in the order in which layers run."""
    rows: dict[Path, dict[str, Any]] = {}
    for look in (LAYER_TIMES, FIRST_STEP):
        for row in answers.get(look, {}).get("layers", ()):
            rows.setdefault(path_of(row) or (row["name"],), {}).update(row)
    return list(rows.values())


def number_rows(answers: Mapping[str, Any]) -> list[Row]:
    """Weights, then activations."""
    answer = answers.get(STATISTICS)
    if answer is None:
        return []
    output = QCoreApplication.translate("Inside", "activation")
    weights = [{**row, "what": row["weight"]} for row in answer["weights"]]
    return weights + [{**row, "what": output} for row in answer["activations"]]


class InsideModel(QAbstractTableModel):
    """Rows under columns. `SORT` gives numbers where text would sort wrongly, `PATH` the way to
    the node."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = columns
        self._rows: list[Row] = []

    def show(self, rows: Iterable[Row]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate("Inside", column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], self._columns[index.column()]
        value = row.get(column.key)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return "" if value is None else column.write(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return _RIGHT
        if role == SORT:
            if not column.is_number:
                return "" if value is None else column.write(value).casefold()
            return -1.0 if value is None else float(value)
        return path_of(row) if role == PATH else None
