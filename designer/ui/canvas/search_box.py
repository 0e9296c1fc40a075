"""Quick add: type a few letters, Enter places the layer where the wish asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer.catalog.search import search
from designer.catalog.spec import Spec
from designer.catalog.table import Catalog
from designer.ui.canvas.title_editor import leaves_for_good
from designer.ui.canvas.wish import Wish
from designer.ui.theme import Theme

_WIDTH, _ROWS = 280, 9
_FRAME = 2
_SHOWN_MOST = 200
_SWATCH = 10
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -_ROWS,
    Qt.Key.Key_PageDown: _ROWS,
}
_PATH = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be placed: a path of the catalogue, `input`, `output`, a custom layer."""

    path: str
    name: str
    category: str
    summary: str = ""
    takes_tensor: bool = True
    gives_tensor: bool = True


INPUT = Choice("input", "Input", "Inputs", "An input of the model", takes_tensor=False)
OUTPUT = Choice("output", "Output", "Outputs", "An output of the model", gives_tensor=False)


def choices_for(
    catalog: Catalog, text: str, wish: Wish, own: tuple[Choice, ...] = ()
) -> list[Choice]:
    """What matches a text and can take the place that is wished for, best first."""
    typed = text.strip().lower()
    first = [one for one in (INPUT, OUTPUT, *own) if one.name.lower().startswith(typed)]
    found = [_choice(spec) for spec in search(catalog, text)][:_SHOWN_MOST]
    # At the end of a wire a layer is likelier than the end of the model.
    is_open = not typed and (wish.takes_tensor or wish.gives_tensor)
    found = [*found, *first] if is_open else [*first, *found]
    return [choice for choice in found if _fits(choice, wish)]


def _choice(spec: Spec) -> Choice:
    return Choice(spec.path, spec.name, spec.category, spec.summary, bool(spec.slots))


def _fits(choice: Choice, wish: Wish) -> bool:
    return (choice.takes_tensor or not wish.takes_tensor) and (
        choice.gives_tensor or not wish.gives_tensor
    )


class SearchBox(QFrame):
    """A line to type in over a list of what can be placed. A child of the canvas, not a window."""

    chosen = Signal(str, object)
    """The path, and the wish."""
    closed = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Search layers"))
        self.line.setAccessibleName(self.tr("Search layers"))
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._fill)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Layers found"))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setIconSize(QSize(_SWATCH, _SWATCH))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self._search: Callable[[str, Wish], list[Choice]] = lambda _text, _wish: []
        self._color: Callable[[str], str] = lambda _category: "#000000"
        self._wish = Wish((0.0, 0.0))
        self.hide()

    def open_for(
        self,
        wish: Wish,
        corner: QPoint,
        find: Callable[[str, Wish], list[Choice]],
        theme: Theme,
    ) -> None:
        """Show the box with its corner at a point, as far as the canvas has room for it."""
        self._wish, self._search, self._color = wish, find, theme.category
        self.line.clear()
        self._fill()
        self._fit_height(_ROWS)
        room = self._canvas.rect()
        self.move(
            max(min(corner.x(), room.right() - self.width()), 0),
            max(min(corner.y(), room.bottom() - self.height()), 0),
        )
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_box(self) -> None:
        """Go away without a choice, the keyboard back to the canvas."""
        if self.isVisible():
            had_focus = self.line.hasFocus()
            self.hide()
            if had_focus:
                self._canvas.setFocus(Qt.FocusReason.PopupFocusReason)
            self.closed.emit()

    def _fill(self) -> None:
        self.list.clear()
        for choice in self._search(self.line.text(), self._wish):
            item = QListWidgetItem(_swatch(self._color(choice.category)), choice.name)
            item.setData(_PATH, choice.path)
            item.setToolTip(choice.summary)
            self.list.addItem(item)
        if not self.list.count():
            nothing = QListWidgetItem(self.tr("Nothing of that name fits here"), self.list)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.setCurrentRow(0)
        self._fit_height(min(self.list.count(), _ROWS))

    def _fit_height(self, rows: int) -> None:
        """Be as high as a number of rows needs."""
        self.list.setFixedHeight(max(self.list.sizeHintForRow(0), 1) * max(rows, 1) + _FRAME)
        self.adjustSize()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_PATH):
            path, wish = str(item.data(_PATH)), self._wish
            self.close_box()
            self.chosen.emit(path, wish)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and leaves_for_good(event):
            self.close_box()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._takes_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _takes_key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.close_box()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem())
        elif key in _STEPS:
            last = self.list.count() - 1
            self.list.setCurrentRow(min(max(self.list.currentRow() + _STEPS[key], 0), last))
        else:
            return False
        return True


def _swatch(color: str) -> QIcon:
    pixmap = QPixmap(_SWATCH * 2, _SWATCH * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(pixmap.rect().adjusted(1, 1, -1, -1))
    painter.end()
    return QIcon(pixmap)
