"""What hands do on a canvas, as edits: place, wire at once, insert, bridge, paste, reconnect.

Every function looks at a design and answers with an `Edit`; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from designer.catalog.operators import SLICE_PATH
from designer.catalog.samples import starting_values
from designer.catalog.spec import OpSpec
from designer.catalog.table import Catalog
from designer.catalog.values import Code, Value
from designer.graph.blocks import why_not_use
from designer.graph.design import MAIN, Design
from designer.graph.edits import Add, Change, Connect, Disconnect, Edit, Remove, Several
from designer.graph.graph import Graph, GraphError
from designer.graph.naming import free_name, keras_name, name_of_use
from designer.graph.nodes import (
    BlockNode,
    Edge,
    InputNode,
    LayerNode,
    Node,
    OpNode,
    OutputNode,
    Point,
)
from designer.graph.ports import slots_of
from designer.graph.wiring import why_not, wire

INPUT, OUTPUT = "input", "output"
"""What stands in the place of a catalogue path for inputs and outputs."""
LAMBDA = "keras.layers.Lambda"
"""What calls a function of the design."""
OWN_NAMES = {SLICE_PATH: "sliced"}
"""What nodes are called whose path would be no good name."""
PASTE_STEP = 24.0
"""How far a duplicate lies from its original, in canvas units."""


def new_node(
    design: Design,
    catalog: Catalog,
    path: str,
    position: Point,
    *,
    name: str = "",
    values: Mapping[str, Value] | None = None,
    graph_name: str = MAIN,
) -> Node:
    """A node for a catalogue path (or `INPUT`, `OUTPUT`, a custom layer, a block), with a free
    name and, where none are given, starting values. Raises `GraphError` for an unknown path."""
    graph = design.graph(graph_name)
    node_id, taken = graph.new_id(), graph.names()
    if path == INPUT:
        wanted = name or "input_layer"
        return InputNode(node_id, free_name(wanted, taken), position=position)
    if path == OUTPUT:
        return OutputNode(node_id, free_name(name or "output", taken), position=position)
    if path in design.blocks:
        reason = why_not_use(design, path, graph_name)
        if reason:
            raise GraphError(reason)
        return BlockNode(
            node_id,
            free_name(name or name_of_use(path), taken),
            block=path,
            values=values or {},
            position=position,
        )
    custom = design.custom_layers.get(path)
    spec = custom.spec if custom else catalog.spec(path)
    if spec is None and not custom:
        raise GraphError(f"There is no layer or op {path!r} in the catalogue.")
    own = OWN_NAMES.get(path) or (spec.own_name if spec else "")
    wanted = name or own or keras_name(path.rpartition(".")[2])
    if custom and custom.is_function:
        path, values = LAMBDA, {"function": Code(custom.name), **(values or {})}
    if values is None:
        values = starting_values(spec) if spec else {}
    free = free_name(wanted, taken)
    if isinstance(spec, OpSpec):
        return OpNode(node_id, free, op=path, values=values, position=position)
    return LayerNode(node_id, free, layer=path, values=values, position=position)


def added_behind(
    design: Design, catalog: Catalog, node: Node, source: str, output: int, graph_name: str = MAIN
) -> Edit:
    """Add a node and wire an output of another one to its first slot."""
    slots = slots_of(design, design.graph(graph_name), node, catalog)
    if not slots:
        raise GraphError(f"{node.name} takes no tensor.")
    edge = Edge(source, output, node.id, slots[0].name)
    return Several((Add(node, graph_name), Connect(edge, graph_name)))


def added_before(
    design: Design,
    catalog: Catalog,
    node: Node,
    place: tuple[str, str, int],
    graph_name: str = MAIN,
) -> Edit:
    """Add a node and wire its first output into a place: target, slot, index."""
    edge = Edge(node.id, 0, *place)
    return Several((Add(node, graph_name), wire(design, catalog, edge, graph_name)))


def inserted(
    design: Design, catalog: Catalog, node: Node, edge: Edge, graph_name: str = MAIN
) -> Edit:
    """Put a node, new or not yet wired, into a wire."""
    graph = design.graph(graph_name)
    slots = slots_of(design, graph, node, catalog)
    if not slots or isinstance(node, OutputNode):
        raise GraphError(f"{node.name} cannot stand in the middle of a wire.")
    steps: list[Edit] = [] if node.id in graph else [Add(node, graph_name)]
    steps += [
        Disconnect(edge, graph_name),
        Connect(Edge(edge.source, edge.output, node.id, slots[0].name), graph_name),
        Connect(replace(edge, source=node.id, output=0), graph_name),
    ]
    return Several(tuple(steps))


def removed(nodes: Iterable[str], edges: Iterable[Edge] = (), graph_name: str = MAIN) -> Edit:
    """Take nodes with their wires, and wires, away."""
    gone = set(nodes)
    loose = [edge for edge in sorted(edges) if not {edge.source, edge.target} & gone]
    steps: list[Edit] = [Disconnect(edge, graph_name) for edge in loose]
    steps += [Remove(node_id, graph_name) for node_id in sorted(gone)]
    return Several(tuple(steps))


def bridged(design: Design, nodes: Collection[str], graph_name: str = MAIN) -> Edit:
    """Take nodes away; where one had a single input, what it fed is fed from there instead."""
    graph = design.graph(graph_name)
    gone = set(nodes)
    steps = [removed(gone, (), graph_name)]
    for node_id in sorted(gone):
        for edge in graph.outputs_of(node_id):
            origin = _origin(graph, edge, gone)
            if edge.target not in gone and origin is not None:
                new = replace(edge, source=origin.source, output=origin.output)
                steps.append(Connect(new, graph_name))
    return Several(tuple(steps))


def _origin(graph: Graph, edge: Edge, gone: set[str]) -> Edge | None:
    """The edge that brings what `edge` would if every node in `gone` passed its input on."""
    while edge.source in gone:
        inputs = graph.inputs_of(edge.source)
        if len(inputs) != 1:
            return None
        edge = inputs[0]
    return edge


def replugged(
    design: Design, catalog: Catalog, old: Edge, new: Edge, graph_name: str = MAIN
) -> Edit:
    """Move one end of a wire elsewhere. Raises `GraphError` where the new wire cannot be."""
    reason = why_not(design, catalog, new, graph_name)
    if reason:
        raise GraphError(reason)
    steps: list[Edit] = [Disconnect(old, graph_name)]
    taken = design.graph(graph_name).edge_at(new.target, new.slot, new.index)
    if taken is not None and taken != old:
        steps.append(Disconnect(taken, graph_name))
    return Several((*steps, Connect(new, graph_name)))


def pasted(
    design: Design,
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    shift: Point,
    graph_name: str = MAIN,
) -> tuple[Edit, list[str]]:
    """Copies of nodes and of the wires among them, moved by `shift`, with ids and free names of
    their own; and those ids. A copy shares a layer only with another copy."""
    graph = design.graph(graph_name)
    nodes = list(nodes)
    ids = dict(zip((node.id for node in nodes), graph.new_ids(len(nodes)), strict=True))
    taken = graph.names()
    steps: list[Edit] = []
    for node in nodes:
        name = free_name(node.name, taken)
        taken.add(name)
        x, y = node.position
        place = (x + shift[0], y + shift[1])
        copy = replace(node, id=ids[node.id], name=name, position=place)
        if isinstance(copy, (LayerNode, BlockNode)) and copy.shares:
            copy = _sharing_among(copy, ids, graph)
        steps.append(Add(copy, graph_name))
    for edge in edges:
        new = replace(edge, source=ids[edge.source], target=ids[edge.target])
        steps.append(Connect(new, graph_name))
    return Several(tuple(steps)), list(ids.values())


def _sharing_among(
    copy: LayerNode | BlockNode, ids: Mapping[str, str], graph: Graph
) -> LayerNode | BlockNode:
    """A copy of a sharing node: it shares with the owner's copy, else has a layer of its own."""
    if copy.shares in ids:
        return replace(copy, shares=ids[copy.shares])
    owner = graph.get(copy.shares)
    values = owner.values if isinstance(owner, type(copy)) else copy.values
    return replace(copy, shares="", values=values)


def with_values(
    design: Design,
    catalog: Catalog,
    node_ids: Iterable[str],
    values: Mapping[str, Value],
    *,
    clear: Collection[str] = (),
    graph_name: str = MAIN,
) -> Edit:
    """Give arguments values, or back to their defaults, in one or several nodes.

    Constructor values of a sharing node go to the owner of its layer, call values to itself.
    """
    graph = design.graph(graph_name)
    steps: list[Edit] = []
    for node_id in node_ids:
        node = graph.node(node_id)
        if not isinstance(node, (LayerNode, OpNode, BlockNode)):
            raise GraphError(f"{node.name} has no arguments.")
        spec = design.spec_of(node, catalog)
        is_layer = isinstance(node, LayerNode)
        called = {each.name for each in spec.call_arguments} if spec and is_layer else set()
        steps += _value_steps(graph, node, values, clear, called, graph_name)
    return Several(tuple(steps))


def _value_steps(
    graph: Graph,
    node: LayerNode | OpNode | BlockNode,
    values: Mapping[str, Value],
    clear: Collection[str],
    called: set[str],
    graph_name: str,
) -> list[Edit]:
    steps: list[Edit] = []
    own = {name: value for name, value in values.items() if name not in called}
    if own or any(name not in called for name in clear):
        owner = graph.node(getattr(node, "shares", "") or node.id)
        assert isinstance(owner, (LayerNode, OpNode, BlockNode))
        steps.append(Change(replace(owner, values=_merged(owner.values, own, clear)), graph_name))
        node = (
            replace(node, values=_merged(node.values, own, clear)) if owner.id == node.id else node
        )
    call = {name: value for name, value in values.items() if name in called}
    if isinstance(node, LayerNode) and (call or any(name in called for name in clear)):
        call_values = _merged(node.call_values, call, clear)
        steps.append(Change(replace(node, call_values=call_values), graph_name))
    return steps


def _merged(
    old: Mapping[str, Value], new: Mapping[str, Value], clear: Collection[str]
) -> dict[str, Value]:
    return {name: value for name, value in {**old, **new}.items() if name not in clear}
