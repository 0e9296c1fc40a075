"""What was written of a design, for the next time that it is written. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.catalog.table import Catalog
from designer.codegen.names import Naming
from designer.codegen.statement import Statement
from designer.graph.design import Design
from designer.graph.nodes import Node


@dataclass(slots=True)
class Memo:
    """To be handed in again; by block and id of the node."""

    statements: dict[tuple[str, str], tuple[object, Statement]] = field(default_factory=dict)
    """Each with what it was written from."""
    plain: dict[tuple[str, str], Node] = field(default_factory=dict)
    """Nodes as they were when they were found to be plain (see `Writer`)."""
    known: object = None
    """The classes that were known then."""
    namings: dict[str, tuple[Node, Naming]] = field(default_factory=dict)
    """Of the main graph's nodes."""

    def clear(self) -> None:
        self.statements.clear()
        self.plain.clear()
        self.namings.clear()

    def naming_of(self, node: Node) -> Naming:
        known = self.namings.get(node.id)
        if known is None or known[0] is not node:
            known = self.namings[node.id] = (node, Naming.of(node))
        return known[1]

    def know(self, design: Design, catalog: Catalog) -> None:
        """Forget what was found when other classes were known."""
        known = (catalog, set(design.custom_layers))
        if known != self.known:
            self.plain.clear()
            self.known = known
