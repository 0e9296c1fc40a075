"""The statements of a block as one of its uses runs them, for what is known inside of it.

A use runs the block's own statements: with its values in the place of the block arguments, and
with the tensors that feed it in the place of the inputs. So a scope inside another one reads the
variables of that one, and a worker that has run the outer statements runs the inner ones as well.
Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from designer.catalog.substitution import substituted
from designer.catalog.table import Catalog
from designer.catalog.values import Value
from designer.codegen.memo import Memo
from designer.codegen.program import Program, body_of
from designer.codegen.statement import Statement
from designer.graph.block_arguments import with_changed_values
from designer.graph.design import Block, Design
from designer.graph.graph import Graph
from designer.graph.nodes import BlockNode, Edge, Node
from designer.graph.ports import output_names_of, owner_of, slots_of


@dataclass(frozen=True)
class Scope:
    """A graph with values for all names in it, and its statements."""

    graph: Graph
    statements: tuple[Statement, ...]
    prefix: str = ""
    """What stands before the ids of its nodes where scopes are told apart: `n5/n2/`."""
    around: frozenset[str] = frozenset()
    """Variables of the scopes around it."""
    names: Mapping[str, Value] = field(default_factory=dict)
    """What the block arguments stand for in it."""

    @cached_property
    def taken(self) -> frozenset[str]:
        """The variables that what is inside of it must not set."""
        return self.around.union(*(statement.binds for statement in self.statements))

    @cached_property
    def _by_node(self) -> dict[str, Statement]:
        return {statement.node: statement for statement in self.statements}

    def variable(self, design: Design, catalog: Catalog, edge: Edge) -> str:
        """The variable that an edge brings; empty while it is not bound."""
        statement = self._by_node.get(edge.source)
        if statement is None or statement.gap:
            return ""
        source = self.graph.node(edge.source)
        count = max(1, len(output_names_of(design, self.graph, source, catalog)))
        names = statement.binds[-count:]
        return names[edge.output] if edge.output < len(names) else ""


def main_scope(design: Design, program: Program) -> Scope:
    """The design itself, around all others."""
    return Scope(design.main, program.body.statements)


def scope_of_use(
    design: Design, catalog: Catalog, outer: Scope, use: str, memo: Memo, *, is_fed: bool
) -> Scope:
    """The inside of a use. Where it `is_fed`, its inputs are the tensors that come to the use, as
    in a call; else they are what the block says of them, as in its construction."""
    node = outer.graph.node(use)
    assert isinstance(node, BlockNode)
    owner = owner_of(outer.graph, node)
    given = owner.values if isinstance(owner, BlockNode) else node.values
    block = design.blocks[node.block]
    scope = _scope(design, catalog, block, given, f"{outer.prefix}{use}/", outer.taken, memo)
    return _fed(design, catalog, scope, outer, node) if is_fed else scope


def scope_alone(design: Design, catalog: Catalog, name: str, memo: Memo) -> Scope:
    """The inside of a block that nothing uses, with its defaults."""
    return _scope(design, catalog, design.blocks[name], {}, f"@{name}/", frozenset(), memo)


def _scope(
    design: Design,
    catalog: Catalog,
    block: Block,
    given: Mapping[str, Value],
    prefix: str,
    around: frozenset[str],
    memo: Memo,
) -> Scope:
    names = {**block.arguments, **given}
    graph = with_values(block.graph, names)
    statements = body_of(design, catalog, graph, prefix, memo, around).statements
    return Scope(graph, statements, prefix, around, names)


def _fed(design: Design, catalog: Catalog, scope: Scope, outer: Scope, use: Node) -> Scope:
    """The scope with the tensors that come to a use as its inputs."""
    slots = slots_of(design, outer.graph, use, catalog)
    edges = {edge.slot: edge for edge in outer.graph.inputs_of(use.id)}
    feeds = {
        node.id: outer.variable(design, catalog, edges[slot.name])
        for node, slot in zip(scope.graph.inputs(), slots, strict=False)
        if slot.name in edges
    }
    statements = tuple(
        replace(each, reads=(feeds[each.node],), parts=((f"{each.binds[0]} = ", feeds[each.node]),))
        if feeds.get(each.node)
        else each
        for each in scope.statements
    )
    return replace(scope, statements=statements)


def with_values(graph: Graph, names: Mapping[str, Value]) -> Graph:
    """A graph in whose values these names are replaced by what they stand for."""
    if not names:
        return graph

    def put_in(value: Value) -> Value:
        return substituted(value, names)

    return Graph((with_changed_values(node, put_in) for node in graph.nodes()), graph.edges())
