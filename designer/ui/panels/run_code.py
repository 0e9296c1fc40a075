"""The script of a run, to read and to copy: the code that the run was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from designer.session.run_record import RunRecord
from designer.ui.panels.code_view import CodeView
from designer.ui.theme import Theme


class RunCodeDialog(QDialog):
    """Stays open beside the window until it is closed."""

    def __init__(self, record: RunRecord, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("The code of {name}").format(name=record.name))
        self.resize(720, 560)
        self.view = CodeView(theme, self)
        self.view.setAccessibleName(self.windowTitle())
        self.view.set_code(record.script)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.view.toPlainText())
