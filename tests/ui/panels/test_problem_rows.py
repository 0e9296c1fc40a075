import random

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from designer.graph.problems import ERROR, Problem
from designer.ui.code_names import laid_out
from designer.ui.panels import problem_rows
from designer.ui.panels.problem_rows import GAP, ICON, PADDING, ProblemList, problem_of
from tests.ui.panels.problems_bench import complain

MANY = 1_000
DRAW = random.Random(5)


def problem(number: int) -> Problem:
    """Of one line or several, with and without a hint."""
    words = " ".join(f"`pool_{number}` halves height" for _ in range(DRAW.randrange(1, 9)))
    hint = "Resize one branch, or change its `strides`. " * DRAW.randrange(0, 4)
    return Problem(f"c{number}", ERROR, "", f"`add_{number}`: {words}.", hint)


PROBLEMS = tuple(map(problem, range(MANY)))


@pytest.fixture
def rows(problems, bench) -> ProblemList:
    complain(bench, *PROBLEMS)
    return problems.list


@pytest.fixture
def measured(monkeypatch) -> list[str]:
    """The texts whose lines were broken."""
    texts: list[str] = []

    def noted(text, font, width):
        texts.append(text)
        return laid_out(text, font, width)

    monkeypatch.setattr(problem_rows, "laid_out", noted)
    return texts


def seen(rows: ProblemList) -> list[int]:
    height = rows.viewport().height()
    places = {row: rows.visualItemRect(rows.item(row)) for row in range(rows.count())}
    return [row for row, at in places.items() if at.bottom() >= 0 and at.top() < height]


def height_of_text(rows: ProblemList, row: int) -> float:
    shown = problem_of(rows.item(row))
    assert shown is not None
    room = rows.viewport().width() - 3 * PADDING - ICON
    texts = [laid_out(text, rows.font(), room) for text in (shown.sentence, shown.hint) if text]
    lines = sum(text.boundingRect().height() for text in texts)
    return lines + 2 * PADDING + GAP * (len(texts) - 1)


def assert_no_text_is_cut(rows: ProblemList) -> None:
    assert seen(rows)
    for row in seen(rows):
        height = rows.visualItemRect(rows.item(row)).height()
        assert height - 1 < height_of_text(rows, row) <= height


def turn_wheel(rows: ProblemList, notches: int) -> None:
    at = QPointF(50, 50)
    event = QWheelEvent(
        at,
        rows.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, -120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(rows.viewport(), event)


def test_the_lines_of_a_thousand_rows_are_not_broken_before_they_are_seen(
    problems, bench, measured
):
    bench.session.findings.problems = PROBLEMS
    problems.refresh()
    assert 0 < len(set(measured)) < MANY / 4


def test_rows_that_nobody_has_seen_are_measured_in_their_turns(qtbot, rows, measured):
    qtbot.waitUntil(lambda: len(rows._unmeasured) == 0)
    for row in (0, MANY // 2, MANY - 1):
        height = rows.visualItemRect(rows.item(row)).height()
        assert height - 1 < height_of_text(rows, row) <= height
    measured.clear()
    rows.size_rows()
    assert not measured


@pytest.mark.parametrize("where", [0.1, 0.5, 1.0])
def test_no_text_is_cut_wherever_the_scroll_bar_is_dragged_to(rows, where):
    bar = rows.verticalScrollBar()
    bar.setValue(int(bar.maximum() * where))
    assert_no_text_is_cut(rows)


def test_no_text_is_cut_under_the_wheel_and_the_page_keys(qtbot, rows):
    for notches in (3, 5, -2, 40, -1):
        turn_wheel(rows, notches)
        assert_no_text_is_cut(rows)
    rows.setFocus()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        qtbot.keyClick(rows, key)
        assert_no_text_is_cut(rows)


def test_what_is_seen_stays_in_its_place_while_other_rows_are_measured(qtbot, rows):
    rows.verticalScrollBar().setValue(rows.verticalScrollBar().maximum() // 2)
    middle = rows.itemAt(QPoint(1, rows.viewport().height() // 2))
    top = rows.visualItemRect(middle).top()
    assert rows._unmeasured
    qtbot.waitUntil(lambda: not rows._unmeasured)
    assert abs(rows.visualItemRect(middle).top() - top) <= 1


def test_in_another_width_the_rows_have_other_heights_and_stay_where_they_are(rows, problems):
    rows.verticalScrollBar().setValue(rows.verticalScrollBar().maximum() // 3)
    middle = rows.itemAt(QPoint(1, rows.viewport().height() // 2))
    problems.resize(700, 400)
    QApplication.processEvents()
    assert_no_text_is_cut(rows)
    assert rows.row(middle) in seen(rows)
