"""Blocks: made of nodes, entered, left, unpacked; and layers that several nodes call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow


def make(window: MainWindow) -> None:
    window.canvas.name_new_block()


def unpack(window: MainWindow) -> None:
    window.canvas.unpack()


def open_up(window: MainWindow) -> None:
    """Ask for the layers of the selected architecture; they come when they come."""
    from designer.graph.nodes import LayerNode

    document, session = window.context.document, window.context.session
    node = document.graph.get(window.context.selection.node)
    if not isinstance(node, LayerNode):
        return
    wires = document.graph.inputs_of(node.id)
    answer = session.answer(wires[0].source) if wires else None
    is_known = answer is not None and wires[0].output < len(answer.outputs)
    received = answer.outputs[wires[0].output] if answer and is_known else None
    session.opener.begin(node, received)


def enter(window: MainWindow) -> None:
    window.canvas.enter_selected()


def leave(window: MainWindow) -> None:
    window.canvas.leave_block()


def link(window: MainWindow) -> None:
    window.canvas.link()


def make_unique(window: MainWindow) -> None:
    window.canvas.make_unique()
