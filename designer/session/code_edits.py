"""Carries edited code into the design: has it run and read, and applies what it says as one step.

The worker reads the design's own code and the edited code; what differs is merged into the design
(`designer.graph.merge`). Before that is kept, the code of the merged design is read as well: it has
to say what the edited code says, or nothing is changed.

What is worked out on the way takes a tenth of a second for a few hundred layers, so a thread does
it, on a copy of the design. Where the design changes meanwhile, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from designer.catalog.table import Catalog
from designer.codegen import STYLES, program_of
from designer.codegen.written import uses_in
from designer.document import Change, Document
from designer.graph.compare import compared
from designer.graph.compare_text import sentence_of
from designer.graph.design import Design
from designer.graph.differences import RENAMED
from designer.graph.edits import Several
from designer.graph.graph import CycleError, GraphError
from designer.graph.merge import Reading, merged
from designer.graph.snapshot import snapshot
from designer.importing import ImportFailed, design_from
from designer.importing.sources import chosen
from designer.protocol import Failure
from designer.session.asking import Asking
from designer.threads import homeward
from designer.worker_client.client import WorkerClient

T = TypeVar("T")

EDITABLE = ("script", "function")
"""The styles whose text makes a functional model when it is run, and nothing beside it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an application of code ended; without a message it is done."""

    message: str = ""
    line: int = 0
    """The line of the code that is at fault, from 1; 0 where there is none."""
    is_news: bool = False
    """Whether the design has changed."""


class CodeEdits(QObject):
    """One application of code at a time."""

    finished = Signal(object)
    """An `Outcome`."""

    def __init__(self, document: Document, client: WorkerClient, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._asking = Asking(client, "read_model", self._on_read, self._on_failed, self, tries=1)
        self._then: Callable[[Reading], None] = self._ignore
        self._or_else: Callable[[Failure], None] = self._refuse
        self._reading_text = ""
        self._text, self._style = "", EDITABLE[0]
        self._known: tuple[str, Reading] | None = None
        """The design's own code, and what it reads as."""
        self._base_text = ""
        self._copy = snapshot(document.design)
        self._run = 0
        self._is_old = False
        """Whether the design has changed since the application began."""
        self._home = homeward(self._on_worked)
        self.is_busy = False
        document.changed.connect(self._on_changed)
        document.replaced.connect(self._on_replaced)

    def apply(self, text: str, style: str = "script") -> None:
        """Make the design what this code says, which was written in one of the `EDITABLE` styles;
        `finished` follows. The code is run."""
        if self._document.needs_trust:
            # Reading the code runs all of it, what came with the file included.
            words = self.tr("This design brings code that nobody has trusted yet.")
            self._end(Outcome(words))
            return
        self.is_busy, self._text, self._style = True, text, style
        self._is_old = False
        self._copy = copy = snapshot(self._document.design)
        catalog = self._document.catalog
        self._work(lambda: _code_of(copy(), catalog, style), self._on_written)

    def cancel(self) -> None:
        self.is_busy = False
        self._run += 1
        self._asking.drop()

    def _on_written(self, text: str) -> None:
        self._base_text = text
        if not text:
            self._read_new(Reading(self._copy()))
        elif self._known is not None and self._known[0] == text:
            self._read_new(self._known[1])
        else:
            self._read(text, self._on_base, self._on_base_failed)

    def _on_changed(self, change: Change) -> None:
        self._is_old = self._is_old or not change.cosmetic

    def _on_replaced(self) -> None:
        self._is_old = True

    # Work in a thread

    def _work(self, do: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do something in a thread, and what follows with its result here, unless it is cancelled
        meanwhile. `do` holds no `QObject`."""
        self._run += 1
        run, home = self._run, self._home

        def work() -> None:
            try:
                home(run, then, do(), None)
            except Exception as error:  # Raised again where it can be told.
                home(run, then, None, error)

        Thread(target=work, name="code", daemon=True).start()

    def _on_worked(
        self, run: int, then: Callable[[Any], None], result: object, error: Exception | None
    ) -> None:
        if run != self._run:
            return
        if isinstance(error, (ImportFailed, GraphError)):
            self._end(Outcome(str(error)))
        elif error is not None:
            self._end(Outcome(self.tr("This code could not be carried into the design.")))
            raise error
        else:
            then(result)

    # Reading

    def _read(
        self, text: str, then: Callable[[Reading], None], or_else: Callable[[Failure], None]
    ) -> None:
        self._then, self._or_else, self._reading_text = then, or_else, text
        name = "build_model" if "\ndef build_model(" in text else ""
        params = {"code": text, "name": name, "strict": True}
        self._asking.ask(lambda: params)

    def _on_read(self, answer: Mapping[str, Any]) -> None:
        text, catalog = self._reading_text, self._document.catalog
        self._work(lambda: _reading(answer, text, catalog), self._then)

    def _on_failed(self, failure: Failure) -> None:
        self._or_else(failure)

    def _on_base(self, base: Reading) -> None:
        self._known = (self._base_text, base)
        self._read_new(base)

    def _on_base_failed(self, failure: Failure) -> None:
        """The design as it is cannot be built; the edited code may mend that."""
        self._read_new(Reading(self._copy()))

    def _read_new(self, base: Reading) -> None:
        self._read(self._text, lambda new: self._merge(base, new), self._refuse)

    # Merging

    def _merge(self, base: Reading, new: Reading) -> None:
        if self._is_old:
            self._end(Outcome(self.tr("The design was changed meanwhile. Apply once more.")))
            return
        copy, catalog, style = snapshot(self._document.design), self._document.catalog, self._style
        work = partial(_merged, copy, base, new, catalog, style)
        self._work(work, lambda found: self._on_merged(new, *found))

    def _on_merged(self, new: Reading, edit: Several, text: str) -> None:
        if not edit.edits:
            self._end(Outcome())
        elif not text:
            self._end(Outcome(self.tr("The design that this would make is not complete.")))
        else:
            self._read(text, lambda after: self._prove(edit, new, after, text), self._refuse_merged)

    def _prove(self, edit: Several, new: Reading, after: Reading, text: str) -> None:
        work = partial(_lost, new.design, after.design, self._document.catalog)
        self._work(work, lambda lost: self._keep(edit, after, text, lost))

    def _keep(self, edit: Several, after: Reading, text: str, lost: str) -> None:
        if lost:
            words = self.tr("This cannot be carried into the design: {what}.")
            self._end(Outcome(words.format(what=lost)))
        elif self._is_old:
            self._end(Outcome(self.tr("The design was changed meanwhile. Apply once more.")))
        elif self._document.apply(edit, self.tr("Apply code")):
            self._known = (text, after)
            self._end(Outcome(is_news=True))
        else:
            self._end(Outcome(self.tr("The design refuses this change.")))

    # Ends

    def _refuse(self, failure: Failure) -> None:
        self._end(Outcome(failure.message, failure.line or 0))

    def _refuse_merged(self, failure: Failure) -> None:
        words = self.tr("This cannot be carried into the design: {what}")
        self._end(Outcome(words.format(what=failure.message)))

    def _end(self, outcome: Outcome) -> None:
        self.is_busy = False
        self.finished.emit(outcome)

    @staticmethod
    def _ignore(reading: Reading) -> None:
        pass


def _code_of(design: Design, catalog: Catalog, style: str) -> str:
    """Empty where the design is not complete."""
    try:
        program = program_of(design, catalog)
    except CycleError:
        return ""
    return STYLES[style].arrange(program).text if program.is_complete else ""


def _reading(answer: Mapping[str, Any], text: str, catalog: Catalog) -> Reading:
    """What the worker read, as a design that is not laid out. Raises `ImportFailed`."""
    imported = design_from(chosen(answer), catalog, lambda graph, heights: {})
    return Reading(imported.design, uses_in(text))


def _merged(
    copy: Callable[[], Design], base: Reading, new: Reading, catalog: Catalog, style: str
) -> tuple[Several, str]:
    """What to change in the design, and its code then: empty where nothing changes, or where it
    would not be complete. Raises `GraphError`."""
    design = copy()
    edit = merged(design, base, new, catalog)
    if not edit.edits:
        return edit, ""
    edit.apply(design)
    return edit, _code_of(design, catalog, style)


def _lost(wanted: Design, found: Design, catalog: Catalog) -> str:
    """The first thing in which the designs differ, names apart; empty where there is none."""
    comparison = compared(wanted, found, catalog)
    lost = [each for each in comparison.differences if each.kind != RENAMED]
    return sentence_of(comparison, lost[0]) if lost else ""
