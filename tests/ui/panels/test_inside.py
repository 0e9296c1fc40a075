"""The panel asks a process of its own, shows answers by node, and colours the canvas."""

from __future__ import annotations

import pytest

from designer.graph.answers import Answer, Tensor
from designer.ui.panels.inside import InsidePanel
from designer.ui.panels.inside_model import PATH, bars
from tests.builders import two_branch
from tests.ui.fake_client import FakeClient
from tests.ui.windows import Bench, bench_with


@pytest.fixture
def bench(qapp) -> Bench:
    bench = bench_with(two_branch())
    tensor = Answer((Tensor((None, 10), "float32"),), 1, 1)
    bench.session._answers = {node.id: tensor for node in bench.document.graph.nodes()}
    bench.session._main_answers = lambda: bench.session._answers
    bench.own = FakeClient()
    bench.session.looking._make_client = lambda: bench.own
    return bench


@pytest.fixture
def panel(qtbot, bench) -> InsidePanel:
    panel = InsidePanel(bench.context)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def row(bench: Bench, name: str, **more) -> dict:
    return {"name": name, "class": "Dense", "path": [bench.node(name)], **more}


def test_a_question_goes_to_a_process_of_its_own(panel, bench):
    panel.buttons["layer_times"].click()
    _, params = bench.own.last("layer_times")
    assert "def build_model" in params["text"] and params["line_nodes"]
    assert not any(method == "layer_times" for _, method, _ in bench.client.asked)
    assert not panel.buttons["layer_times"].isEnabled() and panel.stop.isVisible()


def test_times_come_by_node_and_colour_the_canvas(panel, bench):
    panel.buttons["layer_times"].click()
    rows = [row(bench, name, forward_ms=1.5, backward_ms=None) for name in ("dense", "dense_1")]
    bench.own.answer(
        "layer_times", {"layers": rows, "step_ms": 2.0, "batch_size": 32, "method": "Measured."}
    )
    table = panel.tables[0]
    assert table.model().rowCount() == 2
    assert bench.context.insight.heat() == {bench.node("dense"): 1.5, bench.node("dense_1"): 1.5}
    assert panel.heat.currentData() == "forward"
    table.selectRow(1)
    assert bench.context.selection.node == bench.node("dense_1")
    assert table.model().index(1, 0).data(PATH) == (bench.node("dense_1"),)


def test_what_is_known_of_an_earlier_design_says_so(panel, bench):
    panel.buttons["overfit_one_batch"].click()
    bench.own.answer("overfit_one_batch", {"sentence": "It falls.", "points": [[1, 2.0]]})
    assert "It falls." in panel.report.text()
    bench.document.remove([bench.node("softmax")])
    assert panel.state.text() == "The design has changed since."


def test_a_refusal_is_read_in_the_report(panel, bench):
    panel.buttons["activations"].click()
    bench.own.refuse("activations", "There is no sample 7.", "data")
    assert panel.report.text() == "There is no sample 7."
    assert panel.buttons["activations"].isEnabled()


def test_a_histogram_is_a_line_of_text():
    assert bars([0, 7, 14]) == "▁▅█" or bars([0, 7, 14]) == "▁▄█"
