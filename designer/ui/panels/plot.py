"""The Graph panel: the drawing that Keras's own `plot_model` makes, with its options."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.session import Plot
from designer.ui import icons, style
from designer.ui.context import Context
from designer.ui.elided import words_to_copy
from designer.ui.panels.on_demand import OnDemand
from designer.ui.panels.plot_view import PlotView

T = QCoreApplication.translate

FIRST_OPTIONS = {
    "show_shapes": True,
    "show_dtype": False,
    "show_layer_names": True,
    "show_layer_activations": False,
    "expand_nested": False,
    "show_trainable": False,
    "rankdir": "TB",
    "dpi": 150,
}
"""The arguments of `keras.utils.plot_model`, as the panel starts with them."""


class PlotPanel(QWidget):
    """Asks the worker for the drawing while it is shown."""

    options_changed = Signal()
    picture_requested = Signal()
    """Without Graphviz the picture of the canvas serves: the person wants that one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._options: dict[str, Any] = dict(FIRST_OPTIONS)
        self.view = PlotView(context.theme.canvas)
        self.view.setAccessibleName(self.tr("Drawing of the model"))
        self.state = QLabel()
        style.mark(self.state, "muted")
        self.failure = words_to_copy()
        self.picture_button = QPushButton(self.tr("Export the canvas picture instead…"))
        self.picture_button.clicked.connect(self.picture_requested)
        self._switches = {name: self._switch(name, text) for name, text in _switch_texts()}
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._failure_page())
        self._demand = OnDemand(self, self._ask)
        self._demand.state_changed.connect(self._tell_state)
        self._lay_out()
        session = context.session
        session.code_changed.connect(self._demand.changed)
        session.plot_changed.connect(self._on_plot_changed)
        context.theme_changed.connect(self._on_theme_changed)
        self._show(session.plot or Plot())
        self._on_theme_changed()

    @property
    def options(self) -> dict[str, Any]:
        return dict(self._options)

    def set_options(self, options: Mapping[str, Any]) -> None:
        """Take over options by name; what is no option here, or of another type, is left out."""
        for name, value in options.items():
            if isinstance(value, type(FIRST_OPTIONS.get(name))):
                self._options[name] = value
        for name, action in self._switches.items():
            action.setChecked(self._options[name])
        self.direction.setCurrentIndex(max(self.direction.findData(self._options["rankdir"]), 0))
        self.dpi.setValue(self._options["dpi"])

    def save(self, path: Path) -> None:
        """Write the drawing in the format of the suffix: png, svg, pdf or dot."""
        self.state.setText(self.tr("Writing {name}…").format(name=path.name))
        options = self._options if path.suffix == ".png" else self._drawing_options()
        self._context.session.save_plot(str(path), options, partial(self._on_saved, path))

    def _ask(self) -> None:
        self._context.session.ask_plot(self._drawing_options())

    def _drawing_options(self) -> dict[str, Any]:
        """Without dpi, which means something in a PNG only."""
        return {name: value for name, value in self._options.items() if name != "dpi"}

    def _switch(self, name: str, text: str) -> QAction:
        action = QAction(text, self)
        action.setCheckable(True)
        action.setChecked(bool(self._options[name]))
        action.toggled.connect(partial(self._set_option, name))
        return action

    def _lay_out(self) -> None:
        menu = QMenu(self)
        menu.addActions(list(self._switches.values()))
        self.shown = QToolButton()
        self.shown.setText(self.tr("Show ▾"))
        self.shown.setToolTip(self.tr("What the boxes say"))
        self.shown.setMenu(menu)
        self.shown.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.direction = QComboBox()
        self.direction.setAccessibleName(self.tr("Direction"))
        for value, text in _directions():
            self.direction.addItem(text, value)
        self.direction.currentIndexChanged.connect(self._on_direction_chosen)
        self.dpi = QSpinBox()
        self.dpi.setRange(30, 600)
        self.dpi.setSingleStep(10)
        self.dpi.setValue(self._options["dpi"])
        self.dpi.setSuffix(self.tr(" dpi"))
        self.dpi.setToolTip(self.tr("Dots per inch of a saved PNG"))
        self.dpi.setAccessibleName(self.tr("Dots per inch"))
        self.dpi.valueChanged.connect(partial(self._set_option, "dpi"))
        self.save_button = QToolButton()
        self.save_button.setText(self.tr("Save…"))
        self.save_button.setToolTip(self.tr("Write the drawing as PNG, SVG, PDF or DOT"))
        self.save_button.clicked.connect(self._on_save_clicked)
        self.fit_button = QToolButton()
        self.fit_button.setToolTip(self.tr("Show the whole drawing"))
        self.fit_button.setAccessibleName(self.tr("Show the whole drawing"))
        self.fit_button.clicked.connect(self.view.fit)
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        for widget in (self.shown, self.direction, self.dpi):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.fit_button, self.save_button):
            row.addWidget(button)
        for button in (self.shown, self.fit_button, self.save_button):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            style.mark(button, "flat")
        self.fit_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 4, 8, 6)
        foot.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._pages, 1)
        column.addLayout(foot)

    def _failure_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addWidget(self.failure)
        column.addWidget(self.picture_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page

    def _show(self, plot: Plot) -> None:
        self.failure.setText(plot.failure)
        self.picture_button.setVisible(plot.is_graphviz_missing)
        self._pages.setCurrentIndex(1 if plot.failure else 0)
        self.view.show_drawing(plot.svg)
        self.save_button.setEnabled(bool(plot.svg) or plot.is_graphviz_missing)
        self._tell_state()

    def _tell_state(self) -> None:
        plot = self._context.session.plot
        if self._demand.is_waiting:
            words = self.tr("Graphviz is drawing…")
        elif self._demand.is_stale:
            words = self.tr("The design has changed since.") if plot else ""
        elif plot and plot.failure:
            words = self.tr("There is no drawing.")
        else:
            words = self.tr("As Keras draws it.") if plot else ""
        self.state.setText(words)

    def _set_option(self, name: str, value: object) -> None:
        if self._options[name] == value:
            return
        self._options[name] = value
        self.options_changed.emit()
        if name != "dpi":
            self._demand.changed()

    def _on_direction_chosen(self) -> None:
        self._set_option("rankdir", self.direction.currentData())

    def _on_plot_changed(self) -> None:
        self._show(self._context.session.plot or Plot())
        self._demand.arrived()

    def _on_save_clicked(self) -> None:
        kinds = {
            self.tr("PNG picture"): ".png",
            self.tr("SVG drawing"): ".svg",
            self.tr("PDF document"): ".pdf",
            self.tr("DOT, the text for Graphviz"): ".dot",
        }
        filters = {f"{text} (*{suffix})": suffix for text, suffix in kinds.items()}
        name, chosen = QFileDialog.getSaveFileName(
            self, self.tr("Save the drawing"), "model.png", ";;".join(filters)
        )
        if name:
            path = Path(name)
            is_known = path.suffix in filters.values()
            self.save(path if is_known else Path(f"{name}{filters.get(chosen, '.png')}"))

    def _on_saved(self, path: Path, failure: str) -> None:
        self._tell_state()
        if failure:
            self._context.notice(failure, "error")
        else:
            self._context.notice(self.tr("The drawing is in {path}.").format(path=path))

    def _on_theme_changed(self) -> None:
        theme = self._context.theme
        self.view.set_back(theme.canvas)
        self.shown.setIcon(icons.icon("sliders-horizontal", theme.text))
        self.fit_button.setIcon(icons.icon("maximize", theme.text))
        self.save_button.setIcon(icons.icon("download", theme.text))


def _switch_texts() -> tuple[tuple[str, str], ...]:
    return (
        ("show_shapes", T("PlotPanel", "Shapes")),
        ("show_dtype", T("PlotPanel", "Types (dtype)")),
        ("show_layer_names", T("PlotPanel", "Names")),
        ("show_layer_activations", T("PlotPanel", "Activations")),
        ("expand_nested", T("PlotPanel", "Inside of nested models")),
        ("show_trainable", T("PlotPanel", "Whether trainable")),
    )


def _directions() -> tuple[tuple[str, str], ...]:
    return (
        ("TB", T("PlotPanel", "Downwards")),
        ("LR", T("PlotPanel", "To the right")),
    )
