import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDockWidget, QSplitter, QWidget

from designer.graph.edits import Remove
from designer.ui.docks import RIGHT_WIDTH
from designer.ui.panels import PANELS
from designer.ui.settings import Settings
from tests.builders import two_branch
from tests.ui.windows import Bench, window_with

by_name = pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)


@pytest.fixture
def bench(qtbot) -> Bench:
    return window_with(qtbot, two_branch())


def dock(bench: Bench, name: str) -> QDockWidget:
    found = bench.window.findChild(QDockWidget, f"panel_{name}")
    assert found is not None
    return found


@by_name
def test_a_panel_has_a_name_for_screen_readers_and_takes_the_keyboard(qtbot, bench, panel):
    docks = bench.window.docks
    assert docks.panel(panel.name, QWidget).accessibleName()
    docks.show(panel.name)
    qtbot.waitUntil(lambda: docks.is_seen(panel.name))
    docks.focus(panel.name)
    focused = QApplication.focusWidget()
    assert focused and dock(bench, panel.name).isAncestorOf(focused)


@by_name
def test_a_panel_that_comes_late_shows_what_an_early_one_shows(qtbot, bench, panel):
    """Panels come when they are first seen: what the design, the session and the selection say by
    then has to stand in them."""
    early = bench.window.docks.panel(panel.name, QWidget)
    bench.document.apply(Remove(bench.node("softmax")), "Remove")
    bench.session.refresh()
    bench.context.selection.set([bench.node("dense_1")])
    late = panel.load()(bench.context)
    both = QSplitter(Qt.Orientation.Vertical)
    for each in (early, late):
        both.addWidget(each)
        each.setFixedSize(420, 340)
    dock(bench, panel.name).setWidget(both)
    bench.window.docks.show(panel.name)
    qtbot.waitUntil(lambda: late.isVisible() and early.grab().toImage() == late.grab().toImage())
    dock(bench, panel.name).setWidget(early)


def test_the_panels_that_nobody_has_seen_yet_come_in_their_turns(qtbot, bench):
    holders = [dock(bench, panel.name) for panel in PANELS]
    seen = [each for each in holders if bench.window.docks.is_open(each.objectName()[6:])]
    assert seen and not all(each.widget() for each in holders)
    qtbot.waitUntil(lambda: all(each.widget() for each in holders))


@by_name
def test_the_key_of_a_panel_shows_it_and_closes_it_again(qtbot, bench, panel):
    docks, canvas = bench.window.docks, bench.window.canvas
    canvas.setFocus()
    stroke = QKeySequence(panel.key)[0]
    key, held = stroke.key(), stroke.keyboardModifiers()
    qtbot.keyClick(canvas, key, held)
    qtbot.waitUntil(lambda: docks.is_seen(panel.name))
    focused = QApplication.focusWidget()
    assert dock(bench, panel.name).isAncestorOf(focused)
    assert bench.window.action_set[f"panel_{panel.name}"].isChecked()
    qtbot.keyClick(focused, key, held)
    assert not docks.is_open(panel.name)
    assert not bench.window.action_set[f"panel_{panel.name}"].isChecked()
    assert canvas.hasFocus()


def test_the_canvas_is_large_and_the_code_beside_it_at_first(qtbot, bench):
    bench.window.resize(1280, 800)
    bench.window.action_set["reset_panels"].trigger()
    qtbot.waitUntil(lambda: abs(dock(bench, "code").width() - RIGHT_WIDTH) < 20)
    assert bench.window.canvas.width() > 600 and bench.window.canvas.height() > 650
    assert bench.window.docks.is_seen("code") and bench.window.docks.is_seen("inspector")
    assert bench.window.docks.is_seen("palette")


def test_a_tab_says_a_panels_name_once(qtbot, bench):
    """A tabbed dock has no title bar of its own; a lone one has, to be dragged by."""
    qtbot.waitUntil(lambda: dock(bench, "code").titleBarWidget() is not None)
    assert dock(bench, "inspector").titleBarWidget() is None
    dock(bench, "code").setFloating(True)
    qtbot.waitUntil(lambda: dock(bench, "code").titleBarWidget() is None)


def test_f6_walks_over_the_panels_and_the_canvas(qtbot, bench):
    visited = []
    bench.window.canvas.setFocus()
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        holder = [p.name for p in PANELS if dock(bench, p.name).isAncestorOf(focused)]
        visited += holder or ["canvas"]
    assert visited == ["palette", "inspector", "code", "canvas"]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert dock(bench, "code").isAncestorOf(QApplication.focusWidget())


def test_the_arrangement_is_remembered(qtbot):
    settings = Settings()
    first = window_with(qtbot, two_branch(), settings)
    first.window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock(first, "outline"))
    first.window.docks.show("summary")
    dock(first, "palette").hide()
    first.window.close()
    second = window_with(qtbot, two_branch(), settings)
    qtbot.waitUntil(lambda: second.window.docks.is_seen("summary"))
    area = second.window.dockWidgetArea
    assert area(dock(second, "outline")) == Qt.DockWidgetArea.BottomDockWidgetArea
    assert not second.window.docks.is_open("palette")
    second.window.action_set["reset_panels"].trigger()
    assert area(dock(second, "outline")) == Qt.DockWidgetArea.LeftDockWidgetArea
    assert second.window.docks.is_open("palette")


def test_the_start_page_hides_the_docks_and_brings_them_back_as_they_were(qtbot, bench):
    bench.window.docks.show("problems")
    dock(bench, "outline").hide()
    bench.window.action_set["start_page"].trigger()
    assert not any(dock(bench, panel.name).isVisible() for panel in PANELS)
    bench.window.show_design()
    qtbot.waitUntil(lambda: bench.window.docks.is_seen("problems"))
    assert not bench.window.docks.is_open("outline")


def test_closing_on_the_start_page_remembers_the_arrangement_too(qtbot):
    settings = Settings()
    first = window_with(qtbot, two_branch(), settings)
    dock(first, "palette").hide()
    first.window.action_set["start_page"].trigger()
    first.window.close()
    second = window_with(qtbot, two_branch(), settings)
    assert not second.window.docks.is_open("palette")
