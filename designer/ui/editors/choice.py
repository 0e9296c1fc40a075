"""Editors of what is chosen: yes or no, one of a few, a name or an expression."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Value, source_of
from designer.ui.editors.editor import MIXED, UNSET, Editor, Lack, Shown, TextEditor
from designer.ui.editors.words import default_text, shown_text
from designer.ui.style import mark

_CLEARING_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_STATES = (
    (True, Qt.CheckState.Checked),
    (False, Qt.CheckState.Unchecked),
    (None, Qt.CheckState.PartiallyChecked),
)


class BoolEditor(Editor):
    """A check box that says in words what it stands for; half checked is None, if that may be."""

    def __init__(self, argument: ArgumentSpec, parent: QWidget | None = None) -> None:
        super().__init__(argument, parent)
        self._box = _CheckBox(argument.optional, self)
        self._take_input(self._box)
        self._note = QLabel(self)
        mark(self._note, "muted")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._box)
        line.addWidget(self._note, 1)
        self._column.addLayout(line)
        # `clicked`, not `toggled`: only what the person does, not what the document tells.
        self._box.clicked.connect(self._on_clicked)
        self._box.cleared.connect(self.cleared)

    @property
    def input(self) -> QWidget:
        return self._box

    def show_value(self, value: Shown) -> None:
        self._shown = value
        self._set_fault("")
        self._box.show_state(self.argument.default if value is UNSET else value)
        self._note.setText(self._words(value))

    def _words(self, value: Shown) -> str:
        if value is MIXED:
            return self.tr("different values")
        if value is not UNSET:
            return ""
        return self.tr("required") if self.argument.is_required else self.tr("default")

    def _on_clicked(self) -> None:
        self._offer(self._box.chosen())

    def _show_again(self) -> None:
        self.show_value(self._shown)


class _CheckBox(QCheckBox):
    """Goes True, False, and None where that is a value; Delete asks for the default."""

    cleared = Signal()

    def __init__(self, has_none: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._has_none = has_none

    def show_state(self, value: Value) -> None:
        """Show True, False or None; anything else half checked and as it is written."""
        state = Qt.CheckState.PartiallyChecked
        text = "" if isinstance(value, Lack) else source_of(value)
        for known, its_state in _STATES:
            if value is known:
                state, text = its_state, str(known)
        with QSignalBlocker(self):
            self.setTristate(self._has_none or state == Qt.CheckState.PartiallyChecked)
            self.setCheckState(state)
            self.setText(text)

    def chosen(self) -> bool | None:
        return next(value for value, state in _STATES if state == self.checkState())

    def nextCheckState(self) -> None:
        after = {
            Qt.CheckState.Checked: Qt.CheckState.Unchecked,
            Qt.CheckState.Unchecked: Qt.CheckState.Checked,
            Qt.CheckState.PartiallyChecked: Qt.CheckState.Checked,
        }
        if self._has_none:
            after[Qt.CheckState.Unchecked] = Qt.CheckState.PartiallyChecked
        self.setCheckState(after[self.checkState()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _CLEARING_KEYS:
            self.cleared.emit()
        else:
            super().keyPressEvent(event)


class ChoiceEditor(Editor):
    """One of a few strings, from a list. An expression that stands there from elsewhere is kept."""

    def __init__(self, argument: ArgumentSpec, parent: QWidget | None = None) -> None:
        super().__init__(argument, parent)
        self._values: list[Value] = [*argument.choices]
        if argument.optional:
            self._values.append(None)
        self._box = Combo(self)
        self._take_input(self._box)
        self._column.addWidget(self._box)
        for value in self._values:
            self._box.addItem(self._text_of(value))
        self._box.setPlaceholderText(self._default_text())
        self._box.setCurrentIndex(-1)
        self._box.activated.connect(self._on_activated)
        self._box.cleared.connect(self.cleared)

    @property
    def input(self) -> QWidget:
        return self._box

    def show_value(self, value: Shown) -> None:
        self._shown = value
        self._set_fault("")
        words = self.tr("different values") if value is MIXED else self._default_text()
        self._box.setPlaceholderText(words)
        self._box.setCurrentIndex(-1 if isinstance(value, Lack) else self._row_of(value))

    def _row_of(self, value: Value) -> int:
        if value not in self._values:
            self._values.append(value)
            self._box.addItem(self._text_of(value))
        return self._values.index(value)

    def _text_of(self, value: Value) -> str:
        """How a choice is called."""
        return shown_text(self.argument, value)

    def _default_text(self) -> str:
        return default_text(self.argument)

    def _on_activated(self, row: int) -> None:
        self._offer(self._values[row], is_step=self._box.is_stepping)

    def _show_again(self) -> None:
        self.show_value(self._shown)


class NameEditor(TextEditor):
    """A name out of many, found by typing a part of it, or any expression."""

    def __init__(self, argument: ArgumentSpec, parent: QWidget | None = None) -> None:
        super().__init__(argument, parent)
        self._box = Combo(self)
        self._box.setEditable(True)
        self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._box.addItems(argument.choices)
        if argument.optional:
            self._box.addItem("None")
        self._box.setCurrentIndex(-1)
        complete_anywhere(self._box)
        self._take_input(self._box)
        self._column.addWidget(self._box)
        self._take_line()
        self._box.activated.connect(self._on_activated)

    @property
    def line(self) -> QLineEdit:
        line = self._box.lineEdit()
        assert line is not None
        return line

    @property
    def input(self) -> QWidget:
        return self._box

    def show_value(self, value: Shown) -> None:
        # The row follows, so that the arrow keys and the list go on from what is there.
        if not self.is_pending:
            with QSignalBlocker(self._box):
                text = "" if isinstance(value, Lack) else shown_text(self.argument, value)
                row = self._box.findText(text) if text else -1
                # Choosing nothing once more would empty the line of an expression.
                if row != self._box.currentIndex():
                    self._box.setCurrentIndex(row)
        super().show_value(value)

    def _on_activated(self, row: int) -> None:
        self.commit(is_step=self._box.is_stepping)


class Combo(QComboBox):
    """A combo box that shrinks with its panel and lets the wheel scroll the form."""

    cleared = Signal()
    """Delete or Backspace in a box that takes no text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_open = False
        self.is_stepping = False
        """Whether the choice of this moment was made with an arrow key, the list being closed."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(14)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Never a change by scrolling: even with the focus the person may mean the form.
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isEditable() and event.key() in _CLEARING_KEYS:
            self.cleared.emit()
            return
        self.is_stepping = not self._is_open
        super().keyPressEvent(event)
        self.is_stepping = False

    def showPopup(self) -> None:
        # Noted here, because asking `view()` would make a list that nobody has opened.
        self._is_open = True
        super().showPopup()

    def hidePopup(self) -> None:
        self._is_open = False
        super().hidePopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        line = self.lineEdit()
        if line is not None and event.reason() == Qt.FocusReason.TabFocusReason:
            line.selectAll()


def complete_anywhere(box: QComboBox) -> None:
    """Offer the names that hold what was typed, in a list; nothing is written into the line.

    Short ones first: whoever types `softm` means `softmax` and not `log_softmax`.
    """
    names = [box.itemText(row) for row in range(box.count())]
    completer = QCompleter(sorted(names, key=len), box)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setMaxVisibleItems(10)
    box.setCompleter(completer)
