"""One line of a form: the name of an argument, its editor, the way back to the default, and, where
what was typed is no value, why."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from designer.catalog.check import expected_of
from designer.ui.code_names import plainly
from designer.ui.editors.editor import UNSET, Editor, Shown
from designer.ui.editors.words import tooltip
from designer.ui.elided import WrappedLabel
from designer.ui.style import UNBOUND, mark

RUN_PAUSE_MS = 1500
"""Steps with a longer rest between them are edits of their own."""


class Row(QWidget):
    """Emits values with the key under which neighbouring steps merge, empty for a step alone."""

    given = Signal(str, object, str)
    """Argument name, value, merge key."""
    cleared = Signal(str)

    def __init__(self, editor: Editor, label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self.name = editor.argument.name
        self._run = 0
        self._rest = QElapsedTimer()
        self._rest.start()
        self._label = QLabel(label or self.name, self)
        self._label.setBuddy(editor.input)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._reset = _reset_button(self)
        self._reset.clicked.connect(self._on_reset)
        self._fault = WrappedLabel(parent=self)
        self._fault.setObjectName(f"fault:{self.name}")
        mark(self._fault, "error")
        self._fault.hide()
        words = tooltip(editor.argument)
        for widget in (self._label, editor.input):
            widget.setToolTip(words)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(2)
        self._is_stacked: bool | None = None
        self.arrange(is_stacked=True)
        editor.committed.connect(self._on_committed)
        editor.cleared.connect(self._on_cleared)
        editor.fault_changed.connect(self._on_fault_changed)

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [*self.editor.tab_stops, self._reset]

    def show_value(self, value: Shown) -> None:
        self.editor.show_value(value)
        self._offer_reset()

    def arrange(self, *, is_stacked: bool, label_width: int = 0) -> None:
        """Put the label above the editor, or before it in a column of that width."""
        is_stacked = is_stacked or self.editor.is_wide
        if is_stacked:
            self._label.setMaximumWidth(UNBOUND)
            self._label.setMinimumSize(0, 0)
        else:
            self._label.setFixedWidth(label_width)
            self._label.setMinimumHeight(self.editor.input.minimumHeight())
        if is_stacked is self._is_stacked:
            return
        self._is_stacked = is_stacked
        for widget in (self._label, self.editor, self._reset, self._fault):
            self._grid.removeWidget(widget)
        row, column = (1, 0) if is_stacked else (0, 1)
        top = Qt.AlignmentFlag.AlignTop
        if is_stacked:
            self._grid.addWidget(self._label, 0, 0, 1, 2)
        else:
            self._grid.addWidget(self._label, 0, 0, top)
        self._grid.addWidget(self.editor, row, column)
        self._grid.addWidget(self._reset, row, column + 1, top)
        self._grid.addWidget(self._fault, row + 1, column, 1, 2)
        self._grid.setColumnStretch(column, 1)
        self._grid.setColumnStretch(1 - column, 0)

    def _offer_reset(self) -> None:
        editor = self.editor
        differs = editor.shown is not UNSET or bool(editor.fault)
        self._reset.setVisible(differs and not editor.argument.is_required)

    def _on_committed(self, value: object, is_step: bool) -> None:
        if not is_step or self._rest.elapsed() > RUN_PAUSE_MS:
            self._run += 1
        self._rest.restart()
        self.given.emit(self.name, value, f"{self.name}:{self._run}" if is_step else "")

    def _on_cleared(self) -> None:
        self.cleared.emit(self.name)

    def _on_reset(self) -> None:
        self.editor.forget()
        if self.editor.shown is not UNSET:
            self.cleared.emit(self.name)

    def _on_fault_changed(self, fault: str) -> None:
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self.editor.input.setAccessibleDescription(
            plainly(fault) or expected_of(self.editor.argument)
        )
        self._offer_reset()


def _reset_button(parent: QWidget) -> QToolButton:
    """Keeps its place while it is hidden, so that editors stay aligned."""
    button = QToolButton(parent)
    mark(button, "flat")
    button.setText("↺")
    button.setToolTip(button.tr("Back to default"))
    button.setAccessibleName(button.tr("Back to default"))
    # A click leaves the focus where it is: what is being typed must not be handed over first.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    policy.setRetainSizeWhenHidden(True)
    button.setSizePolicy(policy)
    button.setFixedSize(24, 24)
    button.hide()
    return button
