"""The strip over the code while it is a draft: what that means, what went wrong, Apply, Discard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.ui import style


class DraftBar(QFrame):
    """Shown as long as there is a draft."""

    apply_requested = Signal()
    discard_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.mark(self, "notice")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.fault = QLabel()
        self.fault.setWordWrap(True)
        self.fault.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        style.mark(self.fault, "error")
        self.discard = QPushButton(self.tr("Discard"))
        self.discard.setToolTip(self.tr("Give up what was typed and show the code of the design"))
        self.discard.clicked.connect(self.discard_requested)
        self.apply = QPushButton(self.tr("Apply"))
        self.apply.setToolTip(self.tr("Run the code and change the design as it says (Ctrl+Enter)"))
        style.mark(self.apply, "primary")
        self.apply.setMinimumSize(self.discard.sizeHint())
        self.apply.clicked.connect(self.apply_requested)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.discard)
        row.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addLayout(row)
        column.addWidget(self.fault)
        self.hide()
        self.tell("")

    def tell(self, fault: str) -> None:
        """Say what is wrong with the draft; nothing with an empty text."""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))

    def set_busy(self, is_busy: bool) -> None:
        self.apply.setEnabled(not is_busy)
        self.discard.setEnabled(not is_busy)
        self.words.setText(
            self.tr("Running the code…")
            if is_busy
            else self.tr("Draft: the design does not have this yet.")
        )
