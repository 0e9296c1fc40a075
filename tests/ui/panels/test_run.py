"""The Run panel in a real window; its runs go through the fake worker."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from designer.catalog.values import Call
from designer.graph.run_settings import COMPILED, EAGER, SKLEARN, DataSource, RunSettings
from designer.ui import dialogs
from designer.ui.commands import files
from designer.ui.panels.run import RunPanel
from designer.ui.panels.run_code import RunCodeDialog
from tests.builders import two_branch
from tests.ui.fake_client import fake_command
from tests.ui.windows import window_with

DIGITS = RunSettings(data=DataSource(SKLEARN, "digits"), epochs=3)


def open_panel(qtbot, word="", settings=DIGITS):
    design = two_branch()
    bench = window_with(qtbot, design)
    bench.client.command = fake_command("--run", word)
    bench.window.resize(1280, 800)
    panel = bench.window.docks.panel("run", RunPanel)
    if settings is not None:
        panel.settings.take(settings, "Run settings")
    bench.window.docks.show("run")
    panel.settings.refresh()
    answer_shapes(bench)
    return bench, panel


def answer_shapes(bench):
    """The worker says what every node gives: what samples are made from."""
    bench.session.refresh()
    counts = {"params": 10, "trainable_params": 10}
    said = {"outputs": [{"shape": [None, 10], "dtype": "float32"}], **counts}
    nodes = {node.id: said for node in bench.document.graph.nodes()}
    totals = {"non_trainable_params": 0, "weight_bytes": 40, **counts}
    reply = {"revision": 1, "nodes": nodes, "preamble": [], "executed": []}
    bench.client.answer("shapes", {**reply, "totals": totals})


def field(panel, name, kind=QWidget):
    found = panel.findChild(kind, f"argument:{name}")
    assert found is not None, f"no field {name}"
    return found


def settings_of(bench) -> RunSettings:
    return RunSettings.from_values(bench.document.design.settings.run)


def run(qtbot, bench, panel):
    qtbot.mouseClick(panel.bar.run, Qt.MouseButton.LeftButton)
    assert bench.session.runs.records
    return bench.session.runs.records[-1]


def test_a_number_that_is_typed_is_a_step_that_can_be_undone(qtbot):
    bench, panel = open_panel(qtbot)
    line = field(panel, "epochs", QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "25")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert settings_of(bench).epochs == 25
    bench.document.undo_stack.undo()
    assert settings_of(bench).epochs == 3
    qtbot.waitUntil(lambda: line.text() == "3")


def test_the_kind_of_the_data_decides_what_is_asked_for(qtbot):
    _bench, panel = open_panel(qtbot)
    kinds = field(panel, "data.kind", QComboBox)
    kinds.setFocus()
    while kinds.currentText() != "table (CSV, Parquet)":
        qtbot.keyClick(kinds, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: panel.settings.form.row("data.path") is not None)
    assert panel.settings.form.row("data.name") is None
    assert panel.settings.form.row("data.inputs:input_layer") is not None


def test_a_file_that_is_chosen_becomes_the_data(qtbot, monkeypatch):
    bench, panel = open_panel(qtbot, settings=RunSettings(data=DataSource("table")))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: ("/data/wine.csv", ""))
    browse = panel.settings.form.row("data.path").editor.browse
    qtbot.mouseClick(browse, Qt.MouseButton.LeftButton)
    assert settings_of(bench).data.path == "/data/wine.csv"


def test_loss_and_metrics_are_suggested_until_they_are_given(qtbot):
    bench, panel = open_panel(qtbot)
    loss = field(panel, "losses:output", QComboBox).lineEdit()
    assert loss.text() == "" and loss.placeholderText() == "sparse_categorical_crossentropy"
    loss.setFocus()
    qtbot.keyClicks(loss, "mse")
    qtbot.keyClick(loss, Qt.Key.Key_Return)
    assert settings_of(bench).losses == {"output": "mse"}
    metrics = field(panel, "metrics:output", QLineEdit)
    qtbot.waitUntil(lambda: "mae" in field(panel, "metrics:output", QLineEdit).placeholderText())
    metrics = field(panel, "metrics:output", QLineEdit)
    qtbot.keyClicks(metrics, "mae, keras.metrics.RootMeanSquaredError()")
    qtbot.keyClick(metrics, Qt.Key.Key_Return)
    assert settings_of(bench).metrics == {
        "output": ("mae", Call("keras.metrics.RootMeanSquaredError", {}))
    }


def test_the_optimizer_is_chosen_by_class_and_edited_by_argument(qtbot):
    bench, panel = open_panel(qtbot)
    classes = field(panel, "optimizer:class", QComboBox)
    assert classes.currentText() == "Adam"
    classes.setCurrentText("SGD")
    classes.activated.emit(classes.findText("SGD"))
    assert settings_of(bench).optimizer == Call("keras.optimizers.SGD", {})
    rate = field(panel, "optimizer.momentum", QLineEdit)
    qtbot.keyClicks(rate, "0.9")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert settings_of(bench).optimizer == Call("keras.optimizers.SGD", {"momentum": 0.9})


def test_callbacks_are_added_and_taken_away(qtbot):
    bench, panel = open_panel(qtbot)
    panel.settings.form.open_for("callbacks")
    classes = field(panel, "callbacks:class", QComboBox)
    classes.activated.emit(classes.findText("EarlyStopping"))
    assert settings_of(bench).callbacks == (Call("keras.callbacks.EarlyStopping", {}),)
    qtbot.waitUntil(lambda: panel.findChild(QWidget, "callbacks[0]:remove") is not None)
    panel.findChild(QWidget, "callbacks[0]:remove").click()
    assert settings_of(bench).callbacks == ()


def test_run_trains_and_shows_what_came_of_it(qtbot):
    bench, panel = open_panel(qtbot)
    record = run(qtbot, bench, panel)
    assert panel.tabs.currentWidget() is panel.curves and not panel.bar.run.isEnabled()
    qtbot.waitUntil(lambda: record.is_over)
    assert panel.bar.words.words == "Finished: 3 epochs in 0.3 s."
    assert panel.bar.run.isEnabled() and not panel.bar.stop.isEnabled()
    assert panel.runs.list.topLevelItem(0).text(1) == "finished"
    assert "load_digits" in record.script


def test_what_is_being_typed_counts_when_the_run_begins(qtbot):
    bench, panel = open_panel(qtbot)
    line = field(panel, "epochs", QLineEdit)
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "2")
    qtbot.keyClick(line, Qt.Key.Key_F5)
    assert bench.session.runs.records[-1].settings.epochs == 2


def test_the_keys_run_pause_and_stop(qtbot):
    bench, panel = open_panel(qtbot, "hold")
    window, actions = bench.window, bench.window.action_set
    assert not actions["stop_run"].isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    record = bench.session.runs.going
    qtbot.waitUntil(lambda: record.epochs_done == 1)
    qtbot.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.bar.pause.text() == "Resume")
    assert "esume" in actions["pause_run"].text()
    qtbot.keyClick(window, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: record.is_over)
    assert record.outcome == "stopped" and not actions["stop_run"].isEnabled()


def test_runs_stand_side_by_side_and_say_what_was_different(qtbot):
    bench, panel = open_panel(qtbot)
    for epochs in (3, 4):
        panel.settings.take(RunSettings(data=DIGITS.data, epochs=epochs), "Run settings")
        record = run(qtbot, bench, panel)
        qtbot.waitUntil(lambda record=record: record.is_over)
    rows = panel.runs.list
    assert rows.topLevelItemCount() == 2 and rows.topLevelItem(1).text(4) == "epochs 4"
    assert len(rows.shown) == 2
    rows.topLevelItem(0).setCheckState(0, Qt.CheckState.Unchecked)
    assert rows.shown == [record.id]


def test_a_run_is_renamed_its_settings_taken_and_itself_deleted(qtbot):
    bench, panel = open_panel(qtbot)
    record = run(qtbot, bench, panel)
    qtbot.waitUntil(lambda: record.is_over)
    rows = panel.runs.list
    rows.topLevelItem(0).setText(0, "First")
    assert record.name == "First"
    panel.settings.take(RunSettings(), "Run settings")
    menu = rows.menu_for(record.id)
    actions = {action.text(): action for action in menu.actions()}
    actions["Take its settings"].trigger()
    assert settings_of(bench) == DIGITS
    actions["Delete"].trigger()
    assert rows.topLevelItemCount() == 0 and bench.session.runs.records == []


def test_the_code_of_a_run_can_be_read(qtbot):
    bench, panel = open_panel(qtbot)
    record = run(qtbot, bench, panel)
    qtbot.waitUntil(lambda: record.is_over)
    panel.show_code(record.id)
    dialog = panel.findChild(RunCodeDialog)
    assert dialog.view.toPlainText().startswith(record.script[:40])
    dialog.close()


@pytest.mark.parametrize(
    ("word", "said"), [("crash", "exit status 139"), ("refuse", "no column `quality`")]
)
def test_a_bad_end_is_told_in_the_panel(qtbot, word, said):
    bench, panel = open_panel(qtbot, word)
    record = run(qtbot, bench, panel)
    qtbot.waitUntil(lambda: record.is_over)
    assert said in panel.bar.words.words and said in panel.runs.words.words


def test_every_field_and_button_of_the_panel_can_be_reached_and_has_a_name(qtbot):
    _bench, panel = open_panel(qtbot)
    panel.settings.form.open_for("seed")
    for widget in panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(panel):
            named = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            parent = widget.parentWidget()
            assert named or parent.accessibleName() or parent.objectName(), widget


def test_a_leak_is_told_cured_and_proved(qtbot):
    eager = RunSettings(data=DIGITS.data, epochs=14, loop=EAGER)
    bench, panel = open_panel(qtbot, "leak", eager)
    first = run(qtbot, bench, panel)
    qtbot.waitUntil(lambda: first.is_over and first.verdict is not None)
    card = panel.curves.card
    qtbot.waitUntil(lambda: card.search.isVisible())
    assert "leaks" in card.words.words and "14.0 MB" in panel.runs.list.topLevelItem(0).text(3)
    qtbot.mouseClick(card.search, Qt.MouseButton.LeftButton)
    assert card.cancel.isVisible() and "Looking at" in card.culprit.words
    qtbot.waitUntil(lambda: card.cure.isVisible())
    assert "`draw` (line 7) calls tf.random.normal" in card.culprit.words
    assert not card.prove.isVisible() and not card.search.isVisible()
    qtbot.mouseClick(card.cure, Qt.MouseButton.LeftButton)
    assert "+loop: compiled" in panel.curves.preview.view.toPlainText()
    qtbot.mouseClick(panel.curves.preview.apply, Qt.MouseButton.LeftButton)
    assert settings_of(bench) == RunSettings(data=DIGITS.data, epochs=14, loop=COMPILED)
    qtbot.waitUntil(lambda: card.prove.isVisible() and not card.cure.isVisible())
    qtbot.mouseClick(card.prove, Qt.MouseButton.LeftButton)
    second = bench.session.runs.records[-1]
    assert second.proves == first.id and len(panel.runs.list.shown) == 2
    qtbot.waitUntil(lambda: second.is_over and "Cured" in card.words.words)
    bench.document.undo_stack.undo()
    assert settings_of(bench).loop == EAGER


def test_an_edit_ends_the_search_for_a_leak(qtbot):
    eager = RunSettings(data=DIGITS.data, epochs=14, loop=EAGER)
    bench, panel = open_panel(qtbot, "leak", eager)
    first = run(qtbot, bench, panel)
    card = panel.curves.card
    qtbot.waitUntil(lambda: card.search.isVisible())
    qtbot.mouseClick(card.search, Qt.MouseButton.LeftButton)
    bench.document.set_values([bench.node("dense")], {"units": 64})
    assert not bench.session.leak_search.is_about(first.id) and first.finding is None
    assert card.search.isVisible() and not card.cancel.isVisible()


def test_what_the_data_are_like_is_told_before_the_run(qtbot):
    settings = RunSettings(data=DataSource("table", path="wine.csv", targets={"output": ("kind",)}))
    bench, panel = open_panel(qtbot, settings=settings)
    qtbot.waitUntil(lambda: any(name == "look_at_data" for _, name, _ in bench.client.asked))
    column = {"name": "kind", "shape": [], "dtype": "int64", "least": 1, "most": 12}
    column |= {"missing": 0, "distinct": 12, "values": []}
    bench.client.answer("look_at_data", {"samples": 178, "arrays": [column], "notes": []})
    page = panel.settings
    assert "178 samples" in page.data.words and "kind: int64, 1 to 12" in page.data.words
    qtbot.waitUntil(lambda: "stand for 0 to 9" in page.faults.words)


def test_data_that_cannot_be_read_are_told_before_the_run(qtbot):
    bench, panel = open_panel(qtbot, settings=RunSettings(data=DataSource("npz", path="no.npz")))
    qtbot.waitUntil(lambda: any(name == "look_at_data" for _, name, _ in bench.client.asked))
    bench.client.refuse("look_at_data", "There is no file no.npz.", "data")
    assert panel.settings.faults.words == "There is no file no.npz."


def test_a_run_that_goes_on_is_asked_about_before_its_design_is_left(qtbot, monkeypatch):
    bench, panel = open_panel(qtbot, "hold")
    record = run(qtbot, bench, panel)
    qtbot.waitUntil(lambda: record.epochs_done == 1)
    asked = []

    def answer(is_wanted):
        return lambda window, name: asked.append(name) or is_wanted

    monkeypatch.setattr(dialogs, "ask_about_run", answer(False))
    bench.document.undo_stack.setClean()
    assert not files.may_leave(bench.window) and asked == ["Run 1"]
    monkeypatch.setattr(dialogs, "ask_about_run", answer(True))
    assert files.may_leave(bench.window)
    bench.session.runs.kill()
