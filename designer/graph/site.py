"""One graph of a design as the checks see it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from designer.catalog.table import Catalog
from designer.graph.design import MAIN, Block, Design
from designer.graph.edits import users_of
from designer.graph.graph import Graph
from designer.graph.nodes import Node
from designer.graph.problems import ERROR, WARNING, Fix, Problem

_IMPORTED = frozenset({"keras", "layers", "ops"})
"""What generated code imports."""


@dataclass(frozen=True)
class Site:
    """One graph of a design, and the catalogue to read it with."""

    design: Design
    catalog: Catalog
    name: str = MAIN

    @cached_property
    def graph(self) -> Graph:
        return self.design.graph(self.name)

    @property
    def block(self) -> Block | None:
        """The block whose graph it is."""
        return self.design.blocks.get(self.name)

    @cached_property
    def severity_of_lack(self) -> str:
        """How bad it is when something is missing: a block that nothing uses may be unfinished."""
        is_idle = self.name != MAIN and next(users_of(self.design, self.name), None) is None
        return WARNING if is_idle else ERROR

    def problem(
        self,
        code: str,
        severity: str,
        node: Node | None,
        sentence: str,
        hint: str = "",
        *fixes: Fix,
    ) -> Problem:
        return Problem(code, severity, node.id if node else "", sentence, hint, fixes, self.name)

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Names that may stand in the expressions of values."""
        sources = (layer.source for layer in self.design.custom_layers.values())
        arguments = self.block.arguments if self.block else ()
        return _IMPORTED.union(
            dir(builtins), self.design.blocks, arguments, *map(_names_set_by, sources)
        )


Check = Callable[[Site], Iterator[Problem]]
NodeCheck = Callable[[Site, Node], Iterator[Problem]]


@lru_cache(maxsize=64)
def _names_set_by(source: str) -> frozenset[str]:
    """Names that the source of a custom layer imports or defines."""
    try:
        trees = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    found = {tree.name for tree in trees if isinstance(tree, (ast.ClassDef, ast.FunctionDef))}
    for tree in trees:
        if isinstance(tree, ast.Name) and isinstance(tree.ctx, ast.Store):
            found.add(tree.id)
        elif isinstance(tree, (ast.Import, ast.ImportFrom)):
            found |= {(each.asname or each.name).partition(".")[0] for each in tree.names}
    return frozenset(found)
