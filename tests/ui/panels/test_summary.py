import csv
import io

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from designer.protocol.messages import FailureKind
from designer.ui.panels.summary import SummaryPanel, memory_of
from designer.ui.panels.summary_model import CONNECTED, NAME, PARAMS
from tests.builders import chain, two_branch
from tests.ui.windows import KERAS_TEXT, Bench, bench_with, summary_reply


@pytest.fixture
def bench(qapp) -> Bench:
    return bench_with(two_branch())


@pytest.fixture
def panel(qtbot, bench) -> SummaryPanel:
    panel = SummaryPanel(bench.context)
    panel.resize(700, 400)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: any(method == "build" for _, method, _ in bench.client.asked))
    return panel


def column(panel: SummaryPanel, number: int) -> list[str]:
    model = panel.table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def builds(bench: Bench) -> int:
    return sum(method == "build" for _, method, _ in bench.client.asked)


def test_the_table_is_what_keras_built(panel, bench):
    assert panel.state.text() == "Keras is building the model…"
    bench.client.answer("build", summary_reply(bench, dense=100480, dense_1=0))
    assert column(panel, NAME) == ["dense", "dense_1"]
    assert column(panel, PARAMS) == ["100,480", "0"]
    assert column(panel, CONNECTED)[0] == "input_layer[0][0]"
    assert panel.totals.text() == "100,480 parameters (851.79 KB): 100,480 trainable, 0 not"
    assert panel.state.text() == "As Keras built it."


def test_parameters_sort_as_numbers_and_a_third_click_restores_the_order(qtbot, panel, bench):
    bench.client.answer("build", summary_reply(bench, dense=9, dense_1=100480, dense_2=650))
    header = panel.table.horizontalHeader()
    place = header.sectionViewportPosition(PARAMS) + 20
    orders = []
    for _ in range(3):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 8))
        orders.append(column(panel, PARAMS))
    up = ["9", "650", "100,480"]
    assert orders == [up, up[::-1], ["9", "100,480", "650"]]


def test_a_row_selects_its_node_and_back(qtbot, panel, bench):
    bench.client.answer("build", summary_reply(bench, dense=9, dense_1=8, softmax=7))
    index = panel.table.model().index(1, 0)
    qtbot.mouseClick(
        panel.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=panel.table.visualRect(index).center(),
    )
    assert bench.context.selection.node == bench.node("dense_1")
    bench.context.selection.set([bench.node("softmax"), bench.node("dense")])
    rows = {index.row() for index in panel.table.selectionModel().selectedRows()}
    assert rows == {0, 2}


def test_a_model_that_cannot_be_built_says_why(panel, bench):
    bench.client.refuse("build", "dense_1 expects rank 2.", FailureKind.PROGRAM)
    assert panel.failure.isVisible() and panel.failure.text() == "dense_1 expects rank 2."
    assert panel.state.text() == "The model cannot be built."
    assert panel.totals.text() == ""


def test_an_edit_makes_it_stale_and_asks_again_after_a_pause(qtbot, panel, bench):
    bench.client.answer("build", summary_reply(bench, dense=9))
    before = builds(bench)
    bench.document.set_values([bench.node("dense_3")], {"units": 77})
    bench.session.refresh()
    assert panel.state.text() == "The design has changed since."
    qtbot.waitUntil(lambda: builds(bench) == before + 1)
    assert panel.state.text() == "Keras is building the model…"
    assert column(panel, NAME) == ["dense"], "the old table stays until the new one is there"


def test_a_hidden_panel_asks_for_nothing(qtbot, panel, bench):
    bench.client.answer("build", summary_reply(bench, dense=9))
    panel.hide()
    before = builds(bench)
    bench.document.set_values([bench.node("dense_3")], {"units": 77})
    bench.session.refresh()
    assert builds(bench) == before
    panel.show()
    qtbot.waitUntil(lambda: builds(bench) == before + 1)


def test_an_incomplete_design_is_not_built_at_all(qtbot):
    bench = bench_with(chain())
    bench.document.remove([bench.node("input_layer")])
    panel = SummaryPanel(bench.context)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.failure.text() != "")
    assert "not complete" in panel.failure.text() and builds(bench) == 0


def test_it_is_copied_as_text_and_as_a_table(panel, bench):
    bench.client.answer("build", summary_reply(bench, dense=100480, dense_1=0))
    panel.copy_text()
    assert QApplication.clipboard().text() == KERAS_TEXT
    panel.copy_csv()
    rows = list(csv.reader(io.StringIO(QApplication.clipboard().text())))
    assert rows[0] == ["name", "class", "output_shape", "params", "connected_to"]
    assert rows[1] == ["dense", "Dense", "(None, 1)", "100480", "input_layer[0][0]"]


def test_the_size_is_the_one_that_keras_prints():
    assert memory_of(KERAS_TEXT) == "851.79 KB"
    assert memory_of("nothing of the kind") == ""
