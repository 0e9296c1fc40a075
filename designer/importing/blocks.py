"""Nested models as blocks of the design: equal ones become one. Pure: no Qt, no keras."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from designer.graph.design import Block
from designer.graph.naming import free_name
from designer.graph.nodes import BlockNode, InputNode, LayerNode, Node, OpNode
from designer.importing.arguments import is_automatic
from designer.importing.serialized import Json

_RESERVED = frozenset({"keras", "layers", "ops", "model", "build_model", "np", "sys", "name"})


def _unread(entry: Mapping[str, Json]) -> Block:
    raise AssertionError("nobody reads nested models yet")


@dataclass
class Blocks:
    """The blocks that an import has found, by name, and how to find them again."""

    found: dict[str, Block] = field(default_factory=dict)
    read: Callable[[Mapping[str, Json]], Block] = _unread
    _names: dict[Any, str] = field(default_factory=dict)

    def name_of(self, entry: Mapping[str, Json]) -> str:
        """The name of the block of a nested model: that of an equal one where there is one."""
        block = self.read(entry)
        key = _key(block)
        if key not in self._names:
            name = free_name(_identifier(block.name), {*self.found, *_RESERVED})
            self._names[key] = name
            self.found[name] = replace(block, name=name)
        return self._names[key]


def _identifier(name: str) -> str:
    name = re.sub(r"\W", "_", name, flags=re.ASCII).strip("_") or "block"
    if re.fullmatch(r"(functional|sequential|model)_\d+", name):
        name = name.rpartition("_")[0]
    if name[0].isdigit() or keyword.iskeyword(name):
        name = f"block_{name}"
    return name


def _key(block: Block) -> Any:
    """Equal for blocks that compute the same: names that Keras gave by itself do not count."""
    graph = block.graph
    nodes = tuple(_without_name(node) for node in graph.nodes())
    return (
        repr(nodes),
        repr(graph.edges()),
        block.form,
        block.inputs_as,
        block.outputs_as,
    )


def _without_name(node: Node) -> Node:
    if isinstance(node, InputNode) and re.fullmatch(r"input_layer(_\d+)?", node.name):
        return replace(node, name="")
    if isinstance(node, LayerNode) and is_automatic(node.name, node.layer):
        return replace(node, name="")
    return replace(node, name="") if isinstance(node, (OpNode, BlockNode)) else node
