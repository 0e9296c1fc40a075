from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox, QPushButton

from designer.codegen import STYLES
from designer.graph.design import Design
from designer.graph.nodes import LayerNode
from designer.paths import resource
from designer.storage import save
from designer.ui import dialogs, export_dialog
from designer.ui.canvas.painter import LABELS_FROM
from designer.ui.commands import files
from designer.ui.main_window import MainWindow
from designer.ui.panels.code import CodePanel
from designer.ui.settings import Settings
from tests.builders import Builder, chain, two_branch
from tests.ui.windows import bench_with, window_with

EXAMPLE = resource("examples/two_branch.kdesign")


@pytest.fixture
def answers(monkeypatch) -> dict:
    """What a person says in dialogs: file names, and the answer to unsaved changes."""
    said = {"open": "", "save": "", "changes": dialogs.CANCEL, "asked": 0}

    def ask(*args) -> str:
        said["asked"] += 1
        return said["changes"]

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a: (str(said["open"]), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: (str(said["save"]), ""))
    monkeypatch.setattr(dialogs, "ask_about_changes", ask)
    return said


def saved(folder: Path, design: Design, name: str = "mine.kdesign") -> Path:
    save(design, folder / name)
    return folder / name


def trigger(window: MainWindow, name: str) -> None:
    action: QAction = window.action_set[name]
    assert action.isEnabled(), name
    action.trigger()


# Opening and saving


def test_an_empty_window_shows_the_start_page_and_a_design_the_canvas(qtbot):
    assert window_with(qtbot).window.start_page.isVisible()
    bench = window_with(qtbot, two_branch())
    assert bench.window.canvas.isVisible() and not bench.window.start_page.isVisible()


def test_the_title_says_what_is_open_and_whether_it_is_saved(qtbot, tmp_path):
    bench = window_with(qtbot)
    files.open_path(bench.window, saved(tmp_path, two_branch()))
    assert bench.window.windowTitle() == "mine[*] – Keras Model Designer"
    assert not bench.window.isWindowModified()
    bench.document.rename(bench.node("dense"), "pixels")
    assert bench.window.isWindowModified()
    trigger(bench.window, "undo")
    assert not bench.window.isWindowModified()


def test_opening_a_file_by_the_menu_shows_it_and_remembers_it(qtbot, tmp_path, answers):
    bench = window_with(qtbot)
    answers["open"] = saved(tmp_path, two_branch())
    trigger(bench.window, "open")
    assert bench.window.shows_design and len(bench.document.graph) == 8
    assert bench.window.settings.recent_files == [answers["open"]]


def test_a_file_that_cannot_be_read_leaves_the_design_and_says_why(qtbot, tmp_path):
    bench = window_with(qtbot, two_branch())
    broken = tmp_path / "broken.kdesign"
    broken.write_text('{"format": ')
    files.open_path(bench.window, broken)
    assert len(bench.document.graph) == 8
    (notice,) = bench.window.notices.texts()
    assert "broken.kdesign" in notice and "line 1" in notice


def test_saving_asks_for_a_place_the_first_time_only(qtbot, tmp_path, answers):
    bench = window_with(qtbot, two_branch())
    answers["save"] = tmp_path / "model"
    trigger(bench.window, "save")
    assert bench.document.path == tmp_path / "model.kdesign"
    answers["save"] = tmp_path / "other"
    bench.document.rename(bench.node("dense"), "pixels")
    trigger(bench.window, "save")
    assert "pixels" in (tmp_path / "model.kdesign").read_text(encoding="utf-8")
    assert not (tmp_path / "other.kdesign").exists()


def test_a_design_that_cannot_be_written_stays_unsaved_and_says_why(qtbot, tmp_path, answers):
    bench = window_with(qtbot, two_branch())
    bench.document.rename(bench.node("dense"), "pixels")
    answers["save"] = tmp_path / "no such folder" / "model.kdesign"
    trigger(bench.window, "save")
    assert not bench.document.is_clean
    assert "could not be written" in bench.window.notices.texts()[0]


@pytest.mark.parametrize(
    ("answer", "is_left", "is_saved"),
    [(dialogs.CANCEL, False, False), (dialogs.DISCARD, True, False), (dialogs.SAVE, True, True)],
)
def test_closing_with_unsaved_changes_asks(qtbot, tmp_path, answers, answer, is_left, is_saved):
    path = saved(tmp_path, two_branch())
    bench = window_with(qtbot)
    files.open_path(bench.window, path)
    bench.document.rename(bench.node("dense"), "pixels")
    answers["changes"] = answer
    assert bench.window.close() == is_left
    assert ("pixels" in path.read_text(encoding="utf-8")) == is_saved
    assert bench.client.is_stopped == is_left
    assert answers["asked"] == 1


def test_a_cancelled_save_dialog_keeps_the_window_open(qtbot, answers):
    bench = window_with(qtbot, two_branch())
    bench.document.rename(bench.node("dense"), "pixels")
    answers["changes"] = dialogs.SAVE
    assert not bench.window.close()


def test_new_asks_about_unsaved_changes_too(qtbot, answers):
    bench = window_with(qtbot, two_branch())
    bench.document.rename(bench.node("dense"), "pixels")
    trigger(bench.window, "new")
    assert len(bench.document.graph) == 8
    answers["changes"] = dialogs.DISCARD
    trigger(bench.window, "new")
    assert len(bench.document.graph) == 0 and bench.window.shows_design


def test_an_example_is_opened_as_a_copy(qtbot, answers, tmp_path):
    bench = window_with(qtbot)
    bench.window.start_page.example_chosen.emit(EXAMPLE)
    assert len(bench.document.graph) == 8 and bench.document.path is None
    answers["save"] = tmp_path / "copy"
    trigger(bench.window, "save")
    assert (tmp_path / "copy.kdesign").is_file()


def test_what_is_chosen_before_the_document_is_there_happens_once_it_is(qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    window.furnish()
    window.start_page.example_chosen.emit(EXAMPLE)
    assert not window.shows_design
    bench = bench_with()
    window.attach(bench.document, bench.session)
    assert window.shows_design and len(bench.document.graph) == 8


def test_the_first_window_is_no_larger_than_the_screen(qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    room = window.screen().availableSize()
    assert window.width() <= room.width() and window.height() <= room.height()


def test_the_menu_of_recent_files_opens_them(qtbot, tmp_path):
    settings = Settings()
    settings.remember_file(saved(tmp_path, chain("Dense"), "first.kdesign"))
    settings.remember_file(saved(tmp_path, two_branch(), "second.kdesign"))
    bench = window_with(qtbot, settings=settings)
    menu = bench.window.action_set.menu("file/recent")
    menu.aboutToShow.emit()
    listed = [action.text() for action in menu.actions() if action.text()]
    assert listed == ["second", "first", "&Clear this list"]
    menu.actions()[1].trigger()
    assert bench.document.title == "first"
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "first"


def drop_of(path: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.kept = data  # type: ignore[attr-defined]
    return event


def test_a_design_dropped_on_the_window_is_opened(qtbot, tmp_path):
    bench = window_with(qtbot)
    with qtbot.waitSignal(bench.document.replaced):
        bench.window.dropEvent(drop_of(saved(tmp_path, two_branch())))
    assert bench.document.title == "mine" and bench.window.shows_design


def test_another_kind_of_file_is_not_taken(qtbot, tmp_path):
    bench = window_with(qtbot)
    event = drop_of(tmp_path / "weights.h5")
    event.ignore()
    bench.window.dropEvent(event)
    assert not event.isAccepted()


def test_the_way_back_from_the_start_page_is_offered(qtbot):
    bench = window_with(qtbot, two_branch())
    trigger(bench.window, "start_page")
    back = next(
        button
        for button in bench.window.start_page.findChildren(QPushButton)
        if button.text() == "Back to Untitled"
    )
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert bench.window.shows_design and bench.window.docks.is_seen("code")


# Exporting


def test_the_saved_code_is_what_the_code_panel_shows(qtbot, tmp_path, answers):
    bench = window_with(qtbot, two_branch())
    answers["save"] = tmp_path / "model"
    bench.window.docks.panel("code", CodePanel).save_button.click()
    text = (tmp_path / "model.py").read_text(encoding="utf-8")
    assert text == bench.session.listing("script").text


@pytest.mark.parametrize("style", STYLES)
def test_a_design_is_exported_in_the_style_that_is_chosen(
    qtbot, monkeypatch, tmp_path, answers, style
):
    bench = window_with(qtbot, chain("Dense", "ReLU"))
    answers["save"] = tmp_path / "model"
    choice = export_dialog.ExportChoice(style, shapes=False)
    monkeypatch.setattr(export_dialog, "ask_export", lambda *about: choice)
    trigger(bench.window, "export_code")
    path = tmp_path / f"model{STYLES[style].suffix}"
    if STYLES[style].made_by_worker:
        _, params = bench.client.last("save")
        assert (params["format"], params["path"]) == (style, str(path))
        bench.client.answer("save", {})
    else:
        listing = bench.session.listing(style)
        assert path.read_text(encoding="utf-8") == STYLES[style].file_text(listing)
    assert bench.window.statusBar().currentMessage() == f"The model is in {path}."


def test_a_style_that_does_not_fit_is_not_written(qtbot, tmp_path, answers):
    bench = window_with(qtbot, two_branch())
    answers["save"] = tmp_path / "model"
    panel = bench.window.docks.panel("code", CodePanel)
    panel.set_style("sequential")
    panel.save_button.click()
    assert not (tmp_path / "model.py").exists()
    assert bench.window.notices.texts() == [
        "A Sequential passes one tensor to each layer; concatenate takes 2."
    ]


def test_why_keras_could_not_write_a_file_is_said(qtbot, tmp_path, answers):
    bench = window_with(qtbot, two_branch())
    answers["save"] = tmp_path / "model"
    panel = bench.window.docks.panel("code", CodePanel)
    panel.set_style("keras")
    panel.save_button.click()
    bench.client.refuse("save", "The disk is full.")
    assert bench.window.notices.texts() == ["The disk is full."]


def test_the_picture_of_the_canvas_is_written(qtbot, tmp_path, answers):
    bench = window_with(qtbot, two_branch())
    answers["save"] = tmp_path / "model.svg"
    trigger(bench.window, "export_picture")
    assert "concatenate" in (tmp_path / "model.svg").read_text(encoding="utf-8")


# News


def test_what_the_document_refuses_is_said(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.document.rename(bench.node("dense"), "dense_1")
    assert bench.window.notices.texts() == ["Another node is already named `dense_1`."]


def test_news_stands_in_the_status_bar_and_errors_stay_over_the_canvas(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.context.notice("Copied.")
    assert bench.window.statusBar().currentMessage() == "Copied."
    bench.context.notice("The disk is full.", "error")
    assert bench.window.notices.texts() == ["The disk is full."]


def untrusted(folder: Path) -> Path:
    builder = Builder()
    source = builder.input(8)
    builder.graph.add(LayerNode("n2", "mine", layer="my.package.Layer"))
    builder.wire("n2", source)
    return saved(folder, builder.design())


def test_a_design_with_code_of_its_own_has_to_be_trusted(qtbot, tmp_path, monkeypatch):
    bench = window_with(qtbot)
    files.open_path(bench.window, untrusted(tmp_path))
    assert "does not run yet" in bench.window.notices.texts()[0]
    shown = []

    def agree(box: QMessageBox) -> int:
        shown.append(box.informativeText())
        next(b for b in box.buttons() if b.text() == "Trust and run").click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", agree)
    trigger(bench.window, "trust")
    assert "my.package.Layer" in shown[0]
    assert not bench.document.needs_trust and bench.window.notices.texts() == []


def test_the_status_bar_says_what_the_worker_does(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.client.describe("ready", "Keras 3.15.1 on TensorFlow is ready.")
    worker = bench.window.status.worker
    assert worker.text() == "Keras 3.15.1 on TensorFlow is ready."
    qtbot.mouseClick(worker, Qt.MouseButton.LeftButton)
    assert bench.client.restarts == 1


def test_a_worker_that_cannot_start_is_told_with_a_way_out(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.client.describe("failed", "Keras could not be started: no module named keras.")
    (button,) = bench.window.notices.findChildren(QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bench.client.restarts == 1 and bench.window.notices.texts() == []


def test_the_problems_are_counted_in_the_tab_and_in_the_status_bar(qtbot):
    bench = window_with(qtbot, two_branch())
    assert bench.window.status.problems.text() == "Not checked yet"
    bench.document.remove([bench.node("dense_3")])
    bench.session.refresh()
    assert bench.window.docks.title("problems") == "Problems (3)"
    assert bench.window.status.problems.text() == "1 error, 2 warnings"


def test_next_problem_goes_round(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.document.remove([], bench.document.graph.inputs_of(bench.node("dense")))
    bench.document.remove([], bench.document.graph.inputs_of(bench.node("softmax")))
    bench.session.refresh()
    nodes = {problem.node for problem in bench.session.problems if problem.node}
    visited = []
    for _ in range(len(nodes) + 1):
        trigger(bench.window, "next_problem")
        visited.append(bench.context.selection.node)
    assert set(visited) == nodes and visited[0] == visited[-1]


# Looks, and hands


def test_the_theme_changes_everywhere_and_is_remembered(qtbot):
    bench = window_with(qtbot, two_branch())
    trigger(bench.window, "theme_dark")
    assert bench.context.theme.is_dark and bench.window.settings.theme == "dark"
    assert QApplication.palette().window().color().name() == bench.context.theme.window
    assert bench.window.action_set["theme_dark"].isChecked()
    trigger(bench.window, "theme_light")
    assert QApplication.palette().window().color().name() == bench.context.theme.window
    assert not bench.window.action_set["theme_dark"].isChecked()


def test_the_clipboard_works_on_a_text_that_has_the_keyboard(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.context.selection.set([bench.node("dense")])
    trigger(bench.window, "find")
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "soft")
    trigger(bench.window, "select_all")
    trigger(bench.window, "cut")
    assert field.text() == "" and QApplication.clipboard().text() == "soft"
    assert bench.document.graph.named("dense")


def test_copy_and_paste_by_keys_on_the_canvas(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.context.selection.set([bench.node("dense"), bench.node("dense_1")])
    bench.window.canvas.setFocus()
    qtbot.keyClick(bench.window.canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(bench.window.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(bench.document.graph) == 10
    qtbot.keyClick(bench.window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(bench.document.graph) == 8


def test_delete_in_a_text_field_deletes_no_node(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.context.selection.set([bench.node("dense")])
    trigger(bench.window, "find")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert len(bench.document.graph) == 8
    bench.window.canvas.setFocus()
    qtbot.keyClick(bench.window.canvas, Qt.Key.Key_Delete)
    assert len(bench.document.graph) == 7


def test_inputs_are_passed_by_name_after_a_click(qtbot):
    bench = window_with(qtbot, two_branch())
    trigger(bench.window, "inputs_as_dict")
    assert bench.document.design.settings.inputs_as == "dict"
    assert bench.window.action_set["inputs_as_dict"].isChecked()
    trigger(bench.window, "undo")
    assert not bench.window.action_set["inputs_as_dict"].isChecked()


def test_another_python_for_the_worker_is_remembered(qtbot, monkeypatch):
    window = window_with(qtbot).window
    said = ["/opt/my python/bin/python 'unclosed", "'/opt/my python/bin/python' -X utf8", ""]
    monkeypatch.setattr(QInputDialog, "getText", lambda *args: (said.pop(0), True))
    trigger(window, "worker_python")
    assert window.settings.worker_command == []
    assert "no command line" in window.notices.texts()[0]
    trigger(window, "worker_python")
    assert window.settings.worker_command == ["/opt/my python/bin/python", "-X", "utf8"]
    trigger(window, "worker_python")
    assert window.settings.worker_command == []


def test_a_design_that_is_opened_can_be_read_at_once(qtbot):
    """All of it where there is room for that; else it begins with the inputs."""
    bench = window_with(qtbot)
    canvas = bench.window.canvas
    bench.window.resize(1280, 800)
    bench.window.start_page.example_chosen.emit(EXAMPLE)
    qtbot.waitUntil(lambda: canvas.camera.zoom >= LABELS_FROM)
    assert canvas.rect().contains(canvas.node_center(bench.node("input_layer")))
    bench.window.start_page.example_chosen.emit(resource("examples/named_layer.kdesign"))
    assert canvas.camera.zoom >= LABELS_FROM
    bench.window.action_set["fit"].trigger()
    for node in bench.document.graph.nodes():
        assert canvas.rect().contains(canvas.node_center(node.id))


def test_check_shows_the_problems(qtbot):
    bench = window_with(qtbot, two_branch())
    bench.document.remove([bench.node("dense_3")])
    trigger(bench.window, "check")
    qtbot.waitUntil(lambda: bench.window.docks.is_seen("problems"))
    assert bench.window.docks.title("problems") == "Problems (3)"
