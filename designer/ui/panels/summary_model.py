"""Keras's summary as a table that Qt can show and sort."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from designer.session import Summary, SummaryRow
from designer.ui.panels.sorted_table import SORT

T = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex

NAME, CLASS, SHAPE, PARAMS, CONNECTED = range(5)
NODE = Qt.ItemDataRole.UserRole + 1
HEADERS = ("name", "class", "output_shape", "params", "connected_to")
"""Of the CSV, and of the table in the order of the columns."""


class SummaryModel(QAbstractTableModel):
    """One row a layer. `SORT` gives numbers where text would sort wrongly, `NODE` a node's id."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[SummaryRow] = ()

    def show(self, rows: Sequence[SummaryRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _titles()[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == PARAMS:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _shown(row, column).strip()
        if role == Qt.ItemDataRole.TextAlignmentRole and column == PARAMS:
            return _RIGHT
        if role == SORT:
            return row.params if column == PARAMS else _shown(row, column).strip().casefold()
        return row.node if role == NODE else None


def as_csv(summary: Summary) -> str:
    """The table as comma-separated text, with a header line and plain numbers."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADERS)
    for row in summary.rows:
        connected = " ".join(row.connected_to)
        writer.writerow([row.name, row.class_name, row.output_shape, row.params, connected])
    return text.getvalue()


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _titles() -> tuple[str, ...]:
    return (
        T("Summary", "Name"),
        T("Summary", "Class"),
        T("Summary", "Output shape"),
        T("Summary", "Params"),
        T("Summary", "Connected to"),
    )


def _shown(row: SummaryRow, column: int) -> str:
    if column == NAME:
        return f"{'    ' * row.depth}{row.name}"
    if column == PARAMS:
        return f"{row.params:,}"
    if column == CONNECTED:
        return ", ".join(row.connected_to)
    return row.class_name if column == CLASS else row.output_shape
