"""Training runs: begin, pause, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from designer.ui.commands import tools

if TYPE_CHECKING:
    from designer.session.run_record import RunRecord
    from designer.ui.main_window import MainWindow
    from designer.ui.panels.run import RunPanel

T = QCoreApplication.translate


def run(window: MainWindow) -> None:
    """Train the open design as its settings say; code of its own is asked about first."""
    if window.context.document.needs_trust:
        tools.trust(window)
        if window.context.document.needs_trust:
            return
    window.docks.show("run")
    _panel(window).start()


def pause(window: MainWindow) -> None:
    _panel(window).pause_or_resume()


def stop(window: MainWindow) -> None:
    window.context.session.runs.stop()


def stop_after_epoch(window: MainWindow) -> None:
    window.context.session.runs.stop_after_epoch()


def can_run(window: MainWindow) -> bool:
    return window.shows_design and _going(window) is None


def is_running(window: MainWindow) -> bool:
    return _going(window) is not None


def can_pause(window: MainWindow) -> bool:
    going = _going(window)
    return going is not None and going.can_pause


def pause_caption(window: MainWindow) -> str:
    going = _going(window)
    if going is not None and going.is_paused:
        return T("Actions", "R&esume the run")
    return T("Actions", "Pa&use the run")


def _going(window: MainWindow) -> RunRecord | None:
    return window.context.session.runs.going if window.is_ready else None


def _panel(window: MainWindow) -> RunPanel:
    from designer.ui.panels.run import RunPanel

    return window.docks.panel("run", RunPanel)
