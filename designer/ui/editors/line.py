"""Editors that are a line of text: tuples, shapes, plain text, and source."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLineEdit, QWidget

from designer.catalog.spec import ArgumentSpec
from designer.ui.editors.editor import TextEditor


class LineEditor(TextEditor):
    """A plain line: `3, 3`, `(None, 28)`, a word."""

    def __init__(self, argument: ArgumentSpec, parent: QWidget | None = None) -> None:
        super().__init__(argument, parent)
        self._line = QLineEdit(self)
        self._take_input(self._line)
        self._column.addWidget(self._line)
        self._take_line()

    @property
    def line(self) -> QLineEdit:
        return self._line

    @property
    def input(self) -> QWidget:
        return self._line


class SourceEditor(LineEditor):
    """A line of Python, in a font whose signs are told apart."""

    def __init__(self, argument: ArgumentSpec, parent: QWidget | None = None) -> None:
        super().__init__(argument, parent)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self._line.setFont(font)
