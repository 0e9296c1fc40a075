"""The card over the runs: whether the memory of one leaks, who leaks, the cure, and the proof."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer.diagnosis.leaks.search import Finding
from designer.diagnosis.leaks.verdict import LEAKING, STEADY, TOO_SHORT, Verdict
from designer.session.run_record import RunRecord
from designer.ui import style
from designer.ui.code_names import richly
from designer.ui.elided import WrappedLabel


@dataclass(frozen=True, slots=True)
class SearchState:
    """What the search for the culprit is at."""

    trying: str = ""
    """The short run under way; empty where nobody searches."""
    is_cured: bool = False
    """Whether the design has the cure already."""


class LeakCard(QFrame):
    """Hidden while there is nothing to say. Its buttons name the run that is shown."""

    search_requested = Signal(str)
    cancel_requested = Signal()
    source_requested = Signal(str, int)
    cure_requested = Signal(str)
    prove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.mark(self, "notice")
        self._run = ""
        self._place = ("", 0)
        self.words = WrappedLabel()
        self.culprit = WrappedLabel()
        for label in (self.words, self.culprit):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.search = QPushButton(self.tr("Find the culprit"))
        self.search.setToolTip(self.tr("Short runs in fresh processes, some seconds each"))
        self.search.clicked.connect(self._on_search)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.cancel_requested)
        self.source = QPushButton(self.tr("Show the line"))
        self.source.clicked.connect(self._on_source)
        self.cure = QPushButton(self.tr("Cure…"))
        self.cure.clicked.connect(self._on_cure)
        self.prove = QPushButton(self.tr("Prove it"))
        self.prove.setToolTip(self.tr("Run again with the same settings and compare"))
        self.prove.clicked.connect(self._on_prove)
        self._buttons = (self.search, self.cancel, self.source, self.cure, self.prove)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in self._buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self.culprit)
        column.addLayout(row)
        self.show_run(None)

    def show_run(
        self,
        record: RunRecord | None,
        proved: RunRecord | None = None,
        state: SearchState | None = None,
    ) -> None:
        """`proved` is the run that this one repeats with a cure."""
        state = state or SearchState()
        verdict = record.verdict if record else None
        finding = record.finding if record else None
        self._run = record.id if record else ""
        leaks = verdict is not None and verdict.kind == LEAKING
        self.words.setText(self._told(verdict, proved))
        style.mark(self.words, "error", leaks)
        self.culprit.setText(f"{state.trying}…" if state.trying else _found(finding))
        self.culprit.setToolTip(richly("\n".join(finding.words()) if finding else ""))
        self.culprit.setVisible(bool(self.culprit.text()))
        self._place = _place_of(finding)
        cure = finding.cure if finding else None
        is_over = record is not None and record.is_over
        can_cure = cure is not None and cure.edit is not None and not state.trying
        self.search.setVisible(leaks and is_over and not state.trying and finding is None)
        self.cancel.setVisible(bool(state.trying))
        self.source.setVisible(bool(self._place[0]) and not state.trying)
        self.cure.setVisible(can_cure and not state.is_cured)
        self.cure.setToolTip(cure.title if cure else "")
        self.prove.setVisible(can_cure and state.is_cured)
        self.setVisible(bool(self.words.text()))

    def _told(self, verdict: Verdict | None, proved: RunRecord | None) -> str:
        if verdict is None or verdict.kind == TOO_SHORT:
            return ""
        before = proved.verdict if proved else None
        if before is None or before.mb_per_epoch is None:
            return verdict.sentence
        words = self.tr("{name} grew by {before:.2f} MB an epoch.")
        if verdict.kind == STEADY and before.kind == LEAKING:
            words = self.tr("Cured: {name} grew by {before:.2f} MB an epoch.")
        name = proved.name if proved else ""
        return f"{verdict.sentence} {words.format(name=name, before=before.mb_per_epoch)}"

    def _on_search(self) -> None:
        self.search_requested.emit(self._run)

    def _on_source(self) -> None:
        self.source_requested.emit(*self._place)

    def _on_cure(self) -> None:
        self.cure_requested.emit(self._run)

    def _on_prove(self) -> None:
        self.prove_requested.emit(self._run)


def _found(finding: Finding | None) -> str:
    """Who it is, and where there is no edit that ends it, what a person can do."""
    if finding is None:
        return ""
    if finding.culprit is None:
        return next(iter(finding.words()))
    advice = finding.cure.title if finding.cure and finding.cure.edit is None else ""
    return f"{finding.culprit.sentence} {advice}".rstrip()


def _place_of(finding: Finding | None) -> tuple[str, int]:
    """The custom layer and the line that leak; no name where it is no custom layer."""
    culprit = finding.culprit if finding else None
    if culprit is None or "." not in culprit.function or not culprit.file.endswith(".py"):
        return "", 0
    name = culprit.function.partition(".")[0]
    return (name, culprit.line) if culprit.file == f"{name}.py" else ("", 0)
