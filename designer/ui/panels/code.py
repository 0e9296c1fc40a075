"""The Code panel: the Python that this design is, live and in any style.

Marked lines belong to the selected nodes; putting the caret on a line selects its node. What is
typed makes it a draft: the live code waits until the draft is applied or discarded.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from designer.codegen import STYLES, Listing
from designer.session.code_edits import EDITABLE, Outcome
from designer.ui import icons, style
from designer.ui.context import Context
from designer.ui.panels.draft_bar import DraftBar
from designer.ui.panels.draft_view import DraftView
from designer.ui.style_list import StyleBox


class CodePanel(QWidget):
    """Follows the session's code while it is shown."""

    style_changed = Signal(str)
    """The person chose another export style, by its name."""
    shapes_changed = Signal(bool)
    """Whether shapes are wanted as comments."""
    save_requested = Signal()
    trust_requested = Signal()
    """The code cannot be run before the person has trusted what came with the file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._listing = Listing("", {})
        self._is_choosing = False
        self.is_draft = False
        """Whether the text is the person's and not the design's."""
        self.view = DraftView(context.theme)
        self.view.setAccessibleName(self.tr("Python code"))
        self.view.line_chosen.connect(self._on_line_chosen)
        self.view.edited.connect(self._on_edited)
        self.view.apply_requested.connect(self.apply)
        self.view.refused.connect(self._on_typing_refused)
        self.bar = DraftBar()
        self.bar.apply_requested.connect(self.apply)
        self.bar.discard_requested.connect(self.discard)
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
        column.addWidget(self.bar)
        column.addWidget(self.view)
        context.session.code_edits.finished.connect(self._on_applied)
        context.document.replaced.connect(self.discard)
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
        text = self.view.code if self.is_draft else self._current().text
        QGuiApplication.clipboard().setText(text)
        self._context.notice(self.tr("The code is on the clipboard."))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the code as it is now, unless there is a draft."""
        if self.is_draft:
            return
        self.view.set_editable(self.style_name in EDITABLE)
        self._listing = self._current()
        self.view.set_code(self._listing.text)
        self._mark()

    def apply(self) -> None:
        """Make the design what the draft says."""
        edits = self._context.session.code_edits
        if not self.is_draft or edits.is_busy:
            return
        if self._context.document.needs_trust:
            self.trust_requested.emit()
            if self._context.document.needs_trust:
                return
        self.view.mark_fault(0)
        self.bar.tell("")
        self.bar.set_busy(True)
        self.view.set_editable(False)
        edits.apply(self.view.code, self.style_name)

    def discard(self) -> None:
        """Give up the draft, if there is one, and show the code of the design."""
        self._context.session.code_edits.cancel()
        self._set_draft(False)
        self.refresh()

    def _set_draft(self, is_draft: bool) -> None:
        if is_draft == self.is_draft:
            return
        self.is_draft = is_draft
        self.bar.setVisible(is_draft)
        self.bar.set_busy(False)
        self.bar.tell("")
        self.view.mark_fault(0)
        self.view.mark(())
        for control in (self.styles, self.shapes, self.save_button):
            control.setEnabled(not is_draft)

    def _on_edited(self) -> None:
        is_draft = self.view.code.rstrip("\n") != self._listing.text.rstrip("\n")
        self._set_draft(is_draft)
        if is_draft:
            self.bar.tell("")
            self.view.mark_fault(0)

    def _on_typing_refused(self) -> None:
        if self._context.session.code_edits.is_busy:
            return
        self._context.notice(
            self.tr("This style is only shown. Choose Script or Function to type into the code.")
        )

    def _on_applied(self, outcome: Outcome) -> None:
        if not self.is_draft:
            return
        self.bar.set_busy(False)
        if outcome.message:
            where = self.tr("Line {line}: ").format(line=outcome.line) if outcome.line else ""
            self.bar.tell(f"{where}{outcome.message}")
            self.view.set_editable(True)
            self.view.mark_fault(outcome.line)
            return
        self._set_draft(False)
        self.refresh()
        self._context.notice(
            self.tr("The design is as the code says.")
            if outcome.is_news
            else self.tr("The code says what the design says already.")
        )

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
        if self.is_draft:
            return []
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
        reads_shapes = self.shapes.isChecked() or STYLES[self.style_name].reads_shapes
        if reads_shapes and self.isVisible():
            self.refresh()

    def _on_code_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _on_selection_changed(self) -> None:
        lines = self._mark()
        if lines and not self._is_choosing:
            self.view.bring_into_view(min(lines))

    def _on_line_chosen(self, line: int) -> None:
        if self.is_draft:
            return
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
