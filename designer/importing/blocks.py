"""Nested models as blocks of the design: equal ones become one. Pure: no Qt, no keras."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from designer.graph.design import Block
from designer.graph.naming import free_name, keras_name
from designer.graph.nodes import InputNode, LayerNode, Node, OpNode
from designer.importing.arguments import is_automatic
from designer.importing.serialized import Json


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
        block = _renamed(self.read(entry))
        key = _key(block)
        if key not in self._names:
            name = free_name(_identifier(block.name), self.found)
            self._names[key] = name
            self.found[name] = replace(block, name=name)
        return self._names[key]


def _identifier(name: str) -> str:
    """`encoder_2` as the name of a function: `encoder_block`, which no use is called by itself."""
    name = re.sub(r"\W", "_", name, flags=re.ASCII).strip("_") or "block"
    name = re.sub(r"_\d+$", "", name)
    if name[0].isdigit():
        name = f"x{name}"
    return name if name.endswith("block") else f"{name}_block"


def _renamed(block: Block) -> Block:
    """The block with the names that Keras made numbered from the start, as in a new session."""
    graph = block.graph
    taken = {node.name for node in graph.nodes() if not _base(node)}
    for node in graph.nodes():
        base = _base(node)
        if base:
            name = free_name(base, taken)
            taken.add(name)
            graph.change(replace(node, name=name))
    return block


def _base(node: Node) -> str:
    """What a name that Keras made begins with; empty for a name that somebody gave."""
    if isinstance(node, InputNode):
        is_made = re.fullmatch(r"input_layer(_\d+)?", node.name)
        return "input_layer" if is_made else ""
    if isinstance(node, LayerNode):
        if node.shares or not is_automatic(node.name, node.layer):
            return ""
        return keras_name(node.layer.rpartition(".")[2])
    if isinstance(node, OpNode):
        return keras_name(node.op.rpartition(".")[2])
    return ""


def _key(block: Block) -> Any:
    """Equal for blocks that compute the same under the same names."""
    graph = block.graph
    return repr((graph.nodes(), graph.edges(), block.form, block.inputs_as, block.outputs_as))
