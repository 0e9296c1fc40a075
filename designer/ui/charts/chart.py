"""The charts of runs: a plot with its controls, its legend and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.session.run_record import RunRecord
from designer.ui import style
from designer.ui.charts import export
from designer.ui.charts.axes import (
    Along,
    Measure,
    along_unit,
    measure_unit,
    place_words,
    translated,
    value_words,
    verdict_words,
)
from designer.ui.charts.curves import Curve, value_at
from designer.ui.charts.feeds import MemoryFeed, MetricFeed, metric_names
from designer.ui.charts.legend import Legend
from designer.ui.charts.plot import Band, Plot
from designer.ui.charts.slope import slope_line
from designer.ui.elided import WrappedLabel
from designer.ui.icons import icon
from designer.ui.theme import Theme

_SMOOTHINGS = (1, 10, 50, 200)
_ALL = ""
_WIDE = 620
"""Narrower charts have their legend below them."""
_BESIDE, _BELOW = [600, 250], [300, 90]


class Chart(QWidget):
    """What both charts share. Tell it the runs with `show_runs`, then `show_progress` at any pace:
    only what is new is looked at."""

    failed = Signal(str)
    """A file could not be written, in words."""

    measure = Measure.NUMBER

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records: list[RunRecord] = []
        self._colours: Mapping[str, int] = {}
        self._theme = theme
        self._curves: list[Curve] = []
        self.plot = Plot()
        self.legend = Legend()
        self.words = WrappedLabel()
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.empty = WrappedLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        style.mark(self.empty, "muted")
        self.along = QComboBox()
        self.along.setAccessibleName(self.tr("What the chart counts along its horizontal axis"))
        for each in Along:
            self.along.addItem(translated(each.value), each)
        self.reading = QLabel()
        style.mark(self.reading, "muted")
        self.bar = QHBoxLayout()
        self._make_actions()
        self._arrange()
        self._connect()
        self.set_theme(theme)
        self._show_state()

    # To be told by each chart

    def _make_feeds(self) -> None:
        raise NotImplementedError

    def _update_feeds(self) -> list[Curve]:
        raise NotImplementedError

    def _rows(self) -> Iterable[export.Row]:
        raise NotImplementedError

    def _value_title(self) -> str:
        raise NotImplementedError

    def _empty_words(self) -> str:
        raise NotImplementedError

    # What is shown

    def show_runs(self, records: Sequence[RunRecord], colours: Mapping[str, int]) -> None:
        """Draw these runs, each in the colour of that number."""
        self.records = list(records)
        self._colours = dict(colours)
        self._rebuild()

    def show_progress(self) -> None:
        """Draw what the runs have told since."""
        self._curves = self._update_feeds()
        self.legend.show_curves(self._curves)
        self._bound_legend()
        self._show_curves()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.plot.set_theme(theme)
        self.legend.set_theme(theme)
        icons = {self.follow_action: "maximize", self.save_menu_action: "download"}
        for action, name in icons.items():
            action.setIcon(icon(name, theme.text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = Qt.Orientation
        way = ways.Horizontal if self.width() >= _WIDE else ways.Vertical
        if self._body.orientation() != way:
            self._body.setOrientation(way)
            self._body.setSizes(_BESIDE if way == ways.Horizontal else _BELOW)
        self._bound_legend()

    def _bound_legend(self) -> None:
        """Below the curves, the legend takes no more than its rows."""
        is_below = self._body.orientation() == Qt.Orientation.Vertical
        self.legend.setMaximumHeight(self.legend.height_of_rows() if is_below else style.UNBOUND)

    @property
    def chosen_along(self) -> Along:
        return Along(self.along.currentData())

    def _rebuild(self) -> None:
        self._make_feeds()
        self.show_progress()

    def _show_curves(self) -> None:
        shown = [curve for curve in self._curves if self.legend.is_on(curve)]
        self._set_titles(shown)
        self.plot.show_curves(shown)
        self._show_state()
        self._show_values()

    def _set_titles(self, curves: Sequence[Curve]) -> None:
        reach = max((abs(float(each.x.numbers[-1])) for each in curves), default=0.0)
        size, unit = along_unit(self.chosen_along, reach)
        along = translated(self.chosen_along.value)
        tall = max((abs(float(each.y.numbers[-1])) for each in curves), default=0.0)
        tall_size, tall_unit = measure_unit(self.measure, tall)
        self.plot.set_titles(
            f"{along} ({unit})" if unit else along,
            size,
            f"{self._value_title()} ({tall_unit})" if tall_unit else self._value_title(),
            tall_size,
        )

    def _show_state(self) -> None:
        points = max((len(curve.x) for curve in self._curves), default=0)
        self.stack.setCurrentWidget(self._body if points else self.empty)
        if not points:
            self.empty.setText(self._empty_words())
        if self.plot.cursor is None:
            only = self.tr("One point so far.") if points == 1 else ""
            self.reading.setText(only)

    # The cursor

    def _show_values(self) -> None:
        place = self.plot.cursor
        values = {}
        for curve in self._curves:
            if place is None:
                found = float(curve.y.numbers[-1]) if len(curve.y) else None
            else:
                point = value_at(curve, place)
                found = point[1] if point else None
            if found is not None:
                values[curve.key] = value_words(self.measure, found)
        self.legend.show_values(values)
        if place is None:
            return
        at = place_words(self.chosen_along, place)
        self.reading.setText(at)
        told = [
            f"{curve.title} {values[curve.key]}"
            for curve in self._curves
            if curve.key in values and self.legend.is_on(curve)
        ]
        self.plot.setAccessibleDescription(", ".join([at, *told]))

    def _on_cursor_moved(self) -> None:
        self._show_state()
        self._show_values()

    # Files

    def file_title(self) -> str:
        """What the chart is called in a file."""
        runs = ", ".join(dict.fromkeys(record.name for record in self.records))
        return f"{self._value_title()}: {runs}"

    def _notes(self) -> list[str]:
        began = [
            f"{record.name}: {record.began.replace('T', ' ')}"
            for record in self.records
            if record.began
        ]
        return [*self.words.text().split("\n"), "  ·  ".join(began)]

    def sheet(self) -> export.Sheet:
        """The chart as it is on the screen, with its title and legend."""
        return export.Sheet(self.plot, self.file_title(), self._notes(), self._theme)

    def save(self, path: Path) -> None:
        """Write the chart as its file's ending says: `.png`, `.svg` or `.csv`."""
        savers = {
            ".png": lambda: export.save_png(self._sheet_without_cursor(), path),
            ".svg": lambda: export.save_svg(self._sheet_without_cursor(), path, self.file_title()),
            ".csv": lambda: export.save_csv(self._rows(), path),
        }
        try:
            savers[path.suffix.lower()]()
        except OSError as error:
            words = self.tr("{path} cannot be written: {why}")
            self.failed.emit(words.format(path=path, why=error.strerror or error))

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(export.image_of(self._sheet_without_cursor()))

    def _sheet_without_cursor(self) -> export.Sheet:
        self.plot.set_cursor(None)
        return self.sheet()

    def _ask_and_save(self, ending: str, kind: str) -> None:
        runs = "-".join(dict.fromkeys(record.name for record in self.records)).replace("/", "-")
        name = f"{self._value_title()} {runs}".strip()[:80]
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the chart"), f"{name}{ending}", f"{kind} (*{ending})"
        )
        if path:
            whole = Path(path)
            self.save(
                whole if whole.suffix.lower() == ending else whole.with_name(whole.name + ending)
            )

    # Building

    def _make_actions(self) -> None:
        self.follow_action = QAction(self.tr("Show everything and follow"), self, checkable=True)
        self.follow_action.setChecked(True)
        self.follow_action.setToolTip(
            self.tr(
                "Show everything and follow the run (Home). The wheel zooms, dragging draws a "
                "frame to zoom into, Shift and dragging pans, Left and Right read off."
            )
        )
        self.log_action = QAction(self.tr("Logarithmic scale"), self, checkable=True)
        self.log_action.setIconText(self.tr("log"))
        self.save_menu_action = QAction(self.tr("Save the chart"), self)
        copy = QAction(self.tr("Copy as a picture"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_picture)
        self.plot.addAction(copy)
        self.save_actions = [copy]
        kinds = (
            (".png", self.tr("Save as PNG…"), self.tr("PNG picture")),
            (".svg", self.tr("Save as SVG…"), self.tr("SVG drawing")),
            (".csv", self.tr("Save the numbers as CSV…"), self.tr("CSV table")),
        )
        for ending, text, kind in kinds:
            action = QAction(text, self)
            action.setData((ending, kind))
            action.triggered.connect(self._on_save)
            self.save_actions.append(action)

    def menu(self) -> QMenu:
        """What the chart offers, for its context menu."""
        menu = QMenu(self)
        menu.addActions([self.follow_action, self.log_action])
        menu.addSeparator()
        menu.addActions(self.save_actions)
        return menu

    def _arrange(self) -> None:
        save = _tool(self.save_menu_action)
        save_menu = QMenu(save)
        save_menu.addActions(self.save_actions)
        save.setMenu(save_menu)
        save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        log = _tool(self.log_action)
        log.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.bar.setContentsMargins(8, 4, 8, 2)
        self.bar.setSpacing(4)
        self.bar.addWidget(self.along)
        self.bar.addWidget(log)
        self.bar.addWidget(_tool(self.follow_action))
        self.bar.addWidget(save)
        self.bar.addStretch(1)
        self.bar.addWidget(self.reading)
        self._body = QSplitter(Qt.Orientation.Horizontal)
        self._body.addWidget(self.plot)
        self._body.addWidget(self.legend)
        self._body.setStretchFactor(0, 1)
        self._body.setChildrenCollapsible(True)
        self._body.setSizes(_BESIDE)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._body)
        self.stack.addWidget(self.empty)
        self.stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.words.setContentsMargins(10, 2, 10, 4)
        self.words.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.bar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.words)

    def _connect(self) -> None:
        self.along.currentIndexChanged.connect(self._on_along_changed)
        self.legend.changed.connect(self._show_curves)
        self.plot.cursor_moved.connect(self._on_cursor_moved)
        self.plot.menu_requested.connect(self._on_menu_requested)
        self.plot.follow_changed.connect(self.follow_action.setChecked)
        self.follow_action.triggered.connect(self._on_follow)
        self.log_action.toggled.connect(self.plot.set_log)

    def _on_along_changed(self) -> None:
        self.plot.set_cursor(None)
        self._rebuild()
        self.plot.follow()

    def _on_follow(self) -> None:
        self.plot.follow()
        self.follow_action.setChecked(True)

    def _on_menu_requested(self, place: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _on_save(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._ask_and_save(*action.data())


class MetricChart(Chart):
    """Loss and metrics, training and validation, of several runs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._feeds: list[MetricFeed] = []
        self._names: list[str] = []
        self.metric_box = QComboBox()
        self.metric_box.setAccessibleName(self.tr("Metric"))
        self.metric_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.smoothing = QComboBox()
        super().__init__(theme, parent)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        for width in _SMOOTHINGS:
            words = self.tr("Mean of {count}") if width > 1 else self.tr("Not smoothed")
            self.smoothing.addItem(words.format(count=width), width)
        self.bar.insertWidget(0, self.metric_box)
        self.bar.insertWidget(2, self.smoothing)
        self.metric_box.currentIndexChanged.connect(self._on_metric_changed)
        self.smoothing.currentIndexChanged.connect(self._on_smoothing_changed)
        self.plot.setAccessibleName(self.tr("Chart of loss and metrics"))

    def show_progress(self) -> None:
        if metric_names(self.records) != self._names:
            self._offer_metrics()
            self._make_feeds()
        super().show_progress()

    def _offer_metrics(self) -> None:
        chosen = self.metric_box.currentData()
        self._names = metric_names(self.records)
        self.metric_box.blockSignals(True)
        self.metric_box.clear()
        for name in self._names:
            self.metric_box.addItem(name, name)
        if len(self._names) > 1:
            self.metric_box.addItem(self.tr("All metrics"), _ALL)
        self.metric_box.setCurrentIndex(max(self.metric_box.findData(chosen), 0))
        self.metric_box.blockSignals(False)

    def _make_feeds(self) -> None:
        chosen = self.metric_box.currentData()
        names = self._names if chosen == _ALL else [chosen] if chosen else []
        count = len(self.records)
        self._feeds = [
            MetricFeed(
                record,
                name,
                self.chosen_along,
                # One run: its metrics differ in colour. Several: each keeps its own.
                number if count == 1 and len(names) > 1 else self._colours.get(record.id, 0),
            )
            for record in self.records
            for number, name in enumerate(names)
        ]

    def _update_feeds(self) -> list[Curve]:
        return [curve for feed in self._feeds for curve in feed.update()]

    def _rows(self) -> Iterable[export.Row]:
        return export.metric_rows(self.records)

    def _value_title(self) -> str:
        return self.metric_box.currentText() or self.tr("Loss")

    def _empty_words(self) -> str:
        if not self.records:
            return self.tr("No run yet. Press Run: loss and metrics are drawn here as they come.")
        if all(record.is_over for record in self.records):
            return self.tr("The run ended before its first step: there is nothing to draw.")
        return self.tr("Waiting for the first step…")

    def _on_metric_changed(self) -> None:
        self._rebuild()
        self.plot.follow()

    def _on_smoothing_changed(self) -> None:
        self.plot.set_smoothing(int(self.smoothing.currentData()))


class MemoryChart(Chart):
    """Memory of the runs' processes, where their epochs end, and what the verdict says of it."""

    measure = Measure.MEMORY

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._feeds: list[MemoryFeed] = []
        super().__init__(theme, parent)
        self.along.setCurrentIndex(self.along.findData(Along.EPOCH))
        self.plot.setAccessibleName(self.tr("Chart of memory"))

    def show_progress(self) -> None:
        super().show_progress()
        self.plot.show_marks(self._feeds[-1].marks() if self._feeds else [])
        self._show_verdicts()

    def _show_verdicts(self) -> None:
        bands, words = [], []
        for record, feed in zip(self.records, self._feeds, strict=True):
            verdict = record.verdict
            if verdict is None:
                continue
            words.append(f"{record.name}: {verdict_words(verdict)}")
            line = slope_line(verdict, record.epoch_memory)
            if line is not None and self.legend.is_on(feed.curves[0]):
                x = [feed.place(sample) for sample in line.samples]
                colour = self._colours.get(record.id, 0)
                bands.append(Band(x, line.line, line.low, line.high, colour))
        if bands != list(self.plot.bands):
            self.plot.show_bands(bands)
        self.words.setText("\n".join(words))
        self.words.setVisible(bool(words))

    def _make_feeds(self) -> None:
        self._feeds = [
            MemoryFeed(record, self.chosen_along, self._colours.get(record.id, 0))
            for record in self.records
        ]

    def _update_feeds(self) -> list[Curve]:
        return [curve for feed in self._feeds for curve in feed.update()]

    def _rows(self) -> Iterable[export.Row]:
        return export.memory_rows(self.records)

    def _value_title(self) -> str:
        return self.tr("Memory")

    def _empty_words(self) -> str:
        if not self.records:
            return self.tr("No run yet. The memory of a run's process is drawn here.")
        return self.tr("No memory has been measured yet.")


def _tool(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    style.mark(button, "flat")
    return button
