"""Blocks: made of nodes, entered, left, unpacked; and layers that several nodes call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow


def make(window: MainWindow) -> None:
    window.canvas.name_new_block()


def unpack(window: MainWindow) -> None:
    window.canvas.unpack()


def enter(window: MainWindow) -> None:
    window.canvas.enter_selected()


def leave(window: MainWindow) -> None:
    window.canvas.leave_block()


def link(window: MainWindow) -> None:
    window.canvas.link()


def make_unique(window: MainWindow) -> None:
    window.canvas.make_unique()
