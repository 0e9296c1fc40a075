"""What every editor of an argument is: a widget that shows a value and hands over sound ones.

An editor knows nothing of documents. It shows what it is told, keeps a text that is no value yet,
with the reason beside it, and emits `committed` once what was typed is one.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from enum import Enum

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from designer.catalog.check import expected_of, fault_in, typed_value
from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Value, source_of
from designer.ui.editors.words import as_sentence, default_text, is_default, shown_text

CHECK_PAUSE_MS = 400
"""How long typing must rest before a text that is no value is called one."""


def _nothing_wrong(value: Value) -> str:
    return ""


class Lack(Enum):
    """What an editor shows where it has no value to show."""

    UNSET = "unset"
    """Nobody gave a value: the default counts."""
    MIXED = "mixed"
    """Several nodes have different values."""


UNSET, MIXED = Lack.UNSET, Lack.MIXED
Shown = Value | Lack


class Editor(QWidget):
    """Shows and edits the value of one argument. `input` is the widget that takes the focus."""

    is_wide = False
    """Whether it needs the whole width, with its label above."""

    committed = Signal(object, bool)
    """A sound value; true where it is one of a run of steps that count as one edit."""
    cleared = Signal()
    """The person wants the default back."""
    stops_changed = Signal()
    """There are other `tab_stops` now."""
    fault_changed = Signal(str)
    """Why what stands in the editor is no value; empty when it is one again."""

    def __init__(self, argument: ArgumentSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.argument = argument
        self.check: Callable[[Value], str] = _nothing_wrong
        """A further check, of what the argument's kind cannot tell."""
        self.names: Container[str] = ()
        """What expressions may call by name: the arguments of the block that is open."""
        self._shown: Shown = UNSET
        self._fault = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)

    @property
    def input(self) -> QWidget:
        """The widget that a label is the buddy of."""
        raise NotImplementedError

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        return [self.input]

    def set_place(self, place: str) -> None:
        """Name the input by the arguments that lead here: `layer.units`."""
        for widget in self.findChildren(QWidget, f"argument:{self.argument.name}"):
            widget.setObjectName(f"argument:{place}")

    @property
    def shown(self) -> Shown:
        return self._shown

    @property
    def fault(self) -> str:
        return self._fault

    def show_value(self, value: Shown) -> None:
        """Show what the document holds; typing that goes on is left alone unless that changed."""
        raise NotImplementedError

    def commit(self, *, is_step: bool = False) -> None:
        """Hand over what stands in the editor, if it is a new and sound value."""

    def forget(self) -> None:
        """Show what the document holds, whatever was typed."""

    def _take_input(self, widget: QWidget) -> None:
        """Name and describe the widget that takes the focus."""
        widget.setObjectName(f"argument:{self.argument.name}")
        widget.setAccessibleName(self.argument.name)
        widget.setAccessibleDescription(expected_of(self.argument))
        # Boxes of every kind are as high as the highest, so that rows stand in an even rhythm.
        widget.setMinimumHeight(self.fontMetrics().height() + 9)
        self.setFocusProxy(widget)

    def _set_fault(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            self.fault_changed.emit(fault)

    def _offer(self, value: Value, is_step: bool = False) -> bool:
        """Hand a value over if it is sound, otherwise say why not."""
        fault = self._fault_in(value)
        self._set_fault(fault)
        if fault:
            return False
        if self._is_shown(value):
            self._show_again()
        elif is_default(self.argument, value):
            self.cleared.emit()
        else:
            self.committed.emit(value, is_step)
        return True

    def _fault_in(self, value: Value) -> str:
        return as_sentence(fault_in(self.argument, value) or self.check(value))

    def _is_shown(self, value: Value) -> bool:
        """Whether the document holds this value already."""
        if self._shown is UNSET:
            return is_default(self.argument, value)
        return self._shown is not MIXED and source_of(value) == source_of(self._shown)

    def _show_again(self) -> None:
        """What was entered is what is there: show it as it is written."""


class TextEditor(Editor):
    """An editor around a line of text: read and checked as it is typed, handed over on Enter or
    when the focus goes, put back on Escape. A text that is no value stays, and is not applied."""

    def __init__(self, argument: ArgumentSpec, parent: QWidget | None = None) -> None:
        super().__init__(argument, parent)
        self._text = ""
        """What the line shows for the value of the document."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(CHECK_PAUSE_MS)
        self._pause.timeout.connect(self._check_typed)

    @property
    def line(self) -> QLineEdit:
        raise NotImplementedError

    @property
    def is_pending(self) -> bool:
        """Whether the line holds something that the document does not."""
        return self.line.text().strip() != self._text

    def show_value(self, value: Shown) -> None:
        text = "" if isinstance(value, Lack) else shown_text(self.argument, value)
        is_same = text == self._text and type(value) is type(self._shown)
        self._shown, self._text = value, text
        self.line.setPlaceholderText(self._placeholder(value))
        if is_same and self.is_pending:
            return
        self._set_fault("")
        if self.line.text() != text:
            caret = self.line.cursorPosition()
            self.line.setText(text)
            self.line.setCursorPosition(caret if self.line.hasFocus() else 0)

    def commit(self, *, is_step: bool = False) -> None:
        """Hand over what was typed. Nothing happens while it is what the document holds."""
        self._pause.stop()
        text = self.line.text().strip()
        if text == self._text:
            self._set_fault("")
        elif text:
            self._commit_text(text, is_step)
        elif self.argument.is_required:
            self._set_fault(self._required())
        else:
            self._set_fault("")
            self.cleared.emit()

    def forget(self) -> None:
        self._pause.stop()
        self._set_fault("")
        self.line.setText(self._text)
        self.line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.input:
            return super().eventFilter(watched, event)
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._override(event)
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if kind == QEvent.Type.FocusOut and _is_leave(event):
            self.commit()
        return super().eventFilter(watched, event)

    def _take_line(self) -> None:
        """Watch the line, once it is there."""
        # On the widget that has the focus: combo and spin boxes call their line's event handlers
        # directly, so that a filter on the line would see nothing.
        self.input.installEventFilter(self)
        self.line.setTextMargins(2, 0, 2, 0)
        self.line.textEdited.connect(self._on_edited)
        self.line.returnPressed.connect(self._on_return)

    def _required(self) -> str:
        words = self.tr("{name} is required: {what}.")
        return words.format(name=self.argument.name, what=expected_of(self.argument))

    def _placeholder(self, value: Shown) -> str:
        return self.tr("different values") if value is MIXED else default_text(self.argument)

    def _override(self, event: QKeyEvent) -> bool:
        """Undo belongs to the line only while something is typed in it; Escape likewise."""
        history = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        if any(event.matches(key) for key in history) and not self.is_pending:
            event.ignore()
            return True
        if event.key() == Qt.Key.Key_Escape and (self.is_pending or self._fault):
            event.accept()
            return True
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and (self.is_pending or self._fault):
            self.forget()
            return True
        return False

    def _on_return(self) -> None:
        self.commit()

    def _on_edited(self, text: str) -> None:
        if not self._reason(text.strip()):
            self._set_fault("")
        self._pause.start()

    def _check_typed(self) -> None:
        self._set_fault(self._reason(self.line.text().strip()))

    def _reason(self, text: str) -> str:
        """Why a text is no value; empty where it is one, or empty itself."""
        if not text:
            return ""
        try:
            value = typed_value(self.argument, text, self.names)
        except ValueError as error:
            return as_sentence(str(error))
        return self._fault_in(value)

    def _commit_text(self, text: str, is_step: bool) -> None:
        try:
            value = typed_value(self.argument, text, self.names)
        except ValueError as error:
            self._set_fault(as_sentence(str(error)))
            return
        self._offer(value, is_step)

    def _show_again(self) -> None:
        self.line.setText(self._text)


def _is_leave(event: QEvent) -> bool:
    """Whether the focus goes elsewhere; a menu or a completion list is part of the editor."""
    return isinstance(event, QFocusEvent) and event.reason() != Qt.FocusReason.PopupFocusReason
