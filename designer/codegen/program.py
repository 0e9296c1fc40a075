"""A design as Python statements: the only road from a design to Keras.

A node is a statement. Every export style arranges the same `Program`, and the worker runs it: what
is previewed is what is exported. Pure: no Qt, no keras.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from designer.catalog.table import Catalog
from designer.catalog.values import Value
from designer.codegen.body import Body
from designer.codegen.custom_code import custom_code, merged_imports
from designer.codegen.memo import Memo
from designer.codegen.training.training import Training, training_of
from designer.codegen.writer import Bodies, Writer
from designer.graph.answers import Answer
from designer.graph.blocks import carried
from designer.graph.design import BlockHead, Design
from designer.graph.graph import Graph
from designer.graph.run_settings import RunSettings

DEEP_CHAIN = 900
"""From this many calls in a row on, `keras.Model` needs more stack than Python grants: it fails at
988 under the default limit of 1,000 (Keras 3.15)."""


@dataclass(frozen=True, slots=True)
class BlockFunction:
    """A block as a function that returns a `keras.Model`."""

    head: BlockHead
    body: Body

    @property
    def name(self) -> str:
        return self.head.name

    @property
    def arguments(self) -> Mapping[str, Value]:
        return self.head.arguments


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that an exported file says, in the order in which it says it."""

    name: str
    imports: tuple[str, ...]
    custom_layers: tuple[str, ...]
    """Sources of the custom layers, without their imports, which stand in `imports`."""
    blocks: tuple[BlockFunction, ...]
    body: Body
    depth: int = 0
    """The longest chain of calls."""
    has_loops: bool = True
    """Whether styles may write rows of equal uses as loops. What Keras runs to be looked into has
    none: there every line belongs to one node."""
    training: Training | None = None
    """The run that the design tells of; styles that do not train pass it over."""

    @property
    def is_complete(self) -> bool:
        return bool(self.body.model)

    @property
    def is_named(self) -> bool:
        """Whether the model has a name of its own."""
        return self.name != "model"

    def told(self, answers: Mapping[str, Answer]) -> Program:
        """The same with what the worker found out of its nodes, for styles that train."""
        return replace(self, training=self.training.told(answers)) if self.training else self

    @property
    def needs_deep_stack(self) -> bool:
        return self.depth > DEEP_CHAIN


def program_of(design: Design, catalog: Catalog, memo: Memo | None = None) -> Program:
    """The program of a design. Nodes that lack a wire or a value become gaps, and so does what
    depends on them. A `memo` that is handed in again saves writing what did not change. Raises
    `CycleError`."""
    bodies = Bodies(design, catalog, memo or Memo())
    body = Writer(bodies, design.main).body()
    blocks = tuple(
        BlockFunction(block.head, bodies.body(block.name))
        for block in carried(design, design.main.nodes())
    )
    every = [body, *(block.body for block in blocks)]
    custom = custom_code(design.custom_layers)
    return Program(
        name=design.settings.name,
        imports=merged_imports((*_imports(every), *custom.imports)),
        custom_layers=custom.sources,
        blocks=blocks,
        body=body,
        depth=max(graph.depth() for graph in _graphs(design, blocks)),
        training=training_of(design, RunSettings.from_values(design.settings.run), catalog),
    )


def _graphs(design: Design, blocks: Iterable[BlockFunction]) -> list[Graph]:
    return [design.main, *(design.blocks[block.name].graph for block in blocks)]


def body_of(
    design: Design,
    catalog: Catalog,
    graph: Graph,
    place: str,
    memo: Memo,
    avoid: Collection[str] = (),
) -> Body:
    """The statements of a graph that stands elsewhere than in the program: as one use of a block
    runs it. `place` is where the memo keeps them; `avoid` are variables that are taken."""
    return Writer(Bodies(design, catalog, memo), graph, place, avoid).body()


def _imports(bodies: Iterable[Body]) -> tuple[str, ...]:
    """`import keras`, from it the modules that the statements name, and classes of packages."""
    names: dict[str, set[str]] = {}
    for body in bodies:
        for each in body.needed:
            names.setdefault("keras", set()).update(each.modules)
            for path in each.foreign:
                module, _, name = path.rpartition(".")
                names.setdefault(module, set()).add(name)
    lines = [
        f"from {module} import {', '.join(sorted(used))}"
        for module, used in sorted(names.items())
        if used
    ]
    return ("import keras", *lines)
