"""Problems, trust, the worker."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from designer.ui import dialogs

if TYPE_CHECKING:
    from designer.graph.problems import Problem
    from designer.ui.main_window import MainWindow

T = QCoreApplication.translate


def check(window: MainWindow) -> None:
    window.context.session.refresh()
    window.docks.show("problems")


def next_problem(window: MainWindow) -> None:
    """Go to the problem after the one that is looked at, round and round."""
    _step(window, 1)


def previous_problem(window: MainWindow) -> None:
    _step(window, -1)


def _step(window: MainWindow, by: int) -> None:
    mending = window.context.mending
    found = mending.step(by)
    if not found or (mending.problem and not mending.problem.node):
        window.docks.show("problems")


def can_mend(window: MainWindow) -> bool:
    """A problem with a way out is looked at."""
    problem = window.context.mending.problem if window.shows_design else None
    return bool(problem and problem.fixes)


def mend(window: MainWindow) -> None:
    """Take the first way out of the problem that is looked at."""
    mending = window.context.mending
    if mending.problem and mending.problem.fixes:
        mending.take(mending.problem, mending.problem.fixes[0])


def can_silence_it(window: MainWindow) -> bool:
    """A warning of a node is looked at."""
    problem = window.context.mending.problem if window.shows_design else None
    return problem is not None and _can_silence(problem)


def silence(window: MainWindow) -> None:
    """No longer warn of what is looked at, at this node."""
    mending = window.context.mending
    if mending.problem and _can_silence(mending.problem):
        mending.silence(mending.problem)


def _can_silence(problem: Problem) -> bool:
    from designer.graph.silencing import can_silence

    return can_silence(problem)


def needs_trust(window: MainWindow) -> bool:
    return window.shows_design and window.context.document.needs_trust


def trust(window: MainWindow) -> None:
    """Show what code the file brought, and run it only when the person agrees."""
    document = window.context.document
    if document.needs_trust and dialogs.ask_trust(window, document.title, document.held_back):
        document.trust()


def restart_worker(window: MainWindow) -> None:
    window.context.session.restart_worker()


def choose_worker_python(window: MainWindow) -> None:
    """Ask for the command line of the worker; an empty one is the program's own Python."""
    settings = window.settings
    answer = dialogs.ask_command(window, shlex.join(settings.worker_command))
    if answer is None:
        return
    try:
        settings.worker_command = shlex.split(answer)
    except ValueError as error:
        words = T("Tools", "This is no command line: {reason}.").format(reason=error)
        window.notices.say(words, "error")
        return
    window.notices.say(T("Tools", "The worker runs there from the next start on."), "info")
