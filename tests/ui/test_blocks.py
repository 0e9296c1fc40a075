"""Blocks in the window: entered, left, and followed by every panel."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from designer.graph.answers import Answer, Tensor
from designer.graph.problems import ERROR, Problem
from designer.paths import resource
from designer.storage import load
from designer.ui.breadcrumb import Breadcrumb
from designer.ui.main_window import CANVAS_MENU
from designer.ui.panels.code import CodePanel
from designer.ui.panels.inspector import InspectorPanel
from designer.ui.panels.outline import OutlinePanel
from designer.ui.panels.palette import PalettePanel
from designer.ui.panels.problems import ProblemsPanel
from tests.builders import Builder, used_twice
from tests.ui.hands import LEFT, NONE, Hands
from tests.ui.windows import window_with

FIRST, SECOND = "n2", "n3"
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def bench(qtbot):
    design = used_twice(width=8)
    bench = window_with(qtbot, design)
    bench.window.resize(1600, 900)
    for graph in ("bottleneck", ""):
        bench.document.show_graph(graph)
        bench.document.tidy()
    qtbot.waitUntil(lambda: bench.window.canvas.width() > 300)
    bench.window.canvas.fit()
    return bench


@pytest.fixture
def hands(bench, qtbot):
    return Hands(bench.window, qtbot)


@pytest.fixture
def breadcrumb(bench):
    return bench.window.desk.findChild(Breadcrumb)


def places(bench) -> tuple[str, str]:
    return bench.document.graph_name, bench.context.selection.node


def test_the_breadcrumb_leads_back_and_tells_the_use(bench, hands, breadcrumb):
    assert not breadcrumb.isVisible()
    hands.open_block(SECOND)
    assert breadcrumb.isVisible()
    assert breadcrumb.texts == ["Model", "bottleneck", "as second"]
    model = next(b for b in breadcrumb.findChildren(QToolButton) if b.text() == "Model")
    assert model.focusPolicy() & Qt.FocusPolicy.TabFocus
    model.setFocus()
    QTest.keyClick(model, Qt.Key.Key_Space)
    assert bench.document.graph_name == "" and not breadcrumb.isVisible()


def test_another_use_of_the_block_can_be_looked_at_in_place(bench, hands, breadcrumb):
    hands.open_block(SECOND)
    menu = breadcrumb.findChild(QMenu)
    (first,) = [action for action in menu.actions() if action.text() == "first"]
    first.trigger()
    assert bench.session.trail.way == (FIRST,)
    assert breadcrumb.texts[-1] == "as first"


def test_return_enters_the_selected_block_and_alt_up_leaves_it(bench, hands):
    hands.select(FIRST)
    hands.press(Qt.Key.Key_Return)
    assert bench.document.graph_name == "bottleneck"
    hands.press(Qt.Key.Key_Up, ALT)
    assert places(bench) == ("", FIRST)
    hands.press(Qt.Key.Key_Return, CTRL)
    assert bench.document.graph_name == "bottleneck"


def test_return_on_a_layer_enters_nothing(bench, hands):
    hands.select("n1")
    hands.press(Qt.Key.Key_Return)
    assert places(bench) == ("", "n1")


def test_escape_ends_the_gesture_then_the_selection_then_the_visit(bench, hands):
    canvas = bench.window.canvas
    hands.open_block(FIRST)
    hands.select("n2")
    start = canvas.node_center("n2")
    QTest.mousePress(canvas, LEFT, NONE, start)
    for step in (14, 40):
        QTest.mouseMove(canvas, start + QPoint(step, step))
    position = bench.document.graph.node("n2").position
    hands.press(Qt.Key.Key_Escape)
    assert canvas.hands.gesture is None and places(bench) == ("bottleneck", "n2")
    QTest.mouseRelease(canvas, LEFT, NONE, start)
    assert bench.document.graph.node("n2").position == position
    hands.press(Qt.Key.Key_Escape)
    assert places(bench) == ("bottleneck", "")
    hands.press(Qt.Key.Key_Escape)
    assert places(bench) == ("", FIRST)
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_Escape)
    assert places(bench) == ("", "")


def test_every_graph_keeps_its_place_under_the_camera(bench, hands):
    canvas = bench.window.canvas
    canvas.zoom_to(1.3)
    canvas.pan(40, -25)
    outside = canvas.look
    hands.open_block(FIRST)
    canvas.zoom_to(0.9)
    inside = canvas.look
    canvas.leave_block()
    assert canvas.look.zoom == outside.zoom
    assert canvas.look.middle == pytest.approx(outside.middle, abs=1.0)
    hands.open_block(FIRST)
    assert canvas.look.zoom == inside.zoom


def test_outline_and_inspector_follow(bench, hands, qtbot):
    bench.window.docks.show("outline")
    outline = bench.window.docks.panel("outline", OutlinePanel)
    hands.open_block(FIRST)
    qtbot.waitUntil(lambda: outline.model.shown_nodes() == ["n1", "n2", "n3", "n4"])
    page = bench.window.docks.panel("inspector", InspectorPanel).page
    assert page.subject.heading.title == "Block"
    assert page.form.row("name").editor.shown == "bottleneck"


def test_a_renamed_block_stays_shown_where_it_is(bench, hands, breadcrumb):
    hands.open_block(FIRST)
    look = bench.window.canvas.look[:2]
    hands.type_argument("name", "narrowing")
    assert bench.document.graph_name == "narrowing"
    assert breadcrumb.texts[1] == "narrowing"
    assert bench.window.canvas.look[:2] == look


def test_what_is_typed_for_a_node_does_not_reach_one_of_the_same_id_inside(bench, hands):
    hands.select(SECOND)
    line = hands.field("argument:width")
    hands.retype(line, "5")
    bench.session.trail.enter(FIRST)
    assert bench.document.design.main.node(SECOND).values == {"width": 8}
    assert "width" not in bench.document.graph.node("n3").values


def test_a_line_of_a_blocks_function_leads_to_the_node_inside(bench, qtbot):
    code = bench.window.docks.panel("code", CodePanel)
    bench.window.docks.show("code")
    code.refresh()
    lines = code.view.toPlainText().split("\n")
    number = next(place for place, line in enumerate(lines) if line.startswith("    narrow = "))
    cursor = QTextCursor(code.view.document().findBlockByNumber(number))
    code.view.setTextCursor(cursor)
    code.view.setFocus()
    code.view.ensureCursorVisible()
    point = code.view.cursorRect(cursor).center() + QPoint(3, 0)
    qtbot.mouseClick(code.view.viewport(), LEFT, pos=point)
    assert places(bench) == ("bottleneck", "n2")


def test_a_problem_inside_a_block_leads_there(bench, qtbot):
    problem = Problem("keras-refuses", ERROR, "n2", "narrow: no.", graph="bottleneck")
    bench.session.findings.problems = (problem,)
    bench.session.problems_changed.emit()
    bench.window.docks.show("problems")
    panel = bench.window.docks.panel("problems", ProblemsPanel)
    assert panel.list.item(0).text() == "bottleneck › narrow: no."
    where = panel.list.visualItemRect(panel.list.item(0)).center()
    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=where)
    assert places(bench) == ("bottleneck", "n2")
    bench.session.trail.leave()
    QTest.keyClick(bench.window, Qt.Key.Key_F8)
    assert places(bench) == ("bottleneck", "n2")


def test_the_palette_has_the_blocks_and_follows_them(bench):
    palette = bench.window.docks.panel("palette", PalettePanel)
    index = palette.model.index_of("bottleneck")
    assert index.isValid()
    assert palette.model.group_at(index.parent()).title == "Blocks of this design"
    bench.document.rename_block("bottleneck", "narrowing")
    assert not palette.model.index_of("bottleneck").isValid()
    assert palette.model.index_of("narrowing").isValid()


def menu_of(palette, path) -> dict[str, object]:
    """The entries of the context menu of a row, by their texts."""
    place = palette.list.visualRect(palette.model.index_of(path)).center()
    palette.list.customContextMenuRequested.emit(place)
    menu = palette.findChild(QMenu)
    return {action.text(): action for action in menu.actions() if action.text()}


def test_a_block_is_opened_from_the_palette_and_deleted_once_nothing_uses_it(bench, qtbot):
    palette = bench.window.docks.panel("palette", PalettePanel)
    offered = menu_of(palette, "bottleneck")
    assert not offered["Delete block"].isEnabled()
    offered["Open block"].trigger()
    assert bench.document.graph_name == "bottleneck"
    bench.session.trail.leave()
    bench.document.remove([FIRST, SECOND])
    palette.findChild(QMenu).close()
    qtbot.waitUntil(lambda: palette.findChild(QMenu) is None)
    menu_of(palette, "bottleneck")["Delete block"].trigger()
    assert bench.document.design.blocks == {}


def test_a_long_way_does_not_hold_the_window_open(bench, hands, breadcrumb):
    least = bench.window.minimumSizeHint().width()
    hands.open_block(FIRST)
    bench.document.rename_block("bottleneck", "a_block_with_a_name_" * 12)
    assert bench.window.minimumSizeHint().width() == least


def test_a_block_dragged_into_itself_is_refused_with_the_reason(bench, hands, qtbot):
    hands.open_block(FIRST)
    with qtbot.waitSignal(bench.document.refused) as refused, pytest.raises(ValueError):
        hands.drag_layer("bottleneck", QPoint(60, 60))
    assert refused.args == ["The block bottleneck cannot use itself."]


def test_a_block_can_be_searched_for_on_the_canvas(bench, hands):
    canvas = bench.window.canvas
    hands.press(Qt.Key.Key_Tab)
    QTest.keyClicks(canvas.search_box.line, "bottle")
    QTest.keyClick(canvas.search_box.line, Qt.Key.Key_Return)
    assert bench.document.graph.node(bench.context.selection.node).block == "bottleneck"


def test_a_selected_use_can_be_opened_from_the_inspector(bench, hands):
    hands.select(SECOND)
    button = hands.field("open-block")
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, LEFT)
    assert bench.session.trail.way == (SECOND,)


def test_the_arguments_of_a_use_are_a_typed_form_with_the_defaults(bench, hands):
    hands.select(FIRST)
    field = hands.field("argument:width")
    assert field.placeholderText() == "24"
    hands.type_argument("width", "x")
    page = bench.window.docks.panel("inspector", InspectorPanel).page
    assert "`width` must be a whole number" in page.form.row("width").editor.fault
    hands.type_argument("width", "10")
    assert bench.document.graph.node(FIRST).values == {"width": 10}


def test_unpacking_puts_the_nodes_in_the_place_of_the_use(bench, hands):
    hands.select(SECOND)
    QTest.keyClick(bench.window, Qt.Key.Key_U, CTRL | SHIFT)
    names = {node.name for node in bench.document.graph.nodes()}
    assert {"narrow", "wide"} <= names and "second" not in names
    assert {bench.document.graph.node(n).name for n in bench.context.selection.nodes} == {
        "narrow",
        "wide",
    }


def test_a_name_that_a_block_cannot_have_stays_to_be_mended(bench, hands, qtbot):
    hands.select(FIRST, SECOND)
    QTest.keyClick(bench.window, Qt.Key.Key_G, CTRL | SHIFT)
    editor = bench.window.canvas.title_editor
    QTest.keyClicks(editor, "2 layers")
    with qtbot.waitSignal(bench.document.refused):
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible() and set(bench.document.design.blocks) == {"bottleneck"}
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible() and set(bench.document.design.blocks) == {"bottleneck"}


def test_known_shapes_come_into_a_new_block(bench, hands):
    bench.session._answers = {FIRST: Answer((Tensor((None, 24), "float16"),), 5)}
    bench.window.canvas.sheet.forget_faces([FIRST])
    hands.select(SECOND)
    QTest.keyClick(bench.window, Qt.Key.Key_G, CTRL | SHIFT)
    QTest.keyClick(bench.window.canvas.title_editor, Qt.Key.Key_Return)
    (inner,) = bench.document.design.blocks["block"].graph.inputs()
    assert (inner.shape, inner.dtype) == ((24,), "float16")


def test_the_context_menu_offers_what_can_be_done_with_blocks(bench, hands):
    offered = {action.objectName() for action in bench.window.canvas.menu_actions}
    assert set(CANVAS_MENU) == offered
    hands.select(FIRST)
    enabled = {
        action.objectName() for action in bench.window.canvas.menu_actions if action.isEnabled()
    }
    assert {"make_block", "unpack_block", "enter_block"} <= enabled
    assert not {"leave_block", "link", "make_unique"} & enabled
    hands.select(FIRST, SECOND)
    assert bench.window.action_set["link"].isEnabled()


def test_undo_of_a_step_inside_shows_where_it_happens(bench, hands):
    hands.open_block(FIRST)
    bench.document.set_values(["n2"], {"units": 3})
    hands.press(Qt.Key.Key_Escape)
    QTest.keyClick(bench.window, Qt.Key.Key_Z, CTRL)
    assert bench.document.graph_name == "bottleneck"
    assert bench.window.canvas.sheet.setting.graph is bench.document.graph


def test_partners_of_a_shared_layer_are_known_to_the_canvas(qtbot):
    builder = Builder()
    x = builder.input(8)
    one = builder.layer("Dense", x, units=8)
    two = builder.again(one, one)
    alone = builder.layer("Dense", two, units=8)
    builder.output(alone)
    bench = window_with(qtbot, builder.design())
    sheet = bench.window.canvas.sheet
    assert sheet.partners(one) == {two} and sheet.partners(two) == {one}
    assert sheet.partners(alone) == frozenset()
    assert [sheet.face(node).shares for node in (one, two, alone)] == [True, True, False]
    assert sheet.face(two).params == "shared"
    bench.document.make_unique([two])
    assert not sheet.face(one).shares and not sheet.face(two).shares


def test_nodes_that_come_back_out_of_a_block_have_their_wires_to_other_blocks(qtbot):
    bench = window_with(qtbot, load(resource("examples/unet.kdesign")).design)
    sheet = bench.window.canvas.sheet
    before = set(bench.document.graph.edges())
    bench.document.group([bench.node(name) for name in ("pool_1", "down_2", "pool_2")])
    for step in (bench.document.undo_stack.undo, bench.document.undo_stack.redo) * 2:
        step()
        graph = bench.document.graph
        shown = {edge for node in graph.nodes() for edge in sheet.geometry.wires_of(node.id)}
        assert shown == set(graph.edges())
    bench.document.undo_stack.undo()
    assert set(bench.document.graph.edges()) == before
