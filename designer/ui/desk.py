"""The middle of the window while a design is open: the canvas, and above it where it is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.ui.breadcrumb import Breadcrumb
from designer.ui.canvas.view import CanvasView


class Desk(QWidget):
    """The canvas under its breadcrumb."""

    def __init__(self, canvas: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.breadcrumb = Breadcrumb(canvas.context, self)
        self.breadcrumb.left.connect(canvas.leave_block)
        self.setFocusProxy(canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.breadcrumb)
        column.addWidget(canvas, 1)
