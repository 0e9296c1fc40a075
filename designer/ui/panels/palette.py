"""The palette: every layer and op, found by typing, taken to the canvas by dragging or Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from designer.graph.edits import uses_of
from designer.ui.panels.palette_entries import (
    block_entries,
    custom_entries,
    found_entries,
    groups_of,
)
from designer.ui.panels.palette_list import PaletteList, swatch
from designer.ui.panels.palette_model import LAYER_MIME, Entry, PaletteModel
from designer.ui.style import mark

if TYPE_CHECKING:
    from designer.graph.design import Design
    from designer.ui.context import Context

__all__ = ["LAYER_MIME", "PalettePanel"]

_OPEN_AT_FIRST = 2
"""How many categories stand open: the ends of the model, and the core layers."""
_TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class PalettePanel(QWidget):
    """A search line over a list: categories while nothing is typed, ranked finds otherwise."""

    place_requested = Signal(str)
    """Path of what the person wants placed, for the window to find a place."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._swatches: dict[str, QIcon] = {}
        self._closed: set[str] | None = None
        """Titles of the categories that stand closed; None before the person has seen any."""
        self._own: object = ()
        """What the list says of the design's own layers and blocks."""
        self.search_line = self._new_search_line()
        self.model = PaletteModel(self._swatch, self)
        self.list = PaletteList(context.theme, self)
        self.list.setObjectName("palette-list")
        self.list.setAccessibleName(self.tr("Layers and ops"))
        self.list.setModel(self.model)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu_requested)
        self.list.chosen.connect(self._on_chosen)
        self.list.typed.connect(self._on_typed)
        self.list.left_upwards.connect(self.focus_search)
        self.list.collapsed.connect(self._on_folded)
        self.list.expanded.connect(self._on_folded)
        self._nothing = self._new_nothing()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.search_line)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        context.theme_changed.connect(self._on_theme_changed)
        context.document.changed.connect(self._on_document_changed)
        context.document.replaced.connect(self._on_document_changed)
        self.refresh()

    def focus_search(self) -> None:
        """Put the caret into the search line, its text selected."""
        self.search_line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_line.selectAll()

    def refresh(self) -> None:
        """List anew what the catalogue and the design offer."""
        design = self._context.document.design
        self._own = _own_of(design)
        self._show(self.search_line.text())

    # Filling

    def _show(self, text: str) -> None:
        document = self._context.document
        if not text.strip():
            self.model.show_groups(groups_of(document.catalog, document.design))
            self.list.setRootIsDecorated(True)
            self._unfold()
        else:
            self.model.show_ranked(found_entries(document.catalog, document.design, text))
            self.list.setRootIsDecorated(False)
        is_empty = not self.model.rowCount()
        self._nothing.setVisible(is_empty)
        self._nothing.setText(self.tr("Nothing is called “{text}”.").format(text=text.strip()))
        self.list.setVisible(not is_empty)
        # In a search the best find is current, so that Enter takes it at once.
        self.list.setCurrentIndex(self.model.index(0, 0) if text.strip() else QModelIndex())
        self.list.scrollToTop()

    def _unfold(self) -> None:
        """Open the categories that stood open before."""
        closed = self._closed
        self.list.blockSignals(True)
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            group = self.model.group_at(index)
            title = group.title if group else ""
            is_open = row < _OPEN_AT_FIRST if closed is None else title not in closed
            self.list.setExpanded(index, is_open)
        self.list.blockSignals(False)

    def _on_folded(self, index: QModelIndex) -> None:
        rows = [self.model.index(row, 0) for row in range(self.model.rowCount())]
        closed = [self.model.group_at(row) for row in rows if not self.list.isExpanded(row)]
        self._closed = {group.title for group in closed if group}

    def _swatch(self, category: str) -> QIcon:
        if category not in self._swatches:
            colour = QColor(self._context.theme.category(category))
            self._swatches[category] = swatch(colour, self.devicePixelRatioF())
        return self._swatches[category]

    def _new_search_line(self) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName("palette-search")
        line.setPlaceholderText(self.tr("Search layers and ops"))
        line.setAccessibleName(self.tr("Search layers and ops"))
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self._show)
        line.installEventFilter(self)
        return line

    def _new_nothing(self) -> QLabel:
        label = QLabel(self)
        mark(label, "muted")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.hide()
        return label

    # What the person does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the search line that belong to the list."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            entry = self.model.entry_at(self.list.currentIndex())
            if entry:
                self._on_chosen(entry)
            return True
        if key == Qt.Key.Key_Escape and self.search_line.text():
            self.search_line.clear()
            return True
        if key in _TO_LIST and self.model.rowCount():
            self._move_into_list(event)
            return True
        return super().eventFilter(watched, event)

    def _move_into_list(self, event: QKeyEvent) -> None:
        """Into the list; a first find that is current already is stepped over."""
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.list.currentIndex().isValid():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self.model.index(0, 0), flags)
        else:
            QApplication.sendEvent(self.list, event)

    def _on_chosen(self, entry: Entry) -> None:
        self.place_requested.emit(entry.path)
        # What is typed next replaces this search.
        self.search_line.selectAll()

    def _on_menu_requested(self, point: QPoint) -> None:
        """What can be done with an entry; a block can be opened, and deleted once unused."""
        index = self.list.indexAt(point)
        entry = self.model.entry_at(index if index.isValid() else self.list.currentIndex())
        if entry is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Place"), partial(self._on_chosen, entry))
        document = self._context.document
        if entry.path in document.design.blocks:
            menu.addSeparator()
            show = partial(self._context.session.trail.show, entry.path)
            menu.addAction(self.tr("Open block"), show)
            delete = menu.addAction(
                self.tr("Delete block"), partial(document.remove_block, entry.path)
            )
            delete.setEnabled(not any(uses_of(document.design, entry.path)))
        menu.popup(self.list.viewport().mapToGlobal(point))

    def _on_typed(self, event: QKeyEvent) -> None:
        """Typing in the list goes on in the search line, behind what is there."""
        self.search_line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search_line.end(False)
        QApplication.sendEvent(self.search_line, event)

    # What happens elsewhere

    def _on_document_changed(self, change: object = None) -> None:
        if self._own != _own_of(self._context.document.design):
            self.refresh()

    def _on_theme_changed(self) -> None:
        self._swatches.clear()
        self.list.theme = self._context.theme
        self.list.viewport().update()


def _own_of(design: Design) -> object:
    return [*custom_entries(design), *block_entries(design)]
