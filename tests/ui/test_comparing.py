"""View > Compare, from the menu to the canvas and the list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from designer.graph.differences import Difference
from designer.graph.edits import Change
from designer.graph.nodes import LayerNode
from designer.storage import save
from designer.ui import dialogs
from designer.ui.panels.differences import DifferencesPanel
from tests.builders import Builder, two_branch
from tests.ui.windows import Bench, summary_reply, window_with


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    """The seed text's model, with a branch of 256 units and without its softmax."""
    bench = window_with(qtbot, two_branch())
    bench.document.set_values([bench.node("dense")], {"units": 256})
    bench.document.remove_bridging([bench.node("softmax")])
    return bench


def compare(qtbot: QtBot, bench: Bench) -> None:
    with qtbot.waitSignal(bench.context.comparing.changed):
        bench.context.comparing.begin(two_branch(), "earlier.kdesign")


def panel_of(bench: Bench) -> DifferencesPanel:
    return bench.window.docks.panel("differences", DifferencesPanel)


def rows(bench: Bench) -> list[str]:
    listed = panel_of(bench).list
    return [listed.item(row).text() for row in range(listed.count())]


def test_the_differences_are_listed_in_the_order_of_the_graph(qtbot: QtBot, bench: Bench) -> None:
    assert not bench.window.docks.is_open("differences")
    compare(qtbot, bench)
    assert bench.window.docks.is_open("differences")
    assert rows(bench) == [
        "dense (Dense): units 128 → 256",
        "softmax: Softmax() of dense_3",
        "output (Output): inputs softmax → dense_3",
    ]


def test_the_list_follows_the_edits(qtbot: QtBot, bench: Bench) -> None:
    compare(qtbot, bench)
    with qtbot.waitSignal(bench.context.comparing.changed):
        bench.document.undo_stack.undo()
    assert rows(bench) == ["dense (Dense): units 128 → 256"]


def test_moving_a_node_is_no_difference(qtbot: QtBot, bench: Bench) -> None:
    compare(qtbot, bench)
    before = bench.context.comparing.comparison
    bench.document.move({bench.node("dense"): (900.0, 900.0)})
    assert bench.context.comparing.comparison is before


def test_the_change_in_parameters_is_told_once_both_are_counted(qtbot: QtBot, bench: Bench) -> None:
    compare(qtbot, bench)
    counted = {"params": 200_960, "trainable_params": 200_960}
    said = {"outputs": [{"shape": [None, 256], "dtype": "float32"}], **counted}
    totals = {"non_trainable_params": 0, "weight_bytes": 0, **counted}
    bench.session.refresh()
    nodes = {node.id: said for node in bench.document.graph.nodes()}
    reply = {"revision": 1, "nodes": nodes, "preamble": [], "executed": []}
    bench.client.answer("shapes", {**reply, "totals": totals})
    bench.client.answer("build", summary_reply(bench, dense=100_480, dense_1=100_480))
    assert rows(bench)[0].endswith("\n100,480 → 200,960 parameters (+100,480)")


def test_a_click_on_a_row_leads_to_the_node(qtbot: QtBot, bench: Bench) -> None:
    compare(qtbot, bench)
    listed = panel_of(bench).list
    place = listed.visualItemRect(listed.item(0)).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bench.context.selection.nodes == {bench.node("dense")}


def test_a_click_on_a_removed_node_shows_its_ghost(qtbot: QtBot, bench: Bench) -> None:
    compare(qtbot, bench)
    bench.window.canvas.zoom_to(2.0)
    bench.window.canvas.reveal(bench.node("input_layer"))
    comparing = bench.context.comparing
    gone = comparing.comparison.differences[1]
    assert isinstance(gone, Difference) and gone.kind == "removed"
    comparing.point_at(gone)
    canvas = bench.window.canvas
    ghost = canvas.compared.bounds_of(gone)
    assert canvas.camera.view[0] <= ghost[0] and ghost[2] <= canvas.camera.view[2]


def test_escape_on_the_canvas_ends_the_comparison(qtbot: QtBot, bench: Bench) -> None:
    compare(qtbot, bench)
    canvas = bench.window.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not bench.context.comparing.is_on and canvas.compared is None
    assert not bench.window.docks.is_open("differences")


def test_the_button_ends_the_comparison(qtbot: QtBot, bench: Bench) -> None:
    compare(qtbot, bench)
    qtbot.mouseClick(panel_of(bench).end_button, Qt.MouseButton.LeftButton)
    assert not bench.context.comparing.is_on


def test_opening_another_design_ends_the_comparison(qtbot: QtBot, bench: Bench) -> None:
    compare(qtbot, bench)
    bench.document.new(two_branch())
    assert not bench.context.comparing.is_on


def test_equal_designs_say_so(qtbot: QtBot) -> None:
    bench = window_with(qtbot, two_branch())
    compare(qtbot, bench)
    assert rows(bench) == [] and panel_of(bench).totals.text() == "Nothing differs."


def test_the_menu_compares_with_a_file(
    qtbot: QtBot, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(two_branch(), tmp_path / "before.kdesign")
    answer = lambda *_: (str(tmp_path / "before.kdesign"), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    with qtbot.waitSignal(bench.context.comparing.changed):
        bench.window.action_set["compare_file"].trigger()
    assert len(rows(bench)) == 3
    assert "before.kdesign" in bench.window.canvas.comparison_words


def test_the_menu_compares_with_the_saved_version(
    qtbot: QtBot, bench: Bench, tmp_path: Path
) -> None:
    action = bench.window.action_set["compare_saved"]
    assert not action.isEnabled()
    bench.document.save(tmp_path / "net.kdesign")
    bench.document.set_values([bench.node("dense_2")], {"units": 7})
    assert action.isEnabled()
    with qtbot.waitSignal(bench.context.comparing.changed):
        action.trigger()
    assert rows(bench) == ["dense_2 (Dense): units 64 → 7"]


def test_a_file_that_cannot_be_read_is_told_and_changes_nothing(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = lambda *_: (str(tmp_path / "nowhere.kdesign"), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    bench.window.action_set["compare_file"].trigger()
    assert not bench.context.comparing.is_on
    assert "could not be read" in bench.window.notices.texts()[0]


def test_a_model_in_a_file_can_be_compared_with(
    qtbot: QtBot, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = {
        "name": "net",
        "layers": [
            {
                "class_name": "InputLayer",
                "module": "keras.layers",
                "config": {"batch_shape": [None, 784], "name": "input_layer"},
            }
        ],
    }
    plain = {"class_name": "Sequential", "module": "keras", "config": config}
    (tmp_path / "net.json").write_text(json.dumps(plain), encoding="utf-8")
    answer = lambda *_: (str(tmp_path / "net.json"), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    with qtbot.waitSignal(bench.context.comparing.changed):
        bench.window.action_set["compare_file"].trigger()
    assert any(row.startswith("dense: Dense(") for row in rows(bench))


def test_code_that_is_not_trusted_is_not_compared(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "net.py").write_text("model = None", encoding="utf-8")
    answer = lambda *_: (str(tmp_path / "net.py"), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    monkeypatch.setattr(dialogs, "ask_trust_code", lambda *_: False)
    bench.window.action_set["compare_file"].trigger()
    assert not [name for _, name, _ in bench.client.asked if name == "read_model"]


def test_a_long_list_is_cut(qtbot: QtBot) -> None:
    builder = Builder()
    pixels = builder.input(4)
    for _ in range(1001):
        builder.layer("Dense", pixels, units=2)
    bench = window_with(qtbot, builder.design())
    with qtbot.waitSignal(bench.context.comparing.changed, timeout=20_000):
        bench.context.comparing.begin(Builder().design(), "nothing")
    assert panel_of(bench).list.count() == 1001
    assert rows(bench)[-1] == "… and 2 more"


def test_a_changed_node_of_a_block_leads_into_it(qtbot: QtBot) -> None:
    from tests.graph.test_compare import block_design

    bench = window_with(qtbot, block_design(4))
    inner = bench.document.design.blocks["encode"].graph.named("hidden")
    assert isinstance(inner, LayerNode)
    wider = LayerNode(inner.id, inner.name, layer=inner.layer, values={"units": 9})
    bench.document.apply(Change(wider, "encode"), "wider")
    with qtbot.waitSignal(bench.context.comparing.changed):
        bench.context.comparing.begin(block_design(4), "before")
    listed = panel_of(bench).list
    place = listed.visualItemRect(listed.item(0)).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bench.document.graph_name == "encode"
