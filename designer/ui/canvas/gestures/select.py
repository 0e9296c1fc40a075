"""Select: click a node or a wire; Shift adds, Ctrl toggles. A drag moves what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.graph.nodes import Edge
from designer.ui.canvas.gestures.gesture import Gesture, Modifier, Pointer
from designer.ui.canvas.gestures.move_nodes import MoveNodes

if TYPE_CHECKING:
    from designer.ui.canvas.view import CanvasView


class SelectNode(Gesture):
    """A press on a node. One of several selected nodes keeps the others: they may be dragged."""

    def __init__(self, canvas: CanvasView, start: Pointer, node_id: str) -> None:
        super().__init__(canvas, start)
        self._node = node_id

    def begin(self) -> None:
        selection = self.canvas.selection
        if self.start.holds(Modifier.ControlModifier):
            selection.toggle(self._node)
        elif self.start.holds(Modifier.ShiftModifier):
            selection.set(selection.nodes | {self._node}, selection.edges)
        elif self._node not in selection.nodes:
            selection.set([self._node])

    def drag(self, pointer: Pointer) -> Gesture:
        if self._node not in self.canvas.selection.nodes:
            return self
        return MoveNodes(self.canvas, self.start, self._node)

    def finish(self, pointer: Pointer, *, dragged: bool) -> None:
        if not dragged and self.start.modifiers == Modifier.NoModifier:
            self.canvas.selection.set([self._node])


class SelectWire(Gesture):
    """A press on a wire."""

    def __init__(self, canvas: CanvasView, start: Pointer, edge: Edge) -> None:
        super().__init__(canvas, start)
        self._edge = edge

    def begin(self) -> None:
        selection = self.canvas.selection
        if self.start.holds(Modifier.ControlModifier):
            selection.set(selection.nodes, selection.edges ^ {self._edge})
        elif self.start.holds(Modifier.ShiftModifier):
            selection.set(selection.nodes, selection.edges | {self._edge})
        else:
            selection.set((), [self._edge])
