import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from designer.protocol.messages import FailureKind
from designer.ui.panels.plot import FIRST_OPTIONS, PlotPanel
from designer.ui.panels.plot_view import PlotView
from tests.builders import two_branch
from tests.ui.windows import Bench, bench_with

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="400" viewBox="0 0 200 400">'
    '<rect id="box" x="0" y="0" width="200" height="400" fill="#ff0000"/></svg>'
)


@pytest.fixture
def bench(qapp) -> Bench:
    return bench_with(two_branch())


@pytest.fixture
def panel(qtbot, bench) -> PlotPanel:
    panel = PlotPanel(bench.context)
    panel.resize(500, 500)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: plots(bench) == 1)
    return panel


def plots(bench: Bench) -> int:
    return sum(method == "plot" for _, method, _ in bench.client.asked)


def asked_options(bench: Bench) -> dict:
    return dict(bench.client.last("plot")[1]["options"])


def red_pixels(view: PlotView) -> int:
    picture = view.grab().toImage()
    return sum(
        picture.pixelColor(x, y).name() == "#ff0000"
        for x in range(0, picture.width(), 4)
        for y in range(0, picture.height(), 4)
    )


def test_the_drawing_is_shown_whole(panel, bench):
    assert panel.state.text() == "Graphviz is drawing…" and red_pixels(panel.view) == 0
    bench.client.answer("plot", {"svg": SVG, "text": SVG, "format": "svg", "boxes": {}})
    assert red_pixels(panel.view) > 1000
    assert panel.state.text() == "As Keras draws it."


def test_an_option_asks_for_another_drawing_and_is_told(qtbot, panel, bench):
    with qtbot.waitSignal(panel.options_changed):
        panel.direction.setCurrentIndex(panel.direction.findData("LR"))
    qtbot.waitUntil(lambda: plots(bench) == 2)
    assert asked_options(bench)["rankdir"] == "LR"
    assert panel.options["rankdir"] == "LR"


def test_the_dots_per_inch_of_a_saved_picture_draw_nothing_anew(panel, bench):
    panel.dpi.setValue(300)
    assert panel.state.text() == "Graphviz is drawing…" and plots(bench) == 1
    assert "dpi" not in asked_options(bench)


def test_options_from_the_settings_are_taken_where_they_make_sense(panel):
    panel.set_options({"show_shapes": False, "rankdir": 7, "unknown": True, "dpi": 90})
    assert panel.options == {**FIRST_OPTIONS, "show_shapes": False, "dpi": 90}
    assert panel.dpi.value() == 90


def test_without_graphviz_it_says_how_to_get_it_and_offers_the_canvas_picture(qtbot, panel, bench):
    bench.client.refuse("plot", "Install Graphviz: apt install graphviz.", "graphviz_missing")
    assert FailureKind.GRAPHVIZ_MISSING == "graphviz_missing"
    assert panel.failure.isVisible() and "apt install graphviz" in panel.failure.text()
    with qtbot.waitSignal(panel.picture_requested):
        qtbot.mouseClick(panel.picture_button, Qt.MouseButton.LeftButton)


def test_another_failure_offers_no_picture(panel, bench):
    bench.client.refuse("plot", "dense_1 expects rank 2.")
    assert panel.failure.text() == "dense_1 expects rank 2."
    assert not panel.picture_button.isVisible()


@pytest.mark.parametrize(("suffix", "dpi"), [(".png", 150), (".svg", None), (".dot", None)])
def test_saving_asks_the_worker_for_a_file(qtbot, panel, bench, monkeypatch, tmp_path, suffix, dpi):
    bench.client.answer("plot", {"svg": SVG, "text": SVG, "format": "svg", "boxes": {}})
    path = tmp_path / f"model{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(path), ""))
    qtbot.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    options = asked_options(bench)
    assert (options["path"], options["format"]) == (str(path), suffix[1:])
    assert options.get("dpi") == dpi
    with qtbot.waitSignal(bench.context.noticed) as told:
        bench.client.answer("plot", {"path": str(path), "format": suffix[1:], "boxes": {}})
    assert told.args == [f"The drawing is in {path}.", "info"]


def test_a_drawing_that_cannot_be_saved_is_an_error(qtbot, panel, bench, tmp_path):
    panel.save(tmp_path / "model.png")
    with qtbot.waitSignal(bench.context.noticed) as told:
        bench.client.refuse("plot", "The disk is full.")
    assert told.args == ["The disk is full.", "error"]


def wheel(view: PlotView, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


@pytest.fixture
def view(qtbot) -> PlotView:
    view = PlotView("#eeeeee")
    view.resize(300, 300)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.show_drawing(SVG.encode())
    return view


def test_the_wheel_zooms_at_the_pointer(qtbot, view):
    where: list[QPointF] = []
    view.clicked.connect(where.append)
    point = QPoint(170, 120)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    before = view.zoom
    wheel(view, point, 3)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=point)
    assert view.zoom > before * 1.5
    assert (where[0] - where[1]).manhattanLength() < 0.01


def test_dragging_pans_and_is_no_click(qtbot, view):
    where: list[QPointF] = []
    view.clicked.connect(where.append)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(view, QPoint(130, 120))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(130, 120))
    assert where == []
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    view.fit()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(150, 150))
    moved = (where[1] - where[0]) * view.zoom
    assert moved.toPoint() == QPoint(30, 20)


def test_the_keyboard_zooms_and_fits(qtbot, view):
    fitted = view.zoom
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > fitted
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.zoom == fitted


def test_zoom_stays_within_bounds(view):
    for _ in range(60):
        wheel(view, QPoint(100, 100), 5)
    assert view.zoom == 16
    for _ in range(90):
        wheel(view, QPoint(100, 100), -5)
    assert view.zoom == 0.02
