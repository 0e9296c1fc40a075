"""Costs of large graphs, worked out in a thread: neither a slider nor an edit may wait for them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from designer.diagnosis.costs import ADAM
from designer.session.node_costs import Costs
from designer.threads import homeward

AT_ONCE = 250
"""Nodes whose costs are worked out at once, in less than half a frame."""
_NOTHING = Costs((), 1, "", ADAM)


class Figuring(QObject):
    """Keeps costs by the names of graphs while they hold, and shows the last ones until there are
    new ones."""

    done = Signal()
    """What was worked out in the thread can be had now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._now: dict[str, Costs] = {}
        self._last: dict[str, Costs] = {}
        self._under_way: Costs | None = None
        self._is_outdated = False
        self._home = homeward(self._on_done)

    @property
    def is_busy(self) -> bool:
        return self._under_way is not None

    def costs(self, graph: str, make: Callable[[], Costs]) -> Costs:
        """Those of now, or the last ones, and `done` follows."""
        if graph in self._now:
            return self._now[graph]
        if self._under_way is None:
            made = make()
            made = next((each for each in self._now.values() if each == made), made)
            if len(made.steps) <= AT_ONCE or made in self._now.values():
                self._now[graph] = made
                return made
            self._under_way, self._is_outdated = made, False
            work = (graph, made, self._home)
            threading.Thread(target=_work_out, args=work, name="costs", daemon=True).start()
        return self._last.get(graph, _NOTHING)

    def outdate(self) -> None:
        """All costs are others now."""
        self._last |= self._now
        self._now.clear()
        self._is_outdated = True

    def forget(self) -> None:
        """The costs were those of another design."""
        self.outdate()
        self._last.clear()
        self._under_way = None

    # Inside

    def _on_done(self, graph: str, costs: Costs) -> None:
        if costs is not self._under_way:
            return
        self._under_way = None
        self._last[graph] = costs
        if not self._is_outdated:
            self._now[graph] = costs
        self.done.emit()


def _work_out(graph: str, costs: Costs, done: Callable[[str, Costs], None]) -> None:
    """In the thread."""
    costs.work_out()
    done(graph, costs)
