"""What the palette lists: categories with their layers, or the ranked finds of a search.

An item model that keeps nothing but tuples of entries, so that four hundred layers are there in
well under a millisecond and Qt asks only for the rows that it paints.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QIcon

from designer.ui.docstring import inline

LAYER_MIME = "application/x-kdesign-layer"
"""A dragged layer: its catalogue path in utf-8, or `input` or `output`."""

PATH = Qt.ItemDataRole.UserRole + 1
"""The path that places an entry; empty for a category."""
NOTE = Qt.ItemDataRole.UserRole + 2
"""Muted words at the right edge: how many a category holds, the category of a find."""

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be placed."""

    path: str
    name: str
    category: str
    """Names the colour in the theme."""
    summary: str = ""
    """One sentence."""
    imported_from: str = ""

    @property
    def tooltip(self) -> str:
        """Name, summary and import path, as rich text."""
        lines = [f"<b>{escape(self.name)}</b>"]
        lines += [inline(self.summary)] if self.summary else []
        lines += [f"<code>{escape(self.imported_from)}</code>"] if self.imported_from else []
        return "".join(f"<p style='margin: 0 0 4px 0'>{line}</p>" for line in lines)


@dataclass(frozen=True, slots=True)
class Group:
    """A category with its entries."""

    title: str
    category: str
    """Names the colour in the theme; the title may be translated."""
    entries: tuple[Entry, ...]


class PaletteModel(QAbstractItemModel):
    """A tree of groups, or a flat list: an index keeps the row of its group, from 1, or 0."""

    def __init__(self, swatch: Callable[[str], QIcon], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._swatch = swatch
        self._groups: tuple[Group, ...] = ()
        self._found: tuple[Entry, ...] = ()
        self.is_ranked = False

    def show_groups(self, groups: Sequence[Group]) -> None:
        self.beginResetModel()
        self._groups, self._found, self.is_ranked = tuple(groups), (), False
        self.endResetModel()

    def show_ranked(self, entries: Sequence[Entry]) -> None:
        """A flat list in the given order, best first."""
        self.beginResetModel()
        self._groups, self._found, self.is_ranked = (), tuple(entries), True
        self.endResetModel()

    def entry_at(self, index: Index) -> Entry | None:
        """The entry of a row; None for a category."""
        if not index.isValid():
            return None
        if self.is_ranked:
            return self._found[index.row()]
        group = index.internalId()
        return self._groups[group - 1].entries[index.row()] if group else None

    def group_at(self, index: Index) -> Group | None:
        """The category of a row; None for an entry."""
        if not index.isValid() or self.is_ranked or index.internalId():
            return None
        return self._groups[index.row()]

    def index_of(self, path: str) -> QModelIndex:
        """Where the entry with this path stands; invalid where it is not listed."""
        for row, entry in enumerate(self._found):
            if entry.path == path:
                return self.index(row, 0)
        for group_row, group in enumerate(self._groups):
            for row, entry in enumerate(group.entries):
                if entry.path == path:
                    return self.index(row, 0, self.index(group_row, 0))
        return QModelIndex()

    # What QAbstractItemModel asks.

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]
        group = index.internalId() if index.isValid() else 0
        return self.createIndex(group - 1, 0, 0) if group else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if self.is_ranked:
            return 0 if parent.isValid() else len(self._found)
        if not parent.isValid():
            return len(self._groups)
        return 0 if parent.internalId() else len(self._groups[parent.row()].entries)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.entry_at(index)
        if entry is not None:
            return self._entry_data(entry, role)
        group = self.group_at(index)
        return self._group_data(group, role) if group else None

    def _entry_data(self, entry: Entry, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.name
            case Qt.ItemDataRole.DecorationRole:
                return self._swatch(entry.category)
            case Qt.ItemDataRole.ToolTipRole:
                return entry.tooltip
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return entry.summary
            case _ if role == PATH:
                return entry.path
            case _ if role == NOTE:
                return entry.category if self.is_ranked else ""
        return None

    def _group_data(self, group: Group, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return group.title
            case Qt.ItemDataRole.DecorationRole:
                return self._swatch(group.category)
            case _ if role == NOTE:
                return str(len(group.entries))
            case _ if role == PATH:
                return ""
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return plain | Qt.ItemFlag.ItemIsDragEnabled if self.entry_at(index) else plain

    def mimeTypes(self) -> list[str]:
        return [LAYER_MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        """The path of the first entry, as the canvas takes it; the text for everyone else."""
        data = QMimeData()
        entry = next(filter(None, map(self.entry_at, indexes)), None)
        if entry:
            data.setData(LAYER_MIME, QByteArray(entry.path.encode()))
            data.setText(entry.path)
        return data
