"""What a comparison of two designs finds, as frozen values. Made by `compare`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from designer.catalog.table import Catalog
from designer.catalog.values import Value, source_of
from designer.graph.design import MAIN, Design
from designer.graph.nodes import Edge, Node

ADDED, REMOVED, CHANGED, RENAMED, REWIRED = "added", "removed", "changed", "renamed", "rewired"
KINDS = (ADDED, REMOVED, CHANGED, RENAMED, REWIRED)

NODE, DESIGN, BLOCK, CUSTOM_LAYER = "node", "design", "block", "custom layer"
"""What a difference is about."""

Pairs = Mapping[str, str]
"""Ids in an old graph to those of the same nodes in a new one."""


@dataclass(frozen=True, slots=True)
class ArgumentChange:
    """An argument, or what is wired to a slot, on both sides: as Python writes it, empty where
    there is nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `old` and `new` are the node on both sides, where it is one."""

    kind: str
    """One of `KINDS`."""
    about: str = NODE
    name: str = ""
    """The name of the node, block or custom layer; the new one where both sides have it."""
    graph: str = MAIN
    """The graph that holds it, by its name in the new design; of what is gone, in the old one."""
    old: Node | None = None
    new: Node | None = None
    changes: tuple[ArgumentChange, ...] = ()


@dataclass(frozen=True)
class GraphComparison:
    """One graph on both sides, for whoever draws it."""

    old_name: str
    pairs: Pairs
    lost: tuple[Edge, ...]
    """Wires of the old graph that the new one does not have."""
    gained: tuple[Edge, ...]
    """Wires of the new graph that the old one does not have."""


@dataclass(frozen=True)
class Comparison:
    """All that differs between two designs, in the order of the graph."""

    old: Design
    new: Design
    catalog: Catalog
    differences: tuple[Difference, ...]
    graphs: Mapping[str, GraphComparison]
    """The graphs that both have, by their names in the new design."""
    blocks: Mapping[str, str]
    """Blocks that both have: the name in the old design to that in the new one."""

    @property
    def is_equal(self) -> bool:
        return not self.differences

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many differences of each kind there are."""
        return Counter(difference.kind for difference in self.differences)


def other_values(
    before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterator[ArgumentChange]:
    """The values that differ, in the order in which they are given."""
    for name in dict.fromkeys((*before, *after)):
        texts = [source_of(side[name]) if name in side else "" for side in (before, after)]
        if texts[0] != texts[1]:
            yield ArgumentChange(name, *texts)
