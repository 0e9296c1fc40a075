"""The context menu: verbs of the canvas for what was clicked, then the window's actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP as T
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from designer.ui.canvas.gestures.gesture import Pointer
from designer.ui.canvas.wish import Wish

if TYPE_CHECKING:
    from designer.ui.canvas.view import CanvasView


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu; an empty text draws a line between groups."""

    text: object
    """A `str`; the stub of `QT_TRANSLATE_NOOP` does not know."""
    key: str
    do: Callable[[CanvasView, Pointer], object]


_LINE = Entry("", "", lambda _canvas, _pointer: None)


def _add(canvas: CanvasView, pointer: Pointer) -> None:
    canvas.open_search_for(Wish(pointer.at))


def _insert(canvas: CanvasView, pointer: Pointer) -> None:
    edge = next(iter(canvas.selection.edges), None)
    canvas.open_search_for(Wish(pointer.at, on=edge))


# fmt: off
ON_NODE = (
    Entry(T("CanvasMenu", "Rename"), "F2", lambda canvas, _: canvas.rename_selected()),
    Entry(T("CanvasMenu", "Duplicate"), "Ctrl+D", lambda canvas, _: canvas.duplicate()),
    Entry(T("CanvasMenu", "Copy"), "Ctrl+C", lambda canvas, _: canvas.copy()),
    Entry(T("CanvasMenu", "Cut"), "Ctrl+X", lambda canvas, _: canvas.cut()),
    _LINE,
    Entry(T("CanvasMenu", "Delete"), "Del", lambda canvas, _: canvas.delete()),
    Entry(T("CanvasMenu", "Delete with its wires"), "Shift+Del",
          lambda canvas, _: canvas.delete_plainly()),
    _LINE,
    Entry(T("CanvasMenu", "Show selection"), "F", lambda canvas, _: canvas.fit_selection()),
)
ON_WIRE = (
    Entry(T("CanvasMenu", "Insert a layer…"), "", _insert),
    Entry(T("CanvasMenu", "Delete the wire"), "Del", lambda canvas, _: canvas.delete()),
)
ON_NOTHING = (
    Entry(T("CanvasMenu", "Add a layer…"), "Tab", _add),
    Entry(T("CanvasMenu", "Paste"), "Ctrl+V", lambda canvas, _: canvas.paste()),
    _LINE,
    Entry(T("CanvasMenu", "Select all"), "Ctrl+A", lambda canvas, _: canvas.select_all()),
    Entry(T("CanvasMenu", "Show all"), "Home", lambda canvas, _: canvas.fit()),
)
# fmt: on


def open_menu(canvas: CanvasView, pointer: Pointer) -> None:
    """Select what is under the pointer, unless it is selected already, and show its menu."""
    port, node, edge = canvas.things_at(pointer.at)
    node = port.node if port else node
    entries = ON_NODE if node else ON_WIRE if edge else ON_NOTHING
    if node and node not in canvas.selection.nodes:
        canvas.selection.set([node])
    elif edge and not node:
        canvas.selection.set((), [edge])
    menu = _menu(canvas, pointer, entries)
    canvas.menu_requested.emit(pointer.on_screen, node, edge)
    menu.popup(pointer.on_screen)


def _menu(canvas: CanvasView, pointer: Pointer, entries: tuple[Entry, ...]) -> QMenu:
    menu = QMenu(canvas)
    menu.aboutToHide.connect(menu.deleteLater)
    chosen: dict[object, Entry] = {}
    for entry in entries:
        if entry is _LINE:
            menu.addSeparator()
            continue
        action = menu.addAction(QCoreApplication.translate("CanvasMenu", str(entry.text)))
        action.setShortcut(QKeySequence(entry.key))
        action.setShortcutVisibleInContextMenu(True)
        chosen[action] = entry
    if canvas.menu_actions:
        menu.addSeparator()
        menu.addActions(canvas.menu_actions)

    def do(action: object) -> None:
        if action in chosen:
            chosen[action].do(canvas, pointer)

    menu.triggered.connect(do)
    return menu
