"""Code typed into the Code panel, with real keys and the real worker, seen on the canvas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.edits import Move
from designer.graph.layout import layered
from designer.session import Session
from designer.storage import to_text
from designer.ui.main_window import MainWindow
from designer.ui.panels.code import CodePanel
from designer.worker_client.client import WorkerClient
from tests.builders import two_branch

pytestmark = pytest.mark.worker
PATIENCE_MS = 60_000


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    client = WorkerClient()
    document = Document(shipped_catalog())
    design = two_branch()
    Move(tuple(layered(design.main).items())).apply(design)
    document.new(design)
    session = Session(document, client)
    window = MainWindow(document, session)
    qtbot.addWidget(window, before_close_func=lambda _: document.undo_stack.setClean())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.docks.show("code")
    session.start()
    yield window
    client.end_now()


def panel_of(window: MainWindow) -> CodePanel:
    return window.docks.panel("code", CodePanel)


def caret_behind(panel: CodePanel, text: str) -> None:
    """Put the caret right behind the first place that reads so."""
    place = panel.view.toPlainText().index(text) + len(text)
    cursor = QTextCursor(panel.view.document())
    cursor.setPosition(place)
    panel.view.setFocus()
    panel.view.setTextCursor(cursor)


def apply(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.context.session.code_edits.finished, timeout=PATIENCE_MS):
        QTest.keyClick(
            panel_of(window).view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )


def test_code_is_typed_applied_seen_on_the_canvas_and_taken_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    panel, document, canvas = panel_of(window), window.context.document, window.canvas
    before = to_text(document.design)
    places = {node.id: node.position for node in document.graph.nodes()}
    panel.view.setFocus()
    caret_behind(panel, "layers.Dense(64")
    QTest.keyClick(panel.view, Qt.Key.Key_Backspace)
    QTest.keyClicks(panel.view, "0")
    assert panel.is_draft and panel.bar.isVisible() and to_text(document.design) == before
    caret_behind(panel, "layers.Concatenate()([dense, dense_1])")
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    QTest.keyClicks(panel.view, "dropout = layers.Dropout(0.3)(concatenate)")
    caret_behind(panel, 'dense_2 = layers.Dense(60, activation="relu")(')
    for _ in "concatenate":
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    QTest.keyClicks(panel.view, "dropout")
    typed = panel.view.code

    apply(window, qtbot)
    assert not panel.is_draft and panel.view.code == typed
    dropout = document.graph.named("dropout")
    assert dropout is not None and dropout.id in canvas.sheet.geometry
    assert canvas.sheet.face(dropout.id).lines == (("rate", "0.3"),)
    now = {node.id: node.position for node in document.graph.nodes()}
    assert {node: now[node] for node in places} == places
    assert document.undo_stack.count() == 1

    canvas.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert to_text(document.design) == before
    qtbot.waitUntil(lambda: "Dense(64" in panel.view.code)


def test_a_mistake_is_marked_at_its_line_and_mended_there(window: MainWindow, qtbot: QtBot) -> None:
    panel, document = panel_of(window), window.context.document
    before = to_text(document.design)
    caret_behind(panel, "layers.Dense(")
    QTest.keyClicks(panel.view, "-")
    apply(window, qtbot)
    assert panel.is_draft and panel.view.fault == 5
    assert panel.bar.fault.text().startswith("Line 5: ") and "units" in panel.bar.fault.text()
    assert to_text(document.design) == before
    caret_behind(panel, "layers.Dense(-")
    QTest.keyClick(panel.view, Qt.Key.Key_Backspace)
    assert not panel.is_draft and not panel.view.fault
