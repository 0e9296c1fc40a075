"""The comparison that the window shows, if it shows one: the open design against another.

The other design is the earlier one: what only the open design has was added. The comparison
follows the edits; it is made in a thread, from a copy, since large designs take a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from designer.document.trust import held_back
from designer.graph.compare import compared
from designer.graph.design import MAIN, Design
from designer.graph.differences import Comparison, Difference
from designer.graph.snapshot import snapshot
from designer.threads import homeward

if TYPE_CHECKING:
    from designer.document import Change, Document
    from designer.session import Session
    from designer.session.results import Summary

PAUSE_MS = 120


@dataclass(frozen=True)
class Counts:
    """Parameters of the earlier design: all of them, and by the name of the layer."""

    total: int
    layers: Mapping[str, int] = field(default_factory=dict)


class Comparing(QObject):
    """One comparison at a time, or none."""

    changed = Signal()
    """Another comparison is shown, or none any more."""
    counted = Signal()
    """The parameters of the earlier design are known."""
    pointed_at = Signal(object)
    """A `Difference` that the canvas should show."""

    def __init__(self, document: Document, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.title = ""
        """What the earlier design is called."""
        self.comparison: Comparison | None = None
        self.counts: Counts | None = None
        self._document = document
        self._session = session
        self._other: Design | None = None
        self._run = 0
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._compare)
        self._made = homeward(self._on_made)
        document.changed.connect(self._on_changed)
        document.replaced.connect(self.end)

    @property
    def is_on(self) -> bool:
        return self._other is not None

    def begin(self, other: Design, title: str) -> None:
        """Compare the open design with an earlier one, until `end`."""
        self._other, self.title = other, title
        self.comparison = self.counts = None
        self._compare()
        if not held_back(other, self._document.catalog):
            self._session.count(other, self._on_counted)

    def end(self) -> None:
        if self.is_on:
            self._run += 1
            self._timer.stop()
            self._other = self.comparison = self.counts = None
            self.changed.emit()

    def point_at(self, difference: Difference) -> None:
        self.pointed_at.emit(difference)

    def params_of(self, difference: Difference) -> tuple[int | None, int | None]:
        """The parameters of a node's layer, then and now, where they are known."""
        before = after = None
        if difference.graph == MAIN:
            if difference.old and self.counts:
                before = self.counts.layers.get(difference.old.name)
            answer = self._session.answer(difference.new.id) if difference.new else None
            after = answer.params if answer and answer.outputs else None
        return before, after

    # Inside

    def _compare(self) -> None:
        self._timer.stop()
        if self._other is None:
            return
        self._run += 1
        run, other, catalog = self._run, self._other, self._document.catalog
        copy, made = snapshot(self._document.design), self._made

        def work() -> None:
            made(run, compared(other, copy(), catalog))

        Thread(target=work, name="comparison", daemon=True).start()

    def _on_made(self, run: int, comparison: Comparison) -> None:
        if run == self._run:
            self.comparison = comparison
            self.changed.emit()

    def _on_changed(self, change: Change) -> None:
        if self.is_on and not change.cosmetic:
            self._timer.start()

    def _on_counted(self, summary: Summary) -> None:
        if self.is_on and not summary.failure:
            layers = {row.name: row.params for row in summary.rows if not row.depth}
            self.counts = Counts(summary.total_params, layers)
            self.counted.emit()
