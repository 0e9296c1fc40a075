"""The Differences panel: what the comparison found, a row a difference; a click leads there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.graph.compare_text import params_text, sentence_of
from designer.graph.differences import ADDED, CHANGED, KINDS, REMOVED, RENAMED, REWIRED, Difference
from designer.ui import style
from designer.ui.canvas.comparison_painter import color_of
from designer.ui.context import Context

_SIGNS = {ADDED: "+", REMOVED: "−", CHANGED: "~", RENAMED: "=", REWIRED: "⇄"}
_SIGN = 18
_MOST = 1000
"""More rows than this nobody reads, and they take the window's time."""
DIFFERENCE = Qt.ItemDataRole.UserRole


class DifferencesPanel(QWidget):
    """Follows the window's comparison."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.title = _label()
        style.mark(self.title, "heading")
        self.totals = _label()
        style.mark(self.totals, "muted")
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Differences"))
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(_SIGN, _SIGN))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.itemClicked.connect(self._on_chosen)
        self.list.itemActivated.connect(self._on_chosen)
        self.list.currentItemChanged.connect(self._on_current_changed)
        self.end_button = QPushButton(self.tr("End the comparison"))
        self.end_button.clicked.connect(context.comparing.end)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for widget in (self.title, self.totals, self.list, self.end_button):
            column.addWidget(widget, 1 if widget is self.list else 0)
        context.comparing.changed.connect(self.refresh)
        context.comparing.counted.connect(self.refresh)
        self._timer = QTimer(self, singleShot=True, interval=100)
        self._timer.timeout.connect(self.refresh)
        context.session.answers_changed.connect(self._on_answers_changed)
        context.theme_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the comparison as it is now."""
        comparing = self._context.comparing
        comparison = comparing.comparison
        current = self.list.currentRow()
        self.list.clear()
        self.end_button.setVisible(comparing.is_on)
        if comparison is None:
            words = self.tr("Choose View, Compare to see what differs from another design.")
            self.title.setText(self.tr("Comparing…") if comparing.is_on else words)
            self.totals.clear()
            return
        self.title.setText(self.tr("Compared with {title}").format(title=comparing.title))
        for difference in comparison.differences[:_MOST]:
            self.list.addItem(self._item(difference))
        if len(comparison.differences) > _MOST:
            more = len(comparison.differences) - _MOST
            self.list.addItem(self.tr("… and {more} more").format(more=more))
        self.list.setCurrentRow(min(current, self.list.count() - 1))
        self._show_totals()

    def _show_totals(self) -> None:
        comparing = self._context.comparing
        comparison, now = comparing.comparison, self._context.session.totals
        if comparison is None:
            return
        parts = [
            f"{comparison.counts[kind]} {self._word(kind)}"
            for kind in KINDS
            if comparison.counts[kind]
        ]
        lines = [", ".join(parts) or self.tr("Nothing differs.")]
        if comparing.counts and now:
            lines.append(params_text(comparing.counts.total, now.params))
        self.totals.setText("\n".join(lines))

    def _item(self, difference: Difference) -> QListWidgetItem:
        comparing = self._context.comparing
        assert comparing.comparison is not None
        text = sentence_of(comparing.comparison, difference)
        before, after = comparing.params_of(difference)
        sides = [(difference.old, before), (difference.new, after)]
        is_known = all(count is not None for node, count in sides if node)
        if difference.kind != RENAMED and is_known and (before or 0) != (after or 0):
            text += f"\n{params_text(before, after)}"
        item = QListWidgetItem(self._sign(difference.kind), text)
        item.setData(DIFFERENCE, difference)
        word = self._word(difference.kind)
        item.setToolTip(f"{word}: {text}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{word}: {text}")
        return item

    def _word(self, kind: str) -> str:
        return {
            ADDED: self.tr("added"),
            REMOVED: self.tr("removed"),
            CHANGED: self.tr("changed"),
            RENAMED: self.tr("renamed"),
            REWIRED: self.tr("rewired"),
        }[kind]

    def _sign(self, kind: str) -> QIcon:
        """A sign in the colour that the canvas has for this kind."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(QSize(_SIGN, _SIGN) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        theme = self._context.theme
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color_of(theme, kind))
        box = QRectF(1, 1, _SIGN - 2, _SIGN - 2)
        painter.drawRoundedRect(box, 4, 4)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme.node))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _SIGNS[kind])
        painter.end()
        return QIcon(picture)

    def _on_answers_changed(self) -> None:
        if self._context.comparing.is_on:
            self._timer.start()

    def _on_current_changed(self, item: QListWidgetItem | None) -> None:
        if item and self.list.hasFocus():
            self._on_chosen(item)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        difference = item.data(DIFFERENCE)
        if not isinstance(difference, Difference):
            return
        document = self._context.document
        if difference.graph != document.graph_name and difference.graph in document.design.blocks:
            document.show_graph(difference.graph)
        self._context.comparing.point_at(difference)


def _label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
