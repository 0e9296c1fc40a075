"""Canvases to try things on, with real documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from pytestqt.qtbot import QtBot

from designer.graph.answers import Answer
from designer.graph.design import Design
from designer.ui.canvas.view import CanvasView
from designer.ui.context import Context
from tests.ui.canvas.canvas_designs import small_catalog
from tests.ui.canvas.canvas_window import TellingSession, document_of

MakeCanvas = Callable[..., CanvasView]


@pytest.fixture
def canvas_of(qtbot: QtBot) -> MakeCanvas:
    """Makes a canvas of 1100 by 700 pixels that shows a design at zoom 1."""
    kept = []

    def make(
        design: Design | None = None, answers: Mapping[str, Answer] | None = None, zoom: float = 1.0
    ) -> CanvasView:
        document = document_of(design or Design(), small_catalog())
        session = TellingSession(document)
        session.tell(answers or {})
        context = Context(document, session)
        canvas = CanvasView(context)
        kept.extend((document, context))
        qtbot.addWidget(canvas)
        canvas.resize(1100, 700)
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.setFocus()
        canvas.fit()
        if zoom:
            canvas.zoom_to(zoom)
        return canvas

    return make
