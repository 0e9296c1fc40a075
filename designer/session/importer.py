"""Reads models for the window: asks the worker where Keras is needed, and makes the design in a
thread, since a large one takes longer than a window may stand still."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.catalog.table import Catalog
from designer.importing import Description, Imported, ImportFailed, design_from, read_file
from designer.importing.sources import FILE, Source
from designer.protocol import Failure
from designer.session.asking import Asking
from designer.threads import homeward
from designer.worker_client.client import WorkerClient


class Importer(QObject):
    """One import at a time; beginning another one forgets the one before."""

    imported = Signal(object)
    """An `Imported`."""
    several = Signal(object, int)
    """Names of the models that code makes, and the one that is meant most likely: `choose` one."""
    failed = Signal(str)

    def __init__(
        self, client: WorkerClient, catalog: Callable[[], Catalog], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._number = 0
        self._is_at_work = False
        self._wanted = False
        self._is_trusted = False
        self._weights = ""
        self._models: list[Mapping[str, Any]] = []
        self._reading = Asking(client, "read_model", self._on_read, self._on_refused, self, tries=1)
        self._made = homeward(self._on_made)
        """Number of the import, and an `Imported` or an `ImportFailed`, from the thread."""

    @property
    def is_busy(self) -> bool:
        return self._is_at_work

    def begin(self, source: Source) -> None:
        """Read a source; code in it runs in the worker, so it has to be trusted already."""
        self.cancel()
        self._is_at_work = True
        self._weights = source.weights
        if source.kind == FILE and source.path is not None:
            path, self._is_trusted = source.path, False
            self._make(lambda: read_file(path))
            return
        try:
            request = source.request()
        except ImportFailed as error:
            self._fail(str(error))
            return
        self._wanted = bool(source.name)
        self._is_trusted = source.runs_code
        self._reading.ask(lambda: request)

    def choose(self, place: int) -> None:
        """Go on with one of several models."""
        model = self._models[place]
        self._is_at_work = True
        self._make(lambda: Description.from_json(model))

    def cancel(self) -> None:
        """Nothing more will be heard of what is being read."""
        self._number += 1
        self._is_at_work = False
        self._reading.drop()

    def _make(self, describe: Callable[[], Description]) -> None:
        number, catalog, is_trusted = self._number, self._catalog(), self._is_trusted
        weights, made = self._weights, self._made

        def work() -> None:
            result: object
            try:
                imported = design_from(replace(describe(), weights=weights), catalog)
                result = replace(imported, is_trusted=is_trusted)
            except ImportFailed as error:
                result = error
            made(number, result)

        threading.Thread(target=work, name="import", daemon=True).start()

    def _on_read(self, answer: Mapping[str, Any]) -> None:
        self._models, chosen = answer["models"], answer["chosen"]
        if len(self._models) == 1 or self._wanted:
            self.choose(chosen)
            return
        self._is_at_work = False
        self.several.emit([model["name"] for model in self._models], chosen)

    def _on_refused(self, failure: Failure) -> None:
        where = self.tr("Line {line}: ").format(line=failure.line) if failure.line else ""
        self._fail(f"{where}{failure.message}")

    def _on_made(self, number: int, result: object) -> None:
        if number != self._number:
            return
        self._is_at_work = False
        if isinstance(result, Imported):
            self.imported.emit(result)
        else:
            self._fail(str(result))

    def _fail(self, sentence: str) -> None:
        self._is_at_work = False
        self.failed.emit(sentence)
