"""A program with other inputs, for trying out what a resolution would bring. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from designer.codegen.calls import input_construction
from designer.codegen.program import Program
from designer.codegen.statement import Statement
from designer.graph.nodes import InputNode


def with_inputs(program: Program, inputs: Mapping[str, tuple[InputNode, InputNode]]) -> Program:
    """The same statements, but for inputs, given by id: as each is, and as it is to be."""
    statements = tuple(
        _with_input(each, *inputs[each.node]) if each.node in inputs and not each.gap else each
        for each in program.body.statements
    )
    return replace(program, body=replace(program.body, statements=statements))


def _with_input(statement: Statement, old: InputNode, new: InputNode) -> Statement:
    (head, *callee), *more = statement.parts
    is_named = tuple(callee) != tuple(input_construction(old, is_named=False))
    part = (head, *input_construction(new, is_named=is_named))
    return replace(statement, parts=(part, *more))
