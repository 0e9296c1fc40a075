"""What a new node is wanted for: a place, and maybe a wire that it should continue. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from designer.graph.nodes import Edge, Point
from designer.ui.canvas.forms import HEADER_PORT, WIDTH


@dataclass(frozen=True, slots=True)
class Wish:
    """A node at a point; behind an output, before a place of a slot, or in the middle of a wire."""

    point: Point
    behind: tuple[str, int] | None = None
    """Node and number of the output that feeds the new node."""
    before: tuple[str, str, int] | None = None
    """Node, slot and index that the new node feeds."""
    on: Edge | None = None

    @property
    def corner(self) -> Point:
        """Where the new box goes: its port where the wire ends, or its header at the point."""
        x, y = self.point
        if self.behind:
            return x, y - HEADER_PORT
        return x - (WIDTH if self.before else WIDTH / 2), y - HEADER_PORT

    @property
    def takes_tensor(self) -> bool:
        """Whether only what has a slot will do."""
        return self.behind is not None or self.on is not None

    @property
    def gives_tensor(self) -> bool:
        """Whether only what has an output will do."""
        return self.before is not None or self.on is not None
