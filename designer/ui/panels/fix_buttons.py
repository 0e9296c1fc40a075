"""The ways out of one problem as buttons; looked at or reached by the keyboard, one shows what it
would do: in words below, and on the canvas.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from designer.graph.problems import Fix, Problem
from designer.graph.silencing import can_silence
from designer.ui import style
from designer.ui.context import Context
from designer.ui.elided import ElidedButton, WrappedLabel


class FixButtons(QWidget):
    """Follows one problem; a button that is under the mouse or has the keyboard stays in place."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._problem: Problem | None = None
        self._buttons: list[_FixButton] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.preview = _Preview(self)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.preview.setAccessibleName(self.tr("What the way out does"))
        style.mark(self.preview, "muted")
        self.silence = QToolButton(self)
        self.silence.setObjectName("silence")
        self.silence.setText(self.tr("Silence this warning here"))
        self.silence.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        style.mark(self.silence, "flat")
        self.silence.clicked.connect(self._on_silence)
        below = QHBoxLayout()
        below.addWidget(self.silence)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._rows)
        column.addWidget(self.preview)
        column.addLayout(below)
        self.show_problem(None)

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab visits, in order."""
        silence = [self.silence] if self._problem and can_silence(self._problem) else []
        return [*self._buttons, *silence]

    def show_problem(self, problem: Problem | None) -> None:
        """Show the ways out of this problem and no others."""
        self._problem = problem
        fixes = self._ordered(problem.fixes if problem else ())
        if [button.fix.id for button in self._buttons] != [fix.id for fix in fixes]:
            self._make_buttons(fixes)
        else:
            for button, fix in zip(self._buttons, fixes, strict=True):
                button.show_fix(fix)
        self.silence.setVisible(bool(problem and can_silence(problem)))
        self.setVisible(bool(fixes) or bool(problem and can_silence(problem)))
        self._tell()

    def _ordered(self, fixes: Sequence[Fix]) -> Sequence[Fix]:
        """As ranked; but as they stood while one is about to be pressed."""
        old = [button.fix.id for button in self._buttons]
        is_in_use = any(button.is_looked_at for button in self._buttons)
        if is_in_use and sorted(old) == sorted(fix.id for fix in fixes):
            return sorted(fixes, key=lambda fix: old.index(fix.id))
        return fixes

    def _make_buttons(self, fixes: Sequence[Fix]) -> None:
        kept = {button.fix.id: button for button in self._buttons}
        self._buttons = []
        while self._rows.takeAt(0):
            pass
        for fix in fixes:
            button = kept.pop(fix.id, None) or self._new_button(fix)
            button.show_fix(fix)
            self._rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self._buttons.append(button)
        for gone in kept.values():
            gone.hide()
            gone.deleteLater()

    def _new_button(self, fix: Fix) -> _FixButton:
        button = _FixButton(fix, self)
        button.looked_at.connect(self._on_looked_at)
        button.clicked.connect(self._on_clicked)
        return button

    def _on_looked_at(self) -> None:
        looked_at = [button for button in self._buttons if button.is_looked_at]
        # The mouse is faster than the keyboard, whose focus stays behind where it was.
        looked_at.sort(key=lambda button: not button.is_under_mouse)
        self._context.mending.hold_up(looked_at[0].fix if looked_at else None)
        self._tell()

    def _tell(self) -> None:
        """Say what the way out does that is looked at, else the first one. The room for it is that
        of the longest, so that nothing moves away under the mouse."""
        looked_at = [button.fix for button in self._buttons if button.is_under_mouse]
        looked_at += [button.fix for button in self._buttons if button.hasFocus()]
        looked_at += [button.fix for button in self._buttons]
        self.preview.show_one_of([button.fix.preview for button in self._buttons])
        if looked_at:
            self.preview.setText(looked_at[0].preview)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _FixButton) and self._problem:
            self._context.mending.take(self._problem, button.fix)

    def _on_silence(self) -> None:
        if self._problem:
            self._context.mending.silence(self._problem)


class _Preview(WrappedLabel):
    """As high as the longest of the texts that may come to stand in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self._texts: list[str] = []

    def show_one_of(self, texts: list[str]) -> None:
        if texts != self._texts:
            self._texts = texts
            self.setVisible(any(texts))
            self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        flags, metrics = Qt.TextFlag.TextWordWrap, self.fontMetrics()
        boxes = (metrics.boundingRect(0, 0, width, 10_000, flags, each) for each in self._texts)
        return max([super().heightForWidth(width), *(box.height() for box in boxes)])

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self.heightForWidth(max(self.width(), hint.width())))


class _FixButton(ElidedButton):
    looked_at = Signal()
    """The mouse or the keyboard has come or gone."""

    def __init__(self, fix: Fix, parent: QWidget) -> None:
        super().__init__(fix.title, parent)
        self.fix = fix
        self.is_under_mouse = False
        self.setAutoDefault(False)
        self.setObjectName(f"fix:{fix.id}")

    @property
    def is_looked_at(self) -> bool:
        return self.is_under_mouse or self.hasFocus()

    def show_fix(self, fix: Fix) -> None:
        """The same way out, perhaps in other words."""
        self.fix = fix
        self.set_words(fix.title)
        self.setAccessibleDescription(fix.preview)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.is_under_mouse = self.rect().contains(QPointF(event.position()).toPoint())
        self.looked_at.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.is_under_mouse = False
        self.looked_at.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.is_under_mouse:
            self.is_under_mouse = False
            self.looked_at.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.looked_at.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.looked_at.emit()
