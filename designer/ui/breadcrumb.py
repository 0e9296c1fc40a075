"""Where the canvas is: Model › first › inner, above it while a block is shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from designer.graph.nodes import BlockNode
from designer.session.trail import Step
from designer.ui import icons, style
from designer.ui.context import Context


class Breadcrumb(QWidget):
    """A button for every graph on the way; the last one says which block is shown, and as which
    use. Hidden while the main graph is shown."""

    left = Signal()
    """The person wants out of the block."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._trail = context.session.trail
        self.setAccessibleName(self.tr("Place in the design"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(2)
        # A long way must not hold the window open.
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._trail.changed.connect(self.refresh)
        context.document.changed.connect(self._on_document_changed)
        context.theme_changed.connect(self.refresh)
        self.refresh()

    @property
    def texts(self) -> list[str]:
        """What it says, from left to right."""
        items = filter(None, map(self._row.itemAt, range(self._row.count())))
        widgets = [item.widget() for item in items]
        kinds = (QToolButton, QLabel)
        return [each.text() for each in widgets if isinstance(each, kinds) and each.text()]

    def refresh(self) -> None:
        """Say where the canvas is now."""
        self._clear()
        steps = self._trail.steps
        self.setVisible(bool(steps))
        if not steps:
            return
        up = self._button("", self.tr("Leave the block (Esc)"))
        up.clicked.connect(self.left)
        up.setIcon(icons.icon("corner-left-up", self._context.theme.text))
        up.setAccessibleName(self.tr("Leave the block"))
        self._row.addWidget(up)
        for depth, title in enumerate([self.tr("Model"), *(step.block for step in steps)]):
            if depth:
                self._row.addWidget(self._arrow())
            if depth < len(steps):
                button = self._button(title, self.tr("Show this graph"))
                button.clicked.connect(partial(self._on_clicked, depth))
                self._row.addWidget(button)
            else:
                self._add_last(title, steps)
        self._row.addStretch(1)

    def _add_last(self, title: str, steps: tuple[Step, ...]) -> None:
        """The block that is shown; and the use whose values and shapes are, to choose another."""
        label = QLabel(title, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setContentsMargins(4, 0, 4, 0)
        style.mark(label, "heading")
        self._row.addWidget(label)
        uses = self._uses_beside(steps)
        if not uses:
            words = QLabel(self.tr("not used: shown with its defaults"), self)
            style.mark(words, "muted")
            self._row.addWidget(words)
            return
        names = dict(uses)
        text = self.tr("as {name}").format(name=names.get(steps[-1].use, ""))
        tip = self.tr("Shapes and values are those of this use of the block")
        if len(uses) == 1:
            words = QLabel(text, self)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setToolTip(tip)
            style.mark(words, "muted")
            self._row.addWidget(words)
            return
        button = self._button(text, tip)
        menu = QMenu(button)
        for use, name in uses:
            menu.addAction(name, partial(self._on_use_chosen, use))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setIcon(icons.icon("chevron-down", self._context.theme.muted))
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._row.addWidget(button)

    def _uses_beside(self, steps: tuple[Step, ...]) -> list[tuple[str, str]]:
        """Ids and names of the uses of the block in the graph before."""
        if not steps[-1].use:
            return []
        outer = steps[-2].block if len(steps) > 1 else ""
        nodes = self._context.document.design.graph(outer).nodes()
        return [
            (node.id, node.name)
            for node in nodes
            if isinstance(node, BlockNode) and node.block == steps[-1].block
        ]

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        style.mark(button, "flat")
        button.setText(text)
        button.setToolTip(tip)
        button.setIconSize(QSize(14, 14))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _on_clicked(self, depth: int, *_checked: bool) -> None:
        self._trail.go_back_to(depth)

    def _on_use_chosen(self, use: str, *_checked: bool) -> None:
        self._trail.enter_instead(use)

    def _arrow(self) -> QLabel:
        arrow = QLabel(self)
        theme = self._context.theme
        arrow.setPixmap(icons.pixmap("chevron-right", theme.muted, 14, self.devicePixelRatioF()))
        arrow.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return arrow

    def _clear(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

    def _on_document_changed(self) -> None:
        # Names of uses and of the block may be others.
        if self._trail.steps:
            self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._context.theme
        painter.fillRect(self.rect(), QColor(theme.raised))
        painter.setPen(QColor(theme.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
