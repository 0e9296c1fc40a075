import random
import subprocess
import sys

from designer.ui.charts.run_charts import RunCharts
from designer.ui.theme import theme
from tests.ui.charts.records import LEAKING, PER_EPOCH, grow, run_of


def opened(qtbot, *records):
    charts = RunCharts(theme("light"))
    qtbot.addWidget(charts)
    charts.resize(800, 360)
    charts.show_runs(records)
    with qtbot.waitSignal(charts.ready, timeout=30_000):
        charts.show()
    return charts


def test_pyqtgraph_is_not_imported_before_a_chart_is_seen():
    program = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([])\n"
        "from designer.ui.charts.run_charts import RunCharts; from designer.ui.theme import theme\n"
        "RunCharts(theme('light')).show_runs([]); print('pyqtgraph' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr


def test_what_was_given_before_the_charts_were_there_is_drawn(qtbot):
    record = run_of(leak_mb=14.1)
    charts = RunCharts(theme("light"))
    qtbot.addWidget(charts)
    charts.show_runs([record])
    record.verdict = LEAKING
    with qtbot.waitSignal(charts.ready, timeout=30_000):
        charts.show()
    assert len(charts.metrics.plot.curves) == 2
    assert "leaking, 14.10 MB an epoch" in charts.memory.words.text()


def test_news_are_drawn_soon_but_not_each_by_itself(qtbot):
    record = run_of(epochs=1)
    charts = opened(qtbot, record)
    grow(record, 1, PER_EPOCH, 0.0, random.Random(1))
    charts.show_progress()
    assert len(charts.metrics.plot.curves[0].x) == PER_EPOCH
    qtbot.waitUntil(lambda: len(charts.metrics.plot.curves[0].x) == 2 * PER_EPOCH)


def test_a_chart_behind_another_catches_up_when_it_is_seen(qtbot):
    record = run_of(epochs=1)
    charts = opened(qtbot, record)
    grow(record, 1, PER_EPOCH, 0.0, random.Random(1))
    charts.tabs.setCurrentIndex(1)
    assert len(charts.memory.plot.curves[0].x) == 2 * PER_EPOCH


def test_a_run_keeps_its_colour_when_others_are_taken_away(qtbot):
    one, other = run_of("Run 1"), run_of("Run 2")
    charts = opened(qtbot, one, other)
    before = charts.colours()["Run 2"]
    charts.show_runs([other])
    assert charts.colours()["Run 2"] == before
    assert {curve.colour for curve in charts.metrics.plot.curves} == {1}
