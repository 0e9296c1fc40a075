"""Renaming in place: a real line edit laid over the title of a box."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_HEIGHT, _PIXELS, _LEAST_PIXELS = 22.0, 13.0, 10.0


def leaves_for_good(event: QFocusEvent) -> bool:
    """Whether the keyboard is lost, not just borrowed by the context menu of a line edit."""
    return event.lostFocus() and event.reason() != Qt.FocusReason.PopupFocusReason


class TitleEditor(QLineEdit):
    """Enter keeps the name, Escape does not; a name that is refused stays to be mended."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setAccessibleName(self.tr("Name of the node"))
        self.installEventFilter(self)
        self._keep: Callable[[str], bool] = lambda _name: True
        self.hide()

    def edit(self, name: str, place: QRect, zoom: float, keep: Callable[[str], bool]) -> None:
        """Let a name be typed over a place; `keep` answers whether the name could be given."""
        self._keep = keep
        font = QFont(self.font())
        font.setPixelSize(round(max(_PIXELS * zoom, _LEAST_PIXELS)))
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)
        height = max(round(_HEIGHT * zoom), self.sizeHint().height())
        top = place.center().y() - height // 2
        self.setGeometry(place.left(), top, max(place.width(), 140), height)
        self.setText(name)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go away, the keyboard back to the canvas."""
        if self.isVisible():
            had_focus = self.hasFocus()
            self.hide()
            if had_focus:
                self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key == Qt.Key.Key_Escape:
                self.leave()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._finish(stay=True)
                return True
        if isinstance(event, QFocusEvent) and leaves_for_good(event) and self.isVisible():
            self._finish(stay=False)
        return super().eventFilter(watched, event)

    def _finish(self, *, stay: bool) -> None:
        """Give the name; where it is refused, keep it on the screen if the keyboard stays here."""
        keep, self._keep = self._keep, lambda _name: True
        if keep(self.text()) or not stay:
            self.leave()
        else:
            self._keep = keep
            self.selectAll()
