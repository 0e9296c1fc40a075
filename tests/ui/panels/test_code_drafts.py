"""Typing into the Code panel; the test plays the worker."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from designer.codegen import STYLES
from designer.session.code_edits import EDITABLE, Outcome
from designer.ui import dialogs
from designer.ui.commands import files
from designer.ui.panels.code import CodePanel
from tests.builders import two_branch
from tests.ui.windows import Bench, bench_with, window_with


@pytest.fixture
def bench(qapp: object) -> Bench:
    return bench_with(two_branch())


@pytest.fixture
def panel(qtbot: QtBot, bench: Bench) -> CodePanel:
    panel = CodePanel(bench.context)
    panel.resize(500, 400)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.view.setFocus()
    return panel


def type_at_end(panel: CodePanel, text: str) -> None:
    panel.view.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(panel.view, text)


def test_typing_makes_a_draft_that_the_design_does_not_touch(
    panel: CodePanel, bench: Bench
) -> None:
    assert not panel.bar.isVisible()
    type_at_end(panel, "# more")
    assert panel.is_draft and panel.bar.isVisible() and not panel.styles.isEnabled()
    bench.document.set_values([bench.node("dense_3")], {"units": 77})
    bench.session.refresh()
    assert panel.view.code.endswith("# more\n") and "77" not in panel.view.code


def test_discard_brings_the_code_of_the_design_back(
    qtbot: QtBot, panel: CodePanel, bench: Bench
) -> None:
    type_at_end(panel, "# more")
    bench.document.set_values([bench.node("dense_3")], {"units": 77})
    bench.session.refresh()
    qtbot.mouseClick(panel.bar.discard, Qt.MouseButton.LeftButton)
    assert not panel.is_draft and not panel.bar.isVisible() and panel.styles.isEnabled()
    assert panel.view.code == bench.session.listing("script").text


def test_undo_down_to_the_first_key_ends_the_draft(panel: CodePanel) -> None:
    type_at_end(panel, "x")
    assert panel.is_draft
    QTest.keyClick(panel.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not panel.is_draft


def test_escape_loses_nothing(panel: CodePanel) -> None:
    type_at_end(panel, "# more")
    QTest.keyClick(panel.view, Qt.Key.Key_Escape)
    assert panel.is_draft and panel.view.code.endswith("# more\n")


def test_a_new_line_is_indented_as_the_one_before_and_further_behind_a_colon(
    panel: CodePanel,
) -> None:
    panel.view.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    QTest.keyClicks(panel.view, "if x:")
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    QTest.keyClicks(panel.view, "y")
    assert panel.view.code.endswith("    model.summary()\n    if x:\n        y\n")


@pytest.mark.parametrize("name", [name for name in STYLES if name not in EDITABLE])
def test_other_styles_are_only_shown_and_say_so(
    qtbot: QtBot, panel: CodePanel, bench: Bench, name: str
) -> None:
    panel.set_style(name)
    before = panel.view.code
    with qtbot.waitSignal(bench.context.noticed) as noticed:
        QTest.keyClicks(panel.view, "x")
    assert "Script or Function" in noticed.args[0]
    assert panel.view.code == before and not panel.is_draft


def readings(bench: Bench) -> int:
    """How often the worker was asked to read code."""
    return [name for _, name, _ in bench.client.asked].count("read_model")


def test_ctrl_enter_has_the_code_run(qtbot: QtBot, panel: CodePanel, bench: Bench) -> None:
    type_at_end(panel, "# more")
    QTest.keyClick(panel.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not panel.bar.apply.isEnabled()
    qtbot.waitUntil(lambda: readings(bench) == 1)
    _, asked = bench.client.last("read_model")
    assert asked["strict"] and asked["code"] == bench.session.listing("script").text


def test_a_refusal_is_shown_at_its_line(panel: CodePanel, bench: Bench) -> None:
    type_at_end(panel, "(")
    panel.apply()
    bench.session.code_edits.finished.emit(Outcome("It was never closed.", 7))
    assert panel.bar.fault.text() == "Line 7: It was never closed." and panel.view.fault == 7
    assert panel.is_draft and panel.bar.apply.isEnabled()


def test_a_worker_that_fails_leaves_the_draft(qtbot: QtBot, panel: CodePanel, bench: Bench) -> None:
    type_at_end(panel, "# more")
    panel.apply()
    qtbot.waitUntil(lambda: readings(bench) == 1)
    bench.client.refuse("read_model", "no")
    bench.client.refuse("read_model", "The worker has ended.")
    assert panel.bar.fault.text() == "The worker has ended." and panel.is_draft


def test_untrusted_code_is_asked_about_first(
    qtbot: QtBot, panel: CodePanel, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(bench.document), "needs_trust", True)
    type_at_end(panel, "# more")
    with qtbot.waitSignal(panel.trust_requested):
        panel.apply()
    assert not readings(bench)


def test_undo_in_untouched_code_is_that_of_the_design(qtbot: QtBot) -> None:
    bench = window_with(qtbot, two_branch())
    bench.document.set_values([bench.node("dense")], {"units": 9})
    bench.window.docks.show("code")
    view = bench.window.docks.panel("code", CodePanel).view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not bench.document.undo_stack.canUndo()


def test_a_draft_is_asked_about_before_the_design_is_left(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = window_with(qtbot, two_branch())
    bench.window.docks.show("code")
    panel = bench.window.docks.panel("code", CodePanel)
    panel.view.setFocus()
    type_at_end(panel, "# more")
    monkeypatch.setattr(dialogs, "ask_about_draft", lambda _: False)
    files.new(bench.window)
    assert panel.is_draft and len(bench.document.graph) > 0
    monkeypatch.setattr(dialogs, "ask_about_draft", lambda _: True)
    files.new(bench.window)
    assert not panel.is_draft and not len(bench.document.graph)
