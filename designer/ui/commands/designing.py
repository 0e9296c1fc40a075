"""Placing nodes by menu and keyboard, tidying, and how the model takes and returns tensors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow

T = QCoreApplication.translate


def add_input(window: MainWindow) -> None:
    window.place("input")


def add_output(window: MainWindow) -> None:
    window.place("output")


def search_on_canvas(window: MainWindow) -> None:
    window.canvas.open_search()


def add_layer(window: MainWindow) -> None:
    window.docks.search("palette")


def tidy(window: MainWindow) -> None:
    window.context.document.tidy()
    window.canvas.fit()


def are_inputs_as_dict(window: MainWindow) -> bool:
    return window.is_ready and window.context.document.design.settings.inputs_as == "dict"


def are_outputs_as_dict(window: MainWindow) -> bool:
    return window.is_ready and window.context.document.design.settings.outputs_as == "dict"


def toggle_inputs_as_dict(window: MainWindow) -> None:
    document = window.context.document
    way = "list" if are_inputs_as_dict(window) else "dict"
    document.change_settings(
        replace(document.design.settings, inputs_as=way), T("Designing", "Change how inputs pass")
    )


def toggle_outputs_as_dict(window: MainWindow) -> None:
    document = window.context.document
    way = "list" if are_outputs_as_dict(window) else "dict"
    document.change_settings(
        replace(document.design.settings, outputs_as=way),
        T("Designing", "Change how outputs return"),
    )
