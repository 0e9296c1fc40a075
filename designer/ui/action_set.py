"""The table of actions made real: one `QAction` a row, in the menus, the toolbar and under keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from designer.ui import icons
from designer.ui.actions import ACTIONS, CANVAS, GRAPH, MENUS, ActionSpec, keys_text, shown
from designer.ui.theme import Theme

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow


class ActionSet(QObject):
    """The actions of one window by name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._actions = {spec.name: self._made(spec) for spec in ACTIONS}
        self._menus: dict[str, QMenu] = {}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def menu(self, name: str) -> QMenu:
        return self._menus[name]

    def fill_menu_bar(self, bar: QMenuBar) -> None:
        """Make the menus, in the order of the table."""
        titles = dict(MENUS)
        for name, title in MENUS:
            if "/" not in name:
                self._menus[name] = bar.addMenu(shown(title))
        groups: dict[str, int] = {}
        for spec in ACTIONS:
            if spec.menu not in self._menus:
                parent = spec.menu.partition("/")[0]
                _part(self._menus[parent], parent, spec.group, groups)
                self._menus[spec.menu] = self._menus[parent].addMenu(shown(titles[spec.menu]))
                groups[spec.menu] = spec.group
            menu = self._menus[spec.menu]
            _part(menu, spec.menu, spec.group, groups)
            menu.addAction(self._actions[spec.name])
        for menu in self._menus.values():
            menu.setToolTipsVisible(True)

    def fill_toolbar(self, bar: QToolBar) -> None:
        """The actions that the table puts in the toolbar, parted where their menus are."""
        last = ""
        for spec in ACTIONS:
            if spec.toolbar:
                place = f"{spec.menu}{spec.group}" if spec.menu != "file" else "file"
                if last and last != place:
                    bar.addSeparator()
                last = place
                bar.addAction(self._actions[spec.name])

    def adopt(self, widget: QWidget) -> None:
        """Let the keys that count on the graph only count on this widget."""
        widget.addActions([self._actions[spec.name] for spec in ACTIONS if spec.scope == GRAPH])

    def refresh(self) -> None:
        """Ask every action whether it can be used, is on, and how it is called now."""
        for spec in ACTIONS:
            self._refresh(spec)

    def refresh_one(self, name: str) -> None:
        """The same for one action, where all of them would be asked too often."""
        self._refresh(next(spec for spec in ACTIONS if spec.name == name))

    def _refresh(self, spec: ActionSpec) -> None:
        action = self._actions[spec.name]
        action.setEnabled(spec.when(self._window))
        if spec.checked:
            action.setChecked(spec.checked(self._window))
        if spec.caption:
            action.setText(spec.caption(self._window))

    def set_theme(self, theme: Theme) -> None:
        for spec in ACTIONS:
            if spec.icon:
                self._actions[spec.name].setIcon(icons.icon(spec.icon, theme.text))

    def _made(self, spec: ActionSpec) -> QAction:
        seen_keys = f"\t{keys_text(spec.keys)}" if spec.scope == CANVAS else ""
        action = QAction(f"{shown(spec.text)}{seen_keys}", self._window)
        action.setObjectName(spec.name)
        action.setCheckable(spec.checked is not None)
        if spec.scope != CANVAS:
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
        keys = keys_text(spec.keys[:1])
        tip = shown(spec.tip)
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.setStatusTip(tip)
        action.setMenuRole(_ROLES.get(spec.name, QAction.MenuRole.NoRole))
        if spec.scope == GRAPH:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(partial(self._run, spec.run))
        return action

    def _run(self, run: Callable[[MainWindow], object], checked: bool = False) -> None:
        # Keys reach the window in the middle of a drag; what is drawn then is not yet so.
        if not self._window.is_dragging:
            run(self._window)
            self.refresh()


def _part(menu: QMenu, name: str, group: int, groups: dict[str, int]) -> None:
    """Draw a line where a menu's next group begins."""
    if groups.setdefault(name, group) != group:
        menu.addSeparator()
        groups[name] = group


_ROLES = {
    "quit": QAction.MenuRole.QuitRole,
    "about": QAction.MenuRole.AboutRole,
}
"""Where macOS wants an action in the menu of the program."""
