"""Selected nodes become a block and its first use; a use becomes the nodes of its block again.

Each function looks at a design and answers with an `Edit`; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from designer.catalog.substitution import folded, names_in, substituted
from designer.catalog.table import Catalog
from designer.catalog.values import Code, Value
from designer.graph.answers import Tensor
from designer.graph.block_arguments import with_changed_values
from designer.graph.blocks import addition, refuse_recursion
from designer.graph.design import MAIN, Block, BlockHead, Design
from designer.graph.edits import Add, Connect, Edit, Remove, Several
from designer.graph.graph import Graph, GraphError
from designer.graph.layout import COLUMN, ROW
from designer.graph.naming import fault_in_block_name, free_block_name, free_name, name_of_use
from designer.graph.nodes import (
    BlockNode,
    Edge,
    InputNode,
    LayerNode,
    Node,
    OutputNode,
    Point,
    values_of,
)
from designer.graph.ports import slots_of

Tensors = Mapping[tuple[str, int], Tensor]
"""What is known of the tensors of a graph, by node and output."""
_GENERIC_SLOTS = ("inputs", "x", "x1", "x2", "sequence", "sequences", "input")
"""Slots whose names say nothing about what they take."""


def grouped(
    design: Design,
    catalog: Catalog,
    node_ids: Iterable[str],
    name: str = "",
    graph_name: str = MAIN,
    tensors: Tensors | None = None,
) -> tuple[Edit, str]:
    """Make a block of nodes, and put a use of it in their place; the edit and the use's id.

    Its inputs are the distinct tensors that come in, its outputs those that go out, from top to
    bottom. Block arguments of the graph around that stand in values become arguments of the new
    block. Raises `GraphError` with the reason where this cannot be.
    """
    graph = design.graph(graph_name)
    inside = [node for node in graph.nodes() if node.id in set(node_ids)]
    _refuse(graph, inside)
    taken = {*design.blocks, *design.custom_layers}
    block_name = name.strip() or free_block_name("block", taken)
    fault = fault_in_block_name(block_name, taken)
    if fault:
        raise GraphError(fault)
    cut = _Cut.of(design, catalog, graph, inside)
    arguments = _arguments(design, graph_name, inside)
    ids = {node.id for node in inside}
    inputs, in_edges = cut.input_nodes(tensors or {})
    outputs, out_edges = cut.output_nodes()
    inner = [edge for node in inside for edge in graph.inputs_of(node.id) if edge.source in ids]
    block = Block.of(
        BlockHead(block_name, arguments),
        Graph([*inside, *inputs, *outputs], [*inner, *in_edges, *out_edges]),
    )
    use = BlockNode(
        graph.new_id(),
        free_name(name_of_use(block_name), graph.names() - {node.name for node in inside}),
        block=block_name,
        values={argument: Code(argument) for argument in arguments},
        position=_middle(inside),
    )
    wires = [
        Edge(*source, use.id, node.name)
        for source, node in zip(cut.sources, inputs, strict=True)
        if source in cut.wired
    ]
    places = {pair: number for number, pair in enumerate(cut.results)}
    for edge in cut.leaving:
        wires.append(replace(edge, source=use.id, output=places[edge.source, edge.output]))
    steps: list[Edit] = [
        addition(block),
        *(Remove(node.id, graph_name) for node in _sharing_first(inside)),
        Add(use, graph_name),
        *(Connect(edge, graph_name) for edge in wires),
    ]
    return Several(tuple(steps)), use.id


def _refuse(graph: Graph, inside: Sequence[Node]) -> None:
    """Raises `GraphError` where these nodes can be no block."""
    if not inside:
        raise GraphError("Select the layers that the block should hold.")
    for node in inside:
        if isinstance(node, (InputNode, OutputNode)):
            kind = "input" if isinstance(node, InputNode) else "output"
            raise GraphError(
                f"{node.name} is an {kind} of this graph and cannot move into a block. Leave it"
                " out of the selection: the block gets inputs and outputs of its own."
            )
    ids = {node.id for node in inside}
    between = _between(graph, ids)
    if between is not None:
        raise GraphError(
            f"A way out of the selection leads back into it through {between.name}. Select it too."
        )
    for node in graph.nodes():
        owner = graph.get(getattr(node, "shares", ""))
        if owner is not None and (node.id in ids) != (owner.id in ids):
            inner, outer = (node, owner) if node.id in ids else (owner, node)
            raise GraphError(
                f"{inner.name} shares its layer with {outer.name}, which would stay outside."
                " Select both, or make them unique first."
            )


def _between(graph: Graph, ids: set[str]) -> Node | None:
    """A node outside that stands on a way from the selection back into it."""
    behind: set[str] = set()
    for node_id in ids:
        for edge in graph.outputs_of(node_id):
            if edge.target not in ids and edge.target not in behind:
                behind |= {edge.target, *graph.descendants(edge.target)} - ids
    feeding = {edge.source for node_id in ids for edge in graph.inputs_of(node_id)}
    found = sorted(behind & feeding)
    return graph.node(found[0]) if found else None


def _arguments(design: Design, graph_name: str, inside: Iterable[Node]) -> dict[str, Value]:
    """Arguments of the block around whose names stand in the values of these nodes."""
    around = design.blocks[graph_name].arguments if graph_name else {}
    named = {
        name for node in inside for value in values_of(node).values() for name in names_in(value)
    }
    return {name: default for name, default in around.items() if name in named}


@dataclass(frozen=True)
class _Cut:
    """Where a selection is cut out of its graph."""

    graph: Graph
    inside: Sequence[Node]
    sources: tuple[tuple[str, int], ...]
    """The tensors that come in, by node and output, from top to bottom; where none does, a place
    for each slot that waits for one."""
    entering: Mapping[tuple[str, int], Sequence[Edge]]
    """The wires inside that each of them becomes."""
    wired: frozenset[tuple[str, int]]
    """Those of the sources that are tensors."""
    leaving: tuple[Edge, ...]
    results: tuple[tuple[str, int], ...]
    """The tensors that go out, from top to bottom."""

    @staticmethod
    def of(design: Design, catalog: Catalog, graph: Graph, inside: Sequence[Node]) -> _Cut:
        ids = {node.id for node in inside}
        entering: dict[tuple[str, int], list[Edge]] = {}
        for node in inside:
            for edge in graph.inputs_of(node.id):
                if edge.source not in ids:
                    entering.setdefault((edge.source, edge.output), []).append(edge)
        wired = frozenset(entering)
        if not entering:
            for number, edge in enumerate(_waiting(design, catalog, graph, inside)):
                entering["", number] = [edge]
        leaving = tuple(
            edge for node in inside for edge in graph.outputs_of(node.id) if edge.target not in ids
        )
        results = {(edge.source, edge.output) for edge in leaving}
        if not results:
            results = {(node.id, 0) for node in inside if not graph.outputs_of(node.id)}

        def height(pair: tuple[str, int]) -> tuple[float, float, int]:
            x, y = graph.node(pair[0]).position if pair[0] else (0.0, 0.0)
            return (y, x, pair[1])

        sources = tuple(sorted(entering, key=height))
        return _Cut(
            graph, inside, sources, entering, wired, leaving, tuple(sorted(results, key=height))
        )

    def input_nodes(self, tensors: Tensors) -> tuple[list[InputNode], list[Edge]]:
        """The inputs of the block, and the wires from them."""
        nodes: list[InputNode] = []
        edges: list[Edge] = []
        taken = {node.name for node in self.inside}
        left = min(node.position[0] for node in self.inside) - COLUMN
        ids = self.graph.new_ids(len(self.sources))
        for node_id, source in zip(ids, self.sources, strict=True):
            first = self.entering[source][0]
            target = self.graph.node(first.target)
            name = free_name(self._input_name(first, target), taken)
            taken.add(name)
            top = self._row(target.position[1], nodes)
            node = InputNode(node_id, name, order=len(nodes), position=(left, top))
            nodes.append(self._shaped(node, source, tensors))
            edges += [replace(edge, source=node_id, output=0) for edge in self.entering[source]]
        return nodes, edges

    def output_nodes(self) -> tuple[list[OutputNode], list[Edge]]:
        """The outputs of the block, and the wires to them."""
        nodes: list[OutputNode] = []
        edges: list[Edge] = []
        taken = {node.name for node in self.inside}
        right = max(node.position[0] for node in self.inside) + COLUMN
        first_free = len(self.sources)
        ids = self.graph.new_ids(first_free + len(self.results))[first_free:]
        for node_id, (source, output) in zip(ids, self.results, strict=True):
            made = self.graph.node(source)
            name = "output" if len(self.results) == 1 else f"{made.name}_output"
            name = free_name(name, taken)
            taken.add(name)
            top = self._row(made.position[1], nodes)
            nodes.append(OutputNode(node_id, name, order=len(nodes), position=(right, top)))
            edges.append(Edge(source, output, node_id, "inputs"))
        return nodes, edges

    def _input_name(self, edge: Edge, target: Node) -> str:
        if len(self.sources) == 1:
            return "input_layer"
        return f"{target.name}_input" if edge.slot in _GENERIC_SLOTS else edge.slot

    def _shaped(self, node: InputNode, source: tuple[str, int], tensors: Tensors) -> InputNode:
        feeding = self.graph.get(source[0])
        if isinstance(feeding, InputNode):
            return replace(node, shape=feeding.shape, dtype=feeding.dtype)
        known = tensors.get(source)
        return replace(node, shape=known.shape[1:], dtype=known.dtype) if known else node

    @staticmethod
    def _row(wanted: float, above: Sequence[Node]) -> float:
        """A place at that height, or below the last one."""
        return max([wanted, *(node.position[1] + ROW for node in above)])


def _waiting(design: Design, catalog: Catalog, graph: Graph, inside: Iterable[Node]) -> list[Edge]:
    """A wire for each slot that needs one and has none; its source is still to be made."""
    return [
        Edge("", 0, node.id, slot.name)
        for node in inside
        for slot in slots_of(design, graph, node, catalog)
        if not slot.optional and graph.edge_at(node.id, slot.name) is None
    ]


def _middle(nodes: Iterable[Node]) -> Point:
    xs, ys = zip(*(node.position for node in nodes), strict=True)
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def _sharing_first(nodes: Iterable[Node]) -> list[Node]:
    """So that nobody inherits a layer on the way."""
    return sorted(nodes, key=lambda node: not getattr(node, "shares", ""))


def ungrouped(design: Design, use_id: str, graph_name: str = MAIN) -> tuple[Edit, list[str]]:
    """Put the nodes of a block in the place of a use of it, the values of this use in the place
    of the block's arguments; the edit and the ids of the nodes. The block itself stays."""
    graph = design.graph(graph_name)
    use = graph.node(use_id)
    block = design.blocks.get(use.block) if isinstance(use, BlockNode) else None
    if not isinstance(use, BlockNode) or block is None:
        raise GraphError(f"{use.name} is no use of a block of this design.")
    if use.shares or any(getattr(node, "shares", "") == use_id for node in graph.nodes()):
        raise GraphError(
            f"{use.name} shares its weights with another use of {block.name}. Make it unique first."
        )
    refuse_recursion(design, block.graph.nodes(), graph_name)
    unpacking = _Unpacking(graph, use, block)
    steps: list[Edit] = [
        Remove(use_id, graph_name),
        *(Add(node, graph_name) for node in unpacking.nodes()),
        *(Connect(edge, graph_name) for edge in unpacking.edges()),
    ]
    return Several(tuple(steps)), list(unpacking.ids.values())


class _Unpacking:
    """One use of a block as nodes of the graph around it."""

    def __init__(self, graph: Graph, use: BlockNode, block: Block) -> None:
        self._graph, self._use, self._block = graph, use, block
        self._inner = [
            node for node in block.graph.nodes() if not isinstance(node, (InputNode, OutputNode))
        ]
        new_ids = graph.new_ids(len(self._inner))
        self.ids = {node.id: new for node, new in zip(self._inner, new_ids, strict=True)}
        self._given = {**block.arguments, **use.values}
        slots = {node.id: node.name for node in block.graph.inputs()}
        self._feeds = {node_id: graph.edge_at(use.id, slot, 0) for node_id, slot in slots.items()}

    def nodes(self) -> list[Node]:
        taken = self._graph.names() - {self._use.name}
        shift = self._shift()
        made: list[Node] = []
        for node in self._inner:
            name = free_name(node.name, taken)
            taken.add(name)
            place = (node.position[0] + shift[0], node.position[1] + shift[1])
            copy = replace(node, id=self.ids[node.id], name=name, position=place)
            made.append(self._with_values(copy))
        return made

    def edges(self) -> list[Edge]:
        inner = self._block.graph
        edges: list[Edge] = []
        for node in self._inner:
            for edge in inner.inputs_of(node.id):
                source = self._source(edge)
                if source:
                    target = self.ids[edge.target]
                    edges.append(Edge(*source, target, edge.slot, edge.index))
        outputs = inner.outputs()
        for edge in self._graph.outputs_of(self._use.id):
            ends = inner.inputs_of(outputs[edge.output].id) if edge.output < len(outputs) else []
            source = self._source(ends[0]) if ends else None
            if source:
                edges.append(replace(edge, source=source[0], output=source[1]))
        return edges

    def _source(self, edge: Edge) -> tuple[str, int] | None:
        """Where a wire of the block comes from once its nodes stand in the graph around."""
        if edge.source in self.ids:
            return self.ids[edge.source], edge.output
        feed = self._feeds.get(edge.source)
        return (feed.source, feed.output) if feed else None

    def _shift(self) -> Point:
        if not self._inner:
            return (0.0, 0.0)
        x, y = _middle(self._inner)
        return (self._use.position[0] - x, self._use.position[1] - y)

    def _with_values(self, node: Node) -> Node:
        node = with_changed_values(node, self._put_in)
        if isinstance(node, (LayerNode, BlockNode)) and node.shares:
            node = replace(node, shares=self.ids.get(node.shares, ""))
        return node

    def _put_in(self, value: Value) -> Value:
        put = substituted(value, self._given)
        return value if put == value else folded(put)
