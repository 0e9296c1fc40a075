"""Rows of uses of one block, each feeding the next, that a person would write as a loop. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from designer.catalog.values import Value
from designer.codegen.block_calls import Signature
from designer.graph.graph import Graph
from designer.graph.naming import free_name
from designer.graph.nodes import BlockNode, Node

LEAST = 3
"""Fewer uses read better one by one."""
_NUMBERED = re.compile(r"(.+)_(0|[1-9]\d*)")
_PLAIN = (bool, int, float, str, type(None))


@dataclass(frozen=True, slots=True)
class Row:
    """Uses that differ in the number at the end of their names, and in one argument at most."""

    nodes: tuple[str, ...]
    """Ids, in the order of the flow."""
    block: str
    stem: str
    start: int
    """`res_block` and 1 where the names are `res_block_1`, `res_block_2`, …"""
    given: Mapping[str, Value]
    """Values that all of them give."""
    argument: str = ""
    """The argument whose values differ; empty where none does."""
    values: tuple[Value, ...] = ()
    tensor: str = "x"
    """The variable that goes through the loop."""
    number: str = "i"
    value: str = ""
    """The variable of the argument."""


SignatureOf = Callable[[str], Signature | None]


def rows_of(
    graph: Graph,
    order: Iterable[Node],
    signature: SignatureOf,
    taken: set[str],
    shared: Container[str],
) -> tuple[Row, ...]:
    """The rows of a graph, with variables that are none of those taken. Uses whose model is called
    again elsewhere are in none."""
    uses = {
        node.id: node
        for node in order
        if isinstance(node, BlockNode)
        and node.id not in shared
        and _may_repeat(graph, node, signature)
    }
    if len(uses) < LEAST:
        return ()
    found: list[Row] = []
    for chain in _chains(graph, uses):
        found += _rows_in(chain, signature, taken)
    return tuple(found)


def _may_repeat(graph: Graph, node: BlockNode, signature: SignatureOf) -> bool:
    """Whether it is a use with a model of its own, one tensor in and one out, and no remark."""
    if node.shares or node.note:
        return False
    known = signature(node.block)
    if known is None or len(known.inputs) != 1 or len(known.outputs) != 1:
        return False
    ways = (known.head.inputs_as, known.head.outputs_as)
    return ways == ("list", "list") and len(graph.inputs_of(node.id)) == 1


def _chains(graph: Graph, uses: Mapping[str, BlockNode]) -> Iterator[list[BlockNode]]:
    """The longest ways through uses of one block that feed nothing else."""
    following: dict[str, str] = {}
    for node_id, node in uses.items():
        edges = graph.outputs_of(node_id)
        target = uses.get(edges[0].target) if len(edges) == 1 else None
        if target and target.block == node.block:
            following[node_id] = target.id
    inner = set(following.values())
    for node_id in uses:
        if node_id in inner:
            continue
        chain = [node_id]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        if len(chain) >= LEAST:
            yield [uses[each] for each in chain]


def _rows_in(chain: list[BlockNode], signature: SignatureOf, taken: set[str]) -> Iterator[Row]:
    start = 0
    while start <= len(chain) - LEAST:
        row = _row_from(chain[start:], signature, taken)
        if row:
            taken.add(row.tensor)
            yield row
        start += len(row.nodes) if row else 1


def _row_from(chain: list[BlockNode], signature: SignatureOf, taken: set[str]) -> Row | None:
    """The longest row that begins with the first of these."""
    numbered = _NUMBERED.fullmatch(chain[0].name)
    known = signature(chain[0].block)
    if numbered is None or known is None:
        return None
    stem, start = numbered[1], int(numbered[2])
    defaults = known.head.arguments
    length, differing = 1, ""
    for number, use in enumerate(chain[1:], 1):
        differs = _differing(chain[0], use, defaults)
        if use.name != f"{stem}_{start + number}" or differs is None:
            break
        if differs and differing and differs != differing:
            break
        length, differing = number + 1, differing or differs
    if length < LEAST:
        return None
    uses = chain[:length]
    given = {name: value for name, value in uses[0].values.items() if name != differing}
    values = tuple(_value(use, differing, defaults) for use in uses) if differing else ()
    return Row(
        tuple(use.id for use in uses),
        uses[0].block,
        stem,
        start,
        given,
        differing,
        values,
        free_name("x", taken),
        free_name("i", taken),
        free_name(differing, taken) if differing else "",
    )


def _differing(first: BlockNode, use: BlockNode, defaults: Mapping[str, Value]) -> str | None:
    """The argument in which a use differs from the first: "" for none, None for several, or where
    the values are none that a loop would list."""
    if use.values == first.values:
        return ""
    found = ""
    for name in {**defaults, **first.values, **use.values}:
        pair = (_value(first, name, defaults), _value(use, name, defaults))
        if pair[0] != pair[1]:
            if found or not all(isinstance(value, _PLAIN) for value in pair):
                return None
            found = name
    return found


def _value(use: BlockNode, name: str, defaults: Mapping[str, Value]) -> Value:
    return use.values.get(name, defaults.get(name))
