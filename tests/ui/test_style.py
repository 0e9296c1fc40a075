import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from designer.ui import style
from designer.ui.theme import NAMES, theme


@pytest.fixture(autouse=True)
def light_again(qapp):
    yield
    style.apply(theme("light"))


def luminance(colour: QColor) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: QColor, second: QColor) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("text", "back"),
    [
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
        (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
        (QPalette.ColorRole.Link, QPalette.ColorRole.Window),
    ],
)
def test_text_can_be_read(name, text, back):
    palette = style.palette(theme(name))
    assert contrast(palette.color(text), palette.color(back)) >= 4.5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["muted", "error", "warning"])
def test_marked_words_can_be_read_on_every_ground(name, kind):
    colours = theme(name)
    for back in (colours.window, colours.base, colours.raised):
        assert contrast(QColor(getattr(colours, kind)), QColor(back)) >= 4.5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["keyword", "string", "number", "comment", "name", "call"])
def test_code_can_be_read(name, kind):
    colours = theme(name)
    assert contrast(QColor(colours.code[kind]), QColor(colours.base)) >= 4.5


def test_a_mark_shows_at_once_and_goes_again(qtbot):
    style.apply(theme("light"))
    label = QLabel("Incomplete")
    qtbot.addWidget(label)
    label.show()
    style.mark(label, "error")
    assert label.palette().windowText().color().name() == theme("light").error
    style.mark(label, "error", False)
    assert label.palette().windowText().color().name() == theme("light").text


def test_the_theme_can_be_changed_and_changed_back(qtbot):
    for name in ("dark", "light"):
        style.apply(theme(name))
        assert QApplication.palette().base().color().name() == theme(name).base
