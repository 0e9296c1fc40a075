"""One graph of a design as the checks see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from designer.catalog.table import Catalog
from designer.graph.design import MAIN, Block, Design
from designer.graph.edits import users_of
from designer.graph.graph import Graph
from designer.graph.nodes import Node
from designer.graph.problems import ERROR, WARNING, Fix, Problem


@dataclass(frozen=True)
class Site:
    """One graph of a design, and the catalogue to read it with."""

    design: Design
    catalog: Catalog
    name: str = MAIN

    @cached_property
    def graph(self) -> Graph:
        return self.design.graph(self.name)

    @property
    def block(self) -> Block | None:
        """The block whose graph it is."""
        return self.design.blocks.get(self.name)

    @cached_property
    def severity_of_lack(self) -> str:
        """How bad it is when something is missing: a block that nothing uses may be unfinished."""
        is_idle = self.name != MAIN and next(users_of(self.design, self.name), None) is None
        return WARNING if is_idle else ERROR

    @cached_property
    def alive(self) -> set[str]:
        """Ids of nodes that lead to an output."""
        outputs = [node.id for node in self.graph.outputs()]
        return set(outputs).union(*(self.graph.ancestors(output) for output in outputs))

    def problem(
        self,
        code: str,
        severity: str,
        node: Node | None,
        sentence: str,
        hint: str = "",
        *fixes: Fix,
    ) -> Problem:
        return Problem(code, severity, node.id if node else "", sentence, hint, fixes, self.name)


Check = Callable[[Site], Iterator[Problem]]
