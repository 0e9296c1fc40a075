"""What is shown on the canvas of costs and of looks inside the model: heat map, marks, pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from designer.session.looking import ACTIVATIONS, FIRST_STEP
from designer.session.looks import SOURCES, Path, flags_of, heat_of, pictures_of
from designer.session.node_costs import COSTS, Terms, cost_heat

if TYPE_CHECKING:
    from designer.session import Session


class Insight(QObject):
    """Which heat map is chosen, and what there is to show of the graph on the canvas."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._heat = ""
        self._known: dict[Any, Any] = {}
        """What was read from answers already: ten thousand rows take a while."""
        session.looking.changed.connect(self._on_changed)
        session.costing.changed.connect(self._on_costs_changed)

    @property
    def heat_name(self) -> str:
        """Of a heat source; empty where none is shown."""
        return self._heat

    def show_heat(self, name: str) -> None:
        if name != self._heat:
            self._heat = name
            self.changed.emit()

    @property
    def unit(self) -> str:
        """Of the numbers of the heat map."""
        source = COSTS.get(self._heat) or SOURCES.get(self._heat)
        return source.unit if source else ""

    @property
    def is_stale(self) -> bool:
        """Whether the heat map is of an earlier design; costs never are."""
        return self._heat not in COSTS and self._session.looking.is_stale

    @property
    def terms(self) -> Terms:
        """Under which the numbers of the heat map hold."""
        return self._session.costing.terms if self._heat in COSTS else Terms()

    def heat(self) -> Mapping[str, float]:
        """Numbers by node of the graph that is shown; empty where there are none."""
        if cost := COSTS.get(self._heat):
            return cost_heat(cost, self._session.costing.shown())
        source = SOURCES.get(self._heat)
        if source is None:
            return {}
        return self._read(source.look, partial(heat_of, source), self._heat)

    def flags(self) -> Mapping[str, str]:
        """What is wrong with the gradients of nodes, in a word."""
        return self._read(FIRST_STEP, lambda answer, way: flags_of(answer["layers"], way))

    def pictures(self) -> Mapping[str, Mapping[str, Any]]:
        """What nodes make of the sample that was asked for last."""
        return self._read(ACTIVATIONS, lambda answer, way: pictures_of(answer["nodes"], way))

    def _read(
        self, look: str, read: Callable[[Mapping[str, Any], Path], dict[str, Any]], more: str = ""
    ) -> Mapping[str, Any]:
        answer = self._session.looking.answers.get(look)
        if answer is None:
            return {}
        way = self._session.trail.way
        key = (look, more, way, id(answer))
        if key not in self._known:
            self._known[key] = read(answer, way)
        found: Mapping[str, Any] = self._known[key]
        return found

    def _on_costs_changed(self) -> None:
        if self._heat in COSTS:
            self.changed.emit()

    def _on_changed(self) -> None:
        self._known.clear()
        self.changed.emit()
