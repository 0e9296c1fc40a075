"""Shapes as comments behind the lines that compute them: `…(inputs)  # (None, 64)`.

They stand two blanks behind the code and not in a column, because formatters would move them there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from designer.codegen.expression import LINE_LENGTH
from designer.codegen.styles.style import Listing
from designer.graph.answers import Answer, Tensor, shape_text

_UNKNOWN = Answer()


def with_shapes(listing: Listing, answers: Mapping[str, Answer]) -> Listing:
    """The listing with a comment on the last line of each node that an answer is known for, where
    the line stays within 100 columns."""
    lines = listing.text.split("\n")
    for node, number in _last_lines(listing).items():
        comment = _comment([node, *listing.others.get(number, ())], answers)
        line = f"{lines[number - 1]}  # {comment}"
        if comment and len(line) <= LINE_LENGTH:
            lines[number - 1] = line
    return replace(listing, text="\n".join(lines))


def _comment(nodes: Iterable[str], answers: Mapping[str, Answer]) -> str:
    """What the nodes of a line give; nothing where those of a loop differ."""
    known = [answers.get(node, _UNKNOWN).outputs for node in nodes]
    return ", ".join(map(_words, known[0])) if known.count(known[0]) == len(known) else ""


def _last_lines(listing: Listing) -> dict[str, int]:
    """A style may write a node in two places; the later one calls it."""
    return {node: number for number, node in sorted(listing.nodes.items())}


def _words(tensor: Tensor) -> str:
    shape = shape_text(tensor.shape)
    return shape if tensor.dtype == "float32" else f"{shape} {tensor.dtype}"
