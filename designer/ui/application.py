"""Starts the window: painted first, then everything that takes time to import.

While the person looks at the start page, a thread imports the floors below the window (networkx
and numpy take longest), then the document, the session and the panels are made in the window's
own thread, and the worker starts.
"""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from designer import __version__
from designer.ui.main_window import MainWindow
from designer.ui.settings import Settings

if TYPE_CHECKING:
    from designer.worker_client.command import WorkerCommand

NAME = "keras-model-designer"


def run(path: Path | None = None) -> int:
    """Open the window, with a design where one is named; the exit status, when it is closed."""
    # 40 collections would run during the imports and find nothing to collect: a tenth of the start.
    gc.disable()
    app = application()
    window = MainWindow(settings=Settings(QSettings(NAME, "settings")))
    starter = Starter(window, path)
    window.first_painted.connect(starter.begin)
    window.show()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return app.exec()


def application() -> QApplication:
    """The program's `QApplication`, named, so that settings and journals find their place."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(NAME)
    return app


class Starter(QObject):
    """Brings in what is heavy, once the window has been painted."""

    started = Signal()
    """The window is complete."""

    def __init__(self, window: MainWindow, path: Path | None) -> None:
        super().__init__(window)
        self._window = window
        self._path = path

    def begin(self) -> None:
        """Show the start page, then import in a thread, so that the window answers meanwhile."""
        import threading

        from designer.threads import homeward

        self._window.furnish()
        tell_errors(self._window)
        if self._path is not None:
            self._window.open_soon(self._path)
        gc.enable()
        done = homeward(self._on_imported)
        threading.Thread(target=_import, args=(done,), name="imports", daemon=True).start()

    def _on_imported(self) -> None:
        from designer.ui import icons
        from designer.ui.collecting import Collecting

        attach(self._window)
        QApplication.setWindowIcon(icons.icon("workflow", self._window.context.theme.accent))
        offer_recovery(self._window)
        self._window.context.session.start()
        collecting = Collecting(self)
        context = self._window.context
        for changed in (context.document.changed, context.session.answers_changed):
            changed.connect(collecting.note_change)
        self.started.emit()


def _import(done: Callable[[], None]) -> None:
    """In a thread."""
    try:
        import designer.catalog.table
        import designer.codegen
        import designer.diagnosis
        import designer.graph.checks
        import designer.graph.layout
        import designer.ui.canvas.geometry

        # Read here, it is at hand when the document asks for it.
        designer.catalog.table.shipped_catalog()
    finally:
        done()


def attach(window: MainWindow) -> None:
    """Make the document and the session, and give them to the window."""
    from designer.catalog.table import shipped_catalog
    from designer.document import Document
    from designer.document.recovery import journal_folder, new_journal
    from designer.session import Session
    from designer.worker_client.client import WorkerClient

    # Not children of the window: these go after all that follows their signals has gone.
    app = QApplication.instance()
    document = Document(shipped_catalog(), new_journal(journal_folder()), parent=app)
    client = WorkerClient(worker_command(window.settings), parent=app)
    window.attach(document, Session(document, client, parent=app))


def tell_errors(window: MainWindow) -> None:
    """Let what goes wrong inside the program be seen in the window, not on stderr alone."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        words = window.tr("Something went wrong inside the designer: {error}. Your design is safe.")
        if isValid(window):
            window.notices.say(words.format(error=f"{kind.__name__}: {error}"), "error")

    sys.excepthook = tell


def worker_command(settings: Settings) -> WorkerCommand:
    """How the worker is started: in this Python, or in the one that the person set."""
    from designer.worker_client.command import worker_at

    return worker_at(settings.worker_command)


def offer_recovery(window: MainWindow) -> None:
    """Ask about each design that a crashed window left behind, until one is taken up."""
    from designer.document.recovery import forget, journal_folder, recoverable
    from designer.ui import dialogs
    from designer.ui.commands import files

    for recovered in recoverable(journal_folder()):
        title = recovered.path.stem if recovered.path else window.tr("Untitled")
        wanted = dialogs.ask_recover(window, title, recovered.edits)
        if wanted and files.may_leave(window):
            window.context.document.recover(recovered)
            window.show_design()
        forget(recovered)
        if wanted:
            return
