"""When actions can be used. Asked after every change, so each answers in no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow


def always(window: MainWindow) -> bool:
    return True


def has_open_design(window: MainWindow) -> bool:
    """A design is open, on the canvas or behind the start page."""
    return window.has_design


def has_design(window: MainWindow) -> bool:
    """A design is open and the canvas shows it."""
    return window.shows_design


def has_nodes(window: MainWindow) -> bool:
    return window.shows_design and len(window.context.document.graph) > 0


def has_selection(window: MainWindow) -> bool:
    selection = window.context.selection if window.shows_design else None
    return bool(selection and (selection.nodes or selection.edges))


def has_node(window: MainWindow) -> bool:
    """Exactly one node is selected."""
    return window.shows_design and bool(window.context.selection.node)


def can_undo(window: MainWindow) -> bool:
    return window.shows_design and window.context.document.undo_stack.canUndo()


def can_redo(window: MainWindow) -> bool:
    return window.shows_design and window.context.document.undo_stack.canRedo()


def has_problems(window: MainWindow) -> bool:
    return window.shows_design and bool(window.context.session.problems)


def has_worker(window: MainWindow) -> bool:
    return window.is_ready
