"""Editors of layers inside layers: `Bidirectional` takes one, `StackedRNNCells` a list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from designer.catalog.samples import starting_values
from designer.catalog.spec import ArgumentSpec, LayerSpec
from designer.catalog.values import Call, Value, source_of
from designer.ui.editors.choice import Combo, complete_anywhere
from designer.ui.editors.editor import Lack, Shown
from designer.ui.editors.line import SourceEditor


class LayerEditor(SourceEditor):
    """A line of source, `layers.LSTM(units=32)`, and a list of layer classes that writes it."""

    def __init__(
        self,
        argument: ArgumentSpec,
        layers: Sequence[LayerSpec],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(argument, parent)
        self._specs = {spec.name: spec for spec in layers}
        self._classes = Combo(self)
        self._classes.setEditable(True)
        self._classes.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._classes.addItems(list(self._specs))
        self._classes.setCurrentIndex(-1)
        self._classes.setObjectName(f"argument:{argument.name}:class")
        line = self._classes.lineEdit()
        if line is not None:
            line.setPlaceholderText(self._invitation())
        name = self.tr("class of {argument}").format(argument=argument.name)
        self._classes.setAccessibleName(name)
        complete_anywhere(self._classes)
        self._column.insertWidget(0, self._classes)
        self._classes.activated.connect(self._on_class_chosen)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._classes, self.input]

    def show_value(self, value: Shown) -> None:
        super().show_value(value)
        with QSignalBlocker(self._classes):
            self._classes.setCurrentIndex(self._classes.findText(self._class_of(value)))

    def _class_of(self, value: Shown) -> str:
        if isinstance(value, Call) and self.argument.kind == "layer":
            return value.path.rpartition(".")[2]
        return ""

    def _invitation(self) -> str:
        return self.tr("Choose a layer")

    def _on_class_chosen(self, row: int) -> None:
        spec = self._specs[self._classes.itemText(row)]
        self._place(Call(spec.path, starting_values(spec)))

    def _place(self, layer: Call) -> None:
        """Write the chosen layer into the line, as if it had been typed."""
        self._write(layer)

    def _write(self, value: Value) -> None:
        self.line.setText(source_of(value))
        self.commit()


class LayersEditor(LayerEditor):
    """A line of source with a list of layers; the choice of a class adds one at its end."""

    def _invitation(self) -> str:
        return self.tr("Add a layer")

    def _place(self, layer: Call) -> None:
        present = [] if isinstance(self._shown, Lack) else self._shown
        if isinstance(present, (list, tuple)):
            self._write([*present, layer])
        with QSignalBlocker(self._classes):
            self._classes.setCurrentIndex(-1)
