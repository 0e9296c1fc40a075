"""Texts that give way instead of widening their panel: shortened, or broken within their words."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QStyle, QWidget

from designer.ui.code_names import has_names, richly


class WrappedLabel(QLabel):
    """Several lines, names between backticks in a font of code. QLabel alone is never narrower than
    its longest word; a name of fifty letters would then cut off the whole panel at its edge."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        """The text as it was given."""
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:
        self.words = text
        broken, is_rich = _LONG_WORD.sub(_with_breaks, text), has_names(text)
        self.setTextFormat(Qt.TextFormat.RichText if is_rich else Qt.TextFormat.PlainText)
        super().setText(richly(broken) if is_rich else broken)


def words_to_copy(text: str = "", parent: QWidget | None = None) -> WrappedLabel:
    """Several lines that the mouse can select."""
    label = WrappedLabel(text, parent)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


_BREAK = "\u200b"
"""A place where a line may end, which takes no room."""
_LONG_WORD = re.compile(r"\S{20,}")
_PIECE = re.compile(r"[_\W]*\w{1,14}?[_\W]+|[_\W]*\w{1,14}|[_\W]+")


def _with_breaks(word: re.Match[str]) -> str:
    return _BREAK.join(_PIECE.findall(word.group()) or [word.group()])


class ElidedLabel(QLabel):
    """One line, shortened in the middle where its room is short."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.width()
        )
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.rect(),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )


class ElidedButton(QPushButton):
    """A push button whose words are shortened at their end where its room is short."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._words = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """The text as it was given."""
        return self._words

    def set_words(self, text: str) -> None:
        """Say something else."""
        if text != self._words:
            self._words = text
            self.setText(text)
            self.setToolTip(text)
            self.setAccessibleName(text)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        shown = self.text()
        # The hint is that of the whole text, else the button would never widen again.
        width = super().sizeHint().width() + self.fontMetrics().horizontalAdvance(self._words)
        return QSize(
            width - self.fontMetrics().horizontalAdvance(shown), super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margin = 2 * self.style().pixelMetric(QStyle.PixelMetric.PM_ButtonMargin, None, self) + 4
        room = self.width() - margin
        if self.width() >= self.sizeHint().width():
            self.setText(self._words)
            return
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))
