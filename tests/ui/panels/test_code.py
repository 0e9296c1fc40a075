import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from designer.codegen import STYLES
from designer.protocol import Event
from designer.ui.panels.code import CodePanel
from designer.ui.panels.code_view import CodeView, common_ends
from designer.ui.style_list import WORDS, StyleBox
from designer.ui.theme import theme
from tests.builders import chain, two_branch
from tests.ui.windows import Bench, bench_with


@pytest.fixture
def bench(qapp) -> Bench:
    return bench_with(two_branch())


@pytest.fixture
def panel(qtbot, bench) -> CodePanel:
    panel = CodePanel(bench.context)
    panel.resize(500, 400)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def shown(panel: CodePanel) -> str:
    return panel.view.toPlainText() + "\n"


def line_of(panel: CodePanel, text: str) -> int:
    """The number, from 1, of the first line that holds a text."""
    lines = panel.view.toPlainText().split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def click_line(qtbot, panel: CodePanel, line: int) -> None:
    cursor = QTextCursor(panel.view.document().findBlockByNumber(line - 1))
    point = panel.view.cursorRect(cursor).center() + QPoint(3, 0)
    panel.view.setFocus()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_the_code_follows_the_design(panel, bench):
    bench.document.set_values([bench.node("dense_3")], {"units": 77})
    bench.session.refresh()
    assert "layers.Dense(77)" in shown(panel)
    assert shown(panel) == bench.session.listing("script").text


@pytest.mark.parametrize("name", STYLES)
def test_every_style_can_be_chosen_and_says_when_to(qtbot, panel, bench, name):
    panel.set_style(next(other for other in STYLES if other != name))
    with qtbot.waitSignal(panel.style_changed) as told:
        panel.styles.setCurrentIndex(panel.styles.findData(name))
    assert told.args == [name]
    assert shown(panel) == bench.session.listing(name).text
    assert panel.styles.toolTip() == STYLES[name].when


def test_a_style_that_does_not_fit_is_greyed_and_says_why(panel):
    panel.styles.showPopup()
    panel.styles.hidePopup()
    row = panel.styles.findData("sequential")
    item = panel.styles.model().item(row)
    assert not item.isEnabled()
    assert item.data(WORDS) == "A Sequential passes one tensor to each layer; concatenate takes 2."
    panel.set_style("sequential")
    assert shown(panel) == f"# {item.data(WORDS)}\n"


def test_the_keyboard_goes_past_a_greyed_style(qtbot, panel, bench):
    panel.set_style("function")
    panel.styles.showPopup()
    qtbot.keyClick(panel.styles.view(), Qt.Key.Key_Down)
    qtbot.keyClick(panel.styles.view(), Qt.Key.Key_Return)
    assert panel.style_name == "subclass"
    assert shown(panel) == bench.session.listing("subclass").text


def test_a_style_that_fits_again_can_be_chosen_again(qtbot):
    bench = bench_with(chain("Dense", "ReLU"))
    box = StyleBox(bench.context)
    qtbot.addWidget(box)
    box.showPopup()
    box.hidePopup()
    item = box.model().item(box.findData("sequential"))
    assert item.isEnabled() and item.data(WORDS) == STYLES["sequential"].when


def test_shapes_come_behind_the_code_as_they_become_known(qtbot, panel, bench):
    node = bench.node("concatenate")
    with qtbot.waitSignal(panel.shapes_changed) as told:
        panel.shapes.click()
    assert told.args == [True]
    assert "(None, 256)" not in shown(panel)
    known = {"outputs": [{"shape": [None, 256], "dtype": "float32"}]}
    news = {node: {**known, "params": 0, "trainable_params": 0}}
    about = {"request": bench.client.last("shapes")[0], "nodes": news}
    bench.client.event_arrived.emit(Event("shapes_partial", about))
    assert "layers.Concatenate()([dense, dense_1])  # (None, 256)" in shown(panel)
    panel.shapes.click()
    assert "(None, 256)" not in shown(panel)


def test_the_lines_of_selected_nodes_are_marked(panel, bench):
    bench.context.selection.set([bench.node("dense"), bench.node("concatenate")])
    marked = [shown(panel).split("\n")[line - 1] for line in sorted(panel.view.marked())]
    assert [line.partition(" =")[0] for line in marked] == ["dense", "concatenate"]


def test_a_mark_goes_over_the_whole_line(panel, bench):
    def colour_at_the_end_of(text: str) -> str:
        block = panel.view.document().findBlockByNumber(line_of(panel, text) - 1)
        place = panel.view.cursorRect(QTextCursor(block)).center().y()
        picture = panel.view.viewport().grab().toImage()
        return picture.pixelColor(picture.width() - 3, place).name()

    plain = colour_at_the_end_of("softmax =")
    bench.context.selection.set([bench.node("softmax")])
    assert colour_at_the_end_of("softmax =") != plain == colour_at_the_end_of("dense_3 =")


def test_a_click_on_a_line_selects_its_node(qtbot, panel, bench):
    click_line(qtbot, panel, line_of(panel, "Concatenate"))
    assert bench.context.selection.node == bench.node("concatenate")


def test_the_caret_selects_too(qtbot, panel, bench):
    click_line(qtbot, panel, line_of(panel, "Concatenate"))
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert bench.context.selection.node == bench.node("dense_2")


def test_a_line_without_a_node_leaves_the_selection(qtbot, panel, bench):
    bench.context.selection.set([bench.node("dense")])
    click_line(qtbot, panel, 1)
    assert bench.context.selection.node == bench.node("dense")


def test_copy_takes_the_whole_code(qtbot, panel, bench):
    qtbot.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == bench.session.listing("script").text


def test_an_edit_keeps_the_place_and_what_was_selected(qtbot):
    bench = bench_with(chain(*["Dense"] * 200))
    panel = CodePanel(bench.context)
    panel.resize(500, 300)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    bar = panel.view.verticalScrollBar()
    bar.setValue(100)
    cursor = panel.view.textCursor()
    cursor.setPosition(panel.view.document().findBlockByNumber(104).position())
    cursor.movePosition(QTextCursor.MoveOperation.EndOfWord, QTextCursor.MoveMode.KeepAnchor)
    panel.view.setTextCursor(cursor)
    word = cursor.selectedText()
    bench.document.set_values([bench.node("dense_5")], {"units": 77})
    bench.session.refresh()
    assert "Dense(77" in shown(panel)
    assert bar.value() == 100 and panel.view.textCursor().selectedText() == word


def test_a_selected_node_is_brought_into_view(qtbot):
    bench = bench_with(chain(*["Dense"] * 200))
    panel = CodePanel(bench.context)
    panel.resize(500, 300)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    bench.context.selection.set([bench.node("dense_150")])
    first = panel.view.firstVisibleBlock().blockNumber() + 1
    assert first <= line_of(panel, "dense_150 =") < first + 20


def test_a_hidden_panel_costs_nothing_and_is_right_when_it_is_shown(qtbot, panel, bench):
    panel.hide()
    before = shown(panel)
    bench.document.set_values([bench.node("dense_3")], {"units": 77})
    bench.session.refresh()
    assert shown(panel) == before
    panel.show()
    assert shown(panel) == bench.session.listing("script").text


def colours_of(view: CodeView, line: int) -> dict[str, str]:
    """The colour of each piece of a line that has one."""
    block = view.document().findBlockByNumber(line)
    return {
        block.text()[piece.start : piece.start + piece.length]: piece.format.foreground()
        .color()
        .name()
        for piece in block.layout().formats()
    }


def test_python_is_coloured(qtbot):
    view = CodeView(theme("light"))
    qtbot.addWidget(view)
    view.set_code('x = layers.Dense(64, activation="relu")(y)  # "not" a string\nif x: "a # b"')
    code = theme("light").code
    assert colours_of(view, 0) == {
        "Dense": code["call"],
        "64": code["number"],
        '"relu"': code["string"],
        '# "not" a string': code["comment"],
    }
    assert colours_of(view, 1) == {"if": code["keyword"], '"a # b"': code["string"]}


def test_a_docstring_over_several_lines_is_one_string(qtbot):
    view = CodeView(theme("light"))
    qtbot.addWidget(view)
    view.set_code('def f():\n    """Do it.\n\n    for x in y\n    """\n    return 1')
    string = theme("light").code["string"]
    assert colours_of(view, 3) == {"    for x in y": string}
    assert colours_of(view, 5) == {
        "return": theme("light").code["keyword"],
        "1": theme("light").code["number"],
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "a"),
        ("a", ""),
        ("a\nb\nc", "a\nB\nc"),
        ("a\nb", "a\nb\nc"),
        ("a\nb\nc", "a\nb"),
        ("a\nb\nc", "b\nc"),
        ("b\nc", "a\nb\nc"),
        ("a\na\na", "a\na"),
        ("a\na", "a\na\na"),
        ("x\ny", "y"),
        ("ab", "aab"),
        ("", "\n\n"),
        ("a\n\n\nb", "a\n\nb"),
    ],
)
def test_only_the_lines_that_differ_are_replaced(qtbot, old, new):
    view = CodeView(theme("light"))
    qtbot.addWidget(view)
    view.setPlainText(old)
    view.set_code(new)
    assert view.toPlainText() == new.rstrip("\n")
    head, tail = common_ends(old, new)
    assert old[:head] == new[:head] and old[len(old) - tail :] == new[len(new) - tail :]


def test_ten_thousand_lines_take_a_change_within_a_frame_or_two(qtbot):
    view = CodeView(theme("light"))
    qtbot.addWidget(view)
    lines = [f"dense_{n} = layers.Dense(64)(dense_{n - 1})" for n in range(10_000)]
    view.set_code("\n".join(lines))
    lines[5_000] = "dense_5000 = layers.Dense(65)(dense_4999)"
    begin = time.process_time()
    view.set_code("\n".join(lines))
    assert time.process_time() - begin < 0.1
