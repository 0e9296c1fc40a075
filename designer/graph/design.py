"""A design: what the person edits and saves. The only truth; all else mirrors it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from frozendict import frozendict

from designer.catalog.custom import spec_of_source
from designer.catalog.foreign import foreign_spec
from designer.catalog.source import FUNCTION, read_source
from designer.catalog.spec import LayerSpec, Spec
from designer.catalog.table import Catalog
from designer.catalog.values import Value
from designer.graph.graph import Graph, GraphError
from designer.graph.naming import name_of_use
from designer.graph.nodes import Node, path_of

MAIN = ""
"""The name of the main graph where graphs are addressed by name; blocks have their own."""

PASSING = ("list", "dict", "nested")
"""How several inputs or outputs are passed: in order (a single one bare), by key, or as a
structure whose keys are paths: `text/ids` and `text/mask` make a dict in a dict, `pair/0` and
`pair/1` a list."""

FORMS = ("functional", "sequential")
"""What a block is written as: a `keras.Model` of its tensors, or a `keras.Sequential` of its
layers, which only a plain chain can be."""


@dataclass(frozen=True, slots=True)
class CustomLayer:
    """The source of a `keras.layers.Layer` subclass, or of a function that a Lambda calls.

    The source may define more than what it is named after: constants, other classes, helpers.
    """

    name: str
    source: str

    @property
    def spec(self) -> LayerSpec | None:
        """What its constructor and call take, read from the source; None where that is wrong."""
        return spec_of_source(self.source, self.name)

    @property
    def is_function(self) -> bool:
        return read_source(self.source).kind_of(self.name) == FUNCTION


@dataclass(frozen=True, slots=True)
class Settings:
    """What a design says beside its graphs."""

    name: str = "model"
    """The Keras name of the model; "model" leaves it to Keras."""
    inputs_as: str = "list"
    outputs_as: str = "list"
    weights: str = ""
    """The `.keras` or `.h5` file that the design was imported from, whose weights go into the
    `.keras` file that is exported; empty where weights are made anew."""
    run: Mapping[str, Value] = frozendict()
    """Settings of training runs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "run", frozendict(self.run))


@dataclass(frozen=True, slots=True)
class BlockHead:
    """All that a block says beside its graph."""

    name: str
    """An identifier: the name of the function that the block is exported as."""
    arguments: Mapping[str, Value] = frozendict()
    """Defaults by name."""
    form: str = FORMS[0]
    inputs_as: str = PASSING[0]
    outputs_as: str = PASSING[0]

    def __post_init__(self) -> None:
        object.__setattr__(self, "arguments", frozendict(self.arguments))

    @property
    def default_name(self) -> str:
        """What its models are named unless their use says otherwise."""
        return name_of_use(self.name)


@dataclass
class Block:
    """A named sub-graph with block arguments, whose names may stand in its nodes' values."""

    name: str
    graph: Graph
    arguments: Mapping[str, Value] = field(default_factory=frozendict)
    """Defaults by name."""
    form: str = FORMS[0]
    inputs_as: str = PASSING[0]
    outputs_as: str = PASSING[0]

    @property
    def head(self) -> BlockHead:
        return BlockHead(self.name, self.arguments, self.form, self.inputs_as, self.outputs_as)

    @staticmethod
    def of(head: BlockHead, graph: Graph) -> Block:
        return Block(head.name, graph, head.arguments, *_ways_of(head))

    def take(self, head: BlockHead) -> None:
        """Put on another head."""
        self.name, self.arguments = head.name, head.arguments
        self.form, self.inputs_as, self.outputs_as = _ways_of(head)


def _ways_of(head: BlockHead) -> tuple[str, str, str]:
    return head.form, head.inputs_as, head.outputs_as


@dataclass
class Design:
    """The main graph, the blocks, the custom layers, and how inputs and outputs are passed."""

    main: Graph = field(default_factory=Graph)
    blocks: dict[str, Block] = field(default_factory=dict)
    custom_layers: dict[str, CustomLayer] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)

    def graph(self, name: str = MAIN) -> Graph:
        """The main graph or a block's. Raises `GraphError` for an unknown block."""
        if name == MAIN:
            return self.main
        try:
            return self.blocks[name].graph
        except KeyError:
            raise GraphError(f"There is no block {name!r} in this design.") from None

    def graphs(self) -> Iterator[tuple[str, Graph]]:
        yield MAIN, self.main
        for name, block in self.blocks.items():
            yield name, block.graph

    def spec_of(self, node: Node, catalog: Catalog) -> Spec | None:
        """What the catalogue, or the design's own layers, know of what a node calls; of a class of
        another package, that nothing is known."""
        path = path_of(node)
        custom = self.custom_layers.get(path)
        return custom.spec if custom else catalog.spec(path) or foreign_spec(path)
