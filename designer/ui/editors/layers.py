"""The editor of a list of layers inside a layer: each with its form; add, move, remove."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Call, Value
from designer.ui.editors.editor import Lack
from designer.ui.editors.inner import InnerForm, Inside
from designer.ui.editors.layer import NestingEditor
from designer.ui.style import mark


class LayersEditor(NestingEditor):
    """A form for each layer in its order; the choice of a class adds one at the end."""

    def __init__(
        self, argument: ArgumentSpec, inside: Inside, parent: QWidget | None = None
    ) -> None:
        super().__init__(argument, inside, parent)
        self._items: list[_Item] = []
        self._list = QWidget(self)
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._column.insertWidget(0, self._list)
        self._column.insertWidget(1, self._choice)

    @property
    def tab_stops(self) -> list[QWidget]:
        inner = [stop for item in self._items for stop in item.tab_stops]
        return [*inner, self._classes, self._source, self._line]

    def commit(self, *, is_step: bool = False) -> None:
        super().commit(is_step=is_step)
        if not self._is_source:
            for item in list(self._items):
                item.form.commit()

    def forget(self) -> None:
        super().forget()
        for item in self._items:
            item.form.forget()

    def _invitation(self) -> str:
        return self.tr("Add a layer")

    def _layers(self) -> list[Value]:
        return list(self._shown) if isinstance(self._shown, (list, tuple)) else []

    def _fits_forms(self) -> bool:
        is_list = isinstance(self._shown, (list, tuple))
        return is_list and all(self._inside.spec(layer) for layer in self._layers())

    def _show_forms(self, is_shown: bool) -> None:
        layers = self._layers() if is_shown else []
        while len(self._items) < len(layers):
            self._add_item()
        while len(self._items) > len(layers):
            item = self._items.pop()
            item.form.forget()
            item.hide()
            item.deleteLater()
        for number, (item, layer) in enumerate(zip(self._items, layers, strict=True)):
            item.show_layer(layer, is_first=number == 0, is_last=number == len(layers) - 1)
        self._list.setVisible(bool(layers))
        self.stops_changed.emit()

    def _add_item(self) -> None:
        place = f"{self._place}[{len(self._items)}]"
        item = _Item(self._inside, place, self, len(self._items))
        item.form.given.connect(partial(self._on_given, len(self._items)))
        item.moved.connect(self._on_moved)
        item.removed.connect(self._on_removed)
        self._items.append(item)
        self._rows.addWidget(item)

    def _on_chosen(self, layer: Call) -> None:
        if isinstance(self._shown, Lack) or self._fits_forms():
            self._offer([*self._layers(), layer])
        self._classes.show_class("")

    def _on_given(self, number: int, layer: Call, is_step: bool) -> None:
        layers = self._layers()
        layers[number] = layer
        self._offer(layers, is_step)

    def _on_moved(self, number: int, by: int) -> None:
        layers = self._layers()
        layers.insert(number + by, layers.pop(number))
        self._offer(layers)

    def _on_removed(self, number: int) -> None:
        layers = self._layers()
        del layers[number]
        self._offer(layers)


class CallbacksEditor(LayersEditor):
    """Callbacks in their order, as layers are edited."""

    def _invitation(self) -> str:
        return self.tr("Add a callback")


class _Item(QWidget):
    """One layer of the list: class, buttons, form."""

    moved = Signal(int, int)
    """Its place, and by how many places."""
    removed = Signal(int)

    def __init__(self, inside: Inside, place: str, editor: LayersEditor, number: int) -> None:
        super().__init__(editor)
        self._inside = inside
        self._number = number
        self._title = QLabel(self)
        mark(self._title, "heading")
        self._up = _button(self, "↑", self.tr("Move up"), f"{place}:up")
        self._down = _button(self, "↓", self.tr("Move down"), f"{place}:down")
        self._remove = _button(self, "✕", self.tr("Remove"), f"{place}:remove")
        self._up.clicked.connect(lambda: self.moved.emit(self._number, -1))
        self._down.clicked.connect(lambda: self.moved.emit(self._number, 1))
        self._remove.clicked.connect(lambda: self.removed.emit(self._number))
        self.form = InnerForm(inside, place, editor.names, self)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._title, 1)
        for button in (self._up, self._down, self._remove):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.form)

    @property
    def tab_stops(self) -> list[QWidget]:
        return [self._up, self._down, self._remove, *self.form.form.tab_stops]

    def show_layer(self, layer: Call, *, is_first: bool, is_last: bool) -> None:
        spec = self._inside.spec(layer)
        if spec is not None:
            self._title.setText(f"{self._number + 1}. {spec.name}")
            self.form.show_layer(layer, spec)
        self._up.setEnabled(not is_first)
        self._down.setEnabled(not is_last)


def _button(parent: QWidget, text: str, words: str, name: str) -> QToolButton:
    button = QToolButton(parent)
    mark(button, "flat")
    button.setText(text)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setObjectName(name)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
