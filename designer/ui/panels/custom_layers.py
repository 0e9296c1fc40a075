"""The Custom layers panel: the sources that a design brings, what is wrong with them, and whether a
layer survives saving.

What is typed belongs to the editor until it is applied (Ctrl+Enter, or the keyboard goes
elsewhere); then it is one step of the design.
"""

from __future__ import annotations

import difflib
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.catalog.completion import Completions, completions
from designer.catalog.source import parameters_of, read_source
from designer.catalog.templates import TEMPLATES, Template
from designer.diagnosis.layers import ERROR, HINT, Lint, lints_of
from designer.diagnosis.layers.fixes import as_layer_class
from designer.ui import icons, style
from designer.ui.context import Context
from designer.ui.elided import WrappedLabel
from designer.ui.panels.code_editor import CodeEditor, Mark
from designer.ui.panels.code_view import CodeView
from designer.ui.translation import T

PAUSE_MS = 250
"""From the last key to the reading of what is typed."""
FINDINGS_HEIGHT = 132

_TEMPLATE_WORDS = {
    "weights": T("CustomLayers", "Layer with &weights"),
    "plain": T("CustomLayers", "Layer with&out weights"),
    "noise": T("CustomLayers", "Layer that acts in &training"),
    "function": T("CustomLayers", "&Function for a Lambda"),
}
_NOTHING, _SOURCE, _PREVIEW = range(3)


class CustomLayersPanel(QWidget):
    """Shows one custom layer at a time; follows the document."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._name = ""
        self._applied = ""
        self._offered: Lint | None = None
        self.names = QComboBox()
        self.names.setAccessibleName(self.tr("Custom layer"))
        self.names.activated.connect(self._on_name_chosen)
        self.new_button = self._button("plus", self.tr("New custom layer"))
        self.new_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.new_button.setMenu(self._templates(self.new_button))
        self.rename_button = self._button("pencil", self.tr("Rename this custom layer"))
        self.rename_button.clicked.connect(self._on_rename)
        self.delete_button = self._button("trash-2", self.tr("Delete this custom layer"))
        self.delete_button.clicked.connect(self._on_delete)
        self.prove_button = self._button(
            "badge-check", self.tr("Save it, load it in a clean process, and compare its outputs")
        )
        self.prove_button.setText(self.tr("Check saving"))
        self.prove_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.prove_button.clicked.connect(self._on_prove)
        self.editor = CodeEditor(context.theme, self._completions)
        self.editor.setAccessibleName(self.tr("Source of the custom layer"))
        self.editor.apply_requested.connect(self.apply)
        self.editor.textChanged.connect(self._on_typed)
        self.state = WrappedLabel()
        style.mark(self.state, "muted")
        self.proof = WrappedLabel()
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self._findings = self._scrolled(self._rows)
        self._preview = CodeView(context.theme)
        self._preview.setAccessibleName(self.tr("What the fix changes"))
        self._pages = QStackedWidget()
        for page in (self._nothing(), self._source_page(), self._preview_page()):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._pages, 1)
        self._later = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._later.timeout.connect(self.read)
        session, document = context.session, context.document
        document.changed.connect(self._on_document_changed)
        document.replaced.connect(self._on_document_replaced)
        document.trust_changed.connect(self._show_proof)
        session.problems_changed.connect(self.read)
        session.answers_changed.connect(self._on_answers_changed)
        session.proving.changed.connect(self._on_proof_changed)
        context.theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self._refresh()

    @property
    def name(self) -> str:
        """The custom layer that is shown; empty where there is none."""
        return self._name

    @property
    def is_pending(self) -> bool:
        """Whether something is typed that the design does not have."""
        return bool(self._name) and self.editor.code != self._applied

    @property
    def lints(self) -> tuple[Lint, ...]:
        """What is wrong with the text as it is typed, the worst first."""
        known = tuple(self._context.document.design.custom_layers)
        return lints_of(self.editor.code, self._name, known)

    def show_layer(self, name: str) -> None:
        """Bring the source of a custom layer into the editor; what was typed before is applied."""
        if name != self._name:
            self.apply()
            self._show(name)

    def new_layer(self, template: Template = TEMPLATES[0]) -> str:
        """Bring a custom layer to the design and show it; its name."""
        self.apply()
        design = self._context.document.design
        taken = {*design.custom_layers, *design.blocks}
        name = self._context.document.add_custom_layer(template.source(taken))
        if name:
            self._show(name)
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return name

    def apply(self) -> bool:
        """Hand what is typed over to the design, as one step; false where it is no Python or is
        refused. It stays in the editor then."""
        if not self.is_pending:
            return True
        source = self.editor.code
        fault = read_source(source).fault
        if fault:
            self.read()
            return False
        document, old = self._context.document, self._name
        before = set(document.design.custom_layers)
        self._applied = source
        if not document.change_custom_layer(old, source):
            layer = document.design.custom_layers.get(old)
            self._applied = layer.source if layer else ""
            return False
        renamed = set(document.design.custom_layers) - before
        if renamed:
            self._name = renamed.pop()
        self._refresh()
        return True

    def read(self) -> None:
        """Say what is wrong with the text as it is."""
        if not self._name:
            return
        fault = read_source(self.editor.code).fault
        if fault:
            words = self.tr("Line {line}: {sentence} Not applied.")
            self.state.setText(words.format(line=fault.line, sentence=fault.sentence))
            self.editor.mark_faults([Mark(fault.line, fault.sentence)])
            self._show_findings(())
        else:
            hint = self.tr("Not applied yet: Ctrl+Enter applies it.")
            self.state.setText(hint if self.is_pending else "")
            lints = self.lints
            marks = [Mark(each.line, each.sentence, each.severity == ERROR) for each in lints]
            self.editor.mark_faults([*self._failures(), *marks])
            self._show_findings(lints)
        style.mark(self.state, "error", bool(fault))
        self.state.setVisible(bool(self.state.text()))
        self._show_proof()

    def preview(self, lint: Lint) -> None:
        """Show what a fix changes, and offer to apply it."""
        self._offered = lint
        old, new = self.editor.code.split("\n"), lint.fixed.split("\n")
        lines = list(difflib.unified_diff(old, new, n=2, lineterm=""))[2:]
        self._preview.set_code("\n".join(lines))
        self._preview.mark(
            number for number, line in enumerate(lines, 1) if line.startswith(("+", "-"))
        )
        self._fix_title.setText(lint.fix)
        self._pages.setCurrentIndex(_PREVIEW)
        self._take_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_fix(self) -> None:
        """Apply the fix that is previewed, as one step."""
        lint, self._offered = self._offered, None
        self._pages.setCurrentIndex(_SOURCE)
        if lint:
            self.editor.set_code(lint.fixed)
            self.apply()
            self.read()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    # Parts

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(self.names, 1)
        for button in (self.new_button, self.rename_button, self.delete_button):
            row.addWidget(button)
        row.addWidget(self.prove_button)
        return row

    def _nothing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 24, 24)
        words = WrappedLabel(
            self.tr(
                "This design has no layer of its own. Write one here: its arguments become a form,"
                " its call the ports, and it is exported with the model."
            )
        )
        style.mark(words, "muted")
        column.addStretch(1)
        column.addWidget(words)
        self.first_button = QPushButton(self.tr("New custom layer"))
        self.first_button.setMenu(self._templates(self.first_button))
        column.addWidget(self.first_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(2)
        return page

    def _source_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.editor, 1)
        below = QVBoxLayout()
        below.setContentsMargins(8, 2, 8, 6)
        below.setSpacing(4)
        for widget in (self.state, self.proof, self._findings):
            below.addWidget(widget)
        column.addLayout(below)
        return page

    def _preview_page(self) -> QWidget:
        page = QWidget()
        self._fix_title = WrappedLabel()
        style.mark(self._fix_title, "heading")
        self._take_button = QPushButton(self.tr("Apply"))
        style.mark(self._take_button, "primary")
        # What has a style sheet's border has no margin of its own.
        self._take_button.setMinimumSize(76, 26)
        self._take_button.clicked.connect(self.take_fix)
        leave = QPushButton(self.tr("Cancel"))
        leave.clicked.connect(self._leave_preview)
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(self._fix_title, 1)
        row.addWidget(leave)
        row.addWidget(self._take_button)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._preview, 1)
        column.addLayout(row)
        return page

    def _scrolled(self, rows: QVBoxLayout) -> QScrollArea:
        inside = QWidget()
        inside.setLayout(rows)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setMaximumHeight(FINDINGS_HEIGHT)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("icon-name", icon)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        style.mark(button, "flat")
        return button

    def _templates(self, owner: QWidget) -> QMenu:
        menu = QMenu(owner)
        for template in TEMPLATES:
            words = QCoreApplication.translate("CustomLayers", _TEMPLATE_WORDS[template.name])
            menu.addAction(words).triggered.connect(partial(self._on_new, template))
        return menu

    # What is shown

    def _show(self, name: str) -> None:
        self._name = name
        self._offered = None
        layer = self._context.document.design.custom_layers.get(name)
        self._applied = layer.source if layer else ""
        self.editor.setPlainText(self._applied.rstrip("\n"))
        self._refresh()

    def _refresh(self) -> None:
        """Follow the design: its list of layers, and the source of the one that is shown."""
        layers = self._context.document.design.custom_layers
        if self._name not in layers:
            first = next(iter(layers), "")
            if first or self._name:
                self._show(first)
                return
        names = sorted(layers)
        if names != [self.names.itemText(at) for at in range(self.names.count())]:
            self.names.clear()
            self.names.addItems(names)
        self.names.setCurrentText(self._name)
        source = layers[self._name].source if self._name else ""
        if source != self._applied:
            was_pending, self._applied = self.is_pending, source
            if not was_pending:
                self.editor.set_code(source)
        for widget in (self.names, self.rename_button, self.delete_button, self.prove_button):
            widget.setEnabled(bool(self._name))
        if self._pages.currentIndex() != _PREVIEW or not self._name:
            self._pages.setCurrentIndex(_SOURCE if self._name else _NOTHING)
        self.read()

    def _failures(self) -> list[Mark]:
        """What failed in the worker while this source ran, as long as it is the source shown."""
        found = self._context.session.findings.source_faults
        return [
            Mark(each.line, each.sentence)
            for each in (() if self.is_pending else found)
            if each.layer == self._name
        ]

    def _show_findings(self, lints: tuple[Lint, ...]) -> None:
        while taken := self._rows.takeAt(0):
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        failures = [] if read_source(self.editor.code).fault else self._failures()
        for mark in failures:
            self._rows.addWidget(self._finding(mark.line, mark.sentence, True))
        offers = (*lints, *self._other_forms())
        for lint in offers:
            self._rows.addWidget(self._finding(lint.line, lint.sentence, False, lint))
        self._findings.setVisible(bool(offers or failures))

    def _other_forms(self) -> list[Lint]:
        """A function as a layer class, where its text allows to write it so."""
        code = self.editor.code
        function = read_source(code).function_named(self._name)
        if function is None or not parameters_of(function):
            return []
        words = self._name.split("_")
        name = "".join(word[:1].upper() + word[1:] for word in words) or "Layer"
        design = self._context.document.design
        if name == self._name or name in design.custom_layers or name in design.blocks:
            name = f"{name}Layer"
        return [
            Lint(
                "function-as-layer",
                HINT,
                function.lineno,
                self.tr("As a layer class it has arguments, a form and a name of its own."),
                self.tr("Turn it into the registered layer {name}").format(name=name),
                as_layer_class(code, self._name, name),
            )
        ]

    def _finding(
        self, line: int, sentence: str, is_error: bool, lint: Lint | None = None
    ) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 2, 0, 2)
        place = QToolButton()
        place.setText(str(line))
        place.setToolTip(self.tr("Go to line {line}").format(line=line))
        style.mark(place, "flat")
        place.clicked.connect(partial(self._on_line, line))
        words = WrappedLabel(sentence)
        if is_error or (lint and lint.severity == ERROR):
            style.mark(words, "error")
        row.addWidget(place, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        if lint and lint.fix:
            fix = QPushButton(self.tr("Fix…"))
            fix.setToolTip(lint.fix)
            fix.setAccessibleName(lint.fix)
            fix.clicked.connect(partial(self._on_fix, lint))
            row.addWidget(fix, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _show_proof(self) -> None:
        proving = self._context.session.proving
        known = proving.proof(self._name) if self._name and not self.is_pending else None
        if self._name and proving.is_asked(self._name):
            self.proof.setText(self.tr("Saving it, and loading it in a clean process…"))
        else:
            self.proof.setText(known.sentence if known else "")
        style.mark(self.proof, "error", bool(known and not known.sound))
        self.proof.setToolTip(known.details if known else "")
        self.proof.setVisible(bool(self.proof.text()))

    def _completions(self, text: str, at: int) -> Completions:
        return completions(text, at, self._context.document.catalog)

    # What happens

    def _on_name_chosen(self, _at: int) -> None:
        self.show_layer(self.names.currentText())

    def _on_new(self, template: Template) -> None:
        self.new_layer(template)

    def _on_rename(self) -> None:
        self.apply()
        new, accepted = QInputDialog.getText(
            self, self.tr("Rename the custom layer"), self.tr("Name:"), text=self._name
        )
        if accepted and self._context.document.rename_custom_layer(self._name, new):
            self._show(new.strip())

    def _on_delete(self) -> None:
        self._context.document.remove_custom_layer(self._name)

    def _on_prove(self) -> None:
        if self.apply():
            refusal = self._context.session.proving.prove(self._name)
            if refusal:
                self._context.notice(refusal, "warning")

    def _on_fix(self, lint: Lint) -> None:
        self.preview(lint)

    def _on_line(self, line: int) -> None:
        self.editor.go_to(line)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_preview(self) -> None:
        self._offered = None
        self._pages.setCurrentIndex(_SOURCE)

    def _on_typed(self) -> None:
        self._later.start()

    def _on_document_changed(self, _change: object) -> None:
        self._refresh()

    def _on_document_replaced(self) -> None:
        self._show(next(iter(self._context.document.design.custom_layers), ""))

    def _on_answers_changed(self, _nodes: object) -> None:
        self.read()

    def _on_proof_changed(self, _name: str) -> None:
        self._show_proof()

    def _on_theme_changed(self) -> None:
        theme = self._context.theme
        self.editor.set_theme(theme)
        self._preview.set_theme(theme)
        for button in self.findChildren(QToolButton):
            name = button.property("icon-name")
            if name:
                button.setIcon(icons.icon(str(name), theme.text))
