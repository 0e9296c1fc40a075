"""When actions can be used. Asked after every change, so each answers in no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.ui.commands.custom import custom_name

if TYPE_CHECKING:
    from designer.graph.nodes import Node
    from designer.ui.main_window import MainWindow

_FEW = 1000
"""More nodes than anybody links by hand."""


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


def has_nodes_selected(window: MainWindow) -> bool:
    return window.shows_design and bool(window.context.selection.nodes)


def has_block(window: MainWindow) -> bool:
    """The one selected node uses a block of the design."""
    node = _selected(window, 1)
    return bool(node) and getattr(node[0], "block", "") in window.context.document.design.blocks


def has_architecture(window: MainWindow) -> bool:
    """The one selected node is a model of `keras.applications`."""
    nodes = _selected(window, 1)
    return bool(nodes) and window.context.session.opener.can_open(nodes[0])


def has_custom_layer(window: MainWindow) -> bool:
    """The one selected node calls a custom layer of the design, or a function of it."""
    return any(custom_name(window.context.document.design, each) for each in _selected(window, 1))


def shows_block(window: MainWindow) -> bool:
    """The canvas shows the inside of a block."""
    return window.shows_design and bool(window.context.session.trail.steps)


def can_link(window: MainWindow) -> bool:
    """Several nodes that could call one layer: all of one class, or of one block."""
    nodes = _selected(window, _FEW)
    called = {getattr(node, "layer", "") or getattr(node, "block", "") for node in nodes}
    return len(nodes) > 1 and len(called) == 1 and "" not in called


def has_shared(window: MainWindow) -> bool:
    """One of the selected nodes calls a layer that another one calls, too."""
    return any(window.canvas.sheet.partners(node.id) for node in _selected(window, _FEW))


def _selected(window: MainWindow, most: int) -> list[Node]:
    """The selected nodes, none where they are more than can be asked in no time."""
    if not window.shows_design:
        return []
    ids, graph = window.context.selection.nodes, window.context.document.graph
    if len(ids) > most:
        return []
    return [node for node in map(graph.get, ids) if node is not None]


def can_undo(window: MainWindow) -> bool:
    return window.shows_design and window.context.document.undo_stack.canUndo()


def can_redo(window: MainWindow) -> bool:
    return window.shows_design and window.context.document.undo_stack.canRedo()


def has_problems(window: MainWindow) -> bool:
    return window.shows_design and bool(window.context.session.problems)


def has_worker(window: MainWindow) -> bool:
    return window.is_ready
