"""Runs against the fake worker, whose process is real: it can crash and be killed."""

import json

import pytest
from pytestqt.qtbot import QtBot

from designer.catalog.table import shipped_catalog
from designer.document import Document
from designer.graph.run_settings import RunSettings
from designer.session.run_record import (
    ENDED,
    KILLED,
    LOST,
    PAUSED,
    PREDICTED,
    RUNNING,
    Need,
    RunRecord,
)
from designer.session.run_script import RunRefused, RunScript
from designer.session.runs import Runs
from tests.builders import two_branch
from tests.ui.fake_client import fake_command

SETTINGS = RunSettings(epochs=3)


def written(settings: RunSettings) -> RunScript:
    return RunScript(f"EPOCHS = {settings.epochs}\n", {"1": "n1"})


def runs_with(word: str = "", script=written) -> Runs:
    document = Document(shipped_catalog())
    document.new(two_branch())
    runs = Runs(document, script, lambda: fake_command("--run", word), document)
    document.setObjectName("kept alive")
    runs.document = document
    return runs


@pytest.fixture
def made():
    """Makes runs, and ends their processes when the test is over."""
    found: list[Runs] = []

    def make(*args, **named) -> Runs:
        found.append(runs_with(*args, **named))
        return found[-1]

    yield make
    for runs in found:
        runs.close()


def finish(qtbot: QtBot, runs: Runs) -> RunRecord:
    qtbot.waitUntil(lambda: runs.going is None)
    return runs.records[-1]


def test_a_run_keeps_its_settings_its_script_and_its_curves(qtbot, made):
    runs = made()
    runs.start(SETTINGS)
    record = finish(qtbot, runs)
    assert (record.state, record.outcome, record.epochs_done) == (ENDED, "finished", 3)
    assert record.settings == SETTINGS and record.script == "EPOCHS = 3\n"
    assert record.by_epoch.values["val_loss"] == pytest.approx([1.1, 0.55, 1.1 / 3])
    assert record.by_step.steps == [10, 20, 30] and len(record.epoch_memory) == 3
    assert record.words == "Finished: 3 epochs in 0.3 s."


def test_a_run_can_be_paused_resumed_and_stopped(qtbot, made):
    runs = made("hold")
    record = runs.start(RunSettings(epochs=5))
    qtbot.waitUntil(lambda: record.epochs_done == 1)
    runs.pause()
    qtbot.waitUntil(lambda: record.state == PAUSED)
    runs.stop()
    assert finish(qtbot, runs).outcome == "stopped"
    assert record.words == "Stopped after 1 of 5 epochs."


def test_resuming_lets_a_run_come_to_its_end(qtbot, made):
    runs = made("hold")
    record = runs.start(SETTINGS)
    qtbot.waitUntil(lambda: record.epochs_done == 1)
    runs.pause()
    qtbot.waitUntil(lambda: record.state == PAUSED)
    runs.resume()
    assert finish(qtbot, runs).outcome == "finished"


def test_a_crash_is_told_with_the_last_lines_and_the_curves_are_kept(qtbot, made):
    runs = made("crash")
    runs.start(SETTINGS)
    record = finish(qtbot, runs)
    assert record.outcome == LOST and "exit status 139" in record.words
    assert "Segmentation fault" in record.details
    assert record.by_epoch.values["loss"] == [1.0]


def test_a_killed_run_keeps_its_curves_and_another_one_may_start(qtbot, made):
    runs = made("hold")
    record = runs.start(SETTINGS)
    qtbot.waitUntil(lambda: record.epochs_done == 1)
    runs.kill()
    assert record.outcome == KILLED and record.by_step.steps == [10]
    again = runs.start(SETTINGS)
    qtbot.waitUntil(lambda: again.state == RUNNING)


def test_one_run_goes_on_at_a_time(qtbot, made):
    runs = made("hold")
    runs.start(SETTINGS)
    with qtbot.waitSignal(runs.refused):
        assert runs.start(SETTINGS) is None


def test_data_that_do_not_fit_are_told_in_the_words_of_the_worker(qtbot, made):
    runs = made("refuse")
    runs.start(SETTINGS)
    assert finish(qtbot, runs).words == "`wine.csv` has no column `quality`."


def test_nan_ends_a_run_with_the_place_where_it_came(qtbot, made):
    runs = made("nan")
    runs.start(SETTINGS)
    record = finish(qtbot, runs)
    assert record.outcome == "nan" and "NaN in epoch 1" in record.words


def test_a_worker_that_cannot_be_started_is_told(qtbot, made):
    runs = made()
    runs._command = lambda: type(fake_command())("/no/such/python")
    runs.start(SETTINGS)
    record = finish(qtbot, runs)
    assert record.outcome == LOST and "/no/such/python" in record.words


def test_a_run_waits_until_its_script_can_be_written(qtbot, made):
    scripts = [None, written(SETTINGS)]
    runs = made(script=lambda settings: scripts.pop(0))
    runs.start(SETTINGS)
    assert runs.going is not None and not runs.going.script
    runs.try_to_begin()
    assert finish(qtbot, runs).outcome == "finished"


def test_a_run_that_waits_can_be_stopped(qtbot, made):
    runs = made(script=lambda settings: None)
    record = runs.start(SETTINGS)
    runs.stop()
    assert runs.going is None and record.outcome == "stopped"


def test_a_design_that_cannot_be_trained_says_why(qtbot, made):
    def refuse(settings):
        raise RunRefused("The model is not complete.")

    runs = made(script=refuse)
    with qtbot.waitSignal(runs.refused) as said:
        runs.start(SETTINGS)
    assert said.args == ["The model is not complete."] and runs.records == []


def test_a_run_is_stored_beside_its_design_and_found_again(qtbot, made, tmp_path):
    runs = made()
    runs.document.save(tmp_path / "net.kdesign")
    record = runs.start(SETTINGS)
    finish(qtbot, runs)
    assert runs.store(record.id)
    (path,) = (tmp_path / "net.runs").iterdir()
    runs.document.open(tmp_path / "net.kdesign")
    qtbot.waitUntil(lambda: bool(runs.records))
    (found,) = runs.records
    assert found.by_epoch == record.by_epoch and found.settings == record.settings
    assert (found.name, found.words, found.state) == (record.name, record.words, ENDED)
    runs.rename(found.id, "The first")
    assert json.loads(path.read_text())["name"] == "The first"
    runs.remove(found.id)
    assert runs.records == [] and not path.exists()


def test_a_run_of_a_design_without_a_file_cannot_be_stored(qtbot, made):
    runs = made()
    record = runs.start(SETTINGS)
    finish(qtbot, runs)
    with qtbot.waitSignal(runs.refused):
        assert not runs.store(record.id)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "kdesign-run", "version": 1}'])
def test_a_damaged_stored_run_is_told_and_passed_over(qtbot, made, tmp_path, text):
    runs = made()
    (tmp_path / "net.runs").mkdir()
    (tmp_path / "net.runs" / "bad.json").write_text(text)
    runs.document.save(tmp_path / "net.kdesign")
    with qtbot.waitSignal(runs.refused):
        runs.document.open(tmp_path / "net.kdesign")
    assert runs.records == []


def test_the_trained_model_can_be_saved_from_a_run(qtbot, made, tmp_path):
    runs = made()
    record = runs.start(SETTINGS)
    finish(qtbot, runs)
    runs.save_model(record.id, tmp_path / "best.keras")
    assert (tmp_path / "best.keras").read_bytes() == b"the trained model"


def test_runs_are_numbered_for_each_design(qtbot, made):
    runs = made()
    names = []
    for _ in range(2):
        names.append(runs.start(SETTINGS).name)
        finish(qtbot, runs)
    runs.document.new(two_branch())
    assert names == ["Run 1", "Run 2"] and runs.start(SETTINGS).name == "Run 1"


def test_another_design_ends_the_run_and_takes_the_list_with_it(qtbot, made):
    runs = made("hold")
    record = runs.start(SETTINGS)
    qtbot.waitUntil(lambda: record.epochs_done == 1)
    runs.document.new(two_branch())
    assert runs.going is None and runs.records == []


def test_the_peak_is_predicted_from_what_the_process_held_before_the_model(qtbot, made):
    runs = made()
    runs.predict = lambda settings, tell: tell(Need(1_000_000 * settings.batch_size, True))
    runs.start(SETTINGS)
    assert finish(qtbot, runs).about[PREDICTED] == 532_000_000 + 1000


def test_a_loop_that_copies_no_data_needs_no_room_for_them(qtbot, made):
    runs = made()
    runs.predict = lambda settings, tell: tell(Need(32_000_000))
    runs.start(SETTINGS)
    assert finish(qtbot, runs).about[PREDICTED] == 532_000_000


def test_nothing_is_predicted_where_a_size_is_not_known(qtbot, made):
    runs = made()
    runs.start(SETTINGS)
    assert PREDICTED not in finish(qtbot, runs).about
