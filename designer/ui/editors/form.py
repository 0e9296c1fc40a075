"""A typed form: arguments as rows, the important ones at once, the others folded away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from designer.catalog.spec import ArgumentSpec
from designer.catalog.values import Value
from designer.ui.editors.editor import UNSET, Editor, Shown
from designer.ui.editors.row import Row
from designer.ui.editors.section import Section

MANY = 8
"""From more arguments than this on the folded part has a filter."""
_EDITOR_WIDTH = 140
_RESET_WIDTH = 28


@dataclass(frozen=True)
class Fields:
    """What a form asks for, by where it stands."""

    main: tuple[ArgumentSpec, ...] = ()
    """At once: what is required, what was given, what is most telling."""
    more: tuple[ArgumentSpec, ...] = ()
    """Under "All arguments"."""
    call: tuple[ArgumentSpec, ...] = ()
    """Arguments of the call, in a part of their own."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What a row is called where that is not the name of the argument."""
    more_title: str = ""
    """What the folded part is called where that is not "All arguments"."""

    @property
    def all(self) -> tuple[ArgumentSpec, ...]:
        return self.main + self.more + self.call


class Form(QWidget):
    """Rows for `Fields`. Rows of a folded part are made when it is opened for the first time."""

    given = Signal(str, object, str)
    """Argument name, value, and a key under which neighbouring steps are one edit (or "")."""
    cleared = Signal(str)

    def __init__(
        self,
        make_editor: Callable[[ArgumentSpec, QWidget], Editor],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_editor = make_editor
        self._fields = Fields()
        self._rows: dict[str, Row] = {}
        self._values: Mapping[str, Shown] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._main = QWidget(self)
        self._main_column = QVBoxLayout(self._main)
        self._main_column.setContentsMargins(0, 0, 0, 0)
        self._more = self._new_section(self.tr("All arguments"), "all-arguments")
        self._call = self._new_section(self.tr("Call arguments"), "call-arguments")
        self._filter = self._new_filter()
        self._column.addWidget(self._main)
        self._column.addWidget(self._more)
        self._column.addWidget(self._call)

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab visits, top to bottom."""
        stops = [*self._stops(self._fields.main), self._more.button, self._filter]
        stops += [*self._stops(self._fields.more), self._call.button]
        return [*stops, *self._stops(self._fields.call)]

    def row(self, name: str) -> Row | None:
        """The row of an argument, once it is made."""
        return self._rows.get(name)

    def set_fields(self, fields: Fields) -> None:
        """Ask for these arguments; rows that serve again are kept, wherever they stood."""
        if fields == self._fields:
            return
        keep = {argument.name for argument in fields.all if argument in self._fields.all}
        for name in [name for name in self._rows if name not in keep]:
            self._drop(self._rows.pop(name))
        self._fields = fields
        self._more.setVisible(bool(fields.more))
        words = fields.more_title or self.tr("All arguments ({count} more)")
        self._more.set_title(words.format(count=len(fields.more)))
        self._call.setVisible(bool(fields.call))
        self._filter.setVisible(len(fields.more) > MANY)
        self._fill()

    def follow_fields(self, fields: Fields) -> None:
        """Ask for other arguments where they are others; a value that came or went moves no row."""
        if _by_name(fields) != _by_name(self._fields):
            self.set_fields(fields)

    def open_given(self, names: Collection[str]) -> None:
        """Unfold the arguments of the call where one of these is among them."""
        if any(argument.name in names for argument in self._fields.call):
            self._call.set_open(True)

    def show_values(self, values: Mapping[str, Value]) -> None:
        """Show these values, and the defaults of all arguments that have none."""
        self._values = values
        for name, row in self._rows.items():
            row.show_value(values.get(name, UNSET))

    def open_for(self, name: str) -> Row | None:
        """The row of an argument, its part unfolded."""
        if any(argument.name == name for argument in self._fields.more):
            self._more.set_open(True)
        if any(argument.name == name for argument in self._fields.call):
            self._call.set_open(True)
        return self._rows.get(name)

    def commit(self) -> None:
        """Hand over whatever was typed and is sound; forget what is not."""
        for row in self._rows.values():
            row.editor.commit()
            row.editor.forget()

    def forget(self) -> None:
        """Drop whatever was typed."""
        for row in self._rows.values():
            row.editor.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # Filling

    def _fill(self) -> None:
        self._place(self._fields.main, self._main_column, is_open=True)
        self._place(self._fields.more, self._more.column, self._more.is_open)
        self._place(self._fields.call, self._call.column, self._call.is_open)
        self._main.setVisible(bool(self._fields.main))
        self._apply_filter(self._filter.text())
        self._arrange()
        self._order_tabs()

    def _place(self, arguments: Iterable[ArgumentSpec], column: QVBoxLayout, is_open: bool) -> None:
        """Put the rows of these arguments at the end of a column, in order; where it is open, the
        missing ones are made."""
        for argument in arguments:
            row = self._rows.get(argument.name)
            if row is None and is_open:
                row = self._new_row(argument)
            if row is not None:
                column.addWidget(row)
                row.setVisible(True)

    def _new_row(self, argument: ArgumentSpec) -> Row:
        editor = self._make_editor(argument, self)
        row = Row(editor, self._fields.labels.get(argument.name, ""), self)
        row.given.connect(self.given)
        row.cleared.connect(self.cleared)
        editor.stops_changed.connect(self._order_tabs)
        row.show_value(self._values.get(argument.name, UNSET))
        self._rows[argument.name] = row
        return row

    def _drop(self, row: Row) -> None:
        row.hide()
        row.setParent(None)
        row.deleteLater()

    def _new_section(self, title: str, name: str) -> Section:
        section = Section(title, self)
        section.button.setObjectName(name)
        section.column.setSpacing(8)
        section.toggled.connect(self._on_section_toggled)
        section.hide()
        return section

    def _new_filter(self) -> QLineEdit:
        line = QLineEdit(self._more.body)
        line.setObjectName("filter-arguments")
        line.setPlaceholderText(self.tr("Filter arguments"))
        line.setAccessibleName(self.tr("Filter arguments"))
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self._apply_filter)
        self._more.column.addWidget(line)
        return line

    def _on_section_toggled(self, is_open: bool) -> None:
        if is_open:
            self._fill()

    def _apply_filter(self, text: str) -> None:
        wanted = text.strip().lower().replace(" ", "_")
        is_used = len(self._fields.more) > MANY
        for argument in self._fields.more:
            row = self._rows.get(argument.name)
            if row is not None:
                row.setVisible(not is_used or wanted in argument.name.lower())

    # Arranging

    def _arrange(self) -> None:
        """Labels before the editors where there is room for both, above them where there is not."""
        metrics = self.fontMetrics()
        labels = [self._fields.labels.get(each.name, each.name) for each in self._fields.all]
        widths = [metrics.horizontalAdvance(label) for label in labels]
        label_width = max(widths, default=0) + 4
        is_stacked = self.width() < label_width + _EDITOR_WIDTH + _RESET_WIDTH
        for row in self._rows.values():
            row.arrange(is_stacked=is_stacked, label_width=label_width)

    def _order_tabs(self) -> None:
        """Top to bottom, whenever the rows were made."""
        for first, second in pairwise(self.tab_stops):
            QWidget.setTabOrder(first, second)

    def _stops(self, arguments: Iterable[ArgumentSpec]) -> list[QWidget]:
        rows = [self._rows[argument.name] for argument in arguments if argument.name in self._rows]
        return [stop for row in rows for stop in row.tab_stops]


def _by_name(fields: Fields) -> list[ArgumentSpec]:
    return sorted(fields.all, key=lambda argument: argument.name)
