"""Custom layers by menu: a new one, and the source of the one that a node calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.graph.design import Design
    from designer.graph.nodes import Node
    from designer.ui.main_window import MainWindow


def custom_name(design: Design, node: Node) -> str:
    """The custom layer that a node calls, or the function that its Lambda calls; "" for others."""
    layer = getattr(node, "layer", "")
    if layer in design.custom_layers:
        return str(layer)
    function = getattr(getattr(node, "values", {}).get("function"), "source", "")
    return str(function) if function in design.custom_layers else ""


def new_custom_layer(window: MainWindow) -> None:
    from designer.ui.panels.custom_layers import CustomLayersPanel

    window.docks.show("custom")
    window.docks.panel("custom", CustomLayersPanel).new_layer()


def edit_custom_layer(window: MainWindow) -> None:
    """Show the source of what the selected node calls, with the keyboard in it."""
    show_source(window, window.context.selection.node)


def show_source(window: MainWindow, node_id: str) -> bool:
    """Show the source of what a node calls; false where it is no custom layer's."""
    from designer.ui.panels.custom_layers import CustomLayersPanel

    document = window.context.document
    node = document.graph.get(node_id)
    name = custom_name(document.design, node) if node else ""
    if not name:
        return False
    panel = window.docks.panel("custom", CustomLayersPanel)
    window.docks.show("custom")
    panel.show_layer(name)
    panel.editor.setFocus()
    return True


def show_line(window: MainWindow, name: str, line: int) -> None:
    """Show a line of the source of a custom layer."""
    from designer.ui.panels.custom_layers import CustomLayersPanel

    panel = window.docks.panel("custom", CustomLayersPanel)
    window.docks.show("custom")
    panel.show_layer(name)
    panel.editor.go_to(line)
    panel.editor.setFocus()
