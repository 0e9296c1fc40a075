"""Nodes and edges: plain frozen values with string ids that never change.

A node is one *call* (of a layer, an op or a block), an input, or an output. Two `LayerNode`s may
call one layer: the second one *shares* the first one's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from frozendict import frozendict

from designer.catalog.values import Call, Value, walk, with_paths

_SCALARS = frozenset({bool, int, float, str, type(None)})
NO_VALUES: Mapping[str, Value] = frozendict()
Point = tuple[float, float]
"""x and y of a node's top left corner on the canvas, in canvas units, y downwards."""


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    name: str
    """Unique in its graph. For a layer it is the Keras name of the layer."""
    position: Point = field(default=(0.0, 0.0), kw_only=True)
    note: str = field(default="", kw_only=True)
    """A person's remark, exported as a comment above the statement."""
    silenced: tuple[str, ...] = field(default=(), kw_only=True)
    """Codes of warnings that the person does not want to see at this node."""


@dataclass(frozen=True, slots=True)
class InputNode(_Named):
    """A `keras.Input`. `shape` leaves the batch out; `None` stands for an unknown size."""

    shape: tuple[Value, ...] = (None,)
    dtype: str = "float32"
    batch_size: int | None = None
    order: int = 0
    """Place among the model's inputs; equal places keep creation order."""
    key: str = ""
    """Key where inputs are passed as a dict; the node's name where empty."""


@dataclass(frozen=True, slots=True)
class OutputNode(_Named):
    """Marks the tensor that its one edge brings as an output of the model."""

    order: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class LayerNode(_Named):
    """One call of a layer: a class of `keras.layers`, or a custom layer of the design."""

    layer: str = ""
    """Public path, `keras.layers.Dense`, or the bare name of a custom layer."""
    values: Mapping[str, Value] = NO_VALUES
    """Constructor arguments that the person gave."""
    call_values: Mapping[str, Value] = NO_VALUES
    """Call arguments that the person gave: `training`, `return_attention_scores`, …"""
    shares: str = ""
    """Id of the node whose layer this one calls again; that node's `values` count, not these."""

    def __post_init__(self) -> None:
        _freeze(self, "values", "call_values")


@dataclass(frozen=True, slots=True)
class OpNode(_Named):
    """One call of a function of `keras.ops`."""

    op: str = ""
    """Public path, `keras.ops.reshape`."""
    values: Mapping[str, Value] = NO_VALUES

    def __post_init__(self) -> None:
        _freeze(self, "values")


@dataclass(frozen=True, slots=True)
class BlockNode(_Named):
    """One use of a block of the design, with values for its block arguments."""

    block: str = ""
    values: Mapping[str, Value] = NO_VALUES
    shares: str = ""

    def __post_init__(self) -> None:
        _freeze(self, "values")


@dataclass(frozen=True, slots=True)
class UnknownNode(_Named):
    """A node of a kind that this version cannot read; kept and written back as it came."""

    raw: Mapping[str, Value] = NO_VALUES

    def __post_init__(self) -> None:
        _freeze(self, "raw")


Node = InputNode | OutputNode | LayerNode | OpNode | BlockNode | UnknownNode
NodeT = TypeVar("NodeT", InputNode, OutputNode, LayerNode, OpNode, BlockNode, UnknownNode)


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Brings one tensor from an output of `source` to a slot of `target`.

    `index` gives the order in slots that take a list and may have gaps; elsewhere it is 0. Two
    edges may join the same pair: `Add()([x, x])`.
    """

    source: str
    output: int
    target: str
    slot: str
    index: int = 0


def _freeze(node: object, *fields: str) -> None:
    for name in fields:
        object.__setattr__(node, name, frozendict(getattr(node, name)))


def path_of(node: Node) -> str:
    """The catalogue path of what a node calls; empty for inputs, outputs, blocks and unknowns."""
    if isinstance(node, LayerNode):
        return node.layer
    return node.op if isinstance(node, OpNode) else ""


def values_of(node: Node) -> Mapping[str, Value]:
    """All values that the person gave, constructor and call together."""
    if isinstance(node, LayerNode):
        return {**node.values, **node.call_values}
    return node.values if isinstance(node, (OpNode, BlockNode)) else NO_VALUES


def blocks_of(node: Node) -> list[str]:
    """What may be names of blocks in a node: of the one that it uses, and of those whose models
    are inner layers in its values."""
    inner = [call.path for call in calls_in(node) if "." not in call.path]
    return [node.block, *inner] if isinstance(node, BlockNode) else inner


def calls_in(node: Node) -> list[Call]:
    """The calls in the values that the person gave, those inside of others included."""
    found: list[Call] = []
    if isinstance(node, (LayerNode, OpNode, BlockNode)):
        _add_calls(node.values, found)
    if isinstance(node, LayerNode) and node.call_values:
        _add_calls(node.call_values, found)
    return found


def _add_calls(values: Mapping[str, Value], found: list[Call]) -> None:
    for value in values.values():
        if type(value) not in _SCALARS:
            found += (item for item in walk(value) if isinstance(item, Call))


def with_blocks(node: Node, names: Mapping[str, str]) -> Node:
    """The node; where it uses one of these blocks, under the block's new name."""
    if names.keys().isdisjoint(blocks_of(node)):
        return node

    def renamed(values: Mapping[str, Value]) -> dict[str, Value]:
        return {name: with_paths(value, names) for name, value in values.items()}

    if isinstance(node, BlockNode):
        block = names.get(node.block, node.block)
        return replace(node, block=block, values=renamed(node.values))
    if isinstance(node, LayerNode):
        return replace(node, values=renamed(node.values), call_values=renamed(node.call_values))
    return replace(node, values=renamed(node.values)) if isinstance(node, OpNode) else node


def moved(node: Node, position: Point) -> Node:
    return replace(node, position=position)


@lru_cache(maxsize=1 << 17)
def id_order(node_id: str) -> tuple[float, str]:
    """Sort key that puts ids into creation order: `n2` before `n10`."""
    digits = node_id[1:]
    return (float(digits) if digits.isdecimal() else float("inf"), node_id)
