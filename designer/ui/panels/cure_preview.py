"""What a cure changes, as a difference, and the question whether to apply it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer.ui import style
from designer.ui.elided import WrappedLabel
from designer.ui.panels.code_view import CodeView
from designer.ui.theme import Theme


class CurePreview(QWidget):
    applied = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = WrappedLabel()
        style.mark(self.title, "heading")
        self.view = CodeView(theme, self)
        self.view.setAccessibleName(self.tr("What the cure changes"))
        self.apply = QPushButton(self.tr("Apply"))
        style.mark(self.apply, "primary")
        self.apply.setMinimumSize(76, 26)
        self.apply.clicked.connect(self.applied)
        leave = QPushButton(self.tr("Cancel"))
        leave.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(self.title, 1)
        row.addWidget(leave)
        row.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addLayout(row)

    def show_cure(self, title: str, diff: str) -> None:
        """Show the lines that differ, with some around them."""
        lines = diff.rstrip("\n").split("\n")
        self.title.setText(title)
        self.view.set_code("\n".join(lines))
        changed = (n for n, line in enumerate(lines, 1) if line.startswith(("+", "-")))
        self.view.mark(changed)
        self.apply.setFocus(Qt.FocusReason.OtherFocusReason)
