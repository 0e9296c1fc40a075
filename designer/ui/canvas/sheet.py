"""A sheet: one graph as it is drawn. Geometry for all of it, faces for what is looked at.

Pure: no Qt. The canvas widget and the headless picture both paint sheets. After an edit
`update(ids)` costs what was touched; faces are made when they come into view and kept until
something about their node changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from designer.catalog.table import Catalog
from designer.graph.answers import Answer, Tensor
from designer.graph.design import MAIN, Design
from designer.graph.dimensions import channels_of, letters_of
from designer.graph.nodes import BlockNode, Edge, Node, path_of
from designer.ui.canvas.faces import Face, Setting, category_of, face_of, form_of_node
from designer.ui.canvas.geometry import Geometry, Rect, Rows
from designer.ui.canvas.masks import loses_mask

PLAIN, WAITS, WARNING, ERROR = range(4)
"""What `Geometry.marks` say of a node."""
_MARKS = {"error": ERROR, "warning": WARNING}
EVERYWHERE: Rect = (-1e18, -1e18, 1e18, 1e18)
REACH = 8.0
"""How far ports, outlines and the width of wires stand out of boxes and curves."""
MANY_CHANNELS = (128, 512, 2048)
"""From each of these counts on a wire is a step thicker."""
_NOT_ASKED = -1
_WASTE_MOST = 2000
_AREAS_MOST = 200

Answers = Callable[[str], Answer | None]
FOLLOWS = "follows"
"""Keras refuses the node only because of another one, which is to blame."""
Trouble = tuple[str, str]
"""The severity of a node's worst problem and its sentence; empty texts where it has none. With
`FOLLOWS` the text is the id of the node to blame."""
Troubles = Callable[[str], Trouble]


class LabelPlace(NamedTuple):
    """Where a label stands on the canvas."""

    left: float
    top: float
    width: float
    is_on_wire: bool
    """Not above it: the label has a background, or the wire would run through its text."""


class Sheet:
    """The geometry and the faces of one graph of a design."""

    def __init__(
        self,
        design: Design,
        catalog: Catalog,
        graph_name: str = MAIN,
        answers: Answers = lambda _node: None,
        troubles: Troubles = lambda _node: ("", ""),
    ) -> None:
        self.setting = Setting(design, catalog, design.graph(graph_name))
        self.categories: list[str] = []
        """Names of colours, by the numbers in `Geometry.kinds`."""
        self.label_places: dict[tuple[Edge, float], LabelPlace | None] = {}
        """Where labels of a width go on their wires, as long as no box moves."""
        self._answers = answers
        self._troubles = troubles
        self._faces: dict[str, Face] = {}
        self._steps: Rows = np.full(0, _NOT_ASKED, np.int64)
        self._shares: dict[str, str] = {}
        """Owners by the nodes that call the owners' layers again."""
        self.rebuild()

    def rebuild(self) -> None:
        """Read the whole graph again."""
        graph = self.setting.graph
        self._faces.clear()
        self._steps[:] = _NOT_ASKED
        self.label_places.clear()
        self.geometry = Geometry()
        nodes = graph.nodes()
        self._shares = {node.id: owner for node in nodes if (owner := _owner(node))}
        self.geometry.put_all(
            (node.id, node.position, form_of_node(self.setting, node), self._kind(node.id))
            for node in nodes
        )
        self.geometry.put_wires(graph.edges())
        self.mark(node.id for node in nodes)

    def update(self, node_ids: Iterable[str]) -> list[Rect]:
        """Follow an edit that touched these nodes; the areas whose picture has changed."""
        touched = set(node_ids)
        # Before the change and after it: owners say how many call their layer.
        graph = self.setting.graph
        owners = {_owner(node) for each in touched if (node := graph.get(each))}
        owners |= {self._shares.get(each, "") for each in touched}
        touched |= {owner for owner in owners if owner in self.geometry}
        node_ids = [*touched, *(user for user, owner in self._shares.items() if owner in touched)]
        if self.geometry.wasted > _WASTE_MOST:
            self.rebuild()
            return [EVERYWHERE]
        self.label_places.clear()
        spoiled = self.areas_of(node_ids)
        for node_id in node_ids:
            self._update_node(node_id)
        self._update_wires(node_ids)
        self.forget_faces(node_ids)
        return spoiled + self.areas_of(node_ids)

    def update_borrowed(self) -> list[Rect]:
        """Follow a change outside the graph: of custom layers, or of blocks that nodes use."""
        custom = self.setting.design.custom_layers
        return self.update(
            node.id
            for node in self.setting.graph.nodes()
            if isinstance(node, BlockNode) or path_of(node) in custom
        )

    def move(self, node_ids: Iterable[str]) -> list[Rect]:
        """Follow an edit that only moved nodes; the areas whose picture has changed."""
        graph = self.setting.graph
        node_ids = [node_id for node_id in node_ids if node_id in self.geometry]
        self.label_places.clear()
        spoiled = self.areas_of(node_ids)
        self.geometry.move({node_id: graph.node(node_id).position for node_id in node_ids})
        return spoiled + self.areas_of(node_ids)

    def _update_node(self, node_id: str) -> None:
        graph, geometry = self.setting.graph, self.geometry
        node = graph.get(node_id)
        self._shares.pop(node_id, None)
        if node is not None:
            form = form_of_node(self.setting, node)
            geometry.put(node_id, node.position, form, self._kind(node_id))
            if owner := _owner(node):
                self._shares[node_id] = owner
        elif node_id in geometry:
            geometry.drop(node_id)

    def _update_wires(self, node_ids: Iterable[str]) -> None:
        graph, geometry = self.setting.graph, self.geometry
        wanted: set[Edge] = set()
        known: set[Edge] = set()
        for node_id in node_ids:
            if node_id in graph:
                wanted.update(graph.inputs_of(node_id), graph.outputs_of(node_id))
                known |= geometry.wires_of(node_id)
        for edge in known - wanted:
            geometry.drop_wire(edge)
        # A step on several graphs is told graph by graph: a far end not known yet comes with
        # a change that follows, and brings its wires.
        new = wanted - known
        geometry.put_wires(sorted(e for e in new if e.source in geometry and e.target in geometry))

    def areas_of(self, node_ids: Iterable[str]) -> list[Rect]:
        """Rectangles around nodes and their wires; `EVERYWHERE` where they would be too many."""
        geometry = self.geometry
        node_ids = list(node_ids)
        if len(node_ids) > _AREAS_MOST:
            return [EVERYWHERE]
        areas = []
        for node_id in node_ids:
            if node_id in geometry:
                left, top, right, bottom = geometry.rect(node_id)
                areas.append((left - REACH, top - REACH, right + REACH, bottom + REACH))
                areas += [self.area_of_wire(edge) for edge in geometry.wires_of(node_id)]
        return areas

    def area_of_wire(self, edge: Edge) -> Rect:
        left, top, right, bottom = self.geometry.hulls[self.geometry.edge_row(edge)].tolist()
        return left - REACH, top - REACH, right + REACH, bottom + REACH

    # Faces

    def face(self, node_id: str) -> Face:
        """What the box of a node says. Raises `GraphError` for an unknown id."""
        face = self._faces.get(node_id)
        if face is None:
            node = self.setting.graph.node(node_id)
            answer, (severity, badge) = self._answers(node_id), self._troubles(node_id)
            calls = len(self.partners(node_id)) + 1 if self._shares else 1
            if severity == FOLLOWS:
                answer, severity, badge = Answer(waits=True), "", ""
            face = face_of(self.setting, node, answer, severity, badge, calls)
            if loses_mask(self, node_id):
                face = replace(face, loses_mask=True)
            self._faces[node_id] = face
        return face

    def partners(self, node_id: str) -> frozenset[str]:
        """The other nodes that call the same layer; none where it is called once."""
        if not self._shares:
            return frozenset()
        owner = self._shares.get(node_id, node_id)
        calls = {user for user, owned_by in self._shares.items() if owned_by == owner}
        return frozenset((calls | {owner}) - {node_id}) if calls else frozenset()

    def forget_faces(self, node_ids: Iterable[str]) -> None:
        """Something that these nodes show has changed: a value, an answer, a problem."""
        node_ids = list(node_ids)
        self._steps[:] = _NOT_ASKED  # What one layer says holds for those behind it as well.
        for node_id in node_ids:
            self._faces.pop(node_id, None)
        self.mark(node_ids)

    def mark(self, node_ids: Iterable[str]) -> None:
        """Note the state of nodes where the bulk painter sees it."""
        geometry = self.geometry
        for node_id in node_ids:
            if node_id in geometry:
                geometry.marks[geometry.row(node_id)] = self._mark_of(node_id)

    def trouble(self, node_id: str) -> Trouble:
        """The worst problem of a node."""
        return self._troubles(node_id)

    def answer(self, node_id: str) -> Answer | None:
        """What the worker said of a node."""
        return self._answers(node_id)

    def tensor(self, node_id: str, output: int) -> Tensor | None:
        """What is known of the tensor that an output carries."""
        answer = self._answers(node_id)
        if answer is None or output >= len(answer.outputs):
            return None
        return answer.outputs[output]

    def letters(self, node_id: str, output: int) -> str:
        """What the dimensions of a tensor mean, a letter each; empty where that is not known."""
        graph, blocks = self.setting.graph, self.setting.design.blocks
        return letters_of(graph, self._answers, node_id, output, blocks)

    def thickness(self, rows: Rows) -> Rows:
        """For each of these wires how many steps thicker it is than one of few channels."""
        edges = self.geometry.edges
        if len(self._steps) < len(edges):
            self._steps = np.full(2 * len(edges), _NOT_ASKED, np.int64)
        for row in rows[self._steps[rows] == _NOT_ASKED].tolist():
            edge = edges[row]
            graph, blocks = self.setting.graph, self.setting.design.blocks
            count = channels_of(graph, self._answers, edge.source, edge.output, blocks)
            self._steps[row] = bisect_right(MANY_CHANNELS, count)
        return self._steps[rows]

    def _mark_of(self, node_id: str) -> int:
        severity = self._troubles(node_id)[0]
        answer = self._answers(node_id)
        if severity == FOLLOWS:
            return WAITS
        if severity or answer is None:
            return _MARKS.get(severity, PLAIN)
        return ERROR if answer.error else WAITS if answer.waits else PLAIN

    def _kind(self, node_id: str) -> int:
        name = category_of(self.setting, self.setting.graph.node(node_id))
        if name not in self.categories:
            self.categories.append(name)
        return self.categories.index(name)


def _owner(node: Node) -> str:
    return str(getattr(node, "shares", ""))
