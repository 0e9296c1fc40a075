"""The window: menus, toolbar, start page, canvas, docks, status bar, and what holds them together.

It comes in three steps, so that something is seen at once. `MainWindow()` is an empty frame in the
right place and colours and imports nothing of its own; `furnish` brings menus, toolbar and start
page; `attach` the document, the session, the canvas and the panels. What the person chooses before
that waits in `when_ready`. Given a document and a session, the constructor takes all three steps.

Hence the imports inside functions: what stands at the top is paid for before the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QStackedWidget, QToolBar
from shiboken6 import isValid

from designer.ui import style
from designer.ui.settings import Settings
from designer.ui.theme import Theme, theme

if TYPE_CHECKING:
    from designer.document import Document
    from designer.session import Session
    from designer.ui.action_set import ActionSet
    from designer.ui.canvas.view import CanvasView
    from designer.ui.context import Context
    from designer.ui.desk import Desk
    from designer.ui.docks import Docks
    from designer.ui.notices import Notices
    from designer.ui.start_page import StartPage
    from designer.ui.status import Status

FIRST_SIZE = (1280, 800)
LEGIBLE_ZOOM = 0.7
DESIGN_SUFFIX = ".kdesign"
CANVAS_MENU = (
    *("make_block", "unpack_block", "open_up", "enter_block", "leave_block"),
    *("link", "make_unique"),
    *("mend", "silence"),
    *("add_input", "add_output", "add_layer", "tidy"),
)
"""Actions that the context menu of the canvas offers beside its own."""


class MainWindow(QMainWindow):
    """One design with everything around it."""

    first_painted = Signal()
    """The person sees the window: `furnish` it now, then bring what is heavy."""

    action_set: ActionSet
    start_page: StartPage
    notices: Notices
    """These three are there once it is furnished."""
    canvas: CanvasView
    desk: Desk
    docks: Docks
    status: Status
    """And these once `is_ready`."""

    def __init__(
        self,
        document: Document | None = None,
        session: Session | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.has_design = False
        self._context: Context | None = None
        self._waiting: list[Callable[[], None]] = []
        self._is_painted = False
        self._is_furnished = False
        self.setWindowTitle(self.tr("Keras Model Designer"))
        style.apply(self._look())
        if not self.restoreGeometry(self.settings.geometry):
            self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))
        if document is not None and session is not None:
            self.attach(document, session)

    def furnish(self) -> None:
        """Bring in menus, toolbar and start page, unless they are there."""
        if self._is_furnished:
            return
        self._is_furnished = True
        from designer.ui.action_set import ActionSet
        from designer.ui.notices import Notices
        from designer.ui.start_page import StartPage

        look = self._look()
        self.action_set = ActionSet(self)
        self.action_set.set_theme(look)
        self.start_page = StartPage(self.settings, look)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self.setCentralWidget(self._pages)
        self.notices = Notices(self._pages, look)
        self._fill_bars()
        self._connect_start_page()
        self.setAcceptDrops(True)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self.action_set.refresh()

    # What is open

    @property
    def is_ready(self) -> bool:
        """Whether the document has been attached."""
        return self._context is not None

    @property
    def context(self) -> Context:
        """The shared objects; only once `is_ready`."""
        assert self._context is not None, "the window has no document yet"
        return self._context

    @property
    def shows_design(self) -> bool:
        """Whether the canvas is in front, not the start page."""
        return self.is_ready and self._pages.currentWidget() is self.desk

    @property
    def has_draft(self) -> bool:
        """Whether something was typed into the code that the design does not have yet. What can be
        applied of the source of a custom layer is applied."""
        from designer.ui.panels.code import CodePanel
        from designer.ui.panels.custom_layers import CustomLayersPanel

        if not self.is_ready:
            return False
        is_applied = self.docks.panel("custom", CustomLayersPanel).apply()
        return not is_applied or self.docks.panel("code", CodePanel).is_draft

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is going on upon the canvas."""
        return self.is_ready and self.canvas.hands.gesture is not None

    def when_ready(self, do: Callable[[], None]) -> None:
        """Do something with the document, at once or as soon as it is there."""
        if self.is_ready:
            do()
        else:
            self._waiting.append(do)

    def open_soon(self, path: Path) -> None:
        """Say that a file is being opened, and open it as soon as that is possible."""
        from PySide6.QtCore import Qt

        from designer.ui.commands import files

        words = QLabel(self.tr("Opening {name}…").format(name=path.name))
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages.addWidget(words)
        self._pages.setCurrentWidget(words)
        self.when_ready(partial(files.open_path, self, path))

    def attach(self, document: Document, session: Session) -> None:
        """Bring in what the window works on: the canvas, the panels and the status bar follow."""
        from designer.ui.canvas.view import CanvasView
        from designer.ui.context import Context
        from designer.ui.desk import Desk
        from designer.ui.docks import Docks
        from designer.ui.news import News
        from designer.ui.status import Status

        self.furnish()
        self._context = Context(document, session, self)
        self._context.set_theme(self._look().name)
        self.canvas = CanvasView(self._context)
        self.desk = Desk(self.canvas)
        self._pages.addWidget(self.desk)
        self.docks = Docks(self, self._context, self.settings.arrangement)
        self.status = Status(self.statusBar(), self._context)
        self._connect_document()
        self._connect_panels()
        self._connect_status()
        News(self)
        if len(document.graph):
            self.show_design()
        else:
            self.show_start_page()
        waiting, self._waiting = self._waiting, []
        for do in waiting:
            do()

    # Pages

    def show_design(self) -> None:
        """Bring the canvas and its panels to the front."""
        self.has_design = True
        if not self.shows_design:
            self.docks.enter()
            self._pages.setCurrentWidget(self.desk)
            self._pages.setFocusProxy(self.canvas)
            self.status.set_shown(True)
            self.canvas.setFocus()
            # The docks take their room from the canvas in the next turn only.
            QTimer.singleShot(0, self, self._show_beginning)
        self.action_set.refresh()

    def show_start_page(self) -> None:
        """Bring the start page to the front; the design stays open behind it."""
        self.start_page.refresh()
        self.start_page.set_open_design(self.context.document.title if self.has_design else "")
        self._pages.setCurrentWidget(self.start_page)
        self._pages.setFocusProxy(self.start_page)
        self.docks.leave()
        self.status.set_shown(False)
        self.action_set.refresh()

    def _show_beginning(self) -> None:
        """Show the whole design where it can be read then; else its inputs, to be read."""
        from designer.ui.canvas.painter import LABELS_FROM

        self.canvas.fit()
        inputs = self.context.document.graph.inputs()
        if inputs and self.canvas.camera.zoom < LABELS_FROM:
            self.canvas.zoom_to(LEGIBLE_ZOOM)
            self.canvas.reveal(inputs[0].id)

    def set_theme(self, name: str) -> None:
        """`system`, `light` or `dark`; remembered."""
        self.settings.theme = name
        look = self._look()
        style.apply(look)
        self.action_set.set_theme(look)
        self.start_page.set_theme(look)
        self.notices.set_theme(look)
        if self.is_ready:
            self.context.set_theme(look.name)
        self.action_set.refresh()

    # Verbs of the actions that need more than the document

    def place(self, path: str) -> None:
        """Put a node of a catalogue path (or `input`, `output`) into the view."""
        self.canvas.place(path)

    def rename_selected(self) -> None:
        """Let the name of the selected node be typed, where the keyboard is."""
        from designer.ui.panels.outline import OutlinePanel

        outline, focused = self.docks.panel("outline", OutlinePanel), QApplication.focusWidget()
        if focused and outline.isAncestorOf(focused):
            outline.edit_name(self.context.selection.node)
        else:
            self.canvas.rename_selected()

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        from designer.ui.commands import files

        if not files.may_leave(self):
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        if self.is_ready:
            if not self.docks.arrangement.isEmpty():
                self.settings.arrangement = self.docks.arrangement
            self.context.session.close()
            self.context.document.close()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_design(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from designer.ui.commands import files

        if path := _dropped_design(event):
            event.acceptProposedAction()
            # The question about unsaved changes must not hold up the program that drops.
            QTimer.singleShot(0, self, partial(files.open_path, self, path))

    # Putting together

    def _fill_bars(self) -> None:
        # The namespace `Qt` alone takes 10 ms to import.
        from PySide6.QtCore import Qt

        from designer.ui.recent_menu import RecentMenu

        self.action_set.fill_menu_bar(self.menuBar())
        RecentMenu(self)
        bar = QToolBar(self.tr("Toolbar"))
        bar.setObjectName("toolbar")
        bar.setIconSize(QSize(18, 18))
        bar.setMovable(False)
        self.action_set.fill_toolbar(bar)
        self.addToolBar(bar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks
        )

    def _connect_start_page(self) -> None:
        from designer.ui.commands import files

        page = self.start_page
        page.new_chosen.connect(partial(files.new, self))
        page.open_chosen.connect(partial(files.open_design, self))
        page.file_chosen.connect(partial(files.open_path, self))
        page.example_chosen.connect(partial(files.open_example, self))
        page.back_chosen.connect(self.show_design)

    def _connect_document(self) -> None:
        document, session = self.context.document, self.context.session
        document.path_changed.connect(self._on_title_changed)
        document.clean_changed.connect(self._on_title_changed)
        document.replaced.connect(self._on_replaced)
        document.trust_changed.connect(self.action_set.refresh)
        self.context.session.trail.changed.connect(self.action_set.refresh)
        document.changed.connect(self.action_set.refresh)
        document.undo_stack.indexChanged.connect(self._on_stack_changed)
        self.context.selection.changed.connect(self.action_set.refresh)
        self.context.comparing.changed.connect(self._on_comparison_changed)
        self.context.mending.changed.connect(self.action_set.refresh)
        session.problems_changed.connect(self._on_problems_changed)
        session.runs.changed.connect(self._on_run_changed)
        self._on_title_changed()
        self._on_problems_changed()

    def _connect_panels(self) -> None:
        from designer.ui.joining import join

        self.docks.changed.connect(self.action_set.refresh)
        self.docks.panel_made.connect(partial(join, self))
        self.action_set.adopt(self.canvas)

    def _connect_status(self) -> None:
        from designer.ui.commands.custom import show_source

        self.canvas.menu_actions = [self.action_set[name] for name in CANVAS_MENU]
        self.canvas.zoom_changed.connect(self.status.set_zoom)
        self.canvas.source_requested.connect(partial(show_source, self))
        self.status.set_zoom(self.canvas.camera.zoom)
        self.status.worker_clicked.connect(self.context.session.restart_worker)
        self.status.problems_clicked.connect(partial(self.docks.show, "problems"))
        self.status.zoom_clicked.connect(self.canvas.zoom_reset)

    def _look(self) -> Theme:
        name = self.settings.theme
        return theme(style.system_theme() if name == "system" else name)

    # What happened

    def _on_title_changed(self) -> None:
        document = self.context.document
        name = self.tr("Keras Model Designer")
        self.setWindowTitle(f"{document.title}[*] – {name}")
        self.setWindowModified(not document.is_clean)
        self.setWindowFilePath(str(document.path or ""))

    def _on_replaced(self) -> None:
        self.context.selection.set()
        self._on_title_changed()
        self.action_set.refresh()
        if self.shows_design:
            self._show_beginning()

    def _on_stack_changed(self) -> None:
        # A stack that is being destroyed empties itself first, and says so.
        if isValid(self.context.document.undo_stack):
            self.action_set.refresh()

    def _on_problems_changed(self) -> None:
        count = len(self.context.session.problems)
        title = self.tr("Problems")
        self.docks.set_title("problems", f"{title} ({count})" if count else title)
        self.action_set.refresh()

    def _on_run_changed(self, _run: str) -> None:
        for name in ("run", "pause_run", "stop_run", "stop_run_after_epoch"):
            self.action_set.refresh_one(name)

    def _on_comparison_changed(self) -> None:
        is_on = self.context.comparing.is_on
        if is_on and not self.docks.is_open("differences"):
            self.docks.show("differences")
        elif not is_on:
            self.docks.hide("differences")
        self.action_set.refresh()

    def _on_scheme_changed(self) -> None:
        if self.settings.theme == "system":
            self.set_theme("system")


def _dropped_design(event: QDropEvent) -> Path | None:
    """The one design, or model, that is being dropped, if it is that."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    fits = len(paths) == 1 and paths[0].suffix in (DESIGN_SUFFIX, ".keras")
    return paths[0] if fits else None
