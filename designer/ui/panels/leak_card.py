"""The card over the runs: whether the memory of one leaks, what can be done, and the proof."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from designer.diagnosis.leaks.verdict import LEAKING, STEADY, Verdict
from designer.graph.run_settings import EAGER
from designer.session.run_record import RunRecord
from designer.ui import style
from designer.ui.elided import WrappedLabel


class LeakCard(QFrame):
    """Hidden while there is nothing to say."""

    cure_requested = Signal(str)
    prove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        style.mark(self, "notice")
        self._run = ""
        self.words = WrappedLabel()
        self.cure = QPushButton(self.tr("Cure…"))
        self.cure.setToolTip(self.tr("Show what compiling the step changes"))
        self.cure.clicked.connect(self._on_cure)
        self.prove = QPushButton(self.tr("Prove it"))
        self.prove.setToolTip(self.tr("Run again with the same settings and compare"))
        self.prove.clicked.connect(self._on_prove)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cure)
        row.addWidget(self.prove)
        self._buttons = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        self._buttons.setLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self._buttons)
        self.show_run(None)

    def show_run(
        self,
        record: RunRecord | None,
        proved: RunRecord | None = None,
        *,
        is_cured: bool = False,
    ) -> None:
        """`proved` is the run that this one repeats with a cure; `is_cured` says that the design
        has the cure already."""
        self._run = record.id if record else ""
        verdict = record.verdict if record else None
        parts = [verdict.sentence] if verdict else []
        leaks = verdict is not None and verdict.kind == LEAKING
        is_eager = record is not None and record.settings.loop == EAGER
        if leaks and is_eager:
            parts.append(
                self.tr(
                    "In an eager loop TensorFlow keeps a kernel for every new value that an op"
                    " gets as an attribute. A compiled step makes each of them once."
                )
            )
        if proved is not None and proved.verdict is not None and verdict is not None:
            parts.append(self._compared(proved, verdict))
        self.words.setText(" ".join(parts))
        self.cure.setVisible(leaks and is_eager and not is_cured)
        self.prove.setVisible(leaks and is_cured and record is not None and record.is_over)
        self._buttons.setVisible(not self.cure.isHidden() or not self.prove.isHidden())
        style.mark(self.words, "error", leaks)
        self.setVisible(bool(parts))

    def _compared(self, proved: RunRecord, verdict: Verdict) -> str:
        before = proved.verdict
        if before is None or before.mb_per_epoch is None:
            return ""
        words = self.tr("{name} grew by {before:.2f} MB an epoch.")
        if verdict.kind == STEADY and before.kind == LEAKING:
            words = self.tr("Cured: {name} grew by {before:.2f} MB an epoch.")
        return words.format(name=proved.name, before=before.mb_per_epoch)

    def _on_cure(self) -> None:
        self.cure_requested.emit(self._run)

    def _on_prove(self) -> None:
        self.prove_requested.emit(self._run)
