"""The list of the palette: how its rows are painted, and what a drag takes to the canvas."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDrag,
    QFont,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from designer.ui.panels.palette_model import NOTE, Entry, PaletteModel
from designer.ui.theme import Theme

_ROW_PADDING = 6
_NOTE_GAP = 8
_NARROWEST_NOTE = 12


class PaletteList(QTreeView):
    """Places an entry on Enter or a double click, opens a category on a click."""

    chosen = Signal(object)
    """An `Entry` that the person wants placed."""
    typed = Signal(object)
    """A key press that belongs to the search line."""
    left_upwards = Signal()
    """The person moved up from the first row."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setIndentation(18)
        self.setExpandsOnDoubleClick(False)
        self.setItemDelegate(PaletteDelegate(self))
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._choose)

    def entry_at(self, index: QModelIndex | QPersistentModelIndex) -> Entry | None:
        model = self.model()
        return model.entry_at(index) if isinstance(model, PaletteModel) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        elif key == Qt.Key.Key_Up and not self.indexAbove(self.currentIndex()).isValid():
            self.left_upwards.emit()
        elif _is_typing(event):
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Carry the path of the entry, under a small picture of the node that it will be."""
        entry = self.entry_at(self.currentIndex())
        model = self.model()
        if entry is None or model is None:
            return
        drag = QDrag(self)
        drag.setMimeData(model.mimeData([self.currentIndex()]))
        picture = node_picture(entry, self.theme, self.font().family(), self.devicePixelRatio())
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(12, round(picture.deviceIndependentSize().height() / 2)))
        drag.exec(Qt.DropAction.CopyAction)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()

    def _choose(self, index: QModelIndex) -> None:
        entry = self.entry_at(index)
        if entry:
            self.chosen.emit(entry)
        elif index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def _on_clicked(self, index: QModelIndex) -> None:
        if self.entry_at(index) is None:
            self.setExpanded(index, not self.isExpanded(index))


def _is_typing(event: QKeyEvent) -> bool:
    """Whether a key press is text for the search line; space and shortcuts stay here."""
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    text = event.text()
    is_text = len(text) == 1 and text.isprintable() and not text.isspace()
    return not held and (is_text or event.key() == Qt.Key.Key_Backspace)


class PaletteDelegate(QStyledItemDelegate):
    """Rows with room to hit them, and their note muted at the right edge."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        return QSize(size.width(), option.fontMetrics.height() + _ROW_PADDING)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        note = index.data(NOTE)
        if not note:
            return
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        part = QStyle.SubElement.SE_ItemViewItemText
        text = option.widget.style().subElementRect(part, full, option.widget)
        taken = text.left() + full.fontMetrics.horizontalAdvance(full.text) + _NOTE_GAP
        room = option.rect.adjusted(0, 0, -_NOTE_GAP, 0)
        room.setLeft(taken)
        if room.width() < _NARROWEST_NOTE:
            # The name comes first.
            return
        words = full.fontMetrics.elidedText(note, Qt.TextElideMode.ElideRight, room.width())
        painter.save()
        painter.setPen(_note_colour(full))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


def _note_colour(option: QStyleOptionViewItem) -> QColor:
    selected = QStyle.StateFlag.State_Selected in option.state
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText
    return option.palette.color(role)


def swatch(colour: QColor, ratio: float) -> QIcon:
    """A small rounded square in the colour of a category."""
    side = 16
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(3, 3, 10, 10), 2.5, 2.5)
    painter.end()
    icon = QIcon(picture)
    # Otherwise Qt would mix the colour of the selection into it.
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon


def node_picture(entry: Entry, theme: Theme, family: str, ratio: float) -> QPixmap:
    """The node that an entry will be, as it hangs from the pointer while it is dragged."""
    font = QFont(family)
    font.setBold(True)
    metrics = QFontMetrics(font)
    width = max(metrics.horizontalAdvance(entry.name) + 28, 72)
    height = metrics.height() + 16
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(0.5, 0.5, width - 1, height - 1)
    painter.setPen(QPen(QColor(theme.node_line), 1))
    painter.setBrush(QColor(theme.node))
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.category(entry.category)))
    painter.drawRoundedRect(QRectF(4, 5, 4, height - 10), 2, 2)
    painter.setPen(QColor(theme.text))
    painter.setFont(font)
    painter.drawText(box.adjusted(16, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, entry.name)
    painter.end()
    return picture
