"""Where the person is: which graph is shown, and through which uses of blocks it was entered."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from designer.document import Document
from designer.graph.design import MAIN, Design
from designer.graph.nodes import BlockNode


@dataclass(frozen=True, slots=True)
class Step:
    """A block that was entered."""

    block: str
    use: str = ""
    """Id, in the graph before, of the use that was gone through; empty where nothing uses it."""


Steps = tuple[Step, ...]


class Trail(QObject):
    """The way from the main graph to the one that is shown; follows the document."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.steps: Steps = ()
        document.graph_shown.connect(self._mend)
        document.replaced.connect(self._mend)
        document.changed.connect(self._mend)

    @property
    def way(self) -> tuple[str, ...]:
        """The same as ids of uses, `@name` for a block that is looked at by itself."""
        return tuple(step.use or f"@{step.block}" for step in self.steps)

    def enter(self, use: str) -> bool:
        """Show the block that a node of the shown graph uses; false where it is no use."""
        node = self._document.graph.get(use)
        if not isinstance(node, BlockNode) or node.block not in self._document.design.blocks:
            return False
        self._go((*self.steps, Step(node.block, use)))
        return True

    def enter_instead(self, use: str) -> None:
        """Look at the shown block through another use of the graph before."""
        self._go((*self.steps[:-1], Step(self.steps[-1].block, use)))

    def leave(self) -> bool:
        """Show the graph around; false where the main graph is shown."""
        if not self.steps:
            return False
        self._go(self.steps[:-1])
        return True

    def go_back_to(self, depth: int) -> None:
        """Show the graph after so many steps, 0 for the main one."""
        self._go(self.steps[:depth])

    def show(self, graph: str) -> None:
        """Show a graph by its name, through its first use where it is not on the way."""
        if graph != self._document.graph_name:
            known = [step.block for step in self.steps]
            depth = known.index(graph) + 1 if graph in known else 0
            design = self._document.design
            self._go(self.steps[:depth] if depth or graph == MAIN else way_to(design, graph))

    def _go(self, steps: Steps) -> None:
        if steps == self.steps:
            return
        self.steps = steps
        self._document.show_graph(steps[-1].block if steps else MAIN)
        self.changed.emit()

    def _mend(self, *_what: object) -> None:
        """Uses may have gone, and the document may show another graph than the way leads to."""
        design, shown = self._document.design, self._document.graph_name
        steps = _followed(design, self.steps)
        if (steps[-1].block if steps else MAIN) != shown:
            steps = way_to(design, shown)
        if steps != self.steps:
            self.steps = steps
            self.changed.emit()


def way_to(design: Design, graph: str) -> Steps:
    """The shortest way to a block through its uses; the block by itself where nothing uses it."""
    if graph == MAIN:
        return ()
    waiting: deque[Steps] = deque([()])
    seen = {MAIN}
    while waiting:
        steps = waiting.popleft()
        for node in design.graph(steps[-1].block if steps else MAIN).nodes():
            if not isinstance(node, BlockNode) or node.block in seen:
                continue
            if node.block in design.blocks:
                seen.add(node.block)
                waiting.append((*steps, Step(node.block, node.id)))
                if node.block == graph:
                    return waiting[-1]
    return (Step(graph),)


def _followed(design: Design, steps: Steps) -> Steps:
    """The way as far as its uses still lead; blocks may have other names by now."""
    found: list[Step] = []
    graph = design.main
    for step in steps:
        node = graph.get(step.use) if step.use else None
        block = node.block if isinstance(node, BlockNode) else step.block
        is_there = block in design.blocks and (isinstance(node, BlockNode) or not step.use)
        if not is_there:
            break
        found.append(Step(block, step.use))
        graph = design.blocks[block].graph
    return tuple(found)
