"""What a person sees first: begin anew, open, go on with a recent file, or try an example.

It is the first thing painted, before the graph and the canvas are even imported, so it knows
files and pictures only, and says by signals what was chosen.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.paths import resource
from designer.ui import icons, style
from designer.ui.settings import Settings
from designer.ui.theme import Theme

T = QCoreApplication.translate

MOST_RECENT_SHOWN = 8
CARD = QSize(236, 196)
PICTURE = QSize(220, 116)


def examples() -> list[tuple[Path, str, str]]:
    """The shipped designs: file, title, and one sentence; from the simple to the rich."""
    known = {
        "sequential": (
            T("StartPage", "Sequential"),
            T("StartPage", "Three Dense layers in a row: the simplest model there is."),
        ),
        "two_branch": (
            T("StartPage", "Two branches"),
            T("StartPage", "Two Dense layers read one input; their outputs are joined."),
        ),
        "cnn": (
            T("StartPage", "A small CNN"),
            T("StartPage", "Convolutions that learn handwritten digits within seconds."),
        ),
        "multimodal_list": (
            T("StartPage", "Two inputs, as a list"),
            T("StartPage", "Text through an LSTM, images through convolutions."),
        ),
        "multimodal_dict": (
            T("StartPage", "Two inputs, as a dict"),
            T("StartPage", "The same, with inputs passed by name."),
        ),
        "named_layer": (
            T("StartPage", "A named layer"),
            T("StartPage", "Names that stay in the summary and in saved weights."),
        ),
        "reused_block": (
            T("StartPage", "A block, used three times"),
            T("StartPage", "A part of the model with a name: a function in the exported code."),
        ),
        "custom_linear": (
            T("StartPage", "A layer of your own"),
            T("StartPage", "Linear, written in the program: weights, shapes, saving."),
        ),
        "noisy_linear": (
            T("StartPage", "A noisy layer"),
            T("StartPage", "NoisyLinear: other numbers while it trains than afterwards."),
        ),
        "siamese": (
            T("StartPage", "A siamese pair"),
            T("StartPage", "Two images through one encoder; a block with shared weights."),
        ),
        "resnet": (
            T("StartPage", "A ResNet"),
            T("StartPage", "ResNet-20 for small images, from two blocks with arguments."),
        ),
        "unet": (
            T("StartPage", "A U-Net"),
            T("StartPage", "Down, up, and what is joined across: a mask for each pixel."),
        ),
        "transformer": (
            T("StartPage", "A Transformer encoder"),
            T("StartPage", "Words and their places, attention with a mask, a verdict."),
        ),
        "seq2seq": (
            T("StartPage", "Sequence to sequence"),
            T("StartPage", "States handed from an encoder to a decoder, with attention."),
        ),
        "multi_task": (
            T("StartPage", "Several tasks"),
            T("StartPage", "One trunk, three heads; the outputs are a dict."),
        ),
        "my_model": (
            T("StartPage", "A model of your own"),
            T("StartPage", "To export as a subclass or in a wrapper, every shape real."),
        ),
    }
    order = {name: number for number, name in enumerate(known)}
    files = sorted(
        resource("examples").glob("*.kdesign"),
        key=lambda path: (order.get(path.stem, len(order)), path.stem),
    )
    plain = {path.stem: (path.stem.replace("_", " ").capitalize(), "") for path in files}
    return [(path, *(plain | known)[path.stem]) for path in files]


class StartPage(QScrollArea):
    """The gallery. Ask for `refresh` when recent files may have changed."""

    new_chosen = Signal()
    open_chosen = Signal()
    file_chosen = Signal(object)
    """The `Path` of a recent file."""
    example_chosen = Signal(object)
    """The `Path` of a shipped design."""
    back_chosen = Signal()

    def __init__(self, settings: Settings, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._cards: list[_Card] = []
        self._bare: list[_Card] = []
        """Cards without their picture: they get it one a turn, or all would hold up the window."""
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._fill_one)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Start page"))
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(40, 32, 40, 32)
        row.setSpacing(48)
        row.addStretch(1)
        row.addLayout(self._left())
        row.addLayout(self._right())
        row.addStretch(2)
        self.setWidget(page)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._new.setIcon(icons.icon("file-plus", theme.accent_text))
        self._open.setIcon(icons.icon("folder-open", theme.text))
        self._back.setIcon(icons.icon("workflow", theme.text))
        for card in self._cards:
            card.set_theme(theme)
        self._bare = self._cards[::-1]
        self._turns.start()
        self._theme = theme
        self.refresh()

    def set_open_design(self, title: str) -> None:
        """Offer the way back to the design that is open; an empty title takes the offer away."""
        self._back.setText(self.tr("Back to {title}").format(title=title))
        self._back.setVisible(bool(title))

    def refresh(self) -> None:
        """Read the list of recent files again."""
        while item := self._recent.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        files = self._settings.recent_files[:MOST_RECENT_SHOWN]
        for path in files:
            self._recent.addWidget(self._recent_row(path))
        if not files:
            none = QLabel(self.tr("Designs that you open or save are listed here."))
            none.setWordWrap(True)
            style.mark(none, "muted")
            self._recent.addWidget(none)

    def _left(self) -> QVBoxLayout:
        title = QLabel(self.tr("Keras Model Designer"))
        style.mark(title, "title")
        subtitle = QLabel(
            self.tr("Draw a network, see its shapes at every moment, leave with clean Keras code.")
        )
        subtitle.setWordWrap(True)
        style.mark(subtitle, "muted")
        self._new = self._wide_button(self.tr("New design"), self.new_chosen.emit)
        self._new.setDefault(True)
        style.mark(self._new, "primary")
        self._open = self._wide_button(self.tr("Open a design…"), self.open_chosen.emit)
        self._back = self._wide_button("", self.back_chosen.emit)
        self._back.setVisible(False)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        column = QVBoxLayout()
        column.setSpacing(8)
        for widget in (title, subtitle):
            column.addWidget(widget)
        column.addSpacing(16)
        for button in (self._new, self._open, self._back):
            column.addWidget(button)
        column.addSpacing(24)
        column.addWidget(_heading(self.tr("Recent")))
        column.addLayout(self._recent)
        column.addStretch(1)
        return column

    def _right(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setSpacing(14)
        for number, (path, title, sentence) in enumerate(examples()):
            card = _Card(path, title, sentence)
            card.clicked.connect(self._on_card_clicked)
            self._cards.append(card)
            grid.addWidget(card, number // 3, number % 3)
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(_heading(self.tr("Examples")))
        column.addLayout(grid)
        column.addStretch(1)
        return column

    def _wide_button(self, text: str, chosen: object) -> QPushButton:
        button = QPushButton(text)
        button.setMinimumSize(250, 36)
        button.setIconSize(QSize(18, 18))
        button.clicked.connect(chosen)
        return button

    def _recent_row(self, path: Path) -> QToolButton:
        button = QToolButton()
        button.setText(path.stem)
        button.setToolTip(str(path))
        button.setAccessibleName(self.tr("Open {name}").format(name=path.stem))
        button.setProperty("path", str(path))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIcon(icons.icon("file", self._theme.muted))
        style.mark(button, "flat")
        button.clicked.connect(self._on_recent_clicked)
        return button

    def _fill_one(self) -> None:
        if self._bare:
            self._bare.pop().load_picture()
        else:
            self._turns.stop()

    def _on_recent_clicked(self) -> None:
        self.file_chosen.emit(Path(str(self.sender().property("path"))))

    def _on_card_clicked(self) -> None:
        card = self.sender()
        assert isinstance(card, _Card)
        self.example_chosen.emit(card.path)


class _Card(QAbstractButton):
    """One example: a picture, its title, a sentence. A button, so the keyboard reaches it."""

    def __init__(self, path: Path, title: str, sentence: str) -> None:
        super().__init__()
        self.path = path
        self._sentence = sentence
        self._picture = QPixmap()
        self._theme: Theme | None = None
        self.setText(title)
        self.setFixedSize(CARD)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setToolTip(QCoreApplication.translate("StartPage", "Open a copy of this example"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._picture = QPixmap()
        self.update()

    def load_picture(self) -> None:
        """Show the picture in the colours of the theme."""
        if self._theme is None:
            return
        name = f"{self.path.stem}-{self._theme.name}.png"
        self._picture = QPixmap(str(self.path.with_name(name)))
        self._picture.setDevicePixelRatio(2.0)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_marked = self.underMouse() or self.hasFocus()
        painter.setPen(QColor(theme.accent if is_marked else theme.line))
        painter.setBrush(QColor(theme.hover if self.isDown() else theme.raised))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
        self._paint_picture(painter, theme)
        self._paint_words(painter, theme)
        painter.end()

    def _paint_picture(self, painter: QPainter, theme: Theme) -> None:
        frame = QRect(8, 8, PICTURE.width(), PICTURE.height())
        painter.fillRect(frame, QColor(theme.canvas))
        size = self._picture.deviceIndependentSize().toSize()
        place = QRect(frame.center() - QRect(0, 0, size.width(), size.height()).center(), size)
        painter.drawPixmap(place, self._picture)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        words = QRect(12, PICTURE.height() + 14, CARD.width() - 24, 20)
        title_font = QFont(self.font())
        title_font.setBold(True)
        painter.setFont(title_font)
        painter.setPen(QColor(theme.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(self.font())
        painter.setPen(QColor(theme.muted))
        below = QRect(words.left(), words.bottom() + 2, words.width(), 40)
        painter.drawText(below, Qt.TextFlag.TextWordWrap, self._sentence)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    style.mark(label, "heading")
    return label
