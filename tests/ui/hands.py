"""What a person's hands do, as real events: drag from the palette, draw wires, type into fields."""

from __future__ import annotations

from functools import reduce
from operator import or_
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from designer.ui.canvas.forms import HEADER
from designer.ui.export_dialog import ExportDialog
from designer.ui.main_window import MainWindow
from designer.ui.panels.palette import PalettePanel

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


class Hands:
    """One person in front of one window."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot

    @property
    def canvas(self) -> QWidget:
        return self.window.canvas

    def drag_layer(self, words: str, place: QPoint, path: str = "") -> str:
        """Search the palette for a layer and drag the first row found (or the one with a path) to
        the canvas; the new node's id.

        Offscreen `QDrag.exec` returns at once, so the drop is made of the events that a platform
        would send, with the list's own mime data.
        """
        panel = self.window.docks.panel("palette", PalettePanel)
        search = panel.findChild(QLineEdit, "palette-search")
        assert search is not None
        self.retype(search, words)
        first = panel.list.model().index(0, 0, QModelIndex())
        index = panel.model.index_of(path) if path else first
        panel.list.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        data = panel.list.model().mimeData([index])
        before = {node.id for node in self.window.context.document.graph.nodes()}
        copy = Qt.DropAction.CopyAction
        for event in (
            QDragEnterEvent(place, copy, data, LEFT, NONE),
            QDragMoveEvent(place, copy, data, LEFT, NONE),
            QDropEvent(QPointF(place), copy, data, LEFT, NONE),
        ):
            QApplication.sendEvent(self.canvas, event)
        (new,) = {node.id for node in self.window.context.document.graph.nodes()} - before
        return new

    def draw_wire(
        self, source: str, target: str, slot: str = "inputs", index: int = 0, output: int = 0
    ) -> None:
        """Press on an output port, move to a slot's port, release."""
        start = self.window.canvas.port_point(source, "out", output)
        end = self.window.canvas.port_point(target, "in", slot, index)
        middle = (start + end) / 2
        QTest.mousePress(self.canvas, LEFT, NONE, start)
        for place in (start + QPoint(8, 0), middle, end):
            QTest.mouseMove(self.canvas, place)
        QTest.mouseRelease(self.canvas, LEFT, NONE, end)

    def click_node(self, node: str) -> None:
        QTest.mouseClick(self.canvas, LEFT, NONE, self.window.canvas.node_center(node))

    def select(self, *nodes: str) -> None:
        """Click the first of these nodes, and the others with Ctrl held."""
        for number, node in enumerate(nodes):
            keys = Qt.KeyboardModifier.ControlModifier if number else NONE
            QTest.mouseClick(self.canvas, LEFT, keys, self.window.canvas.title_point(node))

    def open_block(self, use: str) -> None:
        """Double-click a use below its header."""
        left, top, right, bottom = self.window.canvas.sheet.geometry.rect(use)
        below = self.window.canvas.in_widget((left + right) / 2, (top + HEADER + bottom) / 2)
        QTest.mouseClick(self.canvas, LEFT, NONE, below)
        QTest.mouseDClick(self.canvas, LEFT, NONE, below)

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """A key on the canvas, which has the keyboard."""
        self.canvas.setFocus()
        QTest.keyClick(self.canvas, key, reduce(or_, modifiers, NONE))

    def field(self, name: str) -> QWidget:
        """The widget of that name which is seen in the inspector."""
        inspector = self.window.docks.panel("inspector", QWidget)
        found: list[QWidget] = []

        def is_there() -> bool:
            found[:] = [each for each in inspector.findChildren(QWidget, name) if each.isVisible()]
            return bool(found)

        self.qtbot.waitUntil(is_there)
        return found[0]

    def type_argument(self, name: str, text: str) -> None:
        """Type an argument of the selected node into the inspector, and confirm with Enter."""
        field = self.field(f"argument:{name}")
        line = field.lineEdit() if isinstance(field, QComboBox) else field
        assert isinstance(line, QLineEdit)
        self.retype(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def export(self, target: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        """Ctrl+E, the style that is chosen already, and a file; its text."""
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(target), ""))
        # The dialog runs a loop of its own: it is answered from inside of that.
        QTimer.singleShot(0, self._accept_export)
        QTest.keyClick(self.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(target.exists)
        # Where no window manager does it, the window has to be told that it is in front again.
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        return target.read_text(encoding="utf-8")

    def _accept_export(self) -> None:
        for dialog in self.window.findChildren(ExportDialog):
            for button in dialog.buttons.buttons():
                if dialog.buttons.buttonRole(button) == QDialogButtonBox.ButtonRole.AcceptRole:
                    QTest.mouseClick(button, LEFT)

    def retype(self, line: QLineEdit, text: str) -> None:
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, text)
