"""A comparison of the open design with another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

from designer.ui import dialogs

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow

T = QCoreApplication.translate
MODEL_SUFFIXES = (".keras", ".h5", ".hdf5", ".json", ".py")


def compare_file(window: MainWindow) -> None:
    """Ask for the earlier design, or model."""
    words = T("Comparing", "Compare with an earlier design")
    kinds = (
        f"{T('Comparing', 'Designs and models')} (*.kdesign *.keras *.h5 *.hdf5 *.json *.py);;"
        f"{T('Files', 'All files')} (*)"
    )
    name, _ = QFileDialog.getOpenFileName(window, words, window.settings.folder, kinds)
    path = Path(name)
    if path.suffix.lower() in MODEL_SUFFIXES:
        compare_with_model(window, path)
    elif name:
        compare_with(window, path, path.name)


def compare_saved(window: MainWindow) -> None:
    path = window.context.document.path
    if path:
        compare_with(window, path, T("Comparing", "the saved version"))


def compare_with(window: MainWindow, path: Path, title: str) -> None:
    """Show what differs from the design in a file. What cannot be read changes nothing."""
    from designer.storage import LoadError, load

    try:
        loaded = load(path)
    except LoadError as error:
        window.notices.say(str(error), "error")
        return
    for sentence in loaded.notices:
        window.notices.say(f"{path.name}: {sentence}", "warning")
    window.context.comparing.begin(loaded.design, title)


def compare_with_model(window: MainWindow, path: Path) -> None:
    """Show what differs from a Keras model in a file; code in it only when it is trusted."""
    from designer.importing import Imported, ImportFailed
    from designer.importing.sources import source_of

    try:
        source = source_of(str(path))
    except ImportFailed as error:
        window.notices.say(str(error), "error")
        return
    if source.runs_code and not dialogs.ask_trust_code(window, path.name):
        return
    importer = window.context.session.another_importer()

    def take(imported: Imported) -> None:
        window.context.comparing.begin(imported.design, path.name)
        importer.deleteLater()

    def fail(sentence: str) -> None:
        window.notices.say(sentence, "error")
        importer.deleteLater()

    importer.imported.connect(take)
    importer.failed.connect(fail)
    importer.several.connect(lambda names, likely: importer.choose(likely))
    importer.begin(source)


def end_comparison(window: MainWindow) -> None:
    window.context.comparing.end()


def is_comparing(window: MainWindow) -> bool:
    return window.shows_design and window.context.comparing.is_on


def has_saved_version(window: MainWindow) -> bool:
    return window.shows_design and window.context.document.path is not None
