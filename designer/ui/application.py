"""Starts the window: painted first, then everything that takes time to import.

Modules are imported in a thread, so that the window answers meanwhile, and what they are for is
made in the window's own thread: menus and start page first; then, while the person looks at them,
the floors below the window (networkx and numpy take longest) and the panels' modules, for the
document, the session, the canvas and the worker.
"""

from __future__ import annotations

import builtins
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
    # Until `Collecting` sees to it: what the imports make is not garbage, and to look through it
    # takes a tenth of the start.
    gc.disable()
    import_plainly()
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


def import_plainly() -> None:
    """Let `import` be Python's own again.

    PySide wraps it for `from __feature__ import`, which nobody here says, and reads the source of
    each module that is imported: a quarter of the start, and 22 MB of text that stay in memory.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


class Starter(QObject):
    """Brings in what is heavy, once the window has been painted."""

    started = Signal()
    """The window is complete."""

    def __init__(self, window: MainWindow, path: Path | None) -> None:
        super().__init__(window)
        self._window = window
        self._path = path

    def begin(self) -> None:
        """Import what the start page takes, show it, and go on with the rest."""
        self._import(_import_furniture, self._on_furniture)

    def _on_furniture(self) -> None:
        self._window.furnish()
        tell_errors(self._window)
        if self._path is not None:
            self._window.open_soon(self._path)
        self._import(_import_floors, self._on_floors)

    def _on_floors(self) -> None:
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

    def _import(self, what: Callable[[], None], then: Callable[[], None]) -> None:
        """Run imports in a thread, `then` the next step here, whether or not they went well: it
        imports the same again, and raises where it can be told."""
        import threading

        from designer.threads import homeward

        done = homeward(then)

        def run() -> None:
            try:
                what()
            finally:
                done()

        # No daemon: where the window is closed meanwhile, Qt must not go before its classes came.
        threading.Thread(target=run, name="imports").start()


def _import_furniture() -> None:
    import designer.ui.action_set
    import designer.ui.notices
    import designer.ui.recent_menu
    import designer.ui.start_page  # noqa: F401


def _import_floors() -> None:
    import designer.catalog.table
    import designer.document.recovery
    import designer.session
    import designer.ui.canvas.view
    import designer.ui.context
    import designer.ui.desk
    import designer.ui.docks
    import designer.ui.joining
    import designer.ui.news
    import designer.ui.status
    from designer.ui.panels import PANELS

    for panel in PANELS:
        panel.load()
    # Read here, it is at hand when the document asks for it.
    designer.catalog.table.shipped_catalog()


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
