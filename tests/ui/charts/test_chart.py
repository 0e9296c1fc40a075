"""The charts as a person uses them: mouse, wheel, keys, files."""

import csv
import math
import random
import xml.etree.ElementTree as ElementTree

import pyqtgraph
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from designer.protocol.run import MemorySample
from designer.session.run_record import PREDICTED, PREDICTED_LEAST, RUNNING
from designer.ui.charts.axes import Along
from designer.ui.charts.chart import MemoryChart, MetricChart
from designer.ui.theme import theme
from tests.ui.charts.records import LEAKING, PER_EPOCH, grow, run_of

LIGHT = theme("light")


@pytest.fixture(autouse=True)
def every_move_counts(monkeypatch):
    """pyqtgraph drops moves of the mouse that follow each other faster than a person's."""
    monkeypatch.setitem(pyqtgraph.CONFIG_OPTIONS, "mouseRateLimit", -1)


def opened(qtbot, kind, *records):
    chart = kind(LIGHT)
    qtbot.addWidget(chart)
    chart.resize(900, 360)
    chart.show()
    chart.show_runs(records, {record.id: index for index, record in enumerate(records)})
    qtbot.waitUntil(lambda: chart.plot.viewport().width() > 300)
    return chart


def point_of(chart, along, up):
    """A point of the plot's field: parts of its width and height, from the lower left."""
    box = chart.plot.getViewBox().sceneBoundingRect()
    place = QPointF(box.left() + along * box.width(), box.bottom() - up * box.height())
    return chart.plot.mapFromScene(place)


def drag(qtbot, chart, begin, end, modifier=Qt.KeyboardModifier.NoModifier):
    port, button = chart.plot.viewport(), Qt.MouseButton.LeftButton
    start, stop = point_of(chart, *begin), point_of(chart, *end)
    qtbot.mousePress(port, button, modifier, start)
    for part in (0.2, 0.6, 1.0):
        # pytest-qt's move holds no button, and a drag without one is none.
        _move_held(port, start + (stop - start) * part, button, modifier)
    qtbot.mouseRelease(port, button, modifier, stop)


def _move_held(port, place, button, modifier):
    at = QPointF(place)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, QPointF(port.mapToGlobal(place)), button, button, modifier
    )
    QApplication.sendEvent(port, event)


def turn_wheel(chart, notches, along=0.5, up=0.5):
    place = QPointF(point_of(chart, along, up))
    port = chart.plot.viewport()
    event = QWheelEvent(
        place,
        QPointF(port.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


def ends(chart):
    (left, right), _ = chart.plot.getViewBox().viewRange()
    return left, right


def titles(chart, only_on=False):
    return [each.title for each in (chart.plot.curves if only_on else chart._curves)]


def test_training_and_validation_of_every_run_are_drawn(qtbot):
    chart = opened(qtbot, MetricChart, run_of("Run 1"), run_of("Run 2", seed=2))
    assert titles(chart) == [
        "Run 1 · loss",
        "Run 1 · val_loss",
        "Run 2 · loss",
        "Run 2 · val_loss",
    ]
    chart.metric_box.setCurrentText("accuracy")
    assert titles(chart)[0] == "Run 1 · accuracy"
    chart.metric_box.setCurrentIndex(chart.metric_box.count() - 1)
    assert len(chart.plot.curves) == 8


@pytest.mark.parametrize("kind", [MetricChart, MemoryChart])
def test_what_there_is_not_yet_is_told_in_a_sentence(qtbot, kind):
    chart = opened(qtbot, kind)
    assert chart.empty.isVisible() and chart.empty.text().startswith("No run yet")
    waiting = run_of(epochs=0)
    waiting.state = RUNNING
    chart.show_runs([waiting], {waiting.id: 0})
    assert chart.empty.isVisible() and chart.empty.text()


def test_one_point_is_drawn_and_told(qtbot):
    record = run_of(epochs=0)
    record.by_step.add(1, 0.1, 0, {"loss": 2.5})
    chart = opened(qtbot, MetricChart, record)
    assert chart.plot.isVisible()
    assert chart.reading.text() == "One point so far."
    assert len(drawn(chart, "loss").dots.data) == 1


def drawn(chart, name, run="Run 1"):
    return chart.plot._drawn[f"{run}/{name}"]


def test_new_points_are_followed(qtbot):
    record = run_of(epochs=2)
    chart = opened(qtbot, MetricChart, record)
    grow(record, 2, PER_EPOCH, 0.0, random.Random(3))
    chart.show_progress()
    left, right = ends(chart)
    assert left <= 1 and right >= 3 * PER_EPOCH
    assert len(chart.plot.curves[0].x) == 3 * PER_EPOCH


def test_the_wheel_zooms_at_the_pointer_and_home_shows_everything_again(qtbot):
    record = run_of()
    chart = opened(qtbot, MetricChart, record)
    whole = ends(chart)
    turn_wheel(chart, 3, along=0.25)
    left, right = ends(chart)
    assert right - left < (whole[1] - whole[0]) * 0.9
    assert not chart.follow_action.isChecked()
    grow(record, 10, PER_EPOCH, 0.0, random.Random(3))
    chart.show_progress()
    assert ends(chart) == (left, right), "what the person looks at stays"
    qtbot.keyClick(chart.plot, Qt.Key.Key_Home)
    assert ends(chart)[1] >= 11 * PER_EPOCH
    assert chart.follow_action.isChecked()


def test_dragging_draws_a_frame_to_zoom_into(qtbot):
    chart = opened(qtbot, MetricChart, run_of())
    left, right = ends(chart)
    drag(qtbot, chart, (0.2, 0.8), (0.6, 0.2))
    extent = right - left
    expected = (left + 0.2 * extent, left + 0.6 * extent)
    assert ends(chart) == pytest.approx(expected, abs=0.03 * extent)
    qtbot.mouseDClick(
        chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=point_of(chart, 0.5, 0.5)
    )
    assert ends(chart) == pytest.approx((left, right))


def test_dragging_with_shift_pans(qtbot):
    chart = opened(qtbot, MetricChart, run_of())
    left, right = ends(chart)
    drag(qtbot, chart, (0.5, 0.5), (0.3, 0.5), Qt.KeyboardModifier.ShiftModifier)
    moved = ends(chart)
    assert moved[1] - moved[0] == pytest.approx(right - left)
    assert moved[0] - left == pytest.approx(0.2 * (right - left), rel=0.05)


def test_the_curves_are_read_off_under_the_mouse(qtbot):
    record = run_of()
    chart = opened(qtbot, MetricChart, record)
    qtbot.mouseMove(chart.plot.viewport(), point_of(chart, 0.5, 0.5))
    step = chart.plot.cursor
    assert step is not None and step == int(step)
    value = record.by_step.values["loss"][int(step) - 1]
    assert chart.reading.text() == f"Step {step:,.0f}"
    assert chart.legend.topLevelItem(0).text(1) == f"{value:.4g}"
    assert f"Run 1 · loss {value:.4g}" in chart.plot.accessibleDescription()


def test_the_keyboard_reads_off_too(qtbot):
    chart = opened(qtbot, MetricChart, run_of())
    for _ in range(3):
        qtbot.keyClick(chart.plot, Qt.Key.Key_Right)
    assert chart.reading.text() == "Step 3"
    qtbot.keyClick(chart.plot, Qt.Key.Key_Left)
    assert chart.reading.text() == "Step 2"
    qtbot.keyClick(chart.plot, Qt.Key.Key_Escape)
    assert chart.plot.cursor is None and chart.reading.text() == ""


def test_a_curve_is_taken_out_by_its_box_and_stays_out_as_the_run_goes_on(qtbot):
    record = run_of(epochs=2)
    chart = opened(qtbot, MetricChart, record)
    chart.legend.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    assert titles(chart, only_on=True) == ["Run 1 · val_loss"]
    grow(record, 2, PER_EPOCH, 0.0, random.Random(3))
    chart.show_progress()
    assert titles(chart, only_on=True) == ["Run 1 · val_loss"]


@pytest.mark.parametrize("along", list(Along))
def test_every_horizontal_axis_shows_all_points(qtbot, along):
    chart = opened(qtbot, MetricChart, run_of(epochs=4))
    chart.along.setCurrentIndex(chart.along.findData(along))
    last = {Along.STEP: 200, Along.EPOCH: 4, Along.TIME: 4.0}[along]
    assert chart.plot.curves[0].x.numbers[-1] == pytest.approx(last)
    assert ends(chart)[1] >= last
    chart.plot.move_cursor(-1)
    assert chart.reading.text().startswith(along.value)


def test_values_that_are_no_numbers_are_gaps_with_a_mark(qtbot):
    record = run_of(epochs=0)
    for step, loss in enumerate([1.0, math.nan, 3.0, math.inf, 1e300, -2.0], 1):
        record.by_step.add(step, step, 0, {"loss": loss})
    chart = opened(qtbot, MetricChart, record)
    assert drawn(chart, "loss").gaps.data["x"].tolist() == [2, 4, 5]
    chart.plot.set_cursor(2)
    assert chart.legend.topLevelItem(0).text(1) == "nan"
    chart.log_action.trigger()
    assert drawn(chart, "loss").gaps.data["x"].tolist() == [2, 4, 6]
    chart.grab()


def test_a_run_of_nothing_but_nan_is_drawn_without_complaint(qtbot):
    record = run_of(epochs=0)
    for step in range(1, 5000):
        record.by_step.add(step, step, 0, {"loss": math.nan})
    chart = opened(qtbot, MetricChart, record)
    assert len(drawn(chart, "loss").gaps.data) > 0
    chart.log_action.trigger()
    chart.grab()


def test_smoothing_draws_means_and_reads_off_the_numbers_themselves(qtbot):
    record = run_of(epochs=0)
    for step in range(1, 41):
        record.by_step.add(step, step, 0, {"loss": float(step % 2)})
    chart = opened(qtbot, MetricChart, record)
    chart.smoothing.setCurrentIndex(1)
    _, y = drawn(chart, "loss").line.getData()
    assert y[-1] == pytest.approx(0.5)
    for step in range(41, 61):
        record.by_step.add(step, step, 0, {"loss": 1.0})
    chart.show_progress()
    _, y = drawn(chart, "loss").line.getData()
    assert y[-1] == pytest.approx(1.0)
    chart.plot.set_cursor(40)
    assert chart.legend.topLevelItem(0).text(1) == "0"


def test_a_hundred_thousand_points_are_thinned_to_the_pixels(qtbot):
    record = run_of(epochs=0)
    for step in range(1, 100_001):
        record.by_step.add(step, step * 0.01, 0, {"loss": 1 + math.sin(step)})
    chart = opened(qtbot, MetricChart, record)
    assert 300 < chart.plot.drawn_points < 4 * chart.plot.width()


def test_memory_shows_the_anonymous_part_first_and_the_others_when_asked(qtbot):
    chart = opened(qtbot, MemoryChart, run_of(leak_mb=10))
    assert titles(chart, only_on=True) == ["Run 1 · anonymous"]
    assert titles(chart) == ["Run 1 · anonymous", "Run 1 · resident", "Run 1 · Python"]
    chart.legend.topLevelItem(1).setCheckState(0, Qt.CheckState.Checked)
    assert len(chart.plot.curves) == 2
    assert chart.plot.getAxis("left").labelText == "Memory (MB)"


def test_the_predicted_peak_is_a_level_line_with_its_word(qtbot):
    record = run_of(epochs=3)
    record.about[PREDICTED] = 1_200_000_000
    chart = opened(qtbot, MemoryChart, record)
    (line,) = (curve for curve in chart.plot.curves if curve.name == "predicted")
    assert set(line.y.numbers) == {1.2e9} and line.stroke.value[1]
    assert line.x.numbers[-1] == pytest.approx(3)
    grow(record, 3, 50, 0.0, random.Random(1))
    chart.show_progress()
    assert line.x.numbers[-1] == pytest.approx(4)


def test_a_predicted_peak_of_which_a_part_is_not_known_says_at_least(qtbot):
    record = run_of(epochs=3)
    record.about |= {PREDICTED: 1_200_000_000, PREDICTED_LEAST: True}
    chart = opened(qtbot, MemoryChart, record)
    assert [curve.name for curve in chart.plot.curves][-1] == "≥ predicted"


def test_memory_before_the_first_step_stands_on_the_axis_of_time_alone(qtbot):
    record = run_of(epochs=1)
    record.memory.insert(0, MemorySample(-2.0, 0, 0, 500, 400))
    chart = opened(qtbot, MemoryChart, record)
    assert chart.plot.curves[0].x.numbers[0] == pytest.approx(1 / PER_EPOCH)
    chart.along.setCurrentIndex(chart.along.findData(Along.TIME))
    assert chart.plot.curves[0].x.numbers[0] == -2.0


def test_the_ends_of_epochs_are_marked(qtbot):
    record = run_of(epochs=5)
    chart = opened(qtbot, MemoryChart, record)
    assert [mark.value() for mark in chart.plot._marks] == [1, 2, 3, 4, 5]


def test_a_verdict_is_told_and_its_slope_is_drawn(qtbot):
    leaking, cured = run_of("Run 1", leak_mb=14.1), run_of("Run 2", seed=2)
    chart = opened(qtbot, MemoryChart, leaking, cured)
    leaking.verdict = LEAKING
    chart.show_progress()
    assert chart.words.text() == (
        "Run 1: leaking, 14.10 MB an epoch (13.20 to 15.00), memory is full in 125.0 min"
    )
    (band,) = chart.plot._bands
    rise = (band.line[-1] - band.line[0]) / (len(band.line) - 1)
    assert rise == pytest.approx(14.1e6)
    assert band.low[-1] < band.line[-1] < band.high[-1]
    assert leaking.epoch_memory[-1].anonymous_bytes == pytest.approx(band.line[-1], rel=0.01)
    leaking.verdict = None
    chart.show_progress()
    assert chart.plot._bands == [] and not chart.words.isVisible()


@pytest.mark.parametrize("kind", [MetricChart, MemoryChart])
def test_a_chart_is_saved_as_png_and_svg(qtbot, tmp_path, kind):
    chart = opened(qtbot, kind, run_of("Run <1>"))
    chart.save(tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    back = QColor(LIGHT.base).rgb()
    other = sum(
        image.pixel(x, y) != back
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    )
    assert image.width() >= 1000 and other > 500
    chart.save(tmp_path / "chart.svg")
    root = ElementTree.parse(tmp_path / "chart.svg").getroot()
    assert "Run <1>" in "".join(root.itertext())
    assert len(list(root.iter("{http://www.w3.org/2000/svg}text"))) > 5


def test_every_number_is_saved_as_csv(qtbot, tmp_path):
    record = run_of('Ünïcode, "quoted"', epochs=2)
    record.by_step.add(101, 2.02, 2, {"loss": math.nan, "accuracy": 0.5})
    chart = opened(qtbot, MetricChart, record)
    chart.save(tmp_path / "chart.csv")
    with (tmp_path / "chart.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["run"] for row in rows} == {record.name}
    assert {row["began"] for row in rows} == {record.began}
    losses = [row for row in rows if row["name"] == "loss" and row["counted"] == "step"]
    assert [float(row["value"]) for row in losses[:-1]] == record.by_step.values["loss"][:-1]
    assert math.isnan(float(losses[-1]["value"]))
    assert [row["step"] for row in rows if row["name"] == "val_loss"] == ["50", "100"]


def test_memory_is_saved_in_bytes(qtbot, tmp_path):
    record = run_of(epochs=1)
    chart = opened(qtbot, MemoryChart, record)
    chart.save(tmp_path / "memory.csv")
    with (tmp_path / "memory.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = next(row for row in rows if row["name"] == "anonymous")
    assert (int(first["value"]), first["unit"]) == (record.memory[0].anonymous_bytes, "bytes")
    assert {row["name"] for row in rows} == {"anonymous", "resident", "python"}


def test_a_file_that_cannot_be_written_is_told(qtbot, tmp_path):
    chart = opened(qtbot, MetricChart, run_of())
    for ending in (".png", ".svg", ".csv"):
        with qtbot.waitSignal(chart.failed) as told:
            chart.save(tmp_path / "missing" / f"chart{ending}")
        assert "cannot be written" in told.args[0]


def test_the_menu_saves_with_the_right_ending(qtbot, tmp_path, monkeypatch):
    chart = opened(qtbot, MetricChart, run_of())
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "my.chart"), "")
    )
    by_text = {action.text(): action for action in chart.menu().actions()}
    by_text["Save as PNG…"].trigger()
    assert (tmp_path / "my.chart.png").exists()


def test_a_right_click_opens_a_menu_in_our_own_words(qtbot):
    chart = opened(qtbot, MetricChart, run_of())
    chart.plot.menu_requested.emit(chart.mapToGlobal(QPoint(200, 100)))
    menu = next(menu for menu in chart.findChildren(QMenu) if menu.isVisible())
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[:2] == ["Show everything and follow", "Logarithmic scale"]
    menu.close()


def test_the_picture_is_copied(qtbot):
    chart = opened(qtbot, MetricChart, run_of())
    chart.copy_picture()
    assert QGuiApplication.clipboard().image().width() > 500


def test_another_theme_repaints_everything(qtbot):
    chart = opened(qtbot, MetricChart, run_of())
    chart.set_theme(theme("dark"))
    image = chart.plot.grab().toImage()
    assert image.pixelColor(3, 3) == QColor(theme("dark").base)


def test_a_narrow_chart_has_its_legend_below(qtbot):
    chart = opened(qtbot, MetricChart, run_of())
    assert chart.legend.x() > chart.plot.width() / 2
    chart.resize(420, 360)
    qtbot.waitUntil(lambda: chart.legend.y() > chart.plot.height() / 2)
    assert chart.plot.width() > 380


def test_a_legend_below_takes_no_more_than_its_rows(qtbot):
    chart = opened(qtbot, MetricChart, run_of())
    chart.resize(420, 300)
    legend = chart.legend
    qtbot.waitUntil(lambda: legend.y() > chart.plot.height() / 2)
    assert legend.height() <= legend.height_of_rows()
    chart.resize(900, 300)
    qtbot.waitUntil(lambda: legend.height() == chart.plot.height())
