"""Layers dragged from the palette: shown where they would land, placed where they are dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from designer.ui.canvas import placing
from designer.ui.canvas.forms import WIDTH
from designer.ui.canvas.wish import Wish

if TYPE_CHECKING:
    from designer.ui.canvas.overlay import Overlay
    from designer.ui.canvas.view import CanvasView

LAYER_MIME = "application/x-kdesign-layer"
"""A catalogue path in utf-8, or `input` or `output`."""
_GHOST_HEIGHT = 66.0


class Drops:
    """The drag that is over the canvas, if there is one."""

    def __init__(self, canvas: CanvasView) -> None:
        self._canvas = canvas
        self._wish: Wish | None = None

    def enter(self, event: QDragEnterEvent) -> None:
        if _path_in(event.mimeData()):
            event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        path = _path_in(event.mimeData())
        if path:
            point = self._canvas.on_canvas(event.position())
            self._show(placing.wish_at(self._canvas, path, point))
            event.acceptProposedAction()

    def leave(self) -> None:
        self._show(None)

    def drop(self, event: QDropEvent) -> None:
        path = _path_in(event.mimeData())
        self._show(None)
        if path:
            event.acceptProposedAction()
            self._canvas.place_dropped(path, event.position().toPoint())
            self._canvas.setFocus()

    def paint(self, overlay: Overlay) -> None:
        """Show where the node would be, and the wire that it would go into."""
        if self._wish is None:
            return
        accent = self._canvas.ink.accent
        if self._wish.on:
            overlay.wires([self._wish.on], accent)
        box = np.array([(*self._wish.corner, WIDTH, _GHOST_HEIGHT)], np.float64)
        overlay.outline_boxes(box, accent)

    def _show(self, wish: Wish | None) -> None:
        if wish != self._wish:
            self._wish = wish
            self._canvas.update()


def _path_in(data: QMimeData) -> str:
    if not data.hasFormat(LAYER_MIME):
        return ""
    return bytes(data.data(LAYER_MIME).data()).decode(errors="replace")
