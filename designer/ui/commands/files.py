"""New, open, save, export, quit; and the question about unsaved changes that comes before them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

from designer.ui import dialogs

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow

T = QCoreApplication.translate
DESIGN_SUFFIX = ".kdesign"


def new(window: MainWindow) -> None:
    def begin() -> None:
        if may_leave(window):
            window.context.document.new()
            window.show_design()

    window.when_ready(begin)


def open_design(window: MainWindow) -> None:
    name, _ = QFileDialog.getOpenFileName(
        window, T("Files", "Open a design"), window.settings.folder, _design_filter()
    )
    if name:
        open_path(window, Path(name))


def open_path(window: MainWindow, path: Path) -> None:
    """Open a file, asking about unsaved changes first. What cannot be read changes nothing. A
    model of Keras is imported."""
    from designer.ui.commands import importing

    if path.suffix.lower() in importing.MODEL_SUFFIXES:
        importing.import_path(window, path)
        return

    def load() -> None:
        from designer.storage import LoadError

        if not may_leave(window):
            return
        try:
            notices = window.context.document.open(path)
        except LoadError as error:
            window.notices.say(str(error), "error")
            return
        window.settings.remember_file(path)
        window.show_design()
        for sentence in notices:
            window.notices.say(sentence, "warning")

    window.when_ready(load)


def open_example(window: MainWindow, path: Path) -> None:
    """Open a copy of a shipped design, so that saving asks for a place."""

    def load() -> None:
        if may_leave(window):
            window.context.document.open_example(path)
            window.show_design()

    window.when_ready(load)


def clear_recent(window: MainWindow) -> None:
    window.settings.forget_files()
    window.start_page.refresh()


def show_start_page(window: MainWindow) -> None:
    window.show_start_page()


def save(window: MainWindow) -> bool:
    """Save, asking for a place where there is none; false when it was not saved."""
    path = window.context.document.path
    return _write(window, path) if path else save_as(window)


def save_as(window: MainWindow) -> bool:
    document = window.context.document
    start = document.path or Path(window.settings.folder) / f"{_file_name(window)}{DESIGN_SUFFIX}"
    name, _ = QFileDialog.getSaveFileName(
        window, T("Files", "Save the design"), str(start), _design_filter()
    )
    return bool(name) and _write(window, with_suffix(Path(name), DESIGN_SUFFIX))


def may_leave(window: MainWindow) -> bool:
    """Whether the open design may be left: it is saved, or the person said what to do with it."""
    if not window.is_ready:
        return True
    if window.has_draft and not dialogs.ask_about_draft(window):
        return False
    going = window.context.session.runs.going
    if going is not None and going.has_begun and not dialogs.ask_about_run(window, going.name):
        return False
    if window.context.document.is_clean:
        return True
    answer = dialogs.ask_about_changes(window, window.context.document.title)
    if answer == dialogs.SAVE:
        return save(window)
    return answer == dialogs.DISCARD


def export_code(window: MainWindow) -> None:
    """Ask for a style and a place, then write the design in it."""
    from designer.ui.export_dialog import ExportChoice, ask_export

    settings = window.settings
    before = ExportChoice(settings.code_style, settings.code_shapes)
    choice = ask_export(window, window.context.session.program, before)
    if choice:
        _export(window, choice.style, shapes=choice.shapes)


def export_shown_code(window: MainWindow) -> None:
    """Ask for a place, then write the design in the style that the code panel shows."""
    _export(window, window.settings.code_style, shapes=window.settings.code_shapes)


def _export(window: MainWindow, name: str, *, shapes: bool) -> None:
    from designer.codegen import STYLES

    style = STYLES[name]
    start = Path(window.settings.folder) / f"{_file_name(window)}{style.suffix}"
    kind = f"{style.title} (*{style.suffix})"
    path, _ = QFileDialog.getSaveFileName(window, T("Files", "Export"), str(start), kind)
    if path:
        save_code(window, with_suffix(Path(path), style.suffix), name, shapes=shapes)


def save_code(window: MainWindow, path: Path, name: str, *, shapes: bool = False) -> None:
    """Write the design in a style to a file, and say so when it is there."""
    from designer.codegen import STYLES

    style, session = STYLES[name], window.context.session
    if style.made_by_worker:
        window.context.notice(T("Files", "Keras is writing {path}…").format(path=path))
        session.save_model(str(path), name, partial(_tell_saved, window, path))
        return
    reason = style.refusal(session.program) if session.program else ""
    text = style.file_text(session.listing(name, shapes=shapes))
    if reason:
        window.notices.say(reason, "error")
    elif _write_text(window, path, text):
        _tell_saved(window, path, "")


def _tell_saved(window: MainWindow, path: Path, failure: str) -> None:
    if failure:
        window.notices.say(failure, "error")
    else:
        window.context.notice(T("Files", "The model is in {path}.").format(path=path))


def export_picture(window: MainWindow) -> None:
    start = Path(window.settings.folder) / f"{_file_name(window)}.png"
    kinds = f"{T('Files', 'PNG picture')} (*.png);;{T('Files', 'SVG drawing')} (*.svg)"
    name, kind = QFileDialog.getSaveFileName(
        window, T("Files", "Export a picture of the canvas"), str(start), kinds
    )
    if name:
        save_picture(window, with_suffix(Path(name), ".svg" if "*.svg" in kind else ".png"))


def save_picture(window: MainWindow, path: Path) -> bool:
    """Write the canvas as a picture, and say so."""
    from designer.ui.canvas.picture import PictureError, paint_picture

    context = window.context
    document, session = context.document, context.session
    try:
        paint_picture(
            document.design,
            document.catalog,
            session.answers,
            context.theme,
            path,
            graph_name=document.graph_name,
            problems=session.problems,
        )
    except PictureError as error:
        window.notices.say(str(error), "error")
        return False
    context.notice(T("Files", "The picture is in {path}.").format(path=path))
    return True


def quit_window(window: MainWindow) -> None:
    window.close()


def with_suffix(path: Path, suffix: str) -> Path:
    """The path as the person typed it, with a suffix where it has none."""
    return path if path.suffix else path.with_name(path.name + suffix)


def _write(window: MainWindow, path: Path) -> bool:
    from designer.storage import SaveError
    from designer.ui.panels.custom_layers import CustomLayersPanel

    window.docks.panel("custom", CustomLayersPanel).apply()
    try:
        window.context.document.save(path)
    except SaveError as error:
        window.notices.say(str(error), "error")
        return False
    window.settings.remember_file(path)
    window.context.notice(T("Files", "Saved {path}.").format(path=path))
    return True


def _write_text(window: MainWindow, path: Path, text: str) -> bool:
    from designer.storage import SaveError, write_text

    try:
        write_text(path, text)
    except SaveError as error:
        window.notices.say(str(error), "error")
        return False
    return True


def _file_name(window: MainWindow) -> str:
    """A file name that fits the open design."""
    document = window.context.document
    return document.path.stem if document.path else document.design.settings.name


def _design_filter() -> str:
    return f"{T('Files', 'Designs')} (*{DESIGN_SUFFIX});;{T('Files', 'All files')} (*)"
