"""Where new nodes go, and how a wish for one becomes a verb of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.graph.design import Block
from designer.graph.drawing import INPUT, OUTPUT
from designer.graph.nodes import Edge, Point
from designer.ui.canvas.forms import HEADER_PORT, INPUT_SIDE, WIDTH
from designer.ui.canvas.geometry import Geometry, PortHit
from designer.ui.canvas.search_box import Choice, choices_for
from designer.ui.canvas.wish import Wish

if TYPE_CHECKING:
    from designer.document import Document
    from designer.ui.canvas.view import CanvasView

COLUMN_GAP = 70.0
"""Between a box and one that is placed behind it: a wire and its label."""
_STEP = 24.0
_TRIES = 40
_WIRE_GRIP = 14.0


def fulfil(document: Document, path: str, wish: Wish) -> str:
    """Place a node as it was wished for, as one step; its id, or "" where it was refused."""
    if wish.behind:
        return document.add_wired(path, wish.corner, *wish.behind)
    if wish.before:
        return document.add_before(path, wish.corner, *wish.before)
    if wish.on:
        return document.insert_on(wish.on, path, wish.corner)
    return document.add_node(path, wish.corner)


def wish_at(canvas: CanvasView, path: str, point: Point) -> Wish:
    """A new node at a point of the canvas, in the wire that is there if it can stand in one."""
    edge = None
    if path not in (INPUT, OUTPUT) and not canvas.sheet.geometry.node_at(*point):
        edge = canvas.sheet.geometry.wire_at(*point, canvas.grip(_WIRE_GRIP))
    if edge and not _can_stand_in_wire(canvas.document, path):
        edge = None
    return Wish(point, on=edge)


def wish_in_view(canvas: CanvasView, path: str) -> Wish:
    """A new node behind the selected one, wired to it where nothing else is yet; in the middle of
    the view where none is selected. Never right on top of another."""
    geometry, selected = canvas.sheet.geometry, canvas.selection.node
    if selected not in geometry:
        middle = canvas.on_canvas(canvas.rect().center())
        return Wish(_free_point(geometry, middle, WIDTH / 2))
    left, top, right, _ = geometry.rect(selected)
    if path == INPUT:
        return Wish(_free_point(geometry, ((left + right) / 2, top + HEADER_PORT), WIDTH / 2))
    point = _free_point(geometry, (right + COLUMN_GAP, top + HEADER_PORT), 0.0)
    ends_chain = all(edge.source != selected for edge in geometry.wires_of(selected))
    if ends_chain and geometry.form(selected).outputs:
        return Wish(point, behind=(selected, 0))
    return Wish((point[0] + WIDTH / 2, point[1]))


def _free_point(geometry: Geometry, point: Point, to_left: float) -> Point:
    """The point, or one below it whose box would cover no other one."""
    x, y = point
    for _ in range(_TRIES):
        left, top = x - to_left, y - HEADER_PORT
        if not len(geometry.boxes_in((left, top, left + WIDTH, top + HEADER_PORT * 3))):
            return x, y
        y += _STEP
    return x, y


def _can_stand_in_wire(document: Document, path: str) -> bool:
    block = document.design.blocks.get(path)
    if block:
        return bool(block.graph.inputs() and block.graph.outputs())
    custom = document.design.custom_layers.get(path)
    spec = custom.spec if custom else document.catalog.spec(path)
    return bool(spec and spec.slots)


def wires_at(geometry: Geometry, hit: PortHit) -> list[Edge]:
    """All wires that start or end at a port."""
    name, index = hit.port.name, hit.port.index
    if hit.port.side == INPUT_SIDE:
        wanted = [e for e in geometry.wires_of(hit.node) if e.target == hit.node]
        return [edge for edge in wanted if (edge.slot, edge.index) == (name, index)]
    return sorted(
        e for e in geometry.wires_of(hit.node) if e.source == hit.node and e.output == index
    )


def pending_wire(geometry: Geometry, wish: Wish) -> tuple[float, float, float, float] | None:
    """The ends of the wire that a wish continues, to show while it waits for a choice."""
    if wish.behind:
        port = geometry.form(wish.behind[0]).output(wish.behind[1])
        return (*geometry.port_point(wish.behind[0], port), *wish.point) if port else None
    if wish.before:
        target, slot, index = wish.before
        port = geometry.form(target).input(slot, index)
        return (*wish.point, *geometry.port_point(target, port)) if port else None
    return None


class Finder:
    """What the search finds for a wish, in the catalogue and among the design's own layers."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def __call__(self, text: str, wish: Wish) -> list[Choice]:
        design = self._document.design
        layers = (
            Choice(name, name, "Custom", "A layer of this design") for name in design.custom_layers
        )
        blocks = (_block_choice(block) for block in design.blocks.values())
        return choices_for(self._document.catalog, text, wish, (*layers, *blocks))


def _block_choice(block: Block) -> Choice:
    takes, gives = bool(block.graph.inputs()), bool(block.graph.outputs())
    return Choice(block.name, block.name, "Blocks", "A block of this design", takes, gives)
