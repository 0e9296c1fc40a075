"""What is wrong with blocks and their uses that can be seen without keras."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from designer.catalog.substitution import names_in
from designer.catalog.values import Value
from designer.graph.block_arguments import without_argument
from designer.graph.blocks import used_in
from designer.graph.design import Design
from designer.graph.edits import Change, ChangeBlock, Remove
from designer.graph.nodes import BlockNode, InputNode, Node, blocks_of, values_of
from designer.graph.problems import ERROR, WARNING, Fix, Problem
from designer.graph.sequence import why_no_sequential
from designer.graph.site import Check, Site


def _recursion(site: Site) -> Iterator[Problem]:
    if not site.block:
        return
    for node in site.graph.nodes():
        blocks = {name for name in blocks_of(node) if name in site.design.blocks}
        if any(_leads_to(site.design, name, site.name) for name in blocks):
            yield site.problem(
                "recursion",
                ERROR,
                node,
                f"`{node.name}` makes the block `{site.name}` use itself.",
                "Delete it: a block is built before it can be used.",
                Fix(f"recursion:delete:{node.id}", f"Delete {node.name}", _removal(site, node)),
            )


def _leads_to(design: Design, block: str, other: str) -> bool:
    return block == other or other in used_in(design, design.blocks[block].graph)


def _removal(site: Site, node: Node) -> Remove:
    return Remove(node.id, site.name)


def _given_values(site: Site) -> Iterator[Problem]:
    """Values for arguments that the block does not have."""
    for node in site.graph.nodes():
        block = site.design.blocks.get(node.block) if isinstance(node, BlockNode) else None
        if block is None or not isinstance(node, BlockNode) or node.shares:
            continue
        for name in node.values:
            if name not in block.arguments:
                rest = {key: value for key, value in node.values.items() if key != name}
                known = ", ".join(f"`{each}`" for each in block.arguments) or "none"
                yield site.problem(
                    "unknown-argument",
                    ERROR,
                    node,
                    f"`{node.name}`: the block `{block.name}` has no argument `{name}`.",
                    f"Its arguments: {known}.",
                    Fix(
                        f"unknown-argument:drop:{node.id}:{name}",
                        f"Take away the value of {name}",
                        Change(replace(node, values=rest), site.name),
                    ),
                )


def unknown_names(site: Site, node: Node) -> Iterator[Problem]:
    """Names in expressions that stand for nothing."""
    for argument, value in _values_in(node):
        for name in sorted(names_in(value) - site.known_names):
            yield site.problem(
                "unknown-name",
                ERROR,
                node,
                f"`{node.name}`: the value of `{argument}` names `{name}`, which is {_what(site)}.",
                "Give the block an argument of that name, or correct the value."
                if site.block
                else "Correct the value: block arguments can be named inside of a block only.",
            )


def _idle_arguments(site: Site) -> Iterator[Problem]:
    """Block arguments that nothing names."""
    arguments = site.block.arguments if site.block else {}
    if not arguments:
        return
    values = (value for node in site.graph.nodes() for _, value in _values_in(node))
    named = frozenset[str]().union(*map(names_in, values))
    for name in arguments:
        if name not in named:
            yield site.problem(
                "idle-argument",
                WARNING,
                None,
                f"Nothing in the block `{site.name}` uses its argument `{name}`.",
                "Let a value name it, or take it away.",
                Fix(
                    f"idle-argument:drop:{site.name}:{name}",
                    f"Take away {name}",
                    without_argument(site.design, site.name, name),
                ),
            )


def _what(site: Site) -> str:
    return f"no argument of the block `{site.name}`" if site.block else "nothing that code knows"


def _values_in(node: Node) -> list[tuple[str, Value]]:
    if isinstance(node, InputNode):
        return [("shape", node.shape)]
    return list(values_of(node).items())


def _form(site: Site) -> Iterator[Problem]:
    """A block that should be a Sequential and is no chain."""
    block = site.block
    if block is None or block.form != "sequential" or not len(site.graph):
        return
    reason = why_no_sequential(site.design, block, site.catalog)
    if reason:
        functional = ChangeBlock(replace(block.head, form="functional"))
        yield site.problem(
            "no-chain",
            site.severity_of_lack,
            None,
            f"The block `{block.name}` cannot be a Sequential: {reason}.",
            "Make it a plain chain of layers, or a functional block.",
            Fix(f"no-chain:functional:{block.name}", "Make it functional", functional),
        )


BLOCK_CHECKS: tuple[Check, ...] = (_recursion, _given_values, _idle_arguments, _form)
