"""What a comparison adds to a sheet, as numbers, and that it is seen."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QColor

from designer.catalog.table import shipped_catalog
from designer.graph.compare import compared
from designer.graph.design import Design
from designer.graph.edits import Change, Move
from designer.graph.layout import layered
from designer.graph.nodes import LayerNode
from designer.ui.canvas.compared import Compared, compared_on
from designer.ui.canvas.sheet import Sheet
from designer.ui.canvas.view import CanvasView
from designer.ui.theme import theme
from tests.builders import chain


def laid_out(*names: str) -> Design:
    design = chain(*names)
    Move(tuple(layered(design.main).items())).apply(design)
    return design


def on_sheet(old: Design, new: Design) -> Compared:
    catalog = shipped_catalog()
    found = compared_on(Sheet(new, catalog), compared(old, new, catalog), "")
    assert found is not None
    return found


def test_nodes_are_marked_by_what_became_of_them() -> None:
    new = laid_out("Dense", "Dropout", "ReLU")
    node = new.main.named("dense")
    assert isinstance(node, LayerNode)
    Change(replace(node, name="first", values={"units": 9})).apply(new)
    found = on_sheet(laid_out("Dense", "ReLU"), new)
    marks = {new.main.node(node).name: kind for node, kind in found.kinds.items()}
    assert marks == {"first": "changed", "dropout": "added", "re_lu": "rewired"}
    assert found.words[node.id].startswith("units ")
    assert len(found.gained_ends) == 2 and len(found.lost_ends) == 1


def test_a_ghost_stands_where_its_node_stood() -> None:
    old = laid_out("Dense", "Dropout", "ReLU")
    new = laid_out("Dense", "Dropout", "ReLU")
    gone = new.main.named("dropout")
    assert gone is not None
    for edge in (*new.main.inputs_of(gone.id), *new.main.outputs_of(gone.id)):
        new.main.disconnect(edge)
    new.main.remove(gone.id)
    found = on_sheet(old, new)
    assert found.ghosts is not None and found.ghosts.geometry.position(gone.id) == gone.position
    assert len(found.lost_ends) == 2


def test_a_ghost_goes_with_its_neighbours_and_out_of_the_way_of_boxes() -> None:
    old = laid_out("Dense", "Dropout", "ReLU")
    new = laid_out("Dense", "ReLU")
    Move(tuple((n.id, (n.position[0], n.position[1] + 700)) for n in new.main.nodes())).apply(new)
    found = on_sheet(old, new)
    assert found.ghosts is not None
    (row,) = found.ghosts.geometry.boxes_in((-1e9, -1e9, 1e9, 1e9)).tolist()
    x, y, width, height = found.ghosts.geometry.boxes[row].tolist()
    assert abs(y - 700) < 300
    assert not len(found.sheet.geometry.boxes_in((x, y, x + width, y + height)))


def test_colours_are_seen_at_every_zoom_and_go_when_the_comparison_ends(qtbot, canvas_of) -> None:
    new = laid_out("Dense", "Dropout", "ReLU")
    canvas: CanvasView = canvas_of(new)
    with qtbot.waitSignal(canvas.context.comparing.changed):
        canvas.context.comparing._session = _NoCounting()
        canvas.context.comparing.begin(laid_out("Dense", "ReLU"), "before")
    dropout = new.main.named("dropout")
    assert dropout is not None
    good = QColor(theme("light").good)
    for zoom in (1.0, 0.45, 0.2):
        canvas.zoom_to(zoom)
        assert _is_framed(canvas, dropout.id, good), zoom
    canvas.context.comparing.end()
    assert not _is_framed(canvas, dropout.id, good)


class _NoCounting:
    def count(self, design: Design, done: object) -> None:
        pass


def _is_framed(canvas: CanvasView, node: str, color: QColor) -> bool:
    """Whether the left edge of a box has this colour, halfway down."""
    picture = canvas.grab().toImage()
    left, top, _, bottom = canvas.sheet.geometry.rect(node)
    at = canvas.in_widget(left, top + 0.8 * (bottom - top))
    near = [picture.pixelColor(at.x() + dx, at.y()) for dx in range(-4, 5)]
    return any(
        abs(c.red() - color.red()) + abs(c.green() - color.green()) + abs(c.blue() - color.blue())
        < 40
        for c in near
    )
