"""Block arguments: given, renamed and taken away, inside the block and where it is used.

Each function looks at a design and answers with an `Edit`; it changes nothing.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from dataclasses import replace

from designer.catalog.substitution import folded, substituted
from designer.catalog.values import Code, Value
from designer.graph.design import Design
from designer.graph.edits import Change, ChangeBlock, Edit, Several, uses_of
from designer.graph.graph import GraphError
from designer.graph.naming import RESERVED
from designer.graph.nodes import BlockNode, InputNode, LayerNode, Node, OpNode


def fault_in_argument_name(name: str) -> str:
    """Why a block argument cannot have this name; empty where it can."""
    if not name.isidentifier() or keyword.iskeyword(name):
        return f"{name!r} cannot be a block argument: it has to be a Python name."
    if name in RESERVED or name == "name":
        return f"{name!r} cannot be a block argument: generated code needs this name."
    return ""


def with_argument(design: Design, block: str, name: str, default: Value) -> Edit:
    """Give a block an argument, or an argument another default."""
    fault = fault_in_argument_name(name)
    if fault:
        raise GraphError(fault)
    return _with_arguments(design, block, {**_arguments(design, block), name: default})


def without_argument(design: Design, block: str, name: str) -> Edit:
    """Take an argument away: where its name stands in the block, its default takes its place, and
    uses no longer give it a value."""
    arguments = _arguments(design, block)
    _expect(arguments, block, name)
    default = {name: arguments.pop(name)}

    def put_in(value: Value) -> Value:
        put = substituted(value, default)
        return value if put == value else folded(put)

    return Several(
        (
            _with_arguments(design, block, arguments),
            *_inside(design, block, put_in),
            *_at_uses(design, block, lambda given: given if given != name else ""),
        )
    )


def with_renamed_argument(design: Design, block: str, old: str, new: str) -> Edit:
    """Rename an argument, inside the block and at its uses."""
    arguments = _arguments(design, block)
    _expect(arguments, block, old)
    fault = fault_in_argument_name(new)
    if new in arguments:
        fault = f"The block {block} already has an argument {new!r}."
    if fault:
        raise GraphError(fault)
    names = {old: new}
    renamed = {names.get(name, name): default for name, default in arguments.items()}
    return Several(
        (
            _with_arguments(design, block, renamed),
            *_inside(design, block, lambda value: substituted(value, {old: Code(new)})),
            *_at_uses(design, block, lambda given: names.get(given, given)),
        )
    )


def with_changed_values(node: Node, change: Callable[[Value], Value]) -> Node:
    """The node with a function applied to each of its values."""

    def changed(values: Mapping[str, Value]) -> dict[str, Value]:
        return {name: change(value) for name, value in values.items()}

    if isinstance(node, InputNode):
        return replace(node, shape=tuple(change(size) for size in node.shape))
    if isinstance(node, LayerNode):
        return replace(node, values=changed(node.values), call_values=changed(node.call_values))
    if isinstance(node, (OpNode, BlockNode)):
        return replace(node, values=changed(node.values))
    return node


def _arguments(design: Design, block: str) -> dict[str, Value]:
    design.graph(block)
    return dict(design.blocks[block].arguments)


def _expect(arguments: Mapping[str, Value], block: str, name: str) -> None:
    if name not in arguments:
        raise GraphError(f"The block {block} has no argument {name!r}.")


def _with_arguments(design: Design, block: str, arguments: Mapping[str, Value]) -> Edit:
    return ChangeBlock(replace(design.blocks[block].head, arguments=arguments))


def _inside(design: Design, block: str, change: Callable[[Value], Value]) -> list[Edit]:
    pairs = [(node, with_changed_values(node, change)) for node in design.graph(block).nodes()]
    return [Change(new, block) for old, new in pairs if new != old]


def _at_uses(design: Design, block: str, rename: Callable[[str], str]) -> list[Edit]:
    """Give the values of uses new names; an empty name takes a value away."""
    steps: list[Edit] = []
    for graph_name, use in uses_of(design, block):
        named = [(rename(name), value) for name, value in use.values.items()]
        values = {name: value for name, value in named if name}
        if values != use.values:
            steps.append(Change(replace(use, values=values), graph_name))
    return steps
