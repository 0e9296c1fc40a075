"""An editor on the screen, beside a neighbour that can take the focus, and what it handed over."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from designer.catalog.spec import ArgumentSpec
from designer.catalog.table import shipped_catalog
from designer.graph.design import Design
from designer.graph.inner import inner_specs
from designer.ui.editors.editor import UNSET, Editor
from designer.ui.editors.table import editor_for

INNER = inner_specs(Design(), shipped_catalog())


class Held(QWidget):
    """Holds an editor as a form does: notes what is given, and shows it as a document would."""

    def __init__(self, qtbot: QtBot, argument: ArgumentSpec) -> None:
        super().__init__()
        qtbot.addWidget(self)
        self.editor: Editor = editor_for(argument, INNER, self)
        self.neighbour = QLineEdit(self)
        column = QVBoxLayout(self)
        column.addWidget(self.editor)
        column.addWidget(self.neighbour)
        self.given: list[Any] = []
        self.steps: list[bool] = []
        self.cleared = 0
        self.editor.show_value(UNSET)
        self.editor.committed.connect(self._on_committed)
        self.editor.cleared.connect(self._on_cleared)
        self.show()
        qtbot.waitExposed(self)
        self.activateWindow()
        qtbot.waitUntil(self.isActiveWindow)
        self.editor.input.setFocus()

    @property
    def input(self) -> Any:
        return self.editor.input

    def type(self, text: str) -> None:
        """Type as a person does: a list of completions that opens gets the keys from then on."""
        for sign in text:
            send(sign)

    def press(self, key: Qt.Key) -> None:
        send(key)

    def _on_committed(self, value: Any, is_step: bool) -> None:
        self.given.append(value)
        self.steps.append(is_step)
        self.editor.show_value(value)

    def _on_cleared(self) -> None:
        self.cleared += 1
        self.editor.show_value(UNSET)


def send(key: str | Qt.Key) -> None:
    """Press a key where the keyboard is now: in the list that is open, or in the focused field."""
    popup = QApplication.activePopupWidget()
    # `popup` has to live until the key is sent: its children's wrappers die with its own.
    target = (popup.focusWidget() or popup) if popup else QApplication.focusWidget()
    assert target is not None
    if isinstance(key, str):
        QTest.keyClicks(target, key)
    else:
        QTest.keyClick(target, key)
