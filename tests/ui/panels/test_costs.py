"""The panel tells what a model needs, follows its sliders, and leads to nodes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from designer.diagnosis.costs import BASE_BYTES
from designer.graph.answers import Answer, Tensor
from designer.graph.costs import Cost, WeightAmount
from designer.graph.design import Design
from designer.graph.edits import Change
from designer.graph.nodes import InputNode
from designer.ui.insight_words import terms_words
from designer.ui.panels.costs import CostsPanel
from designer.ui.panels.costs_model import NODE
from tests.builders import Builder
from tests.ui.windows import Bench, bench_with

IMAGE = 28 * 28
LARGE = {
    "outputs": [{"shape": [None, 112, 112, 8], "dtype": "float32"}],
    "params": 80,
    "trainable_params": 80,
    "cost": {
        "macs": 9 * 8 * 112 * 112,
        **dict.fromkeys(("keeps_inputs", "keeps_outputs", "hidden", "passes", "forward"), ()),
        **dict.fromkeys(("backward", "weights", "bound"), ()),
        "trains": True,
        "shares_gradient": False,
        "framework_bytes": 0,
        "pieces": 0,
        "is_known": True,
    },
}
"""The worker's words for a convolution of an image four times as high and wide."""


def design() -> Design:
    builder = Builder()
    image = builder.input(28, 28, 1)
    conv = builder.layer("Conv2D", image, filters=8, kernel_size=3)
    flat = builder.layer("Flatten", conv)
    builder.output(builder.layer("Dense", flat, units=10))
    return builder.design()


def answers(bench: Bench) -> dict[str, Answer]:
    """As the worker would say it of a convolution that keeps the size."""
    told = {}
    read = Cost(macs=0, bound=(1,))
    made = {
        "input_layer": ((28, 28, 1), read),
        "conv2d": (
            (28, 28, 8),
            Cost(9 * 8 * IMAGE, (0,), weights=(WeightAmount("float32", 80),), trains=True),
        ),
        "flatten": ((IMAGE * 8,), Cost(0, passes=((0, 0),))),
        "dense": (
            (10,),
            Cost(
                IMAGE * 80, (0,), weights=(WeightAmount("float32", IMAGE * 80 + 10),), trains=True
            ),
        ),
    }
    for name, (shape, cost) in made.items():
        told[bench.node(name)] = Answer((Tensor((None, *shape)),), cost=cost)
    return told


@pytest.fixture
def bench(qapp) -> Bench:
    bench = bench_with(design())
    tell(bench, answers(bench))
    return bench


def tell(bench: Bench, told: dict[str, Answer]) -> None:
    bench.session._answers = told
    bench.session.costing.forget()


@pytest.fixture
def panel(qtbot, bench) -> CostsPanel:
    return shown(qtbot, bench)


def shown(qtbot, bench: Bench) -> CostsPanel:
    panel = CostsPanel(bench.context)
    panel.resize(430, 500)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: bool(panel.totals.text()))
    return panel


def test_the_parts_add_up_to_the_peak_that_is_told(panel, bench):
    estimate = bench.session.costing.whole().training
    assert panel.parts["weight_bytes"].text() == "251 kB"
    assert panel.parts["optimizer_bytes"].text() == "502 kB"
    assert "Training memory" in panel.peak.text() and "at least" not in panel.peak.text()
    assert sum(bench.session.costing.whole().shares.values()) == estimate.peak_bytes - BASE_BYTES
    assert "62,810 parameters" in panel.totals.text()
    assert not panel.state.isVisible()


def test_the_batch_slider_takes_powers_of_two_and_the_box_any_number(qtbot, panel, bench):
    before = bench.session.costing.whole().training.peak_bytes
    panel.terms.batch_slider.setFocus()
    qtbot.keyClick(panel.terms.batch_slider, Qt.Key.Key_Right)
    assert bench.session.costing.batch == 64 and panel.terms.batch.value() in (32, 64)
    qtbot.waitUntil(lambda: panel.terms.batch.value() == 64)
    assert bench.session.costing.whole().training.peak_bytes > before
    panel.terms.batch.selectAll()
    qtbot.keyClicks(panel.terms.batch, "100")
    qtbot.keyClick(panel.terms.batch, Qt.Key.Key_Return)
    assert bench.session.costing.batch == 100
    qtbot.waitUntil(panel.reset.isEnabled)
    qtbot.mouseClick(panel.reset, Qt.MouseButton.LeftButton)
    assert bench.session.costing.batch == 32


def test_what_does_not_fit_is_named_and_a_click_leads_there(qtbot, panel, bench):
    assert not panel.misfit.isVisible()
    panel.terms.batch.setValue(1 << 20)
    panel.terms.memory.setValue(12)
    qtbot.waitUntil(panel.misfit.isVisible)
    assert panel.misfit.text() == "12 GB are not enough from conv2d on"
    qtbot.mouseClick(panel.misfit, Qt.MouseButton.LeftButton)
    assert bench.context.selection.node == bench.node("conv2d")


def test_a_row_is_a_node_and_sorts_by_numbers(qtbot, panel, bench):
    table, model = panel.table, panel.table.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        "input_layer",
        "conv2d",
        "flatten",
        "dense",
    ]
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert model.index(0, 0).data() == "dense" and model.index(0, 1).data() == "62,730"
    place = table.visualRect(model.index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bench.context.selection.node == model.index(0, 0).data(NODE) == bench.node("dense")
    bench.context.selection.set([bench.node("conv2d")])
    assert table.selectionModel().selectedRows()[0].data() == "conv2d"


def test_a_long_name_gives_way_to_the_numbers(qtbot, bench):
    told, name = answers(bench), "a_name_that_is_longer_than_the_whole_panel_is_wide"
    bench.document.rename(bench.node("conv2d"), name)
    tell(bench, told)
    panel = shown(qtbot, bench)
    assert panel.table.model().index(1, 0).data() == name
    assert panel.table.horizontalScrollBar().maximum() == 0
    assert panel.table.columnWidth(4) >= 72


def test_what_is_refused_or_open_is_said(qtbot, panel, bench):
    told = answers(bench)
    told[bench.node("dense")] = Answer(error="No.", error_type="ValueError")
    told[bench.node("flatten")] = Answer((Tensor((None, None)),), cost=Cost(is_known=False))
    tell(bench, told)
    qtbot.waitUntil(panel.state.isVisible)
    assert "Incomplete: without dense" in panel.state.text()
    assert "Not known of flatten" in panel.state.text()
    assert "at least" in panel.peak.text() and "unknown multiply-adds" in panel.totals.text()
    model = panel.table.model()
    assert model.index(2, 0).data() == "flatten" and model.index(2, 3).data() == "unknown"


def test_another_height_is_asked_of_the_worker(qtbot, panel, bench):
    qtbot.keyClick(panel.terms.height_slider, Qt.Key.Key_Right)
    qtbot.keyClick(panel.terms.height_slider, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: any(method == "what_if" for _, method, _ in bench.client.asked))
    _, params = bench.client.last("what_if")
    assert bench.session.costing.terms.resolution == 42
    assert "shape=(42, 42, 1)" in str(params["program"]["statements"])
    bench.client.refuse("what_if", "Flatten cannot.")
    qtbot.waitUntil(lambda: "Flatten cannot." in panel.state.text())
    panel.reset.click()
    qtbot.waitUntil(lambda: not panel.state.isVisible())


def test_the_heat_map_follows_the_height_and_its_legend_tells_it(qtbot, panel, bench):
    insight, conv = bench.context.insight, bench.node("conv2d")
    insight.show_heat("activations")
    assert insight.heat()[conv] == 4 * 32 * IMAGE * 8 and not terms_words(insight.terms)
    panel.terms.height_slider.setFocus()
    qtbot.keyClick(panel.terms.height_slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: any(method == "what_if" for _, method, _ in bench.client.asked))
    assert insight.heat()[conv] == 4 * 32 * IMAGE * 8
    with qtbot.waitSignal(insight.changed):
        bench.client.answer("what_if", {"nodes": {conv: LARGE}})
    assert insight.heat() == {conv: 4 * 32 * 112 * 112 * 8}
    assert terms_words(insight.terms) == "112 px high"
    qtbot.mouseClick(panel.reset, Qt.MouseButton.LeftButton)
    assert insight.heat()[conv] == 4 * 32 * IMAGE * 8


def test_there_is_no_resolution_where_no_input_is_an_image(qtbot, panel, bench):
    node = bench.document.graph.node(bench.node("input_layer"))
    assert isinstance(node, InputNode) and panel.terms.height_box.isVisible()
    bench.document.apply(Change(replace(node, shape=(8,))), "Shape")
    bench.session.costing.forget()
    qtbot.waitUntil(lambda: not panel.terms.height_box.isVisible())


def test_nothing_is_worked_out_while_nobody_looks(qtbot, panel, bench):
    panel.hide()
    bench.session.costing.set_terms(batch=64)
    qtbot.wait(1)
    assert "training" not in vars(bench.session.costing.whole())
    panel.show()
    qtbot.waitUntil(lambda: panel.terms.batch.value() == 64)


def test_the_canvas_is_coloured_by_what_is_chosen_here(qtbot, panel, bench):
    panel.heat.setCurrentIndex(panel.heat.findData("macs"))
    panel.heat.activated.emit(panel.heat.currentIndex())
    insight = bench.context.insight
    assert insight.heat()[bench.node("dense")] == IMAGE * 80 * 32
    bench.session.costing.set_terms(batch=64)
    assert insight.heat()[bench.node("dense")] == IMAGE * 80 * 64
    assert not insight.is_stale
