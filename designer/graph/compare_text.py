"""Differences in words, one line each."""

from __future__ import annotations

from designer.graph.described import Place, described, source_name, word_for
from designer.graph.design import MAIN
from designer.graph.differences import (
    DESIGN,
    KINDS,
    NODE,
    RENAMED,
    ArgumentChange,
    Comparison,
    Difference,
)
from designer.graph.nodes import Node

NOTHING = "nothing"
_WIDTH = max(map(len, KINDS))
_LONGEST = 60
"""A value that is longer is cut in a line of text; the JSON has all of it."""


def lines_of(comparison: Comparison) -> list[str]:
    """A line a difference: `changed  dense (Dense): units 128 → 256`."""
    return [line_of(comparison, difference) for difference in comparison.differences]


def line_of(comparison: Comparison, difference: Difference) -> str:
    return f"{difference.kind:<{_WIDTH}}  {sentence_of(comparison, difference)}"


def totals_line(comparison: Comparison) -> str:
    """`2 added, 1 changed`, in the order of `KINDS`."""
    counts = comparison.counts
    return ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])


def sentence_of(comparison: Comparison, difference: Difference) -> str:
    """What differs, without the word for its kind."""
    return f"{_subject(difference)}{_rest(comparison, difference)}"


def change_text(change: ArgumentChange) -> str:
    """`units 128 → 256`."""
    before, after = (_short(side) or NOTHING for side in (change.before, change.after))
    return f"{change.name} {before} → {after}"


def params_text(before: int | None, after: int | None) -> str:
    """`218,058 → 218,826 parameters (+768)`; what only one side has is counted as it is."""
    if before is None or after is None:
        return f"{before if after is None else after:,} parameters"
    return f"{before:,} → {after:,} parameters ({after - before:+,})"


def _subject(difference: Difference) -> str:
    if difference.about == DESIGN:
        return DESIGN
    if difference.about != NODE:
        return f"{difference.about} {difference.name}"
    inside = f"{difference.graph}/" if difference.graph != MAIN else ""
    return f"{inside}{difference.name}"


def _rest(comparison: Comparison, difference: Difference) -> str:
    node = difference.new or difference.old
    if node is None:
        return _told(difference)
    place = _place_of(comparison, difference)
    if difference.kind == RENAMED:
        return f" ({word_for(node)}): was {difference.changes[0].before}"
    if difference.old and difference.new:
        return f" ({word_for(node)}){_told(difference)}"
    return f": {described(place, node)}{_fed_by(place, node)}"


def _told(difference: Difference) -> str:
    if difference.kind == RENAMED:
        return f": was {difference.changes[0].before}"
    changes = ", ".join(change_text(change) for change in difference.changes)
    return f": {changes}" if changes else ""


def _place_of(comparison: Comparison, difference: Difference) -> Place:
    design = comparison.new if difference.new else comparison.old
    return Place(design, design.graph(difference.graph), comparison.catalog)


def _fed_by(place: Place, node: Node) -> str:
    edges = place.graph.inputs_of(node.id)
    names = ", ".join(source_name(place.graph, edge) for edge in edges)
    return f" of {names}" if names else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
