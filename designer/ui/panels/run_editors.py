"""Editors that only run settings need: choices with words of their own, and the path of data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Value
from designer.graph.run_settings import IMAGES, NPZ
from designer.ui.editors.choice import ChoiceEditor
from designer.ui.editors.editor import Shown
from designer.ui.editors.line import LineEditor
from designer.ui.panels.run_fields import shown


class WordedChoice(ChoiceEditor):
    """A choice whose values are called by words for people."""

    def __init__(
        self, argument: ArgumentSpec, words: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        self._worded = words
        super().__init__(argument, parent)

    def _text_of(self, value: Value) -> str:
        words = self._worded.get(value) if isinstance(value, str) else None
        return shown(words) if words else super()._text_of(value)

    def _default_text(self) -> str:
        return self._text_of(self.argument.default)


class ColumnsEditor(LineEditor):
    """Names of columns or arrays; what is not said is found by the run."""

    def _placeholder(self, value: Shown) -> str:
        return self.tr("found by name and shape")


class PathEditor(LineEditor):
    """The path of a file or a folder, typed or chosen."""

    def __init__(self, argument: ArgumentSpec, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(argument, parent)
        self._kind = kind
        self._column.removeWidget(self._line)
        self.browse = QPushButton(self.tr("Choose…"), self)
        self.browse.setAccessibleName(self.tr("Choose the data"))
        self.browse.clicked.connect(self._on_browse)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._line, 1)
        row.addWidget(self.browse)
        self._column.addLayout(row)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._line, self.browse]

    def show_value(self, value: Shown) -> None:
        super().show_value(value)
        self._line.setPlaceholderText(self.tr("none chosen"))

    def _on_browse(self) -> None:
        title, at = self.tr("The data of the run"), str(Path(self._line.text()).parent)
        if self._kind == IMAGES:
            found = QFileDialog.getExistingDirectory(self, title, self._line.text())
        else:
            filters = {
                NPZ: self.tr("NumPy archives (*.npz)"),
            }
            tables = self.tr("Tables (*.csv *.parquet *.tsv)")
            found, _ = QFileDialog.getOpenFileName(self, title, at, filters.get(self._kind, tables))
        if found:
            self._line.setText(found)
            self.commit()
