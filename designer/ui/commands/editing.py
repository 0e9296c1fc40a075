"""Undo, clipboard, delete, rename, find.

Where a text has the keyboard, the clipboard actions work on the text, as people expect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow

T = QCoreApplication.translate
Text = QLineEdit | QPlainTextEdit | QTextEdit


def undo(window: MainWindow) -> None:
    window.context.document.undo_stack.undo()


def redo(window: MainWindow) -> None:
    window.context.document.undo_stack.redo()


def undo_caption(window: MainWindow) -> str:
    step = window.context.document.undo_stack.undoText() if window.is_ready else ""
    return T("Actions", "&Undo") + (f" {step}" if step else "")


def redo_caption(window: MainWindow) -> str:
    step = window.context.document.undo_stack.redoText() if window.is_ready else ""
    return T("Actions", "&Redo") + (f" {step}" if step else "")


def cut(window: MainWindow) -> None:
    (focused_text() or window.canvas).cut()


def copy(window: MainWindow) -> None:
    (focused_text() or window.canvas).copy()


def paste(window: MainWindow) -> None:
    (focused_text() or window.canvas).paste()


def duplicate(window: MainWindow) -> None:
    window.canvas.duplicate()


def delete(window: MainWindow) -> None:
    window.canvas.delete()


def delete_plainly(window: MainWindow) -> None:
    window.canvas.delete_plainly()


def rename(window: MainWindow) -> None:
    window.rename_selected()


def select_all(window: MainWindow) -> None:
    if text := focused_text():
        text.selectAll()
    else:
        window.canvas.select_all()


def find(window: MainWindow) -> None:
    window.docks.search("outline")


def focused_text() -> Text | None:
    """The text that has the keyboard."""
    widget = QApplication.focusWidget()
    return widget if isinstance(widget, Text) else None
