"""What happens and has to be said: refusals, failures, trust. Where it is said depends on how much
it matters: the status bar for what needs no attention, a notice for the rest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.ui.commands import importing, tools

if TYPE_CHECKING:
    from designer.importing import Imported
    from designer.ui.main_window import MainWindow


class News(QObject):
    """Listens for one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        document, session = window.context.document, window.context.session
        window.context.noticed.connect(self._on_noticed)
        document.refused.connect(self._on_refused)
        document.replaced.connect(self._offer_trust)
        document.trust_changed.connect(self._offer_trust)
        session.worker_changed.connect(self._on_worker_changed)
        session.importer.imported.connect(self._on_imported)
        session.importer.several.connect(partial(importing.choose, window))
        session.importer.failed.connect(partial(importing.fail, window))
        session.opener.opened.connect(window.context.selection.reveal)
        session.runs.refused.connect(self._on_refused)
        session.opener.failed.connect(self._on_refused)
        self._offer_trust()

    def _on_noticed(self, sentence: str, severity: str) -> None:
        if severity == "info":
            self._window.status.tell(sentence)
        else:
            self._window.notices.say(sentence, severity)

    def _on_refused(self, sentence: str) -> None:
        self._window.notices.say(sentence, "warning")

    def _offer_trust(self) -> None:
        self._window.notices.withdraw("trust")
        if self._window.context.document.needs_trust:
            words = self.tr("This design brings code of its own, which does not run yet.")
            offer = (self.tr("Look at it…"), partial(tools.trust, self._window))
            self._window.notices.say(words, "trust", offer)

    def _on_imported(self, imported: Imported) -> None:
        importing.take(self._window, imported)

    def _on_worker_changed(self, state: str, words: str) -> None:
        self._window.notices.withdraw("worker")
        if state == "failed":
            offer = (self.tr("Restart it"), self._window.context.session.restart_worker)
            self._window.notices.say(words, "worker", offer)
