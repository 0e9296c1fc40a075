import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from designer.storage.clipboard import MIME_TYPE
from tests.ui.canvas.canvas_designs import two_branch, wire
from tests.ui.canvas.hand import CTRL, SHIFT, hover, key


@pytest.fixture
def canvas(canvas_of):
    QGuiApplication.clipboard().clear()
    return canvas_of(two_branch(), zoom=0.8)


def names(canvas):
    return [node.name for node in canvas.document.graph.nodes()]


def test_copied_nodes_are_pasted_under_the_pointer_with_the_wires_among_them(canvas):
    canvas.selection.set(["n5", "n6"])
    key(canvas, Qt.Key.Key_C, CTRL)
    hover(canvas, QPoint(400, 600))
    key(canvas, Qt.Key.Key_V, CTRL)
    assert canvas.selection.nodes == {"n8", "n9"}
    assert wire("n8", "n9") in canvas.document.graph.edges()
    left, top, right, bottom = canvas.sheet.geometry.bounds(["n8", "n9"])
    x, y = canvas.on_canvas(QPoint(400, 600))
    assert left <= x <= right and top - 1 <= y <= bottom
    assert canvas.document.undo_stack.count() == 1


def test_the_clipboard_has_nodes_for_other_windows_and_text_for_everyone_else(canvas):
    canvas.selection.set(["n5"])
    canvas.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasFormat(MIME_TYPE)
    assert "dense_2" in data.text()


def test_nodes_that_came_as_text_can_be_pasted(canvas):
    QGuiApplication.clipboard().setText(canvas.document.copied(["n5"]))
    canvas.paste()
    assert len(canvas.document.graph) == 8


def test_nodes_can_be_pasted_into_another_window(canvas, canvas_of):
    canvas.selection.set(["n5"])
    canvas.copy()
    other = canvas_of()
    other.paste()
    assert names(other) == ["dense_2"]


def test_cut_nodes_are_gone_and_on_the_clipboard(canvas):
    canvas.selection.set(["n5"])
    key(canvas, Qt.Key.Key_X, CTRL)
    assert "dense_2" not in names(canvas)
    canvas.paste()
    assert "dense_2" in names(canvas)


def test_copying_nothing_leaves_the_clipboard_as_it_was(canvas):
    QGuiApplication.clipboard().setText("precious")
    canvas.copy()
    canvas.cut()
    assert QGuiApplication.clipboard().text() == "precious"


def test_a_program_that_copied_nodes_ends_in_peace():
    program = """
from PySide6.QtWidgets import QApplication
from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.ui.canvas import clipboard
from tests.builders import chain

app = QApplication([])
document = Document(shipped_catalog())
document.new(chain("Input", "Dense"))
clipboard.copy(document, [node.id for node in document.graph.nodes()])
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_what_is_no_node_is_refused_and_an_empty_clipboard_ignored(canvas, qtbot):
    canvas.paste()
    assert len(canvas.document.graph) == 7
    QGuiApplication.clipboard().setText("just words")
    with qtbot.waitSignal(canvas.document.refused):
        canvas.paste()
    assert len(canvas.document.graph) == 7


def test_duplicates_lie_beside_their_originals_and_are_selected(canvas):
    canvas.selection.set(["n2", "n3"])
    key(canvas, Qt.Key.Key_D, CTRL)
    assert canvas.selection.nodes == {"n8", "n9"}
    assert canvas.document.undo_stack.count() == 1


def test_delete_lets_what_a_node_fed_be_fed_by_what_fed_it(canvas):
    canvas.selection.set(["n5"])
    key(canvas, Qt.Key.Key_Delete)
    assert wire("n4", "n6") in canvas.document.graph.edges()
    assert canvas.document.undo_stack.count() == 1


def test_shift_and_delete_take_the_wires_along(canvas):
    canvas.selection.set(["n5"])
    key(canvas, Qt.Key.Key_Delete, SHIFT)
    assert not any(edge.target == "n6" for edge in canvas.document.graph.edges())


def test_delete_takes_selected_wires_away(canvas):
    canvas.selection.set((), [wire("n5", "n6")])
    key(canvas, Qt.Key.Key_Delete)
    assert wire("n5", "n6") not in canvas.document.graph.edges()
    assert len(canvas.document.graph) == 7


def test_delete_without_a_selection_does_nothing(canvas):
    key(canvas, Qt.Key.Key_Delete)
    assert not canvas.document.undo_stack.count()
