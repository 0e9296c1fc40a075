"""Which editor serves which kind of argument: the one table of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from designer.catalog.spec import ArgumentSpec, Spec
from designer.ui.editors.choice import BoolEditor, ChoiceEditor, NameEditor
from designer.ui.editors.editor import Editor
from designer.ui.editors.inner import Inside
from designer.ui.editors.layer import LayerEditor, NestingEditor, OptimizerEditor
from designer.ui.editors.layers import CallbacksEditor, LayersEditor
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
    "optimizer": OptimizerEditor,
    "callbacks": CallbacksEditor,
    "loss": NameEditor,
    "metrics": LineEditor,
    "columns": LineEditor,
    "index": SourceEditor,
    "any": SourceEditor,
}
"""Kind of argument → editor."""


def editor_for(
    argument: ArgumentSpec, inner: tuple[Spec, ...] = (), parent: QWidget | None = None
) -> Editor:
    """The editor of an argument; a line of source for a kind that this version does not know.
    `inner` are the classes that may stand inside others."""
    if argument.kind not in EDITORS:
        argument = replace(argument, kind="any")
    found = EDITORS[argument.kind]
    if issubclass(found, NestingEditor):
        return found(argument, Inside(inner, partial(_inner_editor, inner)), parent)
    return found(argument, parent)


def _inner_editor(inner: tuple[Spec, ...], argument: ArgumentSpec, parent: QWidget) -> Editor:
    return editor_for(argument, inner, parent)
