"""News over the canvas that does not stop anybody: what was refused, what failed, what to decide.

Warnings leave by themselves, errors and offers stay until they are dismissed. Decisions that cannot
wait are dialogs (`dialogs.py`), and news that needs no attention goes to the status bar.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.ui import icons, style
from designer.ui.code_names import plainly
from designer.ui.elided import WrappedLabel
from designer.ui.theme import Theme

MOST_SHOWN = 3
WARNING_MS = 8000
WIDEST = 620
MARGIN = 14

ICONS = {
    "info": "info",
    "warning": "triangle-alert",
    "error": "circle-x",
    "trust": "shield-check",
    "worker": "circle-x",
    "import": "download",
}
_COLOURS = {
    "info": "accent",
    "warning": "warning",
    "error": "error",
    "trust": "warning",
    "worker": "error",
    "import": "accent",
}


class Notices(QWidget):
    """A column of notices at the foot of its parent; the newest comes last."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._place = parent
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.setAccessibleName(self.tr("Notices"))
        self.hide()
        parent.installEventFilter(self)

    def say(
        self, text: str, severity: str = "info", offer: tuple[str, Callable[[], None]] | None = None
    ) -> None:
        """Show a sentence; `offer` is the text of a button and what it does.

        Said again, a sentence does not come twice. Infos and warnings without an offer leave
        after some seconds, unless the mouse rests on them.
        """
        for notice in self._shown():
            if notice.text == text:
                notice.restart()
                return
        notice = _Notice(text, severity, self._theme, offer)
        notice.gone.connect(self._arrange)
        self._column.addWidget(notice)
        # Left to the layout it is shown later, and counts for no height until then.
        notice.show()
        surplus = len(self._shown()) - MOST_SHOWN
        for old in [shown for shown in self._shown() if not shown.stays][: max(surplus, 0)]:
            old.leave()
        self._arrange()
        QAccessible.updateAccessibility(QAccessibleEvent(notice, QAccessible.Event.Alert))

    def withdraw(self, severity: str) -> None:
        """Take away the notices of one severity: what they say holds no longer."""
        for notice in self._shown():
            if notice.severity == severity:
                notice.leave()

    def texts(self) -> list[str]:
        """What is being said, oldest first."""
        return [notice.text for notice in self._shown()]

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for notice in self._shown():
            notice.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return False

    def _shown(self) -> list[_Notice]:
        items = (self._column.itemAt(index) for index in range(self._column.count()))
        found = (item.widget() for item in items if item)
        return [notice for notice in found if isinstance(notice, _Notice) and notice.is_on]

    def _arrange(self) -> None:
        self.setVisible(bool(self._shown()))
        width = min(WIDEST, self._place.width() - 2 * MARGIN)
        height = self._column.heightForWidth(width)
        if height < 0:
            height = self._column.sizeHint().height()
        left = (self._place.width() - width) // 2
        self.setGeometry(left, self._place.height() - height - MARGIN, width, height)
        self.raise_()


class _Notice(QFrame):
    """One sentence with its icon, perhaps a button, and a cross."""

    gone = Signal()

    def __init__(
        self,
        text: str,
        severity: str,
        theme: Theme,
        offer: tuple[str, Callable[[], None]] | None,
    ) -> None:
        super().__init__()
        self.text = text
        self.severity = severity
        self.is_on = True
        self.stays = severity in ("error", "trust") or offer is not None
        style.mark(self, "notice")
        self.setAccessibleName(plainly(text))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        self._picture = QLabel()
        words = WrappedLabel(text)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        if offer:
            row.addWidget(self._offer(*offer))
        self._cross = QToolButton()
        self._cross.setToolTip(self.tr("Dismiss"))
        self._cross.setAccessibleName(self.tr("Dismiss"))
        style.mark(self._cross, "flat")
        self._cross.clicked.connect(self.leave)
        row.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self, singleShot=True, interval=WARNING_MS)
        self._timer.timeout.connect(self._on_time_out)
        self.set_theme(theme)
        self.restart()

    def set_theme(self, theme: Theme) -> None:
        colour = getattr(theme, _COLOURS[self.severity])
        scale = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap(ICONS[self.severity], colour, 18, scale))
        self._cross.setIcon(icons.icon("x", theme.muted))
        self._cross.setIconSize(QSize(14, 14))

    def restart(self) -> None:
        """Stay for the whole time from now on."""
        if not self.stays:
            self._timer.start()

    def leave(self) -> None:
        self.is_on = False
        self.hide()
        self.deleteLater()
        self.gone.emit()

    def _offer(self, text: str, chosen: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(chosen)
        button.clicked.connect(self.leave)
        return button

    def _on_time_out(self) -> None:
        if self.underMouse():
            self._timer.start()
        else:
            self.leave()
