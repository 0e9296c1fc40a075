"""A design as it is at one moment, for threads: the open one may change while they work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from designer.graph.design import MAIN, Design
from designer.graph.graph import Graph


def snapshot(design: Design) -> Callable[[], Design]:
    """What makes a copy of the design as it is now. To make it takes longer than to note what is
    in it, so the thread that needs the copy makes it, and as often as it needs one."""
    contents = {name: graph.contents() for name, graph in design.graphs()}
    heads = {name: replace(block, graph=Graph()) for name, block in design.blocks.items()}
    layers, settings = dict(design.custom_layers), design.settings

    def copy() -> Design:
        blocks = {
            name: replace(block, graph=Graph(*contents[name])) for name, block in heads.items()
        }
        return Design(Graph(*contents[MAIN]), blocks, dict(layers), settings)

    return copy
