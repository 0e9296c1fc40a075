"""From failures in the worker to the lines of the custom layers in which they happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from designer.codegen import place_in_sources
from designer.graph.design import CustomLayer

_IN_PREAMBLE = re.compile(r'File "<preamble>", line (\d+)')


@dataclass(frozen=True, slots=True)
class SourceFault:
    """Something that failed while the source of a custom layer ran."""

    layer: str
    line: int
    sentence: str
    node: str = ""
    """The node whose layer ran; empty where the definition itself failed."""


def source_faults(
    preamble: str,
    layers: Mapping[str, CustomLayer],
    problems: Sequence[Mapping[str, Any]],
    nodes: Mapping[str, Mapping[str, Any]],
) -> tuple[SourceFault, ...]:
    """`problems` are those of the preamble, `nodes` the answers to `shapes`, as they came."""
    if not layers:
        return ()
    return tuple(_found(preamble, layers, problems, nodes))


def _found(
    preamble: str,
    layers: Mapping[str, CustomLayer],
    problems: Sequence[Mapping[str, Any]],
    nodes: Mapping[str, Mapping[str, Any]],
) -> Iterator[SourceFault]:
    for problem in problems:
        place = place_in_sources(preamble, int(problem["line"] or 0), layers)
        if place:
            yield SourceFault(*place, f"{problem['type']}: {problem['message']}")
    for node, answer in nodes.items():
        error = answer.get("error")
        lines = _IN_PREAMBLE.findall(str(error.get("details", ""))) if error else []
        place = place_in_sources(preamble, int(lines[-1]), layers) if lines else None
        if error and place:
            yield SourceFault(*place, str(error["message"]), node)
