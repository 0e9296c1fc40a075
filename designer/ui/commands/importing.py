"""Import: a model from a file, of Keras's own, or made by code becomes the open design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

from designer.ui import dialogs
from designer.ui.commands import files

if TYPE_CHECKING:
    from designer.importing import Imported
    from designer.importing.sources import Source
    from designer.ui.main_window import MainWindow

T = QCoreApplication.translate
MODEL_SUFFIXES = (".keras", ".h5", ".hdf5")
"""Files that can be nothing else than models: they are imported when they are opened."""


def import_file(window: MainWindow) -> None:
    name, _ = QFileDialog.getOpenFileName(
        window,
        T("Importing", "Import a model"),
        window.settings.folder,
        f"{T('Importing', 'Models and code')} (*.keras *.h5 *.hdf5 *.json *.py);;"
        f"{T('Importing', 'All files')} (*)",
    )
    if name:
        import_path(window, Path(name))


def import_path(window: MainWindow, path: Path) -> None:
    """Import a file; where it is code, only when the person trusts it."""

    def read() -> None:
        from designer.importing import ImportFailed
        from designer.importing.sources import source_of

        try:
            source = source_of(str(path))
        except ImportFailed as error:
            window.notices.say(str(error), "error")
            return
        if not source.runs_code or dialogs.ask_trust_code(window, path.name):
            begin(window, source, path.name)

    window.when_ready(read)


def import_architecture(window: MainWindow) -> None:
    """Open up one of the architectures that Keras ships, without its weights."""

    def read() -> None:
        from designer.importing.sources import APPLICATION, Source

        names = [spec.name for spec in window.context.document.catalog.applications]
        name = dialogs.ask_architecture(window, names)
        if name:
            begin(window, Source(APPLICATION, name=name), name)

    window.when_ready(read)


def import_code(window: MainWindow) -> None:
    """Let code be pasted; what is pasted and confirmed is trusted."""

    def read() -> None:
        from designer.importing.sources import CODE, Source

        text = dialogs.ask_code(window)
        if text:
            begin(window, Source(CODE, text=text), T("Importing", "the code"))

    window.when_ready(read)


def begin(window: MainWindow, source: Source, what: str) -> None:
    """Read a source that is trusted as far as it has to be; the design comes when it comes."""
    importer = window.context.session.importer
    importer.begin(source)
    if importer.is_busy:
        window.notices.withdraw("import")
        words = T("Importing", "Reading {what}…").format(what=what)
        window.notices.say(words, "import", (T("Importing", "Cancel"), importer.cancel))


def take(window: MainWindow, imported: Imported) -> None:
    """The design that was read becomes the open one, unless what is open shall stay."""
    window.notices.withdraw("import")
    if not files.may_leave(window):
        return
    window.context.document.take_in(imported.design, is_trusted=imported.is_trusted)
    window.show_design()
    for sentence in imported.notices:
        window.notices.say(sentence, "warning")
    count = sum(len(graph) for _, graph in imported.design.graphs())
    window.context.notice(T("Importing", "{count} nodes were read.").format(count=count))


def choose(window: MainWindow, names: list[str], likely: int) -> None:
    """Ask which of several models is meant."""
    window.notices.withdraw("import")
    place = dialogs.ask_model(window, names, likely)
    if place is not None:
        window.context.session.importer.choose(place)


def fail(window: MainWindow, sentence: str) -> None:
    window.notices.withdraw("import")
    window.notices.say(sentence, "error")
