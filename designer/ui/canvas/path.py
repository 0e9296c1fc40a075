"""The way that led to a problem, and what a way out would change, in the terms of one sheet.

Pure: no Qt.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from designer.graph.compare_text import change_text
from designer.graph.design import MAIN, Design
from designer.graph.differences import ADDED, CHANGED, REMOVED, RENAMED, REWIRED, other_values
from designer.graph.edits import Add, Change, Connect, Disconnect, Edit, Remove, parts_of
from designer.graph.graph import Graph
from designer.graph.nodes import Edge, InputNode, Node, values_of
from designer.ui.canvas.curves import Numbers
from designer.ui.canvas.forms import HEADER_PORT, WIDTH
from designer.ui.canvas.geometry import Geometry, Part, Rect
from designer.ui.canvas.sheet import Sheet

_APART = 24.0


def path_on(geometry: Geometry, nodes: Collection[str]) -> Part | None:
    """The boxes of a way and the wires between them; None where it has none here."""
    mask = geometry.mask_of(node for node in nodes if node in geometry)
    if not mask.any():
        return None
    count = len(geometry.edges)
    starts, ends = geometry.sources[:count], geometry.targets[:count]
    alive = ~np.isnan(geometry.ends[:count, 0])
    return Part(mask, mask[starts] & mask[ends] & alive)


@dataclass
class Proposed:
    """What a way out would do to the graph of a sheet."""

    kinds: dict[str, str] = field(default_factory=dict)
    """By node on the sheet, or in `ghosts`, one of the kinds of differences."""
    words: dict[str, str] = field(default_factory=dict)
    ghosts: Sheet | None = None
    """The boxes that would come."""
    gained: Numbers = field(default_factory=lambda: np.empty((0, 4)))
    """The ends of wires that would come; of those that would go, `lost`."""
    lost: Numbers = field(default_factory=lambda: np.empty((0, 4)))


def proposed_on(sheet: Sheet, edit: Edit, graph_name: str) -> Proposed:
    """What an edit would change of the graph that is shown; costs what it touches."""
    parts = [each for each in parts_of(edit) if getattr(each, "graph", "") == graph_name]
    found, geometry = Proposed(), sheet.geometry
    new = {each.node.id: each.node for each in parts if isinstance(each, Add)}
    gained = [each.edge for each in parts if isinstance(each, Connect)]
    lost = [each.edge for each in parts if isinstance(each, Disconnect)]
    for each in parts:
        if isinstance(each, Change):
            if old := sheet.setting.graph.get(each.node.id):
                _change(found, old, each.node)
        elif isinstance(each, Remove) and each.node in geometry:
            _mark(found, each.node, REMOVED, REMOVED)
            lost += geometry.wires_of(each.node)
    # A wire that is taken away and put back is no change.
    kept = set(gained) & set(lost)
    gained = [edge for edge in gained if edge not in kept]
    lost = [edge for edge in lost if edge not in kept]
    for edge in gained:
        if edge.target in geometry and edge.target not in found.kinds:
            _mark(found, edge.target, REWIRED, "")
    if new:
        found.ghosts = _ghosts(sheet, list(new.values()), gained)
        for node in new:
            _mark(found, node, ADDED, ADDED)
    found.gained = _ends(sheet, found.ghosts, gained)
    rows = [row for edge in lost if (row := geometry.edge_row(edge)) is not None]
    found.lost = geometry.ends[np.array(rows, np.int64)]
    return found


def _mark(found: Proposed, node: str, kind: str, words: str) -> None:
    found.kinds[node], found.words[node] = kind, words


def _change(found: Proposed, old: Node, new: Node) -> None:
    changes = [change_text(each) for each in other_values(values_of(old), values_of(new))]
    if isinstance(old, InputNode) and isinstance(new, InputNode) and old.shape != new.shape:
        changes.append(f"shape {old.shape} → {new.shape}")
    if old.name != new.name:
        _mark(found, new.id, RENAMED, f"{RENAMED} {new.name}")
    else:
        _mark(found, new.id, CHANGED, ", ".join(changes) or CHANGED)


def _ghosts(sheet: Sheet, nodes: list[Node], edges: list[Edge]) -> Sheet:
    """A sheet of the new boxes, each out of the way of the boxes that are there."""
    setting = sheet.setting
    inner = [edge for edge in edges if {edge.source, edge.target} <= {each.id for each in nodes}]
    part = Design(Graph(nodes, inner), setting.design.blocks)
    part.custom_layers = setting.design.custom_layers
    ghosts = Sheet(part, setting.catalog, MAIN)
    taken: list[Rect] = []
    for node in nodes:
        form = ghosts.geometry.form(node.id)
        x, y = node.position
        for _ in range(40):
            box = (x, y, x + WIDTH, y + form.height)
            under = sheet.geometry.boxes_in(box)
            if not len(under) and not any(_overlap(box, other) for other in taken):
                break
            y += _APART
        taken.append((x, y, x + WIDTH, y + form.height))
        kind = int(ghosts.geometry.kinds[ghosts.geometry.row(node.id)])
        ghosts.geometry.put(node.id, (x, y), form, kind)
    return ghosts


def _overlap(one: Rect, other: Rect) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ends(sheet: Sheet, ghosts: Sheet | None, edges: list[Edge]) -> Numbers:
    found = []
    for edge in edges:
        start, end = _standing(sheet, ghosts, edge.source), _standing(sheet, ghosts, edge.target)
        if start is None or end is None:
            continue
        (x1, y1), (x2, y2) = start.position(edge.source), end.position(edge.target)
        out = start.form(edge.source).output(edge.output)
        into = end.form(edge.target).input(edge.slot, edge.index)
        y1 += out.y if out else HEADER_PORT
        found.append((x1 + WIDTH, y1, x2, y2 + (into.y if into else HEADER_PORT)))
    return np.array(found, np.float64).reshape(-1, 4)


def _standing(sheet: Sheet, ghosts: Sheet | None, node: str) -> Geometry | None:
    if node in sheet.geometry:
        return sheet.geometry
    return ghosts.geometry if ghosts is not None and node in ghosts.geometry else None
