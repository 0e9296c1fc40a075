"""The page of the Run panel with the settings of the next run, each change a step of the design."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from designer.catalog.spec import ArgumentSpec
from designer.catalog.training import CALLBACK, OPTIMIZER, offered
from designer.catalog.values import Value
from designer.graph.run_settings import RunSettings
from designer.ui import style
from designer.ui.context import Context
from designer.ui.editors.editor import Editor
from designer.ui.editors.form import Form
from designer.ui.editors.table import editor_for
from designer.ui.elided import WrappedLabel
from designer.ui.panels.run_editors import ColumnsEditor, PathEditor, WordedChoice
from designer.ui.panels.run_fields import (
    KIND_WORDS,
    LOOP_WORDS,
    fields_of,
    values_of,
    with_value,
)

PAUSE_MS = 30
"""From the last of a flurry of edits or answers to the form that follows them."""
_PARTS = {"optimizer": OPTIMIZER, "callbacks": CALLBACK}
_WORDED = {"data.kind": KIND_WORDS, "loop": LOOP_WORDS}


class RunSettingsPage(QScrollArea):
    """A typed form over `Settings.run`. What is not given is shown as what goes without saying."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.form = Form(self._make_editor)
        self.form.given.connect(self._on_given)
        self.form.cleared.connect(self._on_cleared)
        self.data = WrappedLabel()
        style.mark(self.data, "muted")
        self.faults = WrappedLabel()
        style.mark(self.faults, "error")
        for label in (self.data, self.faults):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.data)
        column.addWidget(self.faults)
        column.addWidget(self.form)
        column.addStretch(1)
        self.setWidget(inside)
        self._shown = context.document.design.settings.run
        self._later = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._later.timeout.connect(self._refresh_if_seen)
        context.document.changed.connect(self._on_document_changed)
        context.document.replaced.connect(self._later.start)
        context.document.trust_changed.connect(self._later.start)
        context.session.data_look.changed.connect(self._show_look)
        context.session.answers_changed.connect(self._on_answers_changed)

    @property
    def settings(self) -> RunSettings:
        """Those of the design."""
        return RunSettings.from_values(self._context.document.design.settings.run)

    def commit(self) -> None:
        """Hand over what is being typed, before a run begins."""
        self.form.commit()

    def take(self, settings: RunSettings, text: str, merge: str = "") -> None:
        """Make these the settings of the design, as one step."""
        document = self._context.document
        values = settings.to_values()
        if values != document.design.settings.run:
            document.change_settings(replace(document.design.settings, run=values), text, merge)

    def refresh(self) -> None:
        """Show the settings of the design, and what suits it as it is now."""
        settings = self.settings
        self._shown = self._context.document.design.settings.run
        self.form.follow_fields(fields_of(self._context.session.training(settings)))
        self.form.show_values(values_of(settings))
        self._context.session.data_look.ask(settings.data)
        self._show_look()

    def _show_look(self) -> None:
        """Say what the data are like, and what of it does not fit."""
        look = self._context.session.data_look.look
        faults = look.faults(self._context.session.training(self.settings)) if look else []
        is_failure = look is not None and bool(look.failure)
        self.data.setText(look.words if look and not is_failure else "")
        self.faults.setText(look.failure if look and is_failure else "\n".join(faults))
        for label in (self.data, self.faults):
            label.setVisible(bool(label.text()))

    def _make_editor(self, argument: ArgumentSpec, parent: QWidget) -> Editor:
        if argument.name in _WORDED:
            return WordedChoice(argument, _WORDED[argument.name], parent)
        if argument.name == "data.path":
            return PathEditor(argument, self.settings.data.kind, parent)
        if argument.kind == "columns":
            return ColumnsEditor(argument, parent)
        category = _PARTS.get(argument.name)
        inner = offered(self._context.document.catalog, category) if category else ()
        return editor_for(argument, inner, parent)

    def _on_given(self, name: str, value: Value, run: str) -> None:
        words = self.tr("Run settings")
        merge = f"run:{run}" if run else ""
        self.take(with_value(self.settings, name, value), words, merge)

    def _on_cleared(self, name: str) -> None:
        self.take(with_value(self.settings, name, None), self.tr("Run settings"))

    def _on_document_changed(self, _change: object) -> None:
        # A line that is told late would take the old value for one that is still being typed.
        run = self._context.document.design.settings.run
        if run is not self._shown:
            self._shown = run
            self.form.show_values(values_of(self.settings))
        self._later.start()

    def _on_answers_changed(self, _nodes: object) -> None:
        self._later.start()

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start()
