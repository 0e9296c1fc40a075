"""How widgets look: Fusion, a palette from the theme, and a few rules that a palette cannot say.

A label takes one of the properties `title`, `heading`, `muted`, `warning`, `error`; a push button
`primary`; a tool button `flat`. Panels say what a thing *is* with these and never name a colour.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from designer.ui.theme import Theme

UNBOUND = 16777215
"""A largest size that bounds nothing: Qt's QWIDGETSIZE_MAX, which PySide6 does not name."""

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "window",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "error",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "accent_text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Midlight: "line",
}
"""Palette roles and the theme's colour for each."""

_FADED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)

_RULES = """
QLabel[muted="true"] {{ color: {muted}; }}
QLabel[error="true"] {{ color: {error}; }}
QLabel[warning="true"] {{ color: {warning}; }}
QLabel[title="true"] {{ font-size: 15pt; font-weight: 600; }}
QLabel[heading="true"] {{ font-weight: 600; }}
QPushButton[primary="true"] {{
    background: {accent}; color: {accent_text}; border: 1px solid {accent}; border-radius: 4px;
}}
QPushButton[primary="true"]:hover, QPushButton[primary="true"]:focus {{ border-color: {text}; }}
QToolButton[flat="true"] {{ border: none; border-radius: 4px; padding: 3px; }}
QToolButton[flat="true"]:hover, QToolButton[flat="true"]:focus {{ background: {hover}; }}
QToolButton[flat="true"]:checked {{ background: {hover}; color: {accent}; }}
QFrame[notice="true"] {{
    background: {raised}; border: 1px solid {line}; border-radius: 6px;
}}
QToolButton[flat="true"]::menu-indicator {{ image: none; }}
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {line}; padding: 4px; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; margin: 1px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QToolBar {{ border: none; border-bottom: 1px solid {line}; padding: 2px 4px; spacing: 1px; }}
QStatusBar {{ border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QDockWidget {{ titlebar-close-icon: none; titlebar-normal-icon: none; }}
QDockWidget::title {{ background: {window}; padding: 5px 8px; text-align: left; }}
QHeaderView::section {{
    background: {window}; color: {muted}; border: none; border-right: 1px solid {line};
    border-bottom: 1px solid {line}; padding: 3px 6px;
}}
QAbstractItemView {{ border: none; outline: 0; }}
QAbstractItemView::indicator:unchecked {{
    background: {window}; border: 1px solid {muted}; border-radius: 2px; width: 11px; height: 11px;
}}
QTreeView[roomy="true"]::item, QTableView[roomy="true"]::item {{ padding: 3px 4px; }}
"""


def apply(theme: Theme) -> None:
    """Give the whole program the colours of a theme; may be called again at any time."""
    app = QApplication.instance()
    if not isinstance(app, QApplication) or app.property("theme") == theme.name:
        return
    app.setProperty("theme", theme.name)
    # Where it is the style already, as on most Linux desktops, making it anew takes 4 ms.
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setStyleSheet(rules(theme))


def palette(theme: Theme) -> QPalette:
    """The theme's colours as Qt's palette, with paler text for what is disabled."""
    made = QPalette(QColor(theme.raised), QColor(theme.window))
    for role, name in _ROLES.items():
        made.setColor(role, QColor(getattr(theme, name)))
    for role in _FADED:
        made.setColor(QPalette.ColorGroup.Disabled, role, _between(theme.muted, theme.window, 0.45))
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(theme.line))
    return made


def rules(theme: Theme) -> str:
    """The style sheet that goes with the palette."""
    names = (
        "muted",
        "error",
        "warning",
        "hover",
        "text",
        "raised",
        "line",
        "accent",
        "accent_text",
        "window",
    )
    return _RULES.format(**{name: getattr(theme, name) for name in names})


def mark(widget: QWidget, name: str, value: bool = True) -> None:
    """Set one of the properties above on a widget that may be on the screen already."""
    if bool(widget.property(name)) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def system_theme() -> str:
    """`light` or `dark`, as the desktop asks."""
    # `styleHints().colorScheme()` says it too, but brings the namespace `Qt` with its hundred
    # enums, which takes 10 ms before the first paint.
    window = QApplication.style().standardPalette().window().color()
    return "dark" if window.lightness() < 128 else "light"


def _between(first: str, second: str, part: float) -> QColor:
    a, b = QColor(first), QColor(second)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * part,
        a.greenF() + (b.greenF() - a.greenF()) * part,
        a.blueF() + (b.blueF() - a.blueF()) * part,
    )
