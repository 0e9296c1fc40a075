"""Nodes on the system clipboard: as our own type for other windows, as text for everyone else."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from designer.graph.nodes import Point
from designer.storage.clipboard import MIME_TYPE

if TYPE_CHECKING:
    from designer.document import Document


def copy(document: Document, node_ids: Collection[str]) -> None:
    """Put nodes, and the wires among them, on the clipboard; no nodes leave it as it was."""
    if not node_ids:
        return
    text = document.copied(node_ids)
    data = QMimeData()
    data.setData(MIME_TYPE, QByteArray(text.encode()))
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)
    _empty_a_clipboard_of_our_own_at_exit()


@functools.cache
def _empty_a_clipboard_of_our_own_at_exit() -> None:
    """Where no desktop keeps the clipboard, let its data go while Python can still see it off.

    Qt's stand-in for a clipboard is a C++ global: it deletes the data after Python has ended, and
    a `QMimeData` made in Python calls Python then, which crashes (PySide6 6.11.3).
    """
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        atexit.register(_empty)


def _empty() -> None:
    if QGuiApplication.instance():
        QGuiApplication.clipboard().clear()


def paste(document: Document, at: Point | None) -> list[str]:
    """Put the nodes of the clipboard into the design; the new ids."""
    # The stub promises a value, but there is none where nothing was ever copied.
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()
    if data is None:
        return []
    if data.hasFormat(MIME_TYPE):
        text = bytes(data.data(MIME_TYPE).data()).decode(errors="replace")
    else:
        text = data.text()
    return document.paste(text, at) if text.strip() else []
