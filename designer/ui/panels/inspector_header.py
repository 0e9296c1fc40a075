"""The head of the inspector: the name of the node, and what it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from designer.ui.elided import ElidedLabel, WrappedLabel
from designer.ui.icons import icon
from designer.ui.panels.inspector_subjects import Heading
from designer.ui.style import mark
from designer.ui.theme import Theme


class Header(QWidget):
    """An editable name (for one node), its class with the colour of its category, its path."""

    doc_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = NameLine(self)
        self._fault = WrappedLabel(parent=self)
        self._fault.setObjectName("fault:node-name")
        mark(self._fault, "error")
        self._fault.hide()
        self.name.fault_changed.connect(self._on_fault_changed)
        self._swatch = _Swatch(self)
        self._title = ElidedLabel(parent=self)
        mark(self._title, "heading")
        self._title.setObjectName("class-name")
        self.doc_button = QToolButton(self)
        mark(self.doc_button, "flat")
        self.doc_button.setObjectName("documentation-button")
        self.doc_button.setCheckable(True)
        self.doc_button.setText(self.tr("Documentation"))
        self.doc_button.setAccessibleName(self.tr("Documentation"))
        self.doc_button.setToolTip(self.tr("Show or hide the documentation"))
        self.doc_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.doc_button.toggled.connect(self.doc_toggled)
        self._path = ElidedLabel(parent=self)
        mark(self._path, "muted")
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._swatch)
        line.addWidget(self._title, 1)
        line.addWidget(self.doc_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.name)
        column.addWidget(self._fault)
        column.addLayout(line)
        column.addWidget(self._path)

    def show_heading(self, heading: Heading, count: int, theme: Theme) -> None:
        """`count` nodes of this class; one that has a name shows it in the name line."""
        title = heading.title
        if count > 1:
            title = self.tr("{count} × {name}").format(count=count, name=title)
        self._title.setText(title)
        what = [heading.category] if heading.category else []
        if heading.path:
            what.append(heading.path)
        self._path.setText(" · ".join(what))
        self._path.setVisible(bool(what))
        self._swatch.set_colour(theme.category(heading.category))
        self.name.setVisible(count == 1)
        self.doc_button.setIcon(icon("info", theme.muted))
        self.doc_button.setIconSize(QSize(16, 16))
        self.doc_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _on_fault_changed(self, fault: str) -> None:
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))


class NameLine(QLineEdit):
    """The name of a node: handed over on Enter or when the focus goes, put back on Escape."""

    renamed = Signal(str)
    fault_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("node-name")
        self.setAccessibleName(self.tr("Name of the node"))
        self.setToolTip(self.tr("The name of the node, and of the layer in Keras"))
        self._name = ""
        self._fault = ""
        self.check = _nothing_wrong
        self.editingFinished.connect(self.commit)
        self.textEdited.connect(self._on_edited)

    @property
    def is_pending(self) -> bool:
        return self.text().strip() != self._name

    def show_name(self, name: str) -> None:
        """Show the name that the node has; what is being typed stays unless that changed."""
        if name == self._name and self.is_pending:
            return
        self._name = name
        self._set_fault("")
        if self.text() != name:
            caret = self.cursorPosition()
            self.setText(name)
            self.setCursorPosition(caret if self.hasFocus() else 0)

    def commit(self) -> None:
        """Hand the name over if it is new and can be one, otherwise say why not."""
        name = self.text().strip()
        fault = self.check(name) if name != self._name else ""
        self._set_fault(fault)
        if name != self._name and not fault:
            self.renamed.emit(name)

    def forget(self) -> None:
        """Show the name that the node has, whatever was typed."""
        self._set_fault("")
        self.setText(self._name)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            history = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in history) and not self.is_pending:
                # Nothing is typed: undo is that of the design.
                event.ignore()
                return True
            if event.key() == Qt.Key.Key_Escape and self.is_pending:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_pending:
            self.forget()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _on_edited(self) -> None:
        self._set_fault("")

    def _set_fault(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            self.fault_changed.emit(fault)


def _nothing_wrong(name: str) -> str:
    return ""


class _Swatch(QWidget):
    """The colour of a category."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(12, 12)
        self._colour = QColor()

    def set_colour(self, colour: str) -> None:
        self._colour = QColor(colour)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 2.5, 2.5)
