import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from designer.ui import dialogs
from designer.ui.commands import files, importing
from tests.builders import two_branch
from tests.importing.configs import chain, entry
from tests.ui.windows import window_with

BYTECODE = {"class_name": "__lambda__", "config": {"code": "4wEA", "defaults": None}}


def keras_file(folder: Path, *layers) -> Path:
    path = folder / "model.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(chain(*layers)))
    return path


def test_a_model_that_is_opened_becomes_a_new_unsaved_design(qtbot, tmp_path):
    bench = window_with(qtbot)
    files.open_path(bench.window, keras_file(tmp_path, entry("Dense", "dense", units=3)))
    qtbot.waitUntil(lambda: bench.document.graph.named("dense") is not None)
    assert bench.window.shows_design
    assert bench.document.path is None
    assert not bench.document.is_clean
    assert bench.window.notices.texts() == []


def test_what_a_model_brings_of_code_waits_for_trust(qtbot, tmp_path):
    bench = window_with(qtbot)
    twice = entry("Lambda", "twice", function=BYTECODE, arguments={})
    files.open_path(bench.window, keras_file(tmp_path, twice))
    qtbot.waitUntil(lambda: bench.document.graph.named("twice") is not None)
    assert bench.document.held_back == ("twice: the value of function is code.",)
    assert "brings code of its own" in bench.window.notices.texts()[-1]


def test_an_open_design_stays_where_the_person_keeps_it(qtbot, tmp_path, monkeypatch):
    bench = window_with(qtbot, two_branch())
    bench.document.add_node("keras.layers.Dense", (0, 0))
    monkeypatch.setattr(dialogs, "ask_about_changes", lambda *_: dialogs.CANCEL)
    before = bench.document.design
    importing.import_path(bench.window, keras_file(tmp_path, entry("Dense", "dense", units=3)))
    with qtbot.waitSignal(bench.session.importer.imported):
        pass
    assert bench.document.design is before


def test_code_does_not_run_before_it_is_trusted(qtbot, tmp_path, monkeypatch):
    bench = window_with(qtbot)
    path = tmp_path / "model.py"
    path.write_text("import keras\n")
    answers = iter([False, True])
    monkeypatch.setattr(dialogs, "ask_trust_code", lambda *_: next(answers))
    importing.import_path(bench.window, path)
    assert [method for _, method, _ in bench.client.asked if method == "read_model"] == []
    importing.import_path(bench.window, path)
    assert bench.client.last("read_model")[1]["code"] == "import keras\n"


def test_a_known_architecture_is_read_by_the_worker_and_can_be_cancelled(qtbot, monkeypatch):
    bench = window_with(qtbot)
    offered = []
    monkeypatch.setattr(
        dialogs, "ask_architecture", lambda _, names: offered.extend(names) or "ResNet50"
    )
    importing.import_architecture(bench.window)
    assert {"ResNet50", "NASNetLarge", "MobileNetV2"} <= set(offered)
    assert bench.window.notices.texts() == ["Reading ResNet50…"]
    bench.session.importer.cancel()
    bench.client.answer("read_model", {"models": [chain()], "chosen": 0})
    assert not bench.window.has_design


@pytest.mark.parametrize("chosen", [0, None])
def test_of_several_models_the_person_chooses_one(qtbot, monkeypatch, chosen):
    bench = window_with(qtbot)
    monkeypatch.setattr(dialogs, "ask_code", lambda _: "some code")
    monkeypatch.setattr(dialogs, "ask_model", lambda *_: chosen)
    importing.import_code(bench.window)
    models = [{**chain(entry("Dense", name, units=3)), "name": name} for name in ("a", "b")]
    bench.client.answer("read_model", {"models": models, "chosen": 1})
    if chosen is None:
        assert not bench.session.importer.is_busy
    else:
        qtbot.waitUntil(lambda: bench.document.graph.named("a") is not None)


def test_a_failure_is_told_and_changes_nothing(qtbot, monkeypatch):
    bench = window_with(qtbot, two_branch())
    monkeypatch.setattr(dialogs, "ask_code", lambda _: "some code")
    before = bench.document.design
    importing.import_code(bench.window)
    bench.client.refuse("read_model", "The code makes no keras.Model.")
    assert bench.window.notices.texts() == ["The code makes no keras.Model."]
    assert bench.document.design is before


def test_pasted_code_runs_only_when_there_is_some(qtbot):
    dialog = dialogs.CodeDialog()
    qtbot.addWidget(dialog)
    assert not dialog.run_button.isEnabled()
    qtbot.keyClicks(dialog.field, "model = 1")
    assert dialog.run_button.isEnabled()
    buttons = dialog.findChild(QDialogButtonBox)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.run_button, Qt.MouseButton.LeftButton)
    assert buttons is not None and dialog.text() == "model = 1"
