"""The question that comes before an export: in which style, and with shapes or without."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)

from designer.codegen import STYLES, Program
from designer.ui import style
from designer.ui.style_list import NAME, StyleDelegate, StyleModel


class ExportChoice(NamedTuple):
    """The name of an export style, and whether shapes are written as comments."""

    style: str
    shapes: bool


def ask_export(
    parent: QWidget, program: Program | None, before: ExportChoice
) -> ExportChoice | None:
    """The choice, starting from the one before; None where it is called off."""
    dialog = ExportDialog(program, before, parent)
    return dialog.choice if dialog.exec() else None


class ExportDialog(QDialog):
    """All styles with their words, those that do not fit greyed; a box for the shapes."""

    def __init__(
        self, program: Program | None, before: ExportChoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self._model = StyleModel()
        self._model.setParent(self)
        self._model.follow(program)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(StyleDelegate(self.list))
        self.list.setAccessibleName(self.tr("Export style"))
        self.list.activated.connect(self.accept)
        self.shapes = QCheckBox(self.tr("Shapes as comments"))
        self.shapes.setChecked(before.shapes)
        heading = QLabel(self.tr("Style"))
        style.mark(heading, "heading")
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(self.tr("Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (heading, self.list, self.shapes, self.buttons):
            column.addWidget(widget)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.setCurrentIndex(self._first_choice(before.style))
        rows = self._model.rowCount()
        self.list.setMinimumHeight(rows * self.list.sizeHintForRow(0) + 4)
        self.list.setMinimumWidth(self.list.sizeHintForColumn(0) + 4)

    @property
    def choice(self) -> ExportChoice:
        name = str(self.list.currentIndex().data(NAME))
        return ExportChoice(name, self.shapes.isChecked() and self.shapes.isEnabled())

    def _first_choice(self, name: str) -> QModelIndex:
        """The row of a style, or the first where that does not fit."""
        row = list(STYLES).index(name) if name in STYLES else 0
        return self._model.index(row if self._model.item(row).isEnabled() else 0, 0)

    def _on_current_changed(self, current: QModelIndex) -> None:
        self.shapes.setEnabled(not STYLES[str(current.data(NAME))].made_by_worker)
