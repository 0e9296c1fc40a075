from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from designer.graph.problems import ERROR, WARNING, Fix, Problem
from designer.ui.panels.problems import ProblemsPanel
from tests.ui.panels.problems_bench import complain, narrow, wide


def button_of(problems: ProblemsPanel, fix: Fix) -> QPushButton:
    return problems.findChild(QPushButton, f"fix:{fix.id}")


def come_over(qtbot: QtBot, button: Any) -> None:
    """The mouse comes from beside it, again where the button has moved on meanwhile."""

    def comes() -> bool:
        window = button.window().windowHandle()
        middle = button.mapTo(button.window(), button.rect().center())
        QTest.mouseMove(window, QPoint(2, 2))
        QTest.mouseMove(window, middle)
        return bool(button.is_under_mouse)

    qtbot.waitUntil(comes)


def order(problems: ProblemsPanel) -> list[str]:
    buttons = problems.fixes.findChildren(QPushButton)
    shown = [each for each in buttons if each.isVisible()]
    return [each.text() for each in sorted(shown, key=lambda each: each.y())]


def test_a_way_out_under_the_mouse_shows_what_it_would_do(qtbot, problems, bench):
    ten, twenty = wide(bench, 20, "+650 parameters"), wide(bench, 30, "+1,300 parameters")
    complain(bench, narrow(bench, ten, twenty))
    assert problems.fixes.preview.words == "+650 parameters"
    come_over(qtbot, button_of(problems, twenty))
    assert bench.context.mending.preview == twenty
    assert problems.fixes.preview.words == "+1,300 parameters"
    QTest.mouseMove(problems.windowHandle(), QPoint(2, 2))
    assert bench.context.mending.preview is None


def test_the_keyboard_shows_what_a_way_out_would_do(qtbot, problems, bench):
    fix = wide(bench, 20, "+650 parameters")
    complain(bench, narrow(bench, fix))
    problems.activateWindow()
    problems.list.setFocus()
    qtbot.keyClick(problems.list, Qt.Key.Key_Tab)
    assert button_of(problems, fix).hasFocus()
    assert bench.context.mending.preview == fix
    qtbot.keyClick(button_of(problems, fix), Qt.Key.Key_Space)
    assert bench.document.graph.node(bench.node("dense_3")).values == {"units": 20}


def test_ways_out_ranked_anew_keep_their_places_under_the_mouse(qtbot, problems, bench):
    one, two = wide(bench, 20), wide(bench, 30)
    complain(bench, narrow(bench, one, two))
    come_over(qtbot, button_of(problems, one))
    complain(bench, narrow(bench, replace(two, preview="Best."), replace(one, preview="+1")))
    assert order(problems) == [one.title, two.title]
    assert problems.fixes.preview.words == "+1"
    QTest.mouseMove(problems.windowHandle(), QPoint(2, 2))
    complain(bench, narrow(bench, two, one))
    qtbot.waitUntil(lambda: order(problems) == [two.title, one.title])


def test_room_for_the_longest_preview_keeps_buttons_where_they_are(qtbot, problems, bench):
    short, long = wide(bench, 20, "+1"), wide(bench, 30, "It goes on and on. " * 20)
    complain(bench, narrow(bench, short, long))
    before = button_of(problems, long).mapTo(problems, QPoint())
    come_over(qtbot, button_of(problems, long))
    QApplication.processEvents()
    assert button_of(problems, long).mapTo(problems, QPoint()) == before


def test_a_list_of_two_hundred_stays_where_it_was_scrolled_to(qtbot, problems, bench):
    many = [Problem(f"c{n}", ERROR, "", f"Number {n}. " * 8) for n in range(200)]
    complain(bench, *many)
    problems.list.setCurrentRow(150)
    problems.list.scrollToItem(problems.list.item(150))
    bar = problems.list.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    scrolled = bar.value()
    complain(bench, *many[:-1], replace(many[-1], sentence="Another sentence."))
    assert problems.current.code == "c150"
    assert bar.value() == scrolled


def test_a_warning_is_silenced_and_heard_again_in_one_step_each(qtbot, problems, bench):
    node = bench.node("dense_3")
    warning = Problem("odd", WARNING, node, "It is odd.")
    complain(bench, warning)
    qtbot.mouseClick(problems.fixes.silence, Qt.MouseButton.LeftButton)
    assert bench.document.graph.node(node).silenced == ("odd",)
    bench.session.findings.problems, bench.session.findings.silenced = (), (warning,)
    bench.session.problems_changed.emit()
    assert problems.toggle.text() == "1 silenced" and not problems.list.isVisible()
    qtbot.mouseClick(problems.toggle, Qt.MouseButton.LeftButton)
    assert problems.list.count() == 1 and not problems.fixes.isVisible()
    said = problems.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Silenced warning: It is odd.")
    qtbot.mouseClick(problems.voice, Qt.MouseButton.LeftButton)
    assert bench.document.graph.node(node).silenced == ()
    bench.document.undo_stack.undo()
    assert bench.document.graph.node(node).silenced == ("odd",)


def test_an_error_cannot_be_silenced(problems, bench):
    complain(bench, narrow(bench))
    assert not problems.fixes.silence.isVisible()
