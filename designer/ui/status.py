"""The foot of the window: how the worker is, how large the model is, what is wrong, the zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton

from designer.ui import icons, style
from designer.ui.code_names import plainly

if TYPE_CHECKING:
    from designer.ui.context import Context

T = QCoreApplication.translate
NEWS_MS = 6000

_DOTS = {
    "starting": "warning",
    "restarting": "warning",
    "ready": "good",
    "busy": "accent",
    "failed": "error",
    "stopped": "muted",
}
"""The theme's colour of the dot, by what the worker is doing."""


class Status(QObject):
    """Keeps a status bar true."""

    worker_clicked = Signal()
    problems_clicked = Signal()
    zoom_clicked = Signal()

    def __init__(self, bar: QStatusBar, context: Context) -> None:
        super().__init__(bar)
        self._bar = bar
        self._context = context
        self._state = "starting"
        self._is_checked = False
        self.problems = self._button(self.problems_clicked)
        self.totals = QLabel()
        self.zoom = self._button(self.zoom_clicked)
        self.zoom.setToolTip(self.tr("Zoom; click for 100 %"))
        self.worker = self._button(self.worker_clicked)
        for widget in (self.problems, self.totals, self.zoom, self.worker):
            bar.addPermanentWidget(widget)
        session = context.session
        session.worker_changed.connect(self.set_worker)
        for signal in (session.answers_changed, session.code_changed, session.problems_changed):
            signal.connect(self.refresh_problems)
            signal.connect(self.refresh_totals)
        context.theme_changed.connect(self._on_theme_changed)
        self.set_worker(session.worker_state, session.worker_words)
        self.refresh_problems()
        self.refresh_totals()

    def set_shown(self, shown: bool) -> None:
        """The start page has nothing to count."""
        for widget in (self.problems, self.totals, self.zoom):
            widget.setVisible(shown)

    def set_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{zoom * 100:.0f} %")
        self.zoom.setAccessibleName(self.tr("Zoom {percent} %").format(percent=round(zoom * 100)))

    def set_worker(self, state: str, words: str) -> None:
        """Say what the worker is doing; the dot's colour says the same at a glance."""
        self._state = state
        self.worker.setText(words)
        self.worker.setToolTip(self.tr("{words}. Click to restart the worker.").format(words=words))
        self.worker.setAccessibleName(self.tr("Worker: {words}").format(words=words))
        colour = getattr(self._context.theme, _DOTS.get(state, "muted"))
        self.worker.setIcon(_dot(colour, self.worker.devicePixelRatioF()))

    def refresh_problems(self) -> None:
        """Say how many there are; that there are none only once Keras knows every layer."""
        session, theme = self._context.session, self._context.theme
        problems = session.problems
        errors = sum(problem.severity == "error" for problem in problems)
        if errors:
            name, colour = "circle-x", theme.error
        elif problems:
            name, colour = "triangle-alert", theme.warning
        elif session.totals is not None:
            name, colour = "circle-check", theme.good
        elif session.is_pending and self._is_checked and not self._is_empty:
            return
        else:
            name, colour = "info", theme.muted
        self._is_checked = name != "info"
        words = counted(errors, len(problems) - errors)
        self.problems.setText(words if self._is_checked else self._words_of_unknown())
        self.problems.setToolTip(self.tr("Show the problems"))
        self.problems.setIcon(icons.icon(name, colour))

    @property
    def _is_empty(self) -> bool:
        return not len(self._context.document.design.main)

    def _words_of_unknown(self) -> str:
        return self.tr("Nothing drawn yet") if self._is_empty else self.tr("Not checked yet")

    def refresh_totals(self) -> None:
        """Say how large the model is. While an answer is on its way, the old words stay."""
        session = self._context.session
        totals = session.totals
        if totals:
            count, size = f"{totals.params:,}", megabytes(totals.weight_bytes)
            self.totals.setText(
                self.tr("{count} parameters, {size}").format(count=count, size=size)
            )
            self.totals.setToolTip(
                self.tr("{trainable} trainable, {frozen} not trainable").format(
                    trainable=f"{totals.trainable:,}", frozen=f"{totals.non_trainable:,}"
                )
            )
        elif self._is_empty:
            self.totals.clear()
            self.totals.setToolTip("")
        elif not session.is_pending:
            self.totals.setText(self.tr("Incomplete"))
            self.totals.setToolTip(
                self.tr("The parameters can be counted once every layer is wired and sound.")
            )
        style.mark(self.totals, "muted", not totals)

    def tell(self, text: str) -> None:
        """Show news for some seconds."""
        self._bar.showMessage(plainly(text), NEWS_MS)

    def _button(self, clicked: SignalInstance) -> QToolButton:
        button = QToolButton()
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        style.mark(button, "flat")
        button.clicked.connect(clicked)
        return button

    def _on_theme_changed(self) -> None:
        self.set_worker(self._state, self.worker.text())
        self.refresh_problems()


def counted(errors: int, warnings: int) -> str:
    """`2 errors, 1 warning`, or that there is nothing wrong."""
    parts = []
    if errors:
        word = T("Status", "error") if errors == 1 else T("Status", "errors")
        parts.append(f"{errors} {word}")
    if warnings:
        word = T("Status", "warning") if warnings == 1 else T("Status", "warnings")
        parts.append(f"{warnings} {word}")
    return ", ".join(parts) or T("Status", "No problems")


def megabytes(size: int) -> str:
    """A size in bytes in the units of Keras's summary, in which a KB has 1024 bytes."""
    for unit, bytes_each in (("GB", 2**30), ("MB", 2**20), ("KB", 2**10)):
        if size >= bytes_each:
            return f"{size / bytes_each:.3g} {unit}"
    return f"{size} B"


def _dot(colour: str, scale: float) -> QIcon:
    size = 12
    picture = QPixmap(round(size * scale), round(size * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(2, 2, size - 4, size - 4))
    painter.end()
    return QIcon(picture)
