"""What a person's hands do, as real events: drag from the palette, draw wires, type into fields."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

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

    def drag_layer(self, words: str, place: QPoint) -> str:
        """Search the palette for a layer and drag the first row found to the canvas; the new
        node's id.

        Offscreen `QDrag.exec` returns at once, so the drop is made of the events that a platform
        would send, with the list's own mime data.
        """
        panel = self.window.docks.panel("palette", PalettePanel)
        search = panel.findChild(QLineEdit, "palette-search")
        assert search is not None
        self.retype(search, words)
        index = panel.list.model().index(0, 0, QModelIndex())
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

    def draw_wire(self, source: str, target: str, slot: str = "inputs", index: int = 0) -> None:
        """Press on an output port, move to a slot's port, release."""
        start = self.window.canvas.port_point(source, "out", 0)
        end = self.window.canvas.port_point(target, "in", slot, index)
        middle = (start + end) / 2
        QTest.mousePress(self.canvas, LEFT, NONE, start)
        for place in (start + QPoint(8, 0), middle, end):
            QTest.mouseMove(self.canvas, place)
        QTest.mouseRelease(self.canvas, LEFT, NONE, end)

    def click_node(self, node: str) -> None:
        QTest.mouseClick(self.canvas, LEFT, NONE, self.window.canvas.node_center(node))

    def type_argument(self, name: str, text: str) -> None:
        """Type an argument of the selected node into the inspector, and confirm with Enter."""
        inspector = self.window.docks.panel("inspector", QWidget)
        found: list[QWidget] = []

        def is_there() -> bool:
            found[:] = [
                each
                for each in inspector.findChildren(QWidget, f"argument:{name}")
                if each.isVisible()
            ]
            return bool(found)

        self.qtbot.waitUntil(is_there)
        field = found[0]
        line = field.lineEdit() if isinstance(field, QComboBox) else field
        assert isinstance(line, QLineEdit)
        self.retype(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def retype(self, line: QLineEdit, text: str) -> None:
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, text)
