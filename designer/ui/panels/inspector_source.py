"""What the inspector says of a node that calls a custom layer: the way to its source, and whether
it survives saving."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from designer.graph.nodes import Node
from designer.ui.commands.custom import custom_name
from designer.ui.context import Context
from designer.ui.elided import WrappedLabel
from designer.ui.style import mark


class SourceNote(QWidget):
    """A button that leads to the source, and the proof of saving where there is one."""

    requested = Signal(str)
    """The id of a node whose source is to be shown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._node = ""
        self._name = ""
        self.button = QPushButton(self.tr("Edit source"), self)
        self.button.setObjectName("edit-source-button")
        self.button.setToolTip(self.tr("Show the source of this custom layer"))
        self.button.clicked.connect(self._on_clicked)
        self.proof = WrappedLabel(parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.proof)
        context.session.proving.changed.connect(self._on_proof_changed)
        self.hide()

    def show_node(self, node: Node | None) -> None:
        """Follow a node; one that calls no custom layer, or None, hides the note."""
        self._node = node.id if node else ""
        self._name = custom_name(self._context.document.design, node) if node else ""
        self.setVisible(bool(self._name))
        self._show_proof()

    def _show_proof(self) -> None:
        known = self._context.session.proving.proof(self._name) if self._name else None
        self.proof.setText(known.sentence if known else "")
        self.proof.setToolTip(known.details if known else "")
        mark(self.proof, "error", bool(known and not known.sound))
        self.proof.setVisible(known is not None)

    def _on_clicked(self) -> None:
        self.requested.emit(self._node)

    def _on_proof_changed(self, _name: str) -> None:
        self._show_proof()
