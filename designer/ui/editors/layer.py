"""The editor of a layer inside a layer: its class, its typed form in place, or a line of source."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Call
from designer.ui.editors.editor import UNSET, Shown
from designer.ui.editors.inner import ClassBox, InnerForm, Inside
from designer.ui.editors.line import SourceEditor
from designer.ui.style import mark


class NestingEditor(SourceEditor):
    """Shows what stands inside as forms while these say all of it, otherwise as a line of source;
    a button changes to the line and back."""

    is_wide = True

    def __init__(
        self, argument: ArgumentSpec, inside: Inside, parent: QWidget | None = None
    ) -> None:
        self._is_source = True
        self._wants_source = False
        super().__init__(argument, parent)
        self._inside = inside
        self._place = argument.name
        self._classes = ClassBox(inside.offered(argument), self._invitation(), self)
        name = self.tr("class of {argument}").format(argument=argument.name)
        self._classes.setAccessibleName(name)
        self._classes.chosen.connect(self._on_chosen)
        self._source = _source_button(self)
        self._source.toggled.connect(self._on_source_toggled)
        self._choice = QWidget(self)
        row = QHBoxLayout(self._choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._classes, 1)
        row.addWidget(self._source)
        self._name_widgets()

    @property
    def input(self) -> QWidget:
        return self._line if self._is_source else self._classes

    def set_place(self, place: str) -> None:
        self._place = place
        self._name_widgets()

    def show_value(self, value: Shown) -> None:
        super().show_value(value)
        self._arrange()

    def _invitation(self) -> str:
        return self.tr("Choose a layer")

    def _fits_forms(self) -> bool:
        """Whether forms can show all of the value."""
        raise NotImplementedError

    def _show_forms(self, is_shown: bool) -> None:
        raise NotImplementedError

    def _on_chosen(self, layer: Call) -> None:
        raise NotImplementedError

    def _arrange(self) -> None:
        fits = self._fits_forms()
        self._source.setVisible(fits)
        self._is_source = self._wants_source or not fits
        self._line.setVisible(self._is_source)
        self.setFocusProxy(self.input)
        self._show_forms(fits and not self._is_source)

    def _on_source_toggled(self, wants_source: bool) -> None:
        self._wants_source = wants_source
        self._arrange()
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_widgets(self) -> None:
        self._line.setObjectName(f"argument:{self._place}")
        self._classes.setObjectName(f"argument:{self._place}:class")
        self._source.setObjectName(f"argument:{self._place}:source")


class LayerEditor(NestingEditor):
    """One layer: a list of classes, and under it the arguments of the one that is chosen."""

    def __init__(
        self, argument: ArgumentSpec, inside: Inside, parent: QWidget | None = None
    ) -> None:
        super().__init__(argument, inside, parent)
        self._form: InnerForm | None = None
        self._column.insertWidget(0, self._choice)

    @property
    def tab_stops(self) -> list[QWidget]:
        inner = self._form.form.tab_stops if self._form else []
        return [self._classes, self._source, *inner, self._line]

    def commit(self, *, is_step: bool = False) -> None:
        super().commit(is_step=is_step)
        if self._form and not self._is_source:
            self._form.commit()

    def forget(self) -> None:
        super().forget()
        if self._form:
            self._form.forget()

    def _fits_forms(self) -> bool:
        return self._inside.spec(self._meant) is not None

    @property
    def _meant(self) -> Shown:
        """What counts: the default where nobody gave a layer."""
        is_default = self._shown is UNSET and isinstance(self.argument.default, Call)
        return self.argument.default if is_default else self._shown

    def _show_forms(self, is_shown: bool) -> None:
        layer = self._meant
        spec = self._inside.spec(layer)
        name = spec.name if spec else self._class_name()
        self._classes.show_class(name)
        if is_shown and spec and isinstance(layer, Call):
            if self._form is None:
                self._form = InnerForm(self._inside, self._place, self.names, self)
                self._form.given.connect(self._offer)
                self._column.insertWidget(1, self._form)
            self._form.show_layer(layer, spec)
        if self._form:
            self._form.setVisible(is_shown)
        self.stops_changed.emit()

    def _class_name(self) -> str:
        meant = self._meant
        return meant.path.rpartition(".")[2] if isinstance(meant, Call) else ""

    def _on_chosen(self, layer: Call) -> None:
        """The chosen class, with the values of the old one that it takes too."""
        spec = self._inside.spec(layer)
        meant = self._meant
        old = meant.arguments if isinstance(meant, Call) else {}
        known = {argument.name for argument in spec.arguments} if spec else set()
        kept = {name: value for name, value in old.items() if name in known}
        self._wants_source = False
        self._source.setChecked(False)
        self._offer(Call(layer.path, {**layer.arguments, **kept}))


class OptimizerEditor(LayerEditor):
    """An optimizer, as a layer is edited."""

    def _invitation(self) -> str:
        return self.tr("Choose an optimizer")


def _source_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    mark(button, "flat")
    button.setText("{ }")
    button.setCheckable(True)
    button.setToolTip(button.tr("Write it as code"))
    button.setAccessibleName(button.tr("Write it as code"))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
