"""Problems, trust, the worker."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from designer.ui import dialogs

if TYPE_CHECKING:
    from designer.ui.main_window import MainWindow

T = QCoreApplication.translate


def check(window: MainWindow) -> None:
    window.context.session.refresh()
    window.docks.show("problems")


def next_problem(window: MainWindow) -> None:
    """Reveal the node of the problem after the selected node's, going round."""
    context = window.context
    found = ((problem.graph, problem.node) for problem in context.session.problems if problem.node)
    places = [place for place in dict.fromkeys(found) if context.can_show(*place)]
    if not places:
        window.docks.show("problems")
        return
    current = (context.document.graph_name, context.selection.node)
    after = places.index(current) + 1 if current in places else 0
    context.reveal(*places[after % len(places)])


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
