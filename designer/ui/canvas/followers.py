"""Keeps the canvas in step with the document, the session and the selection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.ui.canvas.compared import compared_on
from designer.ui.canvas.path import path_on, proposed_on
from designer.ui.canvas.seeing import seen_on
from designer.ui.canvas.sheet import Sheet, Trouble
from designer.ui.canvas.troubles import worst_by_node
from designer.ui.canvas.viewport import Look

if TYPE_CHECKING:
    from designer.document import Change, Document
    from designer.graph.differences import Difference
    from designer.session import Session
    from designer.ui.canvas.view import CanvasView
    from designer.ui.context import Context

NO_TROUBLE: Trouble = ("", "")


class Troubles:
    """The worst problem of each node, as the session last told."""

    def __init__(self, document: Document, session: Session) -> None:
        self._document = document
        self._session = session
        self._worst: dict[str, Trouble] = {}
        self.read()

    def __call__(self, node_id: str) -> Trouble:
        return self._worst.get(node_id, NO_TROUBLE)

    def read(self) -> set[str]:
        """Ask the session again; the nodes for which the answer is another one."""
        old = self._worst
        self._worst = worst_by_node(self._session.problems, self._document.graph_name)
        return {node for node in {*old, *self._worst} if old.get(node) != self._worst.get(node)}


def sheet_of(context: Context, troubles: Troubles) -> Sheet:
    """The sheet of the graph that is on the canvas now."""
    document = context.document
    return Sheet(
        document.design, document.catalog, document.graph_name, context.session.answer, troubles
    )


class Followers(QObject):
    """Connects the canvas to the signals that it follows, and to nothing else."""

    def __init__(self, canvas: CanvasView, troubles: Troubles) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._troubles = troubles
        self._looks: dict[str, Look] = {}
        """Where the camera stood when another graph was shown, by the names of graphs."""
        self._shown = canvas.document.graph_name
        context = canvas.context
        context.document.changed.connect(self._on_changed)
        context.document.replaced.connect(self._on_replaced)
        context.document.graph_shown.connect(self._on_graph_shown)
        context.session.answers_changed.connect(self._on_answers_changed)
        context.session.problems_changed.connect(self._on_problems_changed)
        context.selection.changed.connect(self._on_selection_changed)
        context.selection.revealed.connect(canvas.reveal)
        context.comparing.changed.connect(self._on_comparison_changed)
        context.comparing.pointed_at.connect(self._on_pointed_at)
        context.insight.changed.connect(self._on_insight_changed)
        context.mending.changed.connect(self._on_problem_changed)
        context.mending.previewed.connect(self._on_previewed)

    def _on_changed(self, change: Change) -> None:
        canvas = self._canvas
        canvas.hands.cancel()
        canvas.keeps_fit = False
        sheet = canvas.sheet
        if change.graph != canvas.document.graph_name or not change.nodes:
            areas = sheet.update_borrowed()
        elif change.cosmetic:
            areas = sheet.move(change.nodes)
        else:
            areas = sheet.update(change.nodes)
        canvas.hands.forget_hover()
        self._compare_anew()
        self._trace_anew()
        if not change.cosmetic:
            self._look_anew()
        canvas.stage.spoil_areas(areas)
        self._prune_selection()
        canvas.update()

    def _on_replaced(self) -> None:
        self._looks.clear()
        self._take_sheet()
        self._canvas.fit()

    def _on_graph_shown(self) -> None:
        """Another graph of the design: shown as it was looked at the last time, else whole."""
        canvas = self._canvas
        if canvas.document.graph is canvas.sheet.setting.graph:
            # The block that is shown has another name.
            self._shown = canvas.document.graph_name
            return
        self._looks[self._shown] = canvas.look
        self._take_sheet()
        look = self._looks.get(self._shown)
        if look is None:
            canvas.fit()
        else:
            canvas.look_as(look)

    def _take_sheet(self) -> None:
        """Put the graph that is shown now onto the canvas."""
        canvas = self._canvas
        self._shown = canvas.document.graph_name
        canvas.hands.cancel()
        canvas.hands.forget_hover()
        canvas.search_box.close_box()
        canvas.title_editor.leave()
        self._troubles.read()
        canvas.sheet = sheet_of(canvas.context, self._troubles)
        self._compare_anew()
        self._look_anew()
        self._trace_anew()
        canvas.stage.spoil()
        self._prune_selection()

    def _on_answers_changed(self, node_ids: Iterable[str]) -> None:
        self._repaint(node_ids)

    def _on_problems_changed(self) -> None:
        self._repaint(self._troubles.read())

    def _repaint(self, node_ids: Iterable[str]) -> None:
        """The faces of some nodes, and the wires behind them, look different now."""
        canvas = self._canvas
        node_ids = [node_id for node_id in node_ids if node_id in canvas.sheet.geometry]
        if node_ids:
            canvas.sheet.forget_faces(node_ids)
            canvas.stage.spoil_areas(canvas.sheet.areas_of(node_ids))
            canvas.update()

    def _on_comparison_changed(self) -> None:
        self._compare_anew()
        self._canvas.stage.spoil()
        self._canvas.update()

    def _compare_anew(self) -> None:
        """What the comparison adds depends on where the nodes are now."""
        canvas = self._canvas
        comparison = canvas.context.comparing.comparison
        name = canvas.document.graph_name
        canvas.compared = compared_on(canvas.sheet, comparison, name) if comparison else None

    def _on_insight_changed(self) -> None:
        before = self._canvas.seen
        self._look_anew()
        if before or self._canvas.seen:
            self._canvas.stage.spoil()
            self._canvas.update()

    def _look_anew(self) -> None:
        """What was seen inside the model, on the boxes that are there now."""
        canvas = self._canvas
        canvas.seen = seen_on(canvas.sheet.geometry, canvas.context.insight)

    def _on_problem_changed(self) -> None:
        before = self._canvas.path
        self._trace_anew()
        if before or self._canvas.path:
            self._canvas.stage.spoil()
            self._canvas.update()

    def _on_previewed(self) -> None:
        self._trace_anew()
        self._canvas.update()

    def _trace_anew(self) -> None:
        """The way to the problem, and what the way out would do, on the boxes as they are now."""
        canvas, mending = self._canvas, self._canvas.context.mending
        nodes, fix = mending.path, mending.preview
        canvas.path = path_on(canvas.sheet.geometry, nodes) if nodes else None
        name = canvas.document.graph_name
        canvas.proposed = proposed_on(canvas.sheet, fix.edit, name) if fix else None

    def _on_pointed_at(self, difference: Difference) -> None:
        canvas = self._canvas
        rect = canvas.compared.bounds_of(difference) if canvas.compared else None
        if difference.new and difference.new.id in canvas.sheet.geometry:
            canvas.selection.reveal(difference.new.id)
        elif rect:
            canvas.selection.set()
            canvas.reveal_area(rect)

    def _on_selection_changed(self) -> None:
        self._canvas.stage.follow_selection()
        self._canvas.update()

    def _prune_selection(self) -> None:
        """What has left the graph is selected no longer."""
        selection, geometry = self._canvas.selection, self._canvas.sheet.geometry
        nodes = {node for node in selection.nodes if node in geometry}
        edges = {edge for edge in selection.edges if geometry.edge_row(edge) is not None}
        selection.set(nodes, edges)
