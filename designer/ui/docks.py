"""The docks around the canvas: made from the `PANELS` table, moved by the person, remembered.

A dock that shares its place with others shows its name in the tab alone; a title bar over it
would say the same twice.

The docks are there at once, each panel when it is first seen or asked for, and the others one a
turn of the event loop: together they would hold up the window for a tenth of a second.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QLineEdit, QMainWindow, QTabWidget, QWidget

from designer.ui.panels import BELOW, LEFT, PANELS, RIGHT, PanelSpec

if TYPE_CHECKING:
    from designer.ui.context import Context

VERSION = 4
"""Of the arrangement in the settings; raise it when docks are added or take other names."""

LEFT_WIDTH = 232
RIGHT_WIDTH = 430
INSPECTOR_PART = 0.44
"""Of the right column's height."""

P = TypeVar("P", bound=QWidget)

_AREAS = {
    LEFT: Qt.DockWidgetArea.LeftDockWidgetArea,
    RIGHT: Qt.DockWidgetArea.RightDockWidgetArea,
    BELOW: Qt.DockWidgetArea.RightDockWidgetArea,
}


class Docks(QObject):
    """One dock for each panel, addressed by the panel's name; hidden until `enter`.

    `arrangement` is what the settings remember of them, empty the first time.
    """

    changed = Signal()
    """A dock was opened, closed or moved."""
    panel_made = Signal(str, object)
    """The name of a panel, and the panel, before it is shown."""

    def __init__(self, window: QMainWindow, context: Context, arrangement: QByteArray) -> None:
        super().__init__(window)
        self._window = window
        self._context = context
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self._kept = arrangement
        self._is_shown = False
        self._docks = {panel.name: self._new_dock(panel) for panel in PANELS}
        self._missing = {panel.name: panel for panel in PANELS}
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._make_one)
        self._turns.start()
        self._titles = QTimer(self, singleShot=True, interval=0)
        self._titles.timeout.connect(self._name_once)
        for name, dock in self._docks.items():
            for signal in (dock.visibilityChanged, dock.topLevelChanged, dock.dockLocationChanged):
                signal.connect(self._on_moved)
            dock.visibilityChanged.connect(partial(self._on_seen, name))
            dock.hide()

    def panel(self, name: str, kind: type[P]) -> P:
        """The panel itself, whose widget is of a known class."""
        self._make(name)
        widget = self._docks[name].widget()
        assert isinstance(widget, kind)
        return widget

    def title(self, name: str) -> str:
        return self._docks[name].windowTitle()

    def set_title(self, name: str, title: str) -> None:
        """What a tab or title bar calls a panel, for example with a count."""
        self._docks[name].setWindowTitle(title)

    def is_open(self, name: str) -> bool:
        """Whether a panel is open, be it behind another one's tab."""
        return not self._docks[name].isHidden()

    def is_seen(self, name: str) -> bool:
        """Whether a panel is open and in front."""
        return not self._docks[name].visibleRegion().isEmpty()

    def show(self, name: str) -> None:
        """Open a panel and bring it to the front."""
        self._docks[name].show()
        self._docks[name].raise_()

    def hide(self, name: str) -> None:
        self._docks[name].hide()

    def toggle(self, name: str) -> None:
        """Show a panel and give it the keyboard; close it when it has the keyboard already."""
        if self.is_seen(name) and self._has_focus(name):
            self._docks[name].hide()
            self._focus_canvas()
        else:
            self.show(name)
            self.focus(name)

    def focus(self, name: str) -> None:
        """Give the keyboard to the first place in a panel that takes it."""
        widget = self.panel(name, QWidget)
        target = widget if widget.focusPolicy() != Qt.FocusPolicy.NoFocus else None
        candidates = widget.findChildren(QWidget)
        seen = (child for child in candidates if _takes_tab(child) and child.isVisibleTo(widget))
        target = target or next(seen, widget)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def search(self, name: str) -> None:
        """Show a panel with the keyboard in its search field, the old words selected."""
        self.show(name)
        field = self.panel(name, QWidget).findChild(QLineEdit)
        if field is None:
            self.focus(name)
            return
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def step_focus(self, step: int) -> None:
        """Move the keyboard to the next panel that is seen; the canvas is one of them."""
        names = ["", *(name for name in self._docks if self.is_seen(name))]
        current = next((name for name in names if name and self._has_focus(name)), "")
        wanted = names[(names.index(current) + step) % len(names)]
        if wanted:
            self.focus(wanted)
        else:
            self._focus_canvas()

    def leave(self) -> None:
        """Hide all docks, as the start page wants, and keep how they were."""
        if self._is_shown:
            self._kept = self._window.saveState(VERSION)
        self._is_shown = False
        for dock in self._docks.values():
            dock.hide()

    def enter(self) -> None:
        """Show the docks as they were."""
        if self._is_shown:
            return
        self._is_shown = True
        if self._kept.isEmpty() or not self._window.restoreState(self._kept, VERSION):
            self.reset()

    @property
    def arrangement(self) -> QByteArray:
        """Where everything is, for the settings; empty where nobody has looked yet."""
        return self._window.saveState(VERSION) if self._is_shown else self._kept

    def reset(self) -> None:
        """Put every panel where the table has it, in its first size."""
        for dock in self._docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        first: dict[str, QDockWidget] = {}
        for panel in PANELS:
            dock = self._docks[panel.name]
            if panel.area in first:
                self._window.tabifyDockWidget(first[panel.area], dock)
            elif panel.area == BELOW:
                self._window.splitDockWidget(first[RIGHT], dock, Qt.Orientation.Vertical)
            else:
                self._window.addDockWidget(_AREAS[panel.area], dock)
            first.setdefault(panel.area, dock)
            dock.setVisible(panel.is_open)
        for dock in first.values():
            dock.raise_()
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        right, below = first[RIGHT], first[BELOW]
        self._window.resizeDocks([first[LEFT], right], [LEFT_WIDTH, RIGHT_WIDTH], horizontal)
        height = self._window.height()
        parts = [int(height * INSPECTOR_PART), int(height * (1 - INSPECTOR_PART))]
        self._window.resizeDocks([right, below], parts, vertical)

    def _new_dock(self, panel: PanelSpec) -> QDockWidget:
        dock = QDockWidget(_title(panel), self._window)
        dock.setObjectName(f"panel_{panel.name}")
        # A dock that the window has not been given cannot be restored.
        self._window.addDockWidget(_AREAS[panel.area], dock)
        return dock

    def _make(self, name: str) -> None:
        """Make a panel, unless it is there."""
        panel = self._missing.pop(name, None)
        if panel is None:
            return
        widget = panel.load()(self._context)
        if not widget.accessibleName():
            widget.setAccessibleName(_title(panel))
        self.panel_made.emit(name, widget)
        self._docks[name].setWidget(widget)

    def _make_one(self) -> None:
        """Make the next panel that nobody has asked for."""
        if self._missing:
            self._make(next(iter(self._missing)))
        else:
            self._turns.stop()

    def _on_seen(self, name: str, is_seen: bool) -> None:
        if is_seen:
            self._make(name)

    def _has_focus(self, name: str) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self._docks[name].isAncestorOf(focused)

    def _focus_canvas(self) -> None:
        if middle := self._window.centralWidget():
            middle.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_moved(self) -> None:
        self._titles.start()

    def _name_once(self) -> None:
        for dock in self._docks.values():
            is_tab = not dock.isFloating() and bool(self._window.tabifiedDockWidgets(dock))
            bare = dock.titleBarWidget()
            if is_tab and bare is None:
                dock.setTitleBarWidget(QWidget())
            elif not is_tab and bare is not None:
                dock.setTitleBarWidget(None)  # type: ignore[arg-type]
                bare.deleteLater()
        self.changed.emit()


def _title(panel: PanelSpec) -> str:
    return QCoreApplication.translate("Actions", panel.title).replace("&", "")


def _takes_tab(widget: QWidget) -> bool:
    return widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
