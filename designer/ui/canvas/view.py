"""The canvas: one widget that shows the graph of a document and asks it for verbs.

Nothing here knows how to paint or what a drag means; see `stage` and `gestures`. The canvas never
changes the graph: it asks the document, and follows what the document and the session tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from designer.graph.answers import Tensor
from designer.graph.naming import free_block_name
from designer.graph.nodes import BlockNode, Edge, id_order
from designer.ui.canvas import clipboard, placing, tips
from designer.ui.canvas.compared import Compared
from designer.ui.canvas.drops import Drops
from designer.ui.canvas.followers import Followers, Troubles, sheet_of
from designer.ui.canvas.forms import HEADER, INPUT_SIDE, WIDTH
from designer.ui.canvas.geometry import Part, PortHit
from designer.ui.canvas.gestures import Pointer
from designer.ui.canvas.hands import Hands
from designer.ui.canvas.heat import Seen
from designer.ui.canvas.ink import Ink
from designer.ui.canvas.menus import open_menu
from designer.ui.canvas.moving import Moving
from designer.ui.canvas.path import Proposed
from designer.ui.canvas.search_box import SearchBox
from designer.ui.canvas.stage import Stage
from designer.ui.canvas.title_editor import TitleEditor
from designer.ui.canvas.viewport import Viewport
from designer.ui.canvas.wish import Wish
from designer.ui.code_names import richly
from designer.ui.commands.custom import custom_name

if TYPE_CHECKING:
    from designer.ui.code_names import richly
from designer.ui.context import Context


class CanvasView(Viewport):
    """The graph of a document, to look at and to work on."""

    source_requested = Signal(str)
    """The source of the custom layer that this node calls is wanted."""
    menu_requested = Signal(QPoint, str, object)
    """A right click: where on the screen, the node under it, the wire under it or None."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        troubles = Troubles(context.document, context.session)
        super().__init__(sheet_of(context, troubles), parent)
        self.context = context
        self.document = context.document
        self.selection = context.selection
        self.menu_actions: list[QAction] = []
        """What the context menu offers beside the verbs of the canvas, given by the window."""
        self.snaps = False
        """Whether moved nodes always keep to the grid."""
        self.pending_wire: tuple[float, float, float, float] | None = None
        """A wire that waits for the node that the search will place."""
        self.hint = self.tr("Drag a layer here, or press Tab to search")
        self.compared: Compared | None = None
        """What the comparison adds to the picture, while one is shown."""
        self.seen: Seen | None = None
        """What was seen inside the model, while something of it is shown."""
        self.path: Part | None = None
        """The way that led to the problem that is looked at, where there is one."""
        self.proposed: Proposed | None = None
        """What a way out would change, while one is held up."""
        self.ink = Ink(context.theme)
        self.hands = Hands(self)
        self.stage = Stage(self)
        self.drops = Drops(self)
        self.search_box = SearchBox(self)
        self.search_box.chosen.connect(self._place_choice)
        self.search_box.closed.connect(self._forget_pending_wire)
        self.title_editor = TitleEditor(self)
        self.looked_elsewhere.connect(self.title_editor.leave)
        self._followers = Followers(self, troubles)
        context.theme_changed.connect(self._on_theme_changed)
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(
            self.tr("The graph as a drawing. The outline shows the same as a list.")
        )
        self.fit()

    @property
    def comparison_words(self) -> str:
        """What the design is compared with and how that ends; empty where it is not."""
        if not self.context.comparing.is_on:
            return ""
        words = self.tr("Compared with {title}. Esc ends the comparison.")
        return words.format(title=self.context.comparing.title)

    def fit_selection(self) -> None:
        """Show the selected nodes; the whole design where none are selected."""
        self.fit_to(self.sheet.geometry.bounds(self.selection.nodes or None))

    # Verbs

    def select_all(self) -> None:
        graph = self.document.graph
        self.selection.set((node.id for node in graph.nodes()), graph.edges())

    def copy(self) -> None:
        clipboard.copy(self.document, self.selection.nodes)

    def cut(self) -> None:
        if self.selection.nodes:
            self.copy()
            self.document.remove(self.selection.nodes)

    def paste(self) -> None:
        """Put what is on the clipboard where the pointer is, or beside its originals."""
        point = self.on_canvas(self.hands.at) if self.hands.is_inside else None
        self._select(clipboard.paste(self.document, point))

    def duplicate(self) -> None:
        if self.selection.nodes:
            self._select(self.document.duplicate(self.selection.nodes))

    def delete(self) -> None:
        """Take the selection away; where only nodes are selected, what they fed keeps being fed."""
        nodes, edges = self.selection.nodes, self.selection.edges
        if nodes and not edges:
            self.document.remove_bridging(nodes)
        elif nodes or edges:
            self.document.remove(nodes, edges)

    def delete_plainly(self) -> None:
        """Take the selection away with its wires."""
        self.document.remove(self.selection.nodes, self.selection.edges)

    def rename_selected(self) -> None:
        if self.selection.node:
            self.rename(self.selection.node)

    def rename(self, node_id: str) -> None:
        """Let the name of a node be typed where it stands."""
        if node_id not in self.sheet.geometry:
            return
        self.camera.reveal(self.sheet.geometry.rect(node_id))
        self.look_moved()
        left, top, right, _ = self.sheet.geometry.rect(node_id)
        corner, end = self.in_widget(left + 4, top), self.in_widget(right - 4, top + 26)
        name = self.document.graph.node(node_id).name

        def keep(text: str) -> bool:
            gone = node_id not in self.document.graph
            return gone or self.document.rename(node_id, text)

        self.title_editor.edit(name, QRect(corner, end), self.camera.zoom, keep)

    def enter_selected(self) -> None:
        """Show the inside of the selected block."""
        self.enter(self.selection.node)

    def enter(self, node_id: str) -> bool:
        """Show the inside of a block; false where the node is none."""
        return self.context.session.trail.enter(node_id)

    def _calls_custom_layer(self, node_id: str) -> bool:
        node = self.document.graph.get(node_id)
        return node is not None and bool(custom_name(self.document.design, node))

    def leave_block(self) -> bool:
        """Show the graph around the block that is shown, the use that was entered selected."""
        trail = self.context.session.trail
        use = trail.steps[-1].use if trail.steps else ""
        if not trail.leave():
            return False
        if use in self.sheet.geometry:
            self.selection.set([use])
        return True

    def step_out(self) -> bool:
        """One step towards nothing: what is selected is let go, then the block is left."""
        if self.selection.nodes or self.selection.edges:
            self.selection.set()
            return True
        return self.leave_block()

    def name_new_block(self) -> None:
        """Ask for the name of a block to be made of the selected nodes, where they stand."""
        bounds = self.sheet.geometry.bounds(self.selection.nodes)
        if not self.selection.nodes or bounds is None:
            return
        nodes = sorted(self.selection.nodes)
        self.camera.reveal((bounds[0], bounds[1], bounds[0] + WIDTH, bounds[1] + HEADER))
        self.look_moved()
        corner = self.in_widget(bounds[0], bounds[1] - HEADER)
        place = QRect(corner, QSize(round(WIDTH * self.camera.zoom), round(HEADER)))
        design = self.document.design
        name = free_block_name("block", {*design.blocks, *design.custom_layers})
        self.title_editor.edit(name, place, self.camera.zoom, partial(self._make_block, nodes))

    def _make_block(self, nodes: list[str], name: str) -> bool:
        nodes = [node for node in nodes if node in self.document.graph]
        made = self.document.group(nodes, name, self._tensors_into(nodes)) if nodes else ""
        self._select(filter(None, [made]))
        return bool(made) or not nodes

    def _tensors_into(self, nodes: Collection[str]) -> dict[tuple[str, int], Tensor]:
        """What is known of the tensors that come to some nodes."""
        graph = self.document.graph
        sources = {(edge.source, edge.output) for node in nodes for edge in graph.inputs_of(node)}
        found = {source: self.sheet.tensor(*source) for source in sources}
        return {source: tensor for source, tensor in found.items() if tensor}

    def unpack(self) -> None:
        """Put what is in the selected blocks in their places."""
        blocks = [node for node in sorted(self.selection.nodes) if self._is_use(node)]
        self._select([new for block in blocks for new in self.document.ungroup(block)])

    def _is_use(self, node_id: str) -> bool:
        return isinstance(self.document.graph.get(node_id), BlockNode)

    def link(self) -> None:
        """Let the selected nodes call one layer."""
        self.document.link(sorted(self.selection.nodes, key=id_order))

    def make_unique(self) -> None:
        """Give each of the selected nodes a layer of its own."""
        self.document.make_unique(sorted(self.selection.nodes, key=id_order))

    def place(self, path: str) -> str:
        """Place a node in view, behind the selected one where that ends a chain; its id or ""."""
        node = placing.fulfil(self.document, path, placing.wish_in_view(self, path))
        self._select(filter(None, [node]))
        if node:
            self.reveal(node)
        return node

    def place_dropped(self, path: str, point: QPoint) -> str:
        """Place a node at a point of the widget, into the wire that is there; its id or ""."""
        wish = placing.wish_at(self, path, self.on_canvas(point))
        node = placing.fulfil(self.document, path, wish)
        self._select(filter(None, [node]))
        return node

    def break_wires(self, hit: PortHit) -> None:
        """Take all wires of a port away."""
        self.document.disconnect_edges(placing.wires_at(self.sheet.geometry, hit))

    def open_search(self, at: QPoint | None = None) -> None:
        """Open the search at a point of the widget, at the pointer or in the middle."""
        if at is None:
            at = self.hands.at.toPoint() if self.hands.is_inside else self.rect().center()
        self.open_search_for(Wish(self.on_canvas(at)))

    def open_search_for(self, wish: Wish) -> None:
        """Open the search for a node that continues a wire."""
        self.pending_wire = placing.pending_wire(self.sheet.geometry, wish)
        find = placing.Finder(self.document)
        corner = self.in_widget(*wish.point) + QPoint(8, 8)
        self.search_box.open_for(wish, corner, find, self.context.theme)
        self.update()

    def open_menu(self, pointer: Pointer) -> None:
        """Select what is under a right click and offer what can be done with it."""
        open_menu(self, pointer)

    # For gestures

    def hold(self, moving: Moving | None) -> None:
        self.stage.hold(moving)
        self.update()

    def wire_into(self, hit: PortHit) -> Edge | None:
        """The wire that ends at a port."""
        if hit.port.side != INPUT_SIDE:
            return None
        return self.document.graph.edge_at(hit.node, hit.port.name, hit.port.index)

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        self._follow_size()
        painter = QPainter(self)
        self.stage.paint(painter, in_haste=self.is_zooming)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.search_box.close_box()
        self.hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick ones; where that means nothing of its own, a press."""
        if event.button() != Qt.MouseButton.LeftButton:
            self.hands.press(event)
            return
        point = self.on_canvas(event.position())
        port, node, edge = self.things_at(point)
        if node and point[1] <= self.sheet.geometry.position(node)[1] + HEADER:
            self.rename(node)
        elif node and self.enter(node):
            event.accept()
        elif node and self._calls_custom_layer(node):
            self.source_requested.emit(node)
        elif port or node:
            self.hands.press(event)
        else:
            self.open_search_for(Wish(point, on=edge))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; the mouse asks for the menu when its button goes up, see `AskMenu`."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.hands.ask_menu()

    def leaveEvent(self, event: QEvent) -> None:
        self.hands.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.hands.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.hands.key_down(event):
            return
        if event.key() == Qt.Key.Key_Escape and self.context.comparing.is_on:
            self.context.comparing.end()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.hands.key_up(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hands.lose_keyboard()
        self.update()

    def event(self, event: QEvent) -> bool:
        # Tab would move the keyboard on before keyPressEvent is asked; Shift+Tab still does.
        if isinstance(event, QKeyEvent) and _is_press_of_tab(event):
            self.keyPressEvent(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            return self.hands.pinch(event)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        return super().event(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drops.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drops.drop(event)

    # Inside

    def _select(self, node_ids: Iterable[str]) -> None:
        """Select nodes that a verb has made, if it has."""
        node_ids = list(node_ids)
        if node_ids:
            self.selection.set(node_ids)

    def _place_choice(self, path: str, wish: Wish) -> None:
        self._select(filter(None, [placing.fulfil(self.document, path, wish)]))

    def _forget_pending_wire(self) -> None:
        self.pending_wire = None
        self.update()

    def _on_theme_changed(self) -> None:
        self.ink = Ink(self.context.theme)
        self.stage.set_background(self.ink.canvas)
        self.update()

    def _show_tip(self, event: QHelpEvent) -> None:
        port, node, edge = self.things_at(self.on_canvas(event.pos()))
        text = ""
        if self.hands.gesture is None:
            text = tips.tip_of(self.sheet, port, node, edge)
        QToolTip.showText(event.globalPos(), richly(text), self)


def _is_press_of_tab(event: QKeyEvent) -> bool:
    tab = Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier
    return event.type() == QEvent.Type.KeyPress and (event.key(), event.modifiers()) == tab
