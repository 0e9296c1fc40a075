import time

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit

from designer.graph.answers import Answer, Tensor
from designer.graph.nodes import Edge
from designer.ui.panels.outline import OutlinePanel
from designer.ui.panels.outline_model import CLASS, SHAPE, OutlineModel
from designer.ui.panels.rows import runs
from tests.builders import Builder, chain, two_branch, used_twice
from tests.ui.windows import Bench, bench_with, window_with


@pytest.fixture
def bench(qapp) -> Bench:
    return bench_with(two_branch())


@pytest.fixture
def panel(qtbot, bench) -> OutlinePanel:
    panel = OutlinePanel(bench.context)
    panel.resize(300, 500)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def texts(model: QAbstractItemModel, parent: QModelIndex | None = None) -> dict[str, list[str]]:
    """What the tree shows: the names in each section."""
    sections = [model.index(row, 0) for row in range(model.rowCount())]
    return {
        section.data(): [
            model.index(row, 0, section).data() for row in range(model.rowCount(section))
        ]
        for section in sections
    }


def test_every_node_is_listed_by_section_in_the_order_of_the_code(panel):
    assert texts(panel.model) == {
        "Inputs (1)": ["input_layer"],
        "Layers (6)": ["dense", "dense_1", "concatenate", "dense_2", "dense_3", "softmax"],
        "Outputs (1)": ["output"],
    }


def test_the_model_keeps_the_rules_of_qt(qtbot, panel, bench):
    tester = QAbstractItemModelTester(
        panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    bench.document.add_node("keras.layers.Dense", (0.0, 0.0))
    panel.refresh()
    bench.document.rename(bench.node("dense"), "pixels")
    panel.refresh()
    qtbot.keyClicks(panel.search, "dense")
    assert tester and texts(panel.model)["Inputs (0)"] == []


def test_it_follows_the_document(qtbot, panel, bench):
    bench.document.rename(bench.node("dense"), "pixels")
    bench.document.remove([bench.node("softmax")])
    wanted = ["pixels", "dense_1", "concatenate", "dense_2", "dense_3"]
    qtbot.waitUntil(lambda: texts(panel.model).get("Layers (5)") == wanted)


def test_a_circle_of_wires_is_still_listed(panel, bench):
    bench.document.graph.connect(Edge(bench.node("softmax"), 0, bench.node("dense"), "x", 0))
    panel.refresh()
    assert len(texts(panel.model)["Layers (6)"]) == 6


def test_shapes_come_with_the_answers(panel, bench):
    node = bench.node("dense")
    index = panel.model.index_of(node, SHAPE)
    assert index.data() == ""
    bench.session._set_answers({node: Answer((Tensor((None, 128)),), 100480, 100480)})
    assert index.data() == "(None, 128)"


def test_a_row_selects_its_node_and_back(qtbot, panel, bench):
    index = panel.model.index_of(bench.node("concatenate"))
    place = panel.tree.visualRect(index).center()
    qtbot.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bench.context.selection.node == bench.node("concatenate")
    bench.context.selection.set([bench.node("dense"), bench.node("softmax")])
    chosen = {panel.model.node_at(i) for i in panel.tree.selectionModel().selectedRows()}
    assert chosen == {bench.node("dense"), bench.node("softmax")}


def test_the_arrows_walk_and_return_leads_to_the_node(qtbot, panel, bench):
    bench.context.selection.set([bench.node("dense")])
    panel.tree.setFocus()
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    assert bench.context.selection.node == bench.node("dense_1")
    with qtbot.waitSignal(bench.context.selection.revealed) as told:
        qtbot.keyClick(panel.tree, Qt.Key.Key_Return)
    assert told.args == [bench.node("dense_1")]


def test_a_search_leaves_the_nodes_whose_name_or_class_matches(qtbot, panel, bench):
    qtbot.keyClicks(panel.search, "dense 1")
    assert texts(panel.model)["Layers (1)"] == ["dense_1"]
    with qtbot.waitSignal(bench.context.selection.revealed):
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert bench.context.selection.node == bench.node("dense_1")
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert "Layers (6)" in texts(panel.model)


def test_f2_renames_in_place_and_delete_removes(qtbot):
    """In the window, where these keys are actions that the canvas and the outline share."""
    bench = window_with(qtbot, two_branch())
    bench.context.selection.set([bench.node("dense")])
    bench.window.docks.show("outline")
    panel = bench.window.docks.panel("outline", OutlinePanel)
    panel.tree.setFocus()
    qtbot.keyClick(panel.tree, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, "pixels")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    # Qt lets the editor have the key first, and takes the text over in the next turn.
    qtbot.waitUntil(lambda: bench.document.graph.named("pixels") is not None)
    panel.tree.setFocus()
    qtbot.keyClick(panel.tree, Qt.Key.Key_Delete)
    assert not bench.document.graph.named("pixels")


def test_home_goes_to_the_first_row_and_leaves_the_canvas_alone(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.context.selection.set([bench.node("softmax")])
    bench.window.docks.show("outline")
    panel = bench.window.docks.panel("outline", OutlinePanel)
    panel.tree.setFocus()
    zoom = bench.window.canvas.camera.zoom
    bench.window.canvas.zoom_in()
    qtbot.keyClick(panel.tree, Qt.Key.Key_Home)
    assert panel.tree.currentIndex().data() == "Inputs (1)"
    assert bench.window.canvas.camera.zoom > zoom


def test_a_name_that_is_taken_is_refused_in_words(qtbot, panel, bench):
    index = panel.model.index_of(bench.node("dense"))
    with qtbot.waitSignal(bench.document.refused) as told:
        assert not panel.model.setData(index, "dense_1")
    assert "already named" in told.args[0] and index.data() == "dense"


def test_selecting_thousands_of_nodes_takes_no_time(qtbot):
    bench = bench_with(chain(*["ReLU"] * 3000))
    panel = OutlinePanel(bench.context)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    nodes = [node.id for node in bench.document.graph.nodes()]
    begin = time.process_time()
    bench.context.selection.set(nodes)
    assert time.process_time() - begin < 1
    assert len(panel.tree.selectionModel().selectedRows()) == 3002


@pytest.mark.parametrize(
    ("rows", "found"),
    [([], []), ([4], [(4, 4)]), ([3, 1, 2, 7], [(1, 3), (7, 7)]), ([0, 2, 1], [(0, 2)])],
)
def test_rows_become_runs(rows, found):
    assert list(runs(rows)) == found


def test_a_node_that_calls_anothers_layer_says_so_in_its_class(qtbot):
    builder = Builder()
    x = builder.input(8)
    one = builder.layer("Dense", x, units=8, name="encoder")
    two = builder.again(one, one)
    builder.output(two)
    model = OutlineModel(bench_with(builder.design()).context)
    model.refresh()
    assert model.data(model.index_of(one, CLASS)) == "Dense"
    assert model.data(model.index_of(two, CLASS)) == "Dense of encoder"


def test_activating_a_block_opens_it(qtbot):
    bench = bench_with(used_twice())
    panel = OutlinePanel(bench.context)
    qtbot.addWidget(panel)
    panel.tree.activated.emit(panel.model.index_of("n3"))
    assert bench.session.trail.way == ("n3",)
