"""Editors of whole numbers and floats: a line that can be stepped, and that takes expressions.

Not a QSpinBox: that one allows no text but numbers, always has a value, and so could show neither
a default that nobody gave nor `units * 2`.
"""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget

from designer.catalog.check import typed_value
from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Value
from designer.ui.editors.editor import Shown, TextEditor
from designer.ui.editors.words import shown_text

Number = int | float
Step = QAbstractSpinBox.StepEnabledFlag


class NumberEditor(TextEditor):
    """A number: typed, or stepped with buttons, arrow keys or (where the focus is) the wheel."""

    def __init__(self, argument: ArgumentSpec, parent: QWidget | None = None) -> None:
        super().__init__(argument, parent)
        self._box = _NumberBox(self)
        self._box.stepped.connect(self._on_stepped)
        self._take_input(self._box)
        # The name stands on the widget that text is typed into.
        self._box.setObjectName("")
        self.line.setObjectName(f"argument:{argument.name}")
        self._column.addWidget(self._box)
        self._take_line()

    @property
    def line(self) -> QLineEdit:
        return self._box.lineEdit()

    @property
    def input(self) -> QWidget:
        return self._box

    def show_value(self, value: Shown) -> None:
        super().show_value(value)
        self._box.update()

    def stepped_from(self, number: Number | None, steps: int) -> Number | None:
        """The number so many steps up (or down); None where the argument cannot take it."""
        if number is None:
            low = self.argument.minimum
            found: Number = int(low) if low is not None and low > 0 else 0
        elif self.argument.kind == "int":
            found = int(number) + steps
        else:
            found = _float_step(number, steps)
        value = found if self.argument.kind == "int" else float(found)
        return None if self._fault_in(value) else value

    def number(self) -> Number | None:
        """The number that stands in the line, or the default; None for anything else."""
        text = self.line.text().strip()
        value: Value = self.argument.default
        if text:
            try:
                value = typed_value(self.argument, text, self.names)
            except ValueError:
                return None
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return value if is_number and isfinite(value) else None

    def can_step(self, steps: int) -> bool:
        """Whether a step leads from what is there to a sound value."""
        text = self.line.text().strip()
        number = self.number()
        if text and number is None:
            return False
        return self.stepped_from(number, steps) is not None

    def _on_stepped(self, steps: int) -> None:
        value = self.stepped_from(self.number(), steps)
        if value is None:
            return
        self.line.setText(shown_text(self.argument, value))
        self._offer(value, is_step=True)
        self.line.selectAll()


def _float_step(number: Number, steps: int) -> float:
    """A step is one unit of the leading digit, so that 0.001 and 300.0 both move sensibly."""
    value = Decimal(repr(float(number)))
    direction = 1 if steps > 0 else -1
    for _ in range(abs(steps)):
        value += direction * _unit(value, direction)
    return float(value)


def _unit(value: Decimal, direction: int) -> Decimal:
    if not value:
        return Decimal("0.1")
    exponent = value.adjusted()
    # Towards zero from 1, 0.1, 0.01 the next smaller unit: 0.1 leads to 0.09 and not to 0.
    is_round = abs(value) == Decimal(1).scaleb(exponent)
    if is_round and (value > 0) == (direction < 0):
        exponent -= 1
    return Decimal(1).scaleb(exponent)


class _NumberBox(QAbstractSpinBox):
    """The look and the keys of a spin box around a line that may hold any text."""

    stepped = Signal(int)

    def __init__(self, editor: NumberEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)

    def stepBy(self, steps: int) -> None:
        self.stepped.emit(steps)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        up = Step.StepUpEnabled if self._editor.can_step(1) else Step.StepNone
        down = Step.StepDownEnabled if self._editor.can_step(-1) else Step.StepNone
        return up | down

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        # Every text may stand here; the editor says what is wrong with it.
        return QValidator.State.Acceptable, text, position

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
