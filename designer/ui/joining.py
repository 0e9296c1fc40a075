"""What the window and a panel tell each other, joined when the panel is made.

`JOINS` says it for the panels that ask something of the window, or whose choices are remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from designer.ui.commands import custom, files, running, tools

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow
    from designer.ui.panels.code import CodePanel
    from designer.ui.panels.inspector import InspectorPanel
    from designer.ui.panels.outline import OutlinePanel
    from designer.ui.panels.palette import PalettePanel
    from designer.ui.panels.plot import PlotPanel
    from designer.ui.panels.run import RunPanel


def join(window: MainWindow, name: str, panel: QWidget) -> None:
    """Join a panel that has just been made to its window."""
    if name in JOINS:
        JOINS[name](window, panel)


def _palette(window: MainWindow, panel: PalettePanel) -> None:
    panel.place_requested.connect(window.place)


def _outline(window: MainWindow, panel: OutlinePanel) -> None:
    window.action_set.adopt(panel)


def _inspector(window: MainWindow, panel: InspectorPanel) -> None:
    panel.source_requested.connect(partial(custom.show_source, window))


def _code(window: MainWindow, panel: CodePanel) -> None:
    panel.set_style(window.settings.code_style)
    panel.shapes.setChecked(window.settings.code_shapes)
    panel.style_changed.connect(partial(setattr, window.settings, "code_style"))
    panel.shapes_changed.connect(partial(setattr, window.settings, "code_shapes"))
    panel.trust_requested.connect(partial(tools.trust, window))
    panel.save_requested.connect(partial(files.export_shown_code, window))


def _run(window: MainWindow, panel: RunPanel) -> None:
    panel.run_requested.connect(partial(running.run, window))
    panel.source_requested.connect(partial(custom.show_line, window))


def _plot(window: MainWindow, panel: PlotPanel) -> None:
    def remember() -> None:
        window.settings.plot_options = panel.options

    panel.set_options(window.settings.plot_options)
    panel.options_changed.connect(remember)
    panel.picture_requested.connect(partial(files.export_picture, window))


JOINS: dict[str, Callable[[MainWindow, Any], None]] = {
    "palette": _palette,
    "outline": _outline,
    "inspector": _inspector,
    "code": _code,
    "run": _run,
    "plot": _plot,
}
