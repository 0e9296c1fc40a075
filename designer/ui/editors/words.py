"""How a form words an argument: its value as text, what stands for its default, its tooltip."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication

from designer.catalog.check import expected_of
from designer.catalog.spec import REQUIRED, ArgumentSpec
from designer.catalog.values import Value, source_of
from designer.ui.docstring import inline

translate = QCoreApplication.translate

BARE_KINDS = frozenset(
    {"text", "choice", "activation", "initializer", "regularizer", "constraint", "dtype", "loss"}
)
"""Kinds whose strings are shown, and typed, without quotes."""


LISTED_KINDS = frozenset({"metrics", "columns"})
"""Kinds whose lists are shown, and typed, without brackets."""


def shown_text(argument: ArgumentSpec, value: Value) -> str:
    """The text that stands for a value in the editor of an argument."""
    if isinstance(value, str) and argument.kind in BARE_KINDS:
        return value
    if argument.kind in LISTED_KINDS and isinstance(value, (tuple, list)):
        return ", ".join(_bare(item) for item in value)
    return source_of(value)


def _bare(item: Value) -> str:
    if not isinstance(item, str):
        return source_of(item)
    return f'"{item}"' if "," in item else item


def default_text(argument: ArgumentSpec) -> str:
    """What stands, muted, in an editor where no value was given."""
    if argument.is_required:
        return translate("editors", "required")
    text = shown_text(argument, argument.default)
    return text if text else translate("editors", "empty")


def is_default(argument: ArgumentSpec, value: Value) -> bool:
    """Whether a value is the default, type and all: `1` is not `True`, nor `1.0`."""
    if argument.default is REQUIRED:
        return False
    return source_of(value) == source_of(argument.default)


def as_sentence(fault: str) -> str:
    """What a check found, with a stop at its end."""
    return fault if not fault or fault.endswith((".", "?", "!")) else f"{fault}."


def tooltip(argument: ArgumentSpec) -> str:
    """Name, what it takes, its documentation and its default, as rich text."""
    parts = [f"<b>{escape(argument.name)}</b>: {escape(expected_of(argument))}"]
    parts += [inline(line) for line in argument.doc.splitlines() if line.strip()]
    if not argument.is_required:
        default = f"<code>{escape(default_text(argument))}</code>"
        parts.append(translate("editors", "Default: {value}").format(value=default))
    return "".join(f"<p style='margin: 0 0 4px 0'>{part}</p>" for part in parts)
