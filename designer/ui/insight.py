"""What of the looks inside the model is shown on the canvas: a heat map, marks, small pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from designer.session.looking import ACTIVATIONS, FIRST_STEP
from designer.session.looks import SOURCES, flags_of, heat_of, pictures_of

if TYPE_CHECKING:
    from designer.session import Session


class Insight(QObject):
    """Which heat map is chosen, and what there is to show of the graph on the canvas."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._heat = ""
        session.looking.changed.connect(self.changed)

    @property
    def heat_name(self) -> str:
        """Of a heat source; empty where none is shown."""
        return self._heat

    def show_heat(self, name: str) -> None:
        if name != self._heat:
            self._heat = name
            self.changed.emit()

    @property
    def is_stale(self) -> bool:
        return self._session.looking.is_stale

    def heat(self) -> dict[str, float]:
        """Numbers by node of the graph that is shown; empty where there are none."""
        source = SOURCES.get(self._heat)
        answer = self._answer(source.look) if source else None
        return heat_of(source, answer, self._way) if source and answer else {}

    def flags(self) -> dict[str, str]:
        """What is wrong with the gradients of nodes, in a word."""
        answer = self._answer(FIRST_STEP)
        return flags_of(answer["layers"], self._way) if answer else {}

    def pictures(self) -> dict[str, Mapping[str, Any]]:
        """What nodes make of the sample that was asked for last."""
        answer = self._answer(ACTIVATIONS)
        return pictures_of(answer["nodes"], self._way) if answer else {}

    @property
    def _way(self) -> tuple[str, ...]:
        return self._session.trail.way

    def _answer(self, look: str) -> Mapping[str, Any] | None:
        return self._session.looking.answers.get(look)
