"""The typed form of a layer that stands in an argument of another: its class, and its arguments
with an editor each, recursively."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QWidget

from designer.catalog.samples import starting_values
from designer.catalog.spec import ArgumentSpec, Spec
from designer.catalog.values import Call, Value
from designer.ui.editors.choice import Combo, complete_anywhere
from designer.ui.editors.editor import Editor
from designer.ui.editors.form import Fields, Form


@dataclass(frozen=True)
class Inside:
    """What may stand inside arguments, and how the arguments of that are edited in turn."""

    specs: tuple[Spec, ...]
    make: Callable[[ArgumentSpec, QWidget], Editor]

    def spec(self, value: Value) -> Spec | None:
        """What is known of the class of an inner layer; None for what is none that is known."""
        if not isinstance(value, Call):
            return None
        return next((spec for spec in self.specs if spec.path == value.path), None)

    def offered(self, argument: ArgumentSpec) -> list[Spec]:
        """What a person may choose: what fits the argument, and what the design brings."""
        fitting = argument.choices
        return [
            spec
            for spec in self.specs
            if spec.name in fitting or "." not in spec.path or (not fitting and not _is_cell(spec))
        ]


def _is_cell(spec: Spec) -> bool:
    return spec.name.endswith(("Cell", "Cells"))


class ClassBox(Combo):
    """Classes of layers to choose from, found by any part of their names."""

    chosen = Signal(object)
    """The inner layer that was chosen, as a `Call` with the values that it needs."""

    def __init__(self, specs: list[Spec], invitation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._specs = {spec.name: spec for spec in specs}
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(self._specs))
        self.setCurrentIndex(-1)
        line = self.lineEdit()
        if line is not None:
            line.setPlaceholderText(invitation)
        complete_anywhere(self)
        self.activated.connect(self._on_activated)

    def show_class(self, name: str) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findText(name))

    def _on_activated(self, row: int) -> None:
        spec = self._specs[self.itemText(row)]
        self.chosen.emit(Call(spec.path, starting_values(spec)))


class InnerForm(QFrame):
    """The arguments of an inner layer, set off by a line at their left."""

    given = Signal(object, bool)
    """The layer with one value changed; true where it is one of a run of steps."""

    def __init__(
        self, inside: Inside, place: str, names: Container[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._inside = inside
        self._place = place
        self._names = names
        self._layer = Call("", {})
        self._run = ""
        self.form = Form(self._make_editor, self)
        self.form.given.connect(self._on_given)
        self.form.cleared.connect(self._on_cleared)
        rule = QFrame(self)
        rule.setFrameShape(QFrame.Shape.VLine)
        rule.setFrameShadow(QFrame.Shadow.Plain)
        rule.setForegroundRole(self.palette().ColorRole.Mid)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(rule)
        row.addWidget(self.form, 1)

    def show_layer(self, layer: Call, spec: Spec) -> None:
        """Show an inner layer; its class says which arguments there are."""
        is_other = layer.path != self._layer.path
        self._layer = layer
        fields = _fields(layer, spec)
        if is_other:
            self.form.forget()
            self.form.set_fields(fields)
        else:
            self.form.follow_fields(fields)
        self.form.show_values(layer.arguments)

    def commit(self) -> None:
        self.form.commit()

    def forget(self) -> None:
        self.form.forget()

    def _make_editor(self, argument: ArgumentSpec, parent: QWidget) -> Editor:
        editor = self._inside.make(argument, parent)
        editor.names = self._names
        editor.set_place(f"{self._place}.{argument.name}")
        return editor

    def _on_given(self, name: str, value: Value, run: str) -> None:
        arguments = {**self._layer.arguments, name: value}
        # The first step of a run begins an edit of its own, also within the run of another row.
        is_step = bool(run) and run == self._run
        self._run = run
        self.given.emit(Call(self._layer.path, arguments), is_step)

    def _on_cleared(self, name: str) -> None:
        self._run = ""
        left = {key: value for key, value in self._layer.arguments.items() if key != name}
        self.given.emit(Call(self._layer.path, left), False)


def _fields(layer: Call, spec: Spec) -> Fields:
    """Required arguments, those that were given and the telling ones first."""
    arguments = [each for each in spec.arguments if each.name not in spec.attributes]
    known = {argument.name for argument in arguments}
    wanted = {*layer.arguments, *spec.shown}
    main = [each for each in arguments if each.is_required]
    main += [each for each in arguments if not each.is_required and each.name in wanted]
    more = [each for each in arguments if each not in main]
    main += [
        ArgumentSpec(name, "any", None, optional=True)
        for name in layer.arguments
        if name not in known
    ]
    return Fields(tuple(main), tuple(more))
