from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from designer.graph.edits import Change
from designer.graph.nodes import LayerNode
from designer.graph.problems import ERROR, WARNING, Fix, Problem
from designer.ui.panels.problems import ProblemsPanel
from tests.builders import two_branch
from tests.ui.windows import Bench, bench_with


@pytest.fixture
def bench(qapp) -> Bench:
    return bench_with(two_branch())


@pytest.fixture
def panel(qtbot, bench) -> ProblemsPanel:
    panel = ProblemsPanel(bench.context)
    panel.resize(420, 400)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def complain(bench: Bench, *problems: Problem) -> None:
    bench.session.problems = problems
    bench.session.problems_changed.emit()
    for _ in range(3):  # Layouts are made when the loop comes to it, those inside after the outer.
        QApplication.processEvents()


def wide(bench: Bench, count: int, preview: str = "") -> Fix:
    node = bench.document.graph.node(bench.node("dense_3"))
    assert isinstance(node, LayerNode)
    edit = Change(replace(node, values={"units": count}))
    return Fix(f"u{count}", f"Set units to {count}", edit, preview)


def narrow(bench: Bench, *fixes: Fix) -> Problem:
    return Problem("a", ERROR, bench.node("dense_3"), "Too narrow.", fixes=fixes)


def button_of(panel: ProblemsPanel, fix: Fix) -> QPushButton:
    return panel.findChild(QPushButton, f"fix:{fix.id}")


def come_over(button: QPushButton) -> None:
    """The mouse comes from beside it."""
    window = button.window().windowHandle()
    middle = button.mapTo(button.window(), button.rect().center())
    QTest.mouseMove(window, QPoint(2, 2))
    QTest.mouseMove(window, middle)


def order(panel: ProblemsPanel) -> list[str]:
    buttons = panel.fixes.findChildren(QPushButton)
    shown = [each for each in buttons if each.isVisible()]
    return [each.text() for each in sorted(shown, key=lambda each: each.y())]


def test_a_way_out_under_the_mouse_shows_what_it_would_do(qtbot, panel, bench):
    ten, twenty = wide(bench, 20, "+650 parameters"), wide(bench, 30, "+1,300 parameters")
    complain(bench, narrow(bench, ten, twenty))
    assert panel.fixes.preview.words == "+650 parameters"
    come_over(button_of(panel, twenty))
    assert bench.context.mending.preview == twenty
    assert panel.fixes.preview.words == "+1,300 parameters"
    QTest.mouseMove(panel.windowHandle(), QPoint(2, 2))
    assert bench.context.mending.preview is None


def test_the_keyboard_shows_what_a_way_out_would_do(qtbot, panel, bench):
    fix = wide(bench, 20, "+650 parameters")
    complain(bench, narrow(bench, fix))
    panel.activateWindow()
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Tab)
    assert button_of(panel, fix).hasFocus()
    assert bench.context.mending.preview == fix
    qtbot.keyClick(button_of(panel, fix), Qt.Key.Key_Space)
    assert bench.document.graph.node(bench.node("dense_3")).values == {"units": 20}


def test_ways_out_ranked_anew_keep_their_places_under_the_mouse(qtbot, panel, bench):
    one, two = wide(bench, 20), wide(bench, 30)
    complain(bench, narrow(bench, one, two))
    come_over(button_of(panel, one))
    complain(bench, narrow(bench, replace(two, preview="Best."), replace(one, preview="+1")))
    assert order(panel) == [one.title, two.title]
    assert panel.fixes.preview.words == "+1"
    QTest.mouseMove(panel.windowHandle(), QPoint(2, 2))
    complain(bench, narrow(bench, two, one))
    qtbot.waitUntil(lambda: order(panel) == [two.title, one.title])


def test_room_for_the_longest_preview_keeps_buttons_where_they_are(qtbot, panel, bench):
    short, long = wide(bench, 20, "+1"), wide(bench, 30, "It goes on and on. " * 20)
    complain(bench, narrow(bench, short, long))
    before = button_of(panel, long).mapTo(panel, QPoint())
    come_over(button_of(panel, long))
    QApplication.processEvents()
    assert button_of(panel, long).mapTo(panel, QPoint()) == before


def test_a_list_of_two_hundred_stays_where_it_was_scrolled_to(qtbot, panel, bench):
    many = [Problem(f"c{n}", ERROR, "", f"Number {n}. " * 8) for n in range(200)]
    complain(bench, *many)
    panel.list.setCurrentRow(150)
    panel.list.scrollToItem(panel.list.item(150))
    bar = panel.list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    scrolled = bar.value()
    complain(bench, *many[:-1], replace(many[-1], sentence="Another sentence."))
    assert panel.current.code == "c150"
    assert bar.value() == scrolled


def test_a_warning_is_silenced_and_heard_again_in_one_step_each(qtbot, panel, bench):
    node = bench.node("dense_3")
    warning = Problem("odd", WARNING, node, "It is odd.")
    complain(bench, warning)
    qtbot.mouseClick(panel.fixes.silence, Qt.MouseButton.LeftButton)
    assert bench.document.graph.node(node).silenced == ("odd",)
    bench.session.problems, bench.session.silenced = (), (warning,)
    bench.session.problems_changed.emit()
    assert panel.toggle.text() == "1 silenced" and not panel.list.isVisible()
    qtbot.mouseClick(panel.toggle, Qt.MouseButton.LeftButton)
    assert panel.list.count() == 1 and not panel.fixes.isVisible()
    said = panel.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Silenced warning: It is odd.")
    qtbot.mouseClick(panel.voice, Qt.MouseButton.LeftButton)
    assert bench.document.graph.node(node).silenced == ()
    bench.document.undo_stack.undo()
    assert bench.document.graph.node(node).silenced == ("odd",)


def test_an_error_cannot_be_silenced(panel, bench):
    complain(bench, narrow(bench))
    assert not panel.fixes.silence.isVisible()
