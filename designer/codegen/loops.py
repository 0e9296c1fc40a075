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
from designer.codegen.body import Body
from designer.codegen.expression import INDENT, LINE_LENGTH, Bracket, Chain, call, keyword, text
from designer.codegen.program import Program
from designer.codegen.rows import Row
from designer.codegen.statement import Statement
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
    if not body.rows:
        return body
    arranging = _Arranging(body)
    for row in body.rows:
        arranging.take(row, heads[row.block])
    return arranging.body()


class _Arranging:
    """Rows become loops one after the other; then everything else is told the new variables."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._by_node = {each.node: each for each in body.statements}
        self._readers = Counter(name for each in body.statements for name in each.reads)
        self._readers.update(body.model_reads)
        self._loops: dict[str, Loop] = {}
        """By the last node of each: there all that a loop reads is ready."""
        self._inside: set[str] = set()
        self._names: dict[str, str] = {}
        self._ends: dict[str, str] = {}
        """The variable in which a loop leaves its tensor, by the one that its last use binds."""

    def take(self, row: Row, head: BlockHead) -> None:
        uses = [self._by_node[node] for node in row.nodes if node in self._by_node]
        if len(uses) < len(row.nodes) or any(each.gap or not each.is_alive for each in uses):
            return
        entry, end = uses[0].reads[0], uses[-1].binds[-1]
        is_own = self._readers[entry] == 1
        # What comes from another loop goes on in that loop's variable.
        tensor = self._ends.get(entry, row.tensor) if is_own else row.tensor
        before: tuple[Chain, ...] = ()
        if is_own:
            self._names[entry] = tensor
        else:
            before = ((f"{tensor} = {self._names.get(entry, entry)}",),)
        self._names[end] = self._ends[end] = tensor
        self._inside.update(row.nodes)
        self._loops[row.nodes[-1]] = Loop(
            row.nodes[0],
            (tensor if is_own else entry,),
            (tensor,),
            before,
            others=row.nodes[1:],
            head=_head(row),
            made=_made(row, head, tensor),
        )

    def body(self) -> Body:
        statements = tuple(
            self._loops.get(each.node) or _renamed(each, self._names)
            for each in self._body.statements
            if each.node not in self._inside or each.node in self._loops
        )
        names = self._names
        given = tuple((key, names.get(name, name)) for key, name in self._body.ends.outputs)
        return replace(
            self._body,
            statements=statements,
            model=_in_chain(self._body.model, names),
            ends=replace(self._body.ends, outputs=given),
        )


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
