"""Zoom, theme, panels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow


def zoom_in(window: MainWindow) -> None:
    window.canvas.zoom_in()


def zoom_out(window: MainWindow) -> None:
    window.canvas.zoom_out()


def zoom_reset(window: MainWindow) -> None:
    window.canvas.zoom_reset()


def fit(window: MainWindow) -> None:
    window.canvas.fit()


def fit_selection(window: MainWindow) -> None:
    window.canvas.fit_selection()


def theme_system(window: MainWindow) -> None:
    window.set_theme("system")


def theme_light(window: MainWindow) -> None:
    window.set_theme("light")


def theme_dark(window: MainWindow) -> None:
    window.set_theme("dark")


def is_theme_system(window: MainWindow) -> bool:
    return window.settings.theme == "system"


def is_theme_light(window: MainWindow) -> bool:
    return window.settings.theme == "light"


def is_theme_dark(window: MainWindow) -> bool:
    return window.settings.theme == "dark"


def toggler(panel: str) -> Callable[[MainWindow], None]:
    """Show a panel and give it the keyboard; hide it when it has the keyboard already."""

    def toggle(window: MainWindow) -> None:
        window.docks.toggle(panel)

    return toggle


def teller(panel: str) -> Callable[[MainWindow], bool]:
    """Whether a panel is open, be it behind another one's tab."""

    def is_open(window: MainWindow) -> bool:
        return window.shows_design and window.docks.is_open(panel)

    return is_open


def reset_panels(window: MainWindow) -> None:
    window.docks.reset()


def next_panel(window: MainWindow) -> None:
    window.docks.step_focus(1)


def previous_panel(window: MainWindow) -> None:
    window.docks.step_focus(-1)


def full_screen(window: MainWindow) -> None:
    if window.isFullScreen():
        window.showNormal()
    else:
        window.showFullScreen()


def is_full_screen(window: MainWindow) -> bool:
    return window.isFullScreen()
