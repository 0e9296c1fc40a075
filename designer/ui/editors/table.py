"""Which editor serves which kind of argument: the one table of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from designer.catalog.spec import ArgumentSpec, LayerSpec
from designer.catalog.table import Catalog
from designer.ui.editors.choice import BoolEditor, ChoiceEditor, NameEditor
from designer.ui.editors.editor import Editor
from designer.ui.editors.layer import LayerEditor, LayersEditor
from designer.ui.editors.line import LineEditor, SourceEditor
from designer.ui.editors.number import NumberEditor

EDITORS: dict[str, type[Editor]] = {
    "int": NumberEditor,
    "float": NumberEditor,
    "bool": BoolEditor,
    "text": LineEditor,
    "choice": ChoiceEditor,
    "ints": LineEditor,
    "floats": LineEditor,
    "padding": LineEditor,
    "shape": LineEditor,
    "axis": LineEditor,
    "activation": NameEditor,
    "initializer": NameEditor,
    "regularizer": NameEditor,
    "constraint": NameEditor,
    "dtype": NameEditor,
    "layer": LayerEditor,
    "layers": LayersEditor,
    "function": SourceEditor,
    "index": SourceEditor,
    "any": SourceEditor,
}
"""Kind of argument → editor."""


def editor_for(argument: ArgumentSpec, catalog: Catalog, parent: QWidget | None = None) -> Editor:
    """The editor of an argument; a line of source for a kind that this version does not know."""
    if argument.kind not in EDITORS:
        argument = replace(argument, kind="any")
    found = EDITORS[argument.kind]
    if issubclass(found, LayerEditor):
        return found(argument, layers_in(catalog), parent)
    return found(argument, parent)


def layers_in(catalog: Catalog) -> tuple[LayerSpec, ...]:
    """Every class that may stand inside another: layers, and the cells that stand nowhere else."""
    cells = [part for part in catalog.parts if isinstance(part, LayerSpec)]
    return (*catalog.layers, *cells)
