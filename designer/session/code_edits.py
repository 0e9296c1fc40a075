"""Carries edited code into the design: has it run and read, and applies what it says as one step.

The worker reads the design's own code and the edited code; what differs is merged into the design
(`designer.graph.merge`). Before that is kept, the code of the merged design is read as well: it has
to say what the edited code says, or nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.codegen import STYLES, Program, program_of
from designer.codegen.written import uses_in
from designer.document import Document
from designer.graph.compare import compared
from designer.graph.compare_text import sentence_of
from designer.graph.differences import RENAMED
from designer.graph.edits import Several
from designer.graph.graph import CycleError, GraphError
from designer.graph.merge import Reading, merged
from designer.importing import ImportFailed, design_from
from designer.importing.sources import chosen
from designer.protocol import Failure
from designer.session.asking import Asking
from designer.worker_client.client import WorkerClient

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
        self.is_busy = False

    def apply(self, text: str, style: str = "script") -> None:
        """Make the design what this code says, which was written in one of the `EDITABLE` styles;
        `finished` follows. The code is run."""
        if self._document.needs_trust:
            # Reading the code runs all of it, what came with the file included.
            words = self.tr("This design brings code that nobody has trusted yet.")
            self._end(Outcome(words))
            return
        self.is_busy, self._text, self._style = True, text, style
        self._base_text = self._own_code()
        if not self._base_text:
            self._read_new(Reading(self._document.design))
        elif self._known is not None and self._known[0] == self._base_text:
            self._read_new(self._known[1])
        else:
            self._read(self._base_text, self._on_base, self._on_base_failed)

    def cancel(self) -> None:
        self.is_busy = False
        self._asking.drop()

    # Reading

    def _read(
        self, text: str, then: Callable[[Reading], None], or_else: Callable[[Failure], None]
    ) -> None:
        self._then, self._or_else, self._reading_text = then, or_else, text
        name = "build_model" if "\ndef build_model(" in text else ""
        params = {"code": text, "name": name, "strict": True}
        self._asking.ask(lambda: params)

    def _on_read(self, answer: Mapping[str, Any]) -> None:
        try:
            description = chosen(answer)
            imported = design_from(description, self._document.catalog, lambda graph, heights: {})
        except ImportFailed as error:
            self._end(Outcome(str(error)))
            return
        self._then(Reading(imported.design, uses_in(self._reading_text)))

    def _on_failed(self, failure: Failure) -> None:
        self._or_else(failure)

    def _on_base(self, base: Reading) -> None:
        self._known = (self._base_text, base)
        self._read_new(base)

    def _on_base_failed(self, failure: Failure) -> None:
        """The design as it is cannot be built; the edited code may mend that."""
        self._read_new(Reading(self._document.design))

    def _read_new(self, base: Reading) -> None:
        self._read(self._text, lambda new: self._merge(base, new), self._refuse)

    # Merging

    def _merge(self, base: Reading, new: Reading) -> None:
        if self._own_code() != self._base_text:
            self._end(Outcome(self.tr("The design was changed meanwhile. Apply once more.")))
            return
        try:
            edit = merged(self._document.design, base, new, self._document.catalog)
            text = self._code_after(edit) if edit.edits else ""
        except GraphError as error:
            self._end(Outcome(str(error)))
            return
        if not edit.edits:
            self._end(Outcome())
        elif not text:
            self._end(Outcome(self.tr("The design that this would make is not complete.")))
        else:
            self._read(text, lambda after: self._keep(edit, new, after, text), self._refuse_merged)

    def _keep(self, edit: Several, new: Reading, after: Reading, text: str) -> None:
        comparison = compared(new.design, after.design, self._document.catalog)
        lost = [each for each in comparison.differences if each.kind != RENAMED]
        if lost:
            words = self.tr("This cannot be carried into the design: {what}.")
            self._end(Outcome(words.format(what=sentence_of(comparison, lost[0]))))
        elif self._own_code() != self._base_text:
            self._end(Outcome(self.tr("The design was changed meanwhile. Apply once more.")))
        elif self._document.apply(edit, self.tr("Apply code")):
            self._known = (text, after)
            self._end(Outcome(is_news=True))
        else:
            self._end(Outcome(self.tr("The design refuses this change.")))

    def _code_after(self, edit: Several) -> str:
        """The code of the design with an edit applied; empty where it would not be complete."""
        inverse = edit.apply(self._document.design)
        try:
            return self._own_code()
        finally:
            inverse.apply(self._document.design)

    def _own_code(self) -> str:
        program = self._program()
        return STYLES[self._style].arrange(program).text if program and program.is_complete else ""

    def _program(self) -> Program | None:
        try:
            return program_of(self._document.design, self._document.catalog)
        except CycleError:
            return None

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
