"""What a use of a block is in code: the function called, its tensors handed over and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from designer.catalog.values import Value, quoted
from designer.codegen.expression import Bracket, Chain, keyword, of_value
from designer.codegen.passing import looked_up, passed, targets_of
from designer.graph.design import Block, BlockHead
from designer.graph.nodes import BlockNode

_LONG = 92
"""From this length on, what is taken from a dict stands one a line."""


@dataclass(frozen=True, slots=True)
class Signature:
    """All of a block that its uses depend on."""

    head: BlockHead
    inputs: tuple[tuple[str, str], ...]
    """Names and keys."""
    outputs: tuple[str, ...]
    """Keys."""
    is_complete: bool
    """Whether the block makes a model."""

    @staticmethod
    def of(block: Block, *, is_complete: bool) -> Signature:
        return Signature(
            block.head,
            tuple((node.name, node.key or node.name) for node in block.graph.inputs()),
            tuple(node.key or node.name for node in block.graph.outputs()),
            is_complete,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """How the tensors that a use gives get their variables."""

    targets: tuple[str, ...]
    """What stands before the `=` of the call."""
    lines: tuple[Chain, ...] = ()
    """What follows the call where it gives a dict."""


def given_arguments(use: BlockNode, head: BlockHead) -> tuple[Chain, ...]:
    """Values that differ from the defaults, in the order of the function's arguments, and the name
    where it is not the function's own default."""
    known = [name for name in head.arguments if name in use.values]
    unknown = [name for name in use.values if name not in head.arguments]
    written = [
        keyword(name, of_value(use.values[name]))
        for name in (*known, *unknown)
        if name in unknown or not _is_default(use.values[name], head.arguments[name])
    ]
    if use.name != head.default_name:
        written.append(keyword("name", (quoted(use.name),)))
    return tuple(written)


def _is_default(value: Value, default: Value) -> bool:
    return type(value) is type(default) and bool(value == default)


def handed_over(signature: Signature, tensors: Sequence[str]) -> Chain:
    """The one argument of the call of a block's model."""
    keys = [key for _, key in signature.inputs]
    return passed(keys, tensors, signature.head.inputs_as)


def taken_back(signature: Signature, names: Sequence[str], whole: str) -> Taken:
    """How the outputs get their names; `whole` names all of them where they come in a dict."""
    form = signature.head.outputs_as
    targets = targets_of(signature.outputs, names, form)
    if targets is not None:
        return Taken(targets)
    values = looked_up(whole, signature.outputs, form)
    items: tuple[Chain, ...] = tuple((value,) for value in values)
    flat = f"{', '.join(names)} = {', '.join(values)}"
    if len(flat) < _LONG:
        return Taken((whole,), ((flat,),))
    return Taken((whole,), ((f"{', '.join(names)} = ", Bracket("(", items, ")")),))
