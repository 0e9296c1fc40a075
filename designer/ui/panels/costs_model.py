"""What each node costs, as a table that Qt can show and sort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from designer.session.node_costs import COST_SOURCES, Costs, CostSource
from designer.ui.panels.sorted_table import SORT
from designer.ui.sizes import scaled, size_words
from designer.ui.translation import T

Index = QModelIndex | QPersistentModelIndex
NODE = Qt.ItemDataRole.UserRole + 1
_OF_NAMES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, SORT)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def exactly(value: float) -> str:
    return f"{int(value):,}"


def shortly(value: float) -> str:
    """In few digits, where there are many."""
    return exactly(value) if value < 1e6 else scaled(value)


_WRITE = {"parameters": exactly, "macs": shortly}


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    tip: str
    source: CostSource
    write: Callable[[float], str]


_WORDS = {
    "parameters": (T("Costs", "Params"), T("Costs", "Parameters that the node brings in")),
    "macs": (T("Costs", "MACs"), T("Costs", "Multiply-adds of the forward pass of a batch")),
    "activations": (T("Costs", "Activations"), T("Costs", "What the node gives, for a batch")),
    "memory": (T("Costs", "Peak"), T("Costs", "What the node adds to the memory peak")),
}
COLUMNS = tuple(
    Column(*_WORDS[source.name], source, _WRITE.get(source.name, size_words))
    for source in COST_SOURCES
)


@dataclass(frozen=True, slots=True)
class Row:
    """A node, and its numbers in the order of `COLUMNS`; None where one is not known."""

    node: str
    name: str
    values: tuple[float | None, ...]


def rows_of(costs: Costs, name_of: Callable[[str], str]) -> list[Row]:
    """In the order in which nodes run."""
    return [
        Row(each.node, name_of(each.node), tuple(c.source.value(costs, each) for c in COLUMNS))
        for each in costs.training.nodes
    ]


class CostsModel(QAbstractTableModel):
    """A name, then the columns. `SORT` gives numbers, `NODE` the id."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Keep what is selected where only numbers changed."""
        if [row.node for row in rows] == [row.node for row in self.rows]:
            self.rows = rows
            if rows:
                last = self.index(len(rows) - 1, len(COLUMNS))
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section - 1] if section else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _said(column.title if column else T("Costs", "Node"))
        if role == Qt.ItemDataRole.ToolTipRole and column:
            return _said(column.tip)
        if role == Qt.ItemDataRole.TextAlignmentRole and column:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, place = self.rows[index.row()], index.column() - 1
        if role == NODE:
            return row.node
        if place < 0:
            return row.name if role in _OF_NAMES else None
        value = row.values[place]
        if role == Qt.ItemDataRole.DisplayRole:
            return _said(T("Costs", "unknown")) if value is None else COLUMNS[place].write(value)
        if role == Qt.ItemDataRole.ToolTipRole and value is not None:
            return exactly(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == SORT:
            return -1.0 if value is None else float(value)
        return None


def _said(text: str) -> str:
    return QCoreApplication.translate("Costs", text)
