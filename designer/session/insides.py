"""Which blocks are looked into, and what is refused there. Pure.

The block that is shown is asked for with the tensors of the use through which it was entered, be
that use refused. A refused use elsewhere is looked into as it is constructed, for the cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from designer.catalog.table import Catalog
from designer.codegen import Memo, Program, program_of
from designer.codegen.inside import Scope, main_scope, scope_alone, scope_of_use
from designer.diagnosis.refusals import refusal, refusal_inside
from designer.graph.answers import Answer
from designer.graph.design import MAIN, Design
from designer.graph.graph import CycleError
from designer.graph.nodes import BlockNode
from designer.graph.problems import Problem
from designer.session.results import answers_from

Way = tuple[str, ...]
"""Ids of uses from the main graph inwards; `@name` at first for a block that nothing uses."""
Plain = Mapping[str, Any]
"""The worker's answers by the ids of nodes, those inside of blocks with their prefix."""


@dataclass(frozen=True)
class Insides:
    """The scopes of the main graph and of the blocks that are looked into."""

    scopes: tuple[Scope, ...] = ()
    """The main graph's first."""
    blocks: Mapping[str, str] = field(default_factory=dict)
    """Names of the blocks by the prefixes of their scopes."""
    fed: frozenset[str] = frozenset()
    """Prefixes of those whose inputs are the tensors of the use."""

    @property
    def inner(self) -> tuple[Scope, ...]:
        return self.scopes[1:]

    def asks_as(self, other: Insides) -> bool:
        """Whether both look into the same uses in the same way."""
        return self.blocks.keys() == other.blocks.keys() and self.fed == other.fed


def prefix_of(way: Way) -> str:
    """What stands before the ids of nodes at the end of a way through uses."""
    return "".join(f"{part}/" for part in way)


def with_blocks_of(design: Design, catalog: Catalog, program: Program, way: Way) -> Program:
    """The program, and the functions of blocks that only a block needs which nothing uses."""
    if not way or not way[0].startswith("@"):
        return program
    alone = replace(design, main=design.blocks[way[0][1:]].graph)
    known = {block.name for block in program.blocks}
    more = tuple(each for each in program_of(alone, catalog).blocks if each.name not in known)
    return replace(program, blocks=program.blocks + more) if more else program


def insides_of(
    design: Design,
    catalog: Catalog,
    program: Program,
    way: Way,
    known: Plain,
    memo: Memo,
) -> Insides:
    """What to look into: the way, and every use that was refused by what is `known`."""
    main = main_scope(design, program)
    scopes: dict[str, Scope] = {"": main}
    blocks: dict[str, str] = {}
    fed: set[str] = set()

    def look_into(outer: Scope, use: str, *, is_fed: bool) -> Scope:
        node = outer.graph.node(use)
        assert isinstance(node, BlockNode)
        scope = scope_of_use(design, catalog, outer, use, memo, is_fed=is_fed)
        scopes[scope.prefix], blocks[scope.prefix] = scope, node.block
        if is_fed:
            fed.add(scope.prefix)
        return scope

    outer = main
    try:
        for part in way:
            if part.startswith("@"):
                outer = scope_alone(design, catalog, part[1:], memo)
                scopes[outer.prefix], blocks[outer.prefix] = outer, part[1:]
            else:
                outer = look_into(outer, part, is_fed=True)
        waiting = list(scopes.values()) if design.blocks else []
        while waiting:
            outer = waiting.pop()
            for node in outer.graph.nodes():
                place = f"{outer.prefix}{node.id}"
                is_use = isinstance(node, BlockNode) and node.block in design.blocks
                if is_use and f"{place}/" not in scopes and _is_refused(known, place):
                    waiting.append(look_into(outer, node.id, is_fed=False))
    except CycleError:
        # The checks tell of it; nothing inside can be computed until it is cut.
        return Insides((main,))
    return Insides(tuple(scopes.values()), blocks, frozenset(fed))


def refusals_in(design: Design, insides: Insides, known: Plain) -> Iterator[Problem]:
    """What Keras refuses, outermost first; each node of a block once, however often it is used."""
    if not any("error" in plain for plain in known.values()):
        return
    told: set[tuple[str, str]] = set()
    for scope in insides.scopes:
        graph_name = insides.blocks.get(scope.prefix, MAIN)
        answers = _answers_around_refusals(scope, known)
        for node_id, answer in answers.items():
            if answer.error and (graph_name, node_id) not in told:
                told.add((graph_name, node_id))
                yield _refusal(design, insides, scope, node_id, answers, known)


def _refusal(
    design: Design,
    insides: Insides,
    scope: Scope,
    node_id: str,
    answers: Mapping[str, Answer],
    known: Plain,
) -> Problem:
    graph_name = insides.blocks.get(scope.prefix, MAIN)
    node = scope.graph.node(node_id)
    own = refusal(node, answers[node_id], scope.graph, answers, graph_name)
    inner = next((s for s in insides.scopes if s.prefix == f"{scope.prefix}{node_id}/"), None)
    if inner is None:
        return own
    deeper = _answers_around_refusals(inner, known)
    cause = next((inner_id for inner_id, answer in deeper.items() if answer.error), "")
    if not cause:
        return own
    found = _refusal(design, insides, inner, cause, deeper, known)
    return refusal_inside(own, node, insides.blocks[inner.prefix], found)


def _answers_around_refusals(scope: Scope, known: Plain) -> dict[str, Answer]:
    """The answers of refused nodes, in the order of the statements, and of those before them."""
    refused = [
        each.node for each in scope.statements if _is_refused(known, scope.prefix + each.node)
    ]
    sources = [edge.source for node in refused for edge in scope.graph.inputs_of(node)]
    wanted = dict.fromkeys((*refused, *sources))
    return answers_from(
        {node: known[scope.prefix + node] for node in wanted if scope.prefix + node in known}
    )


def _is_refused(known: Plain, place: str) -> bool:
    return "error" in known.get(place, ())
