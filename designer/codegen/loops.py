"""A body with its rows of equal uses as `for` loops: an arrangement for reading.

The statements stay what the design is made of; the worker gets them one by one. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from designer.catalog.values import Code, source_of
from designer.codegen.block_calls import given_arguments
from designer.codegen.expression import INDENT, LINE_LENGTH, Bracket, Chain, call, keyword, text
from designer.codegen.program import Body, Program, Statement
from designer.codegen.rows import Row
from designer.graph.design import BlockHead
from designer.graph.nodes import BlockNode

Names = Mapping[str, str]
"""New variables by old ones."""


@dataclass(frozen=True)
class Loop(Statement):
    """A row of uses in one `for` loop. `node` is the first of them, `others` are the rest."""

    head: str = ""
    made: Chain = ()

    def source(self, indent: str = "", width: int = LINE_LENGTH) -> str:
        inside = text(self.made, indent=indent + INDENT, width=width)
        before = [text(part, indent=indent, width=width) for part in self.parts]
        return "\n".join([*before, f"{indent}{self.head}", inside])


def in_loops(program: Program) -> Program:
    """The program with rows of equal uses as loops, where that reads better."""
    if not program.has_loops:
        return program
    heads = {block.name: block.head for block in program.blocks}
    blocks = tuple(replace(block, body=_looped(block.body, heads)) for block in program.blocks)
    return replace(program, body=_looped(program.body, heads), blocks=blocks)


def _looped(body: Body, heads: Mapping[str, BlockHead]) -> Body:
    for row in body.rows:
        body = _with_loop(body, row, heads[row.block])
    return body


def _with_loop(body: Body, row: Row, head: BlockHead) -> Body:
    uses = [each for each in body.statements if each.node in row.nodes]
    if len(uses) < len(row.nodes) or any(each.gap or not each.is_alive for each in uses):
        return body
    entry, exit_ = uses[0].reads[0], uses[-1].binds[-1]
    readers = Counter(name for each in body.statements for name in each.reads)
    readers.update(body.model_reads)
    is_own = readers[entry] == 1
    # What comes from another loop goes on in that loop's variable.
    looped = {each.binds[-1] for each in body.statements if isinstance(each, Loop)}
    tensor = entry if is_own and entry in looped else row.tensor
    names = {exit_: tensor, **({entry: tensor} if is_own else {})}
    before: tuple[Chain, ...] = () if is_own else ((f"{tensor} = {entry}",),)
    loop = Loop(
        row.nodes[0],
        (tensor if is_own else entry,),
        (tensor,),
        before,
        others=row.nodes[1:],
        head=_head(row),
        made=_made(row, head, tensor),
    )
    last = uses[-1]
    statements = tuple(
        loop if each is last else _renamed(each, names)
        for each in body.statements
        if each is last or each not in uses
    )
    ends = replace(
        body.ends,
        outputs=tuple((key, names.get(name, name)) for key, name in body.ends.outputs),
    )
    return replace(body, statements=statements, model=_in_chain(body.model, names), ends=ends)


def _head(row: Row) -> str:
    """`for i in range(1, 5):`, or `for i, units in enumerate((8, 16), start=1):`."""
    if not row.argument:
        start = f"{row.start}, " if row.start else ""
        return f"for {row.number} in range({start}{row.start + len(row.nodes)}):"
    start = f", start={row.start}" if row.start else ""
    return f"for {row.number}, {row.value} in enumerate({source_of(row.values)}{start}):"


def _made(row: Row, head: BlockHead, tensor: str) -> Chain:
    """`x = res_block(units=units, name=f"res_block_{i}")(x)`."""
    values = {**row.given, **({row.argument: Code(row.value)} if row.argument else {})}
    use = BlockNode("", head.default_name, block=row.block, values=values)
    arguments = [*given_arguments(use, head)]
    arguments.append(keyword("name", (f'f"{row.stem}_{{{row.number}}}"',)))
    return (f"{tensor} = ", *call(row.block, tuple(arguments), ((tensor,),)))


def _renamed(statement: Statement, names: Names) -> Statement:
    if names.keys().isdisjoint((*statement.reads, *statement.binds)):
        return statement
    return replace(
        statement,
        reads=tuple(names.get(name, name) for name in statement.reads),
        binds=tuple(names.get(name, name) for name in statement.binds),
        parts=tuple(_in_chain(part, names) for part in statement.parts),
    )


def _in_chain(chain: Chain, names: Names) -> Chain:
    return tuple(
        _in_text(part, names)
        if isinstance(part, str)
        else Bracket(
            part.opening, tuple(_in_chain(item, names) for item in part.items), part.closing
        )
        for part in chain
    )


_WORD = re.compile(
    r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(?<![\w.])[A-Za-z_]\w*(?!\w)(?!=(?!=))"""
)
"""Texts in quotes, which stay, and names that are neither attributes nor keywords."""


def _in_text(part: str, names: Names) -> str:
    return _WORD.sub(lambda found: names.get(found[0], found[0]), part)
