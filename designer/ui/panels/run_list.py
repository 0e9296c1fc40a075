"""The list of runs: which curves are drawn, how each ended, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from designer.diagnosis.leaks.verdict import LEAKING, TOO_SHORT
from designer.graph.run_settings import RunSettings
from designer.session.run_record import RunRecord
from designer.ui import style
from designer.ui.panels.run_words import difference_words, metrics_words, outcome_words

NAME, OUTCOME, METRICS, MEMORY, SETTINGS = range(5)
_ID = Qt.ItemDataRole.UserRole


class RunList(QTreeWidget):
    """One row a run. Only what the person does is told of."""

    shown_changed = Signal()
    """Other runs have a check mark now."""
    current_changed = Signal(str)
    renamed = Signal(str, str)
    code_requested = Signal(str)
    settings_requested = Signal(str)
    store_requested = Signal(str)
    model_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderLabels(
            [
                self.tr("Run"),
                self.tr("Outcome"),
                self.tr("Last numbers"),
                self.tr("Memory"),
                self.tr("Settings"),
            ]
        )
        self.setAccessibleName(self.tr("Runs"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        style.mark(self, "roomy")
        self._records: dict[str, RunRecord] = {}
        self._is_filling = False
        self.itemChanged.connect(self._on_item_changed)
        self.currentItemChanged.connect(self._on_current_changed)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        for column, width in ((NAME, 110), (OUTCOME, 90), (METRICS, 170), (MEMORY, 110)):
            self.setColumnWidth(column, width)

    @property
    def shown(self) -> list[str]:
        """The ids of the runs whose curves are drawn."""
        return [
            str(item.data(NAME, _ID))
            for item in self._items()
            if item.checkState(NAME) == Qt.CheckState.Checked
        ]

    @property
    def current(self) -> str:
        item = self.currentItem()
        return str(item.data(NAME, _ID)) if item else ""

    def show_runs(self, records: Sequence[RunRecord]) -> None:
        """Follow the list; a new run is checked and becomes the current one."""
        self._is_filling = True
        self._records = {record.id: record for record in records}
        for item in self._items():
            if item.data(NAME, _ID) not in self._records:
                self.takeTopLevelItem(self.indexOfTopLevelItem(item))
        known = {item.data(NAME, _ID) for item in self._items()}
        new = [record for record in records if record.id not in known]
        for record in new:
            item = QTreeWidgetItem(self)
            item.setData(NAME, _ID, record.id)
            item.setCheckState(NAME, Qt.CheckState.Checked)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.setCurrentItem(item)
        for record in records:
            self._fill(record)
        self._is_filling = False
        self.shown_changed.emit()
        self.current_changed.emit(self.current)

    def show_run(self, record: RunRecord) -> None:
        """Show the news of one run."""
        self._is_filling = True
        self._fill(record)
        self._is_filling = False

    def set_colours(self, colours: dict[str, str]) -> None:
        """The colours of the curves, by the id of the run."""
        self._is_filling = True
        for item in self._items():
            colour = colours.get(str(item.data(NAME, _ID)))
            item.setIcon(NAME, _swatch(colour) if colour else QIcon())
        self._is_filling = False

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(row) for row in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _item(self, run_id: str) -> QTreeWidgetItem | None:
        return next((item for item in self._items() if item.data(NAME, _ID) == run_id), None)

    def _fill(self, record: RunRecord) -> None:
        item = self._item(record.id)
        if item is None:
            return
        texts = {
            NAME: record.name,
            OUTCOME: outcome_words(record),
            METRICS: metrics_words(record.metrics),
            MEMORY: memory_words(record),
            SETTINGS: difference_words(record.settings, self._before(record)),
        }
        for column, text in texts.items():
            if item.text(column) != text:
                item.setText(column, text)
                item.setToolTip(column, text)
        if record.stored:
            words = self.tr("{name}, stored with the design").format(name=record.name)
            item.setToolTip(NAME, words)

    def _before(self, record: RunRecord) -> RunSettings:
        """The settings that a run's are told against: those of the first run in the list."""
        first = next(iter(self._records.values()))
        return RunSettings() if first is record else first.settings

    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if self._is_filling or column != NAME:
            return
        run_id = str(item.data(NAME, _ID))
        record = self._records.get(run_id)
        if record is not None and item.text(NAME) != record.name:
            self.renamed.emit(run_id, item.text(NAME))
        else:
            self.shown_changed.emit()

    def _on_current_changed(self) -> None:
        if not self._is_filling:
            self.current_changed.emit(self.current)

    def _on_menu_requested(self, point: QPoint) -> None:
        item = self.itemAt(point)
        if item is not None:
            menu = self.menu_for(str(item.data(NAME, _ID)))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(point))

    def menu_for(self, run_id: str) -> QMenu:
        """What can be done with a run."""
        menu, record = QMenu(self), self._records[run_id]
        menu.addAction(self.tr("Show its code"), partial(self.code_requested.emit, run_id))
        menu.addAction(self.tr("Take its settings"), partial(self.settings_requested.emit, run_id))
        menu.addSeparator()
        rename = menu.addAction(self.tr("Rename"), partial(self._edit_name, run_id))
        store = menu.addAction(
            self.tr("Store with the design"), partial(self.store_requested.emit, run_id)
        )
        model = menu.addAction(
            self.tr("Save the trained model…"), partial(self.model_requested.emit, run_id)
        )
        menu.addSeparator()
        remove = menu.addAction(self.tr("Delete"), partial(self.remove_requested.emit, run_id))
        rename.setEnabled(True)
        store.setEnabled(record.is_over and not record.stored)
        model.setEnabled(bool(record.saved_model))
        remove.setEnabled(record.is_over)
        return menu

    def _edit_name(self, run_id: str) -> None:
        item = self._item(run_id)
        if item is not None:
            self.editItem(item, NAME)


def memory_words(record: RunRecord) -> str:
    """The verdict on the memory of a run, or, before there is one, the most that it held."""
    verdict = record.verdict
    if verdict is not None and verdict.kind == LEAKING and verdict.mb_per_epoch is not None:
        leaking = QCoreApplication.translate("run", "leaks {mb:.1f} MB an epoch")
        return leaking.format(mb=verdict.mb_per_epoch)
    if verdict is not None and verdict.kind != TOO_SHORT:
        return QCoreApplication.translate("run", verdict.kind)
    if not record.memory:
        return ""
    return f"{max(sample.resident_bytes for sample in record.memory) / 1e6:,.0f} MB"


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(10, 10)
    picture.fill(QColor(colour))
    return QIcon(picture)
