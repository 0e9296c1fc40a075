"""Sentences with names between backticks, as the window shows them: the names in a font of code.

The floors below write plain text, for terminals and files too; here is the only place that turns it
into what people see.
"""

from __future__ import annotations

import html
import re

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QTextCharFormat, QTextLayout, QTextOption

_NAME = re.compile(r"`([^`\n]+)`")
_FIXED = QFontDatabase.SystemFont.FixedFont
_SHADE = (128, 128, 128, 40)
"""Behind a name: it can be seen on every ground, light, dark or selected."""


def has_names(text: str) -> bool:
    return bool(_NAME.search(text))


def plainly(text: str) -> str:
    """For places that know one font only, and for voices."""
    return "".join(_NAME.split(text))


def richly(text: str) -> str:
    """As HTML. Tips want all of their text as such: Qt breaks the lines of no other."""
    family = html.escape(QFontDatabase.systemFont(_FIXED).family())
    name = f"<span style=\"font-family:'{family}'; background-color:rgba{_SHADE}\">\\1</span>"
    lines = _NAME.sub(name, html.escape(text, quote=False))
    return f"<qt>{lines.replace(chr(10), '<br>')}</qt>" if text else ""


def laid_out(text: str, font: QFont, width: float) -> QTextLayout:
    """Lines of a width, for painting: half the work of a document."""
    layout = QTextLayout(plainly(text).replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(text, font))
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0.0, top))
        top += line.height()
    layout.endLayout()
    return layout


def _formats(text: str, font: QFont) -> list[QTextLayout.FormatRange]:
    look = QTextCharFormat()
    look.setFontFamilies([QFontDatabase.systemFont(_FIXED).family(), font.family()])
    look.setBackground(QColor(*_SHADE))
    found = []
    for number, match in enumerate(_NAME.finditer(text)):
        span = QTextLayout.FormatRange()
        # Each name before has lost two backticks, and this one its first.
        span.start = match.start() - 2 * number
        span.length = len(match.group(1))
        span.format = look
        found.append(span)
    return found
