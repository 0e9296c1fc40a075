import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton

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
    panel.resize(400, 300)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def complain(bench: Bench, *problems: Problem) -> None:
    bench.session.problems = problems
    bench.session.problems_changed.emit()


def wider(bench: Bench) -> Fix:
    node = bench.document.graph.node(bench.node("dense_3"))
    assert isinstance(node, LayerNode)
    changed = LayerNode(node.id, node.name, layer=node.layer, values={"units": 99})
    return Fix("wider", "Set units to 99", Change(changed))


def click(qtbot, panel: ProblemsPanel, row: int) -> None:
    place = panel.list.visualItemRect(panel.list.item(row)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_sound_design_says_so(panel):
    assert panel.list.count() == 0 and not panel.list.isVisible()


def test_a_click_leads_to_the_node(qtbot, panel, bench):
    complain(
        bench,
        Problem("a", ERROR, bench.node("dense"), "dense is wrong.", "Mend it."),
        Problem("b", WARNING, bench.node("softmax"), "softmax is odd."),
    )
    with qtbot.waitSignal(bench.context.selection.revealed) as told:
        click(qtbot, panel, 1)
    assert told.args == [bench.node("softmax")]


def test_the_keyboard_walks_from_node_to_node(qtbot, panel, bench):
    complain(
        bench,
        Problem("a", ERROR, bench.node("dense"), "dense is wrong."),
        Problem("b", ERROR, bench.node("softmax"), "softmax is wrong."),
    )
    click(qtbot, panel, 0)
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert bench.context.selection.node == bench.node("softmax")


def test_the_problem_of_the_selected_node_becomes_the_current_one(panel, bench):
    complain(
        bench,
        Problem("a", ERROR, bench.node("dense"), "dense is wrong."),
        Problem("b", ERROR, bench.node("softmax"), "softmax is wrong."),
    )
    bench.context.selection.set([bench.node("softmax")])
    assert panel.current and panel.current.sentence == "softmax is wrong."


def test_a_problem_that_comes_for_the_selected_node_becomes_the_current_one(panel, bench):
    bench.context.selection.set([bench.node("softmax")])
    complain(
        bench,
        Problem("a", ERROR, bench.node("dense"), "dense is wrong."),
        Problem("b", ERROR, bench.node("softmax"), "softmax is wrong."),
    )
    assert panel.current and panel.current.sentence == "softmax is wrong."


def test_problems_that_come_while_the_panel_has_the_keyboard_leave_the_selection(panel, bench):
    panel.findChild(QLabel).setFocus()
    bench.context.selection.set([bench.node("softmax")])
    complain(bench, Problem("a", ERROR, bench.node("dense"), "dense is wrong."))
    panel.list.setFocus(Qt.FocusReason.TabFocusReason)
    assert bench.context.selection.node == bench.node("softmax")


def test_a_way_out_is_one_click_and_one_step(qtbot, panel, bench):
    fix = wider(bench)
    complain(bench, Problem("a", ERROR, bench.node("dense_3"), "Too narrow.", fixes=(fix,)))
    click(qtbot, panel, 0)
    button = panel.findChild(QPushButton, "fix:wider")
    assert button.text() == "Set units to 99"
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.document.graph.node(bench.node("dense_3")).values == {"units": 99}
    bench.document.undo_stack.undo()
    assert bench.document.graph.node(bench.node("dense_3")).values == {"units": 10}


def test_the_menu_offers_the_ways_out_and_copies_all_that_is_known(qtbot, panel, bench):
    problem = Problem(
        "a", ERROR, bench.node("dense_3"), "Too narrow.", "Widen.", (wider(bench),), details="Trace"
    )
    complain(bench, problem)
    panel.list.customContextMenuRequested.emit(
        panel.list.visualItemRect(panel.list.item(0)).center()
    )
    (menu,) = panel.findChildren(QMenu)
    by_text = {action.text(): action for action in menu.actions() if action.text()}
    assert list(by_text) == ["Set units to 99", "Copy"]
    by_text["Copy"].trigger()
    assert QApplication.clipboard().text() == "Too narrow.\nWiden.\nTrace"
    menu.close()


def test_the_current_problem_stays_current_when_others_come(qtbot, panel, bench):
    first = Problem("a", ERROR, bench.node("dense"), "dense is wrong.")
    second = Problem("b", ERROR, bench.node("softmax"), "softmax is wrong.")
    complain(bench, second)
    click(qtbot, panel, 0)
    complain(bench, first, second)
    assert panel.current == second


def test_a_long_hint_takes_as_many_lines_as_it_needs(panel, bench):
    complain(
        bench,
        Problem("a", ERROR, "", "Short."),
        Problem("b", ERROR, "", "Short.", "A hint that goes on and on. " * 12),
    )
    heights = [panel.list.visualItemRect(panel.list.item(row)).height() for row in range(2)]
    assert heights[1] > 3 * heights[0]


def test_a_screen_reader_hears_severity_sentence_and_hint(panel, bench):
    complain(bench, Problem("a", WARNING, "", "It broadcasts.", "Resize one branch."))
    said = panel.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Warning: It broadcasts. Resize one branch."
