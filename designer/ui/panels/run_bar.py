"""The head of the Run panel: the buttons, and what the run is at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.session.run_record import PAUSED, RUNNING, WAITING, RunRecord
from designer.ui import icons, style
from designer.ui.elided import ElidedLabel, WrappedLabel
from designer.ui.panels.run_words import BAD, metrics_words, state_words
from designer.ui.theme import Theme

_STEPS = 1000


class RunBar(QWidget):
    """Shows one run; asks for what its buttons say."""

    run_requested = Signal()
    pause_requested = Signal()
    stop_requested = Signal()
    stop_after_epoch_requested = Signal()
    kill_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = QPushButton(self.tr("Run"))
        self.run.setToolTip(self.tr("Train the model with these settings (F5)"))
        style.mark(self.run, "primary")
        self.run.setMinimumSize(84, 28)
        self.run.clicked.connect(self.run_requested)
        self.pause = self._button(self.tr("Pause"), self.tr("Hold the run up after its step"))
        self.pause.clicked.connect(self.pause_requested)
        self.stop = self._button(self.tr("Stop"), self.tr("End the run as soon as it can"))
        self.stop.clicked.connect(self.stop_requested)
        self.stop.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.stop.setMenu(self._ways_to_stop())
        self.words = WrappedLabel()
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.metrics = ElidedLabel()
        style.mark(self.metrics, "muted")
        self.progress = QProgressBar()
        self.progress.setRange(0, _STEPS)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(5)
        self.progress.setAccessibleName(self.tr("How far the run is"))
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.run, self.pause, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 6)
        column.setSpacing(5)
        column.addLayout(buttons)
        column.addWidget(self.words)
        column.addWidget(self.metrics)
        column.addWidget(self.progress)
        self.show_run(None)

    def show_run(self, record: RunRecord | None) -> None:
        """Show a run that goes on, the last one that did, or that there was none."""
        goes_on = record is not None and not record.is_over
        self.run.setEnabled(not goes_on)
        can_pause = goes_on and record is not None and record.state in (RUNNING, PAUSED)
        is_paused = record is not None and record.state == PAUSED
        self.pause.setEnabled(can_pause)
        self.pause.setText(self.tr("Resume") if is_paused else self.tr("Pause"))
        self.stop.setEnabled(goes_on)
        self._after_epoch.setEnabled(can_pause)
        self._show_words(record)
        self.metrics.setText(metrics_words(record.metrics) if record else "")
        self.metrics.setVisible(bool(self.metrics.text()))
        self.progress.setVisible(goes_on)
        is_waiting = record is not None and record.state == WAITING
        self.progress.setRange(0, 0 if is_waiting else _STEPS)
        if record is not None and not is_waiting:
            self.progress.setValue(int(record.part_done * _STEPS))

    def set_theme(self, theme: Theme) -> None:
        self.run.setIcon(icons.icon("play", theme.accent_text))
        self.pause.setIcon(icons.icon("pause", theme.text))
        self.stop.setIcon(icons.icon("square", theme.text))

    def _show_words(self, record: RunRecord | None) -> None:
        words = state_words(record) if record else ""
        if record is None:
            words = self.tr("Run trains the model and shows what it learns and what it costs.")
        if words != self.words.words:
            self.words.setText(words)
        style.mark(self.words, "muted", record is None)
        style.mark(self.words, "error", record is not None and record.outcome in BAD)

    def _ways_to_stop(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Stop now"), self.stop_requested.emit)
        self._after_epoch = menu.addAction(
            self.tr("Stop after this epoch"), self.stop_after_epoch_requested.emit
        )
        menu.addAction(self.tr("End its process"), self.kill_requested.emit)
        return menu

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        style.mark(button, "flat")
        return button
