from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPlainTextEdit, QPushButton

from designer.graph.problems import ERROR, WARNING, Problem
from designer.ui.panels.problems import ProblemsPanel
from tests.ui.panels.problems_bench import complain, narrow, wide
from tests.ui.windows import answer_all


def click(qtbot, problems: ProblemsPanel, row: int) -> None:
    place = problems.list.visualItemRect(problems.list.item(row)).center()
    qtbot.mouseClick(problems.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_sound_design_says_so_once_keras_has_seen_it(problems, bench):
    assert problems.list.count() == 0 and not problems.list.isVisible()
    assert problems.nothing.text() == "No problems are known yet."
    answer_all(bench)
    assert problems.nothing.text() == "Nothing is wrong with this design."


def test_a_click_leads_to_the_node(qtbot, problems, bench):
    complain(
        bench,
        Problem("a", ERROR, bench.node("dense"), "dense is wrong.", "Mend it."),
        Problem("b", WARNING, bench.node("softmax"), "softmax is odd."),
    )
    with qtbot.waitSignal(bench.context.selection.revealed) as told:
        click(qtbot, problems, 1)
    assert told.args == [bench.node("softmax")]


def test_the_keyboard_walks_from_node_to_node(qtbot, problems, bench):
    complain(
        bench,
        Problem("a", ERROR, bench.node("dense"), "dense is wrong."),
        Problem("b", ERROR, bench.node("softmax"), "softmax is wrong."),
    )
    click(qtbot, problems, 0)
    qtbot.keyClick(problems.list, Qt.Key.Key_Down)
    assert bench.context.selection.node == bench.node("softmax")


def test_the_problem_of_the_selected_node_becomes_the_current_one(problems, bench):
    complain(
        bench,
        Problem("a", ERROR, bench.node("dense"), "dense is wrong."),
        Problem("b", ERROR, bench.node("softmax"), "softmax is wrong."),
    )
    bench.context.selection.set([bench.node("softmax")])
    assert problems.current and problems.current.sentence == "softmax is wrong."


def test_a_problem_that_comes_for_the_selected_node_becomes_the_current_one(problems, bench):
    bench.context.selection.set([bench.node("softmax")])
    complain(
        bench,
        Problem("a", ERROR, bench.node("dense"), "dense is wrong."),
        Problem("b", ERROR, bench.node("softmax"), "softmax is wrong."),
    )
    assert problems.current and problems.current.sentence == "softmax is wrong."


def test_problems_that_come_while_the_panel_has_the_keyboard_leave_the_selection(problems, bench):
    problems.findChild(QLabel).setFocus()
    bench.context.selection.set([bench.node("softmax")])
    complain(bench, Problem("a", ERROR, bench.node("dense"), "dense is wrong."))
    problems.list.setFocus(Qt.FocusReason.TabFocusReason)
    assert bench.context.selection.node == bench.node("softmax")


def test_a_way_out_is_one_click_and_one_step(qtbot, problems, bench):
    complain(bench, narrow(bench, wide(bench, 99)))
    click(qtbot, problems, 0)
    button = problems.findChild(QPushButton, "fix:u99")
    assert button.text() == "Set units to 99"
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.document.graph.node(bench.node("dense_3")).values == {"units": 99}
    bench.document.undo_stack.undo()
    assert bench.document.graph.node(bench.node("dense_3")).values == {"units": 10}


def test_the_menu_offers_the_ways_out_and_copies_all_that_is_known(qtbot, problems, bench):
    problem = Problem(
        "a",
        ERROR,
        bench.node("dense_3"),
        "Too narrow.",
        "Widen.",
        (wide(bench, 99),),
        details="Trace",
    )
    complain(bench, problem)
    problems.list.customContextMenuRequested.emit(
        problems.list.visualItemRect(problems.list.item(0)).center()
    )
    (menu,) = problems.findChildren(QMenu)
    by_text = {action.text(): action for action in menu.actions() if action.text()}
    assert list(by_text) == ["Set units to 99", "Copy"]
    by_text["Copy"].trigger()
    assert QApplication.clipboard().text() == "Too narrow.\nWiden.\nTrace"
    menu.close()


def test_the_current_problem_stays_current_when_others_come(qtbot, problems, bench):
    first = Problem("a", ERROR, bench.node("dense"), "dense is wrong.")
    second = Problem("b", ERROR, bench.node("softmax"), "softmax is wrong.")
    complain(bench, second)
    click(qtbot, problems, 0)
    complain(bench, first, second)
    assert problems.current == second


def test_a_long_hint_takes_as_many_lines_as_it_needs(problems, bench):
    complain(
        bench,
        Problem("a", ERROR, "", "Short."),
        Problem("b", ERROR, "", "Short.", "A hint that goes on and on. " * 12),
    )
    heights = [problems.list.visualItemRect(problems.list.item(row)).height() for row in range(2)]
    assert heights[1] > 3 * heights[0]


def test_a_screen_reader_hears_severity_sentence_and_hint(problems, bench):
    complain(bench, Problem("a", WARNING, "", "It broadcasts.", "Resize one branch."))
    said = problems.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Warning: It broadcasts. Resize one branch."


def test_a_name_in_a_sentence_is_shown_without_the_marks_around_it(problems, bench):
    complain(bench, Problem("a", ERROR, "", "`dense` adds to `softmax`.", "Cut `dense`."))
    item = problems.list.item(0)
    assert item.text() == "dense adds to softmax."
    said = item.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Error: dense adds to softmax. Cut dense."


def test_a_click_opens_what_the_mistake_means_and_what_keras_says(qtbot, problems, bench):
    node = bench.node("dense")
    complain(
        bench,
        Problem("join-sizes", ERROR, node, "It does not fit.", details="ValueError: Inputs have"),
        Problem("dead-end", WARNING, bench.node("softmax"), "It leads nowhere."),
    )
    click(qtbot, problems, 0)
    about = problems.about
    assert not about.said.isVisible()
    qtbot.mouseClick(about.button, Qt.MouseButton.LeftButton)
    assert about.kind.words == "Branches of different sizes meet `join-sizes`"
    assert about.findChild(QPlainTextEdit).isVisible()
    assert about.said.toPlainText() == "ValueError: Inputs have"
    click(qtbot, problems, 1)
    assert about.is_open and about.kind.words == "A branch leads to no output `dead-end`"
    assert not about.said.isVisible()
