"""The documentation of a layer, as Keras wrote it."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QTextBrowser, QWidget

from designer.ui.docstring import html_of
from designer.ui.theme import Theme

_RULES = """
h3 {{ margin-top: 6px; margin-bottom: 2px; }}
h4 {{ margin-top: 12px; margin-bottom: 2px; }}
p {{ margin-top: 4px; margin-bottom: 6px; }}
li {{ margin-bottom: 2px; }}
code {{ color: {code}; }}
pre {{ color: {code}; background: {back}; margin-top: 4px; margin-bottom: 8px; }}
.path {{ color: {muted}; }}
"""


class DocPane(QTextBrowser):
    """Links lead to the browser; the text is made only while somebody can see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenExternalLinks(True)
        self.setAccessibleName(self.tr("Documentation"))
        self.setObjectName("documentation")
        self.document().setDocumentMargin(10)
        self.document().setIndentWidth(18)
        self._shown: tuple[str, str, str, str] = ("", "", "", "")

    def show_doc(self, title: str, path: str, doc: str, theme: Theme) -> None:
        wanted = (title, path, doc, theme.name)
        if wanted == self._shown:
            return
        self._shown = wanted
        rules = _RULES.format(code=theme.code["call"], back=theme.window, muted=theme.muted)
        self.document().setDefaultStyleSheet(rules)
        body = html_of(doc) or f"<p>{escape(self.tr('There is no documentation.'))}</p>"
        head = f"<h3>{escape(title)}</h3><p class='path'>{escape(path)}</p>"
        self.setHtml(head + body)
