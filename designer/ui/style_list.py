"""The export styles to choose from: each with its title and, in one line, when to choose it. What
does not fit the design is greyed, and says why."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from designer.codegen import STYLES, Program
from designer.ui.context import Context

NAME = Qt.ItemDataRole.UserRole
WORDS = Qt.ItemDataRole.UserRole + 1
_PADDING = 6
_WIDTH = 560
_Index = QModelIndex | QPersistentModelIndex
T = QCoreApplication.translate


class StyleModel(QStandardItemModel):
    """A row for each style, in the order of `STYLES`."""

    def __init__(self) -> None:
        super().__init__()
        for style in STYLES.values():
            item = QStandardItem(style.title)
            item.setData(style.name, NAME)
            self.appendRow(item)
        self.follow(None)

    def follow(self, program: Program | None) -> None:
        """Say which styles fit the design as it is now; with no program all do."""
        for row, style in enumerate(STYLES.values()):
            reason = style.refusal(program) if program is not None else ""
            item = self.item(row)
            item.setEnabled(not reason)
            item.setData(reason or style.when, WORDS)
            item.setToolTip(reason or style.when)
            item.setAccessibleDescription(reason or style.when)


class StyleDelegate(QStyledItemDelegate):
    """Draws the title, and the words below it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(_WIDTH, 2 * option.fontMetrics.height() + 2 * _PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        options = QStyleOptionViewItem(option)
        self.initStyleOption(options, index)
        options.text = ""
        view = options.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, options, painter, view)
        is_chosen = bool(options.state & QStyle.StateFlag.State_Selected)
        is_enabled = bool(options.state & QStyle.StateFlag.State_Enabled)
        group = QPalette.ColorGroup.Normal if is_enabled else QPalette.ColorGroup.Disabled
        roles = QPalette.ColorRole
        title = roles.HighlightedText if is_chosen else roles.Text
        words = roles.HighlightedText if is_chosen else roles.PlaceholderText
        area = options.rect.adjusted(10, _PADDING, -10, -_PADDING)
        half = area.height() // 2
        painter.save()
        painter.setPen(options.palette.color(group, title))
        painter.drawText(area.adjusted(0, 0, 0, -half), _FLAGS, index.data())
        painter.setPen(options.palette.color(words))
        text = options.fontMetrics.elidedText(
            index.data(WORDS), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area.adjusted(0, half, 0, 0), _FLAGS, text)
        painter.restore()


_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class StyleBox(QComboBox):
    """The styles in a box that opens."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Titles of any length: the panel must not be as wide as the longest.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(14)
        self._context = context
        self._styles = StyleModel()
        self.setModel(self._styles)
        self.view().setItemDelegate(StyleDelegate(self))
        self.view().setMinimumWidth(_WIDTH)
        self.setMaxVisibleItems(len(STYLES))
        self.setAccessibleName(self.tr("Export style"))
        self.currentIndexChanged.connect(self._on_chosen)
        self._on_chosen()

    @property
    def name(self) -> str:
        """The chosen style."""
        return str(self.currentData(NAME))

    def choose(self, name: str) -> None:
        """Choose a style; an unknown name is left alone."""
        place = self.findData(name, NAME)
        if place >= 0:
            self.setCurrentIndex(place)

    def showPopup(self) -> None:
        self._styles.follow(self._context.session.program)
        super().showPopup()

    def _on_chosen(self) -> None:
        self.setToolTip(STYLES[self.name].when)
