"""The Code panel: the Python that this design is, live and in any style.

Marked lines belong to the selected nodes; putting the caret on a line selects its node.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from designer.codegen import Listing
from designer.ui import icons, style
from designer.ui.context import Context
from designer.ui.panels.code_view import CodeView
from designer.ui.style_list import StyleBox


class CodePanel(QWidget):
    """Follows the session's code while it is shown."""

    style_changed = Signal(str)
    """The person chose another export style, by its name."""
    shapes_changed = Signal(bool)
    """Whether shapes are wanted as comments."""
    save_requested = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._listing = Listing("", {})
        self._is_choosing = False
        self.view = CodeView(context.theme)
        self.view.setAccessibleName(self.tr("Python code"))
        self.view.line_chosen.connect(self._on_line_chosen)
        self.styles = StyleBox(context)
        self.styles.currentIndexChanged.connect(self._on_style_chosen)
        self.shapes = self._button(self.tr("Shapes"), self.tr("Show the shapes as comments"))
        self.shapes.setCheckable(True)
        self.shapes.toggled.connect(self._on_shapes_toggled)
        self.copy_button = self._button(self.tr("Copy"), self.tr("Copy the whole code"))
        self.copy_button.clicked.connect(self.copy)
        self.save_button = self._button(self.tr("Save…"), self.tr("Write the code to a file"))
        self.save_button.clicked.connect(self.save_requested)
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(self.styles, 1)
        row.addStretch(1)
        row.addWidget(self.shapes)
        row.addWidget(self.copy_button)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.view)
        context.session.code_changed.connect(self._on_code_changed)
        context.session.answers_changed.connect(self._on_answers_changed)
        context.selection.changed.connect(self._on_selection_changed)
        context.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    @property
    def style_name(self) -> str:
        """The export style that is shown."""
        return self.styles.name

    def set_style(self, name: str) -> None:
        """Show another export style; an unknown name is left alone."""
        self.styles.choose(name)

    def copy(self) -> None:
        """Put the whole code on the clipboard."""
        QGuiApplication.clipboard().setText(self._current().text)
        self._context.notice(self.tr("The code is on the clipboard."))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the code as it is now."""
        self._listing = self._current()
        self.view.set_code(self._listing.text)
        self._mark()

    def _current(self) -> Listing:
        session = self._context.session
        return session.listing(self.style_name, shapes=self.shapes.isChecked())

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        style.mark(button, "flat")
        return button

    def _mark(self) -> list[int]:
        """Mark the lines of the selected nodes, and give them back."""
        shown, selected = self._context.document.graph_name, self._context.selection.nodes
        lines = self._listing.lines_of(shown, selected) if selected else []
        self.view.mark(lines)
        return lines

    def _on_style_chosen(self) -> None:
        if self.isVisible():
            self.refresh()
        self.style_changed.emit(self.style_name)

    def _on_shapes_toggled(self, is_wanted: bool) -> None:
        if self.isVisible():
            self.refresh()
        self.shapes_changed.emit(is_wanted)

    def _on_answers_changed(self) -> None:
        if self.shapes.isChecked() and self.isVisible():
            self.refresh()

    def _on_code_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _on_selection_changed(self) -> None:
        lines = self._mark()
        if lines and not self._is_choosing:
            self.view.bring_into_view(min(lines))

    def _on_line_chosen(self, line: int) -> None:
        graph, node = self._listing.place_of(line)
        if node and self._context.can_show(graph, node):
            self._is_choosing = True
            self._context.select(graph, node)
            self._is_choosing = False

    def _on_theme_changed(self) -> None:
        theme = self._context.theme
        self.view.set_theme(theme)
        self.copy_button.setIcon(icons.icon("copy", theme.text))
        self.save_button.setIcon(icons.icon("download", theme.text))
