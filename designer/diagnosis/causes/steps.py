"""Ways out as edits: what a fix does to a design, and what it is called.

A candidate is a fix with a rank: what was meant most likely comes first among those that help.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from designer.catalog.values import Value, source_of
from designer.diagnosis.causes.scene import LAYERS, Scene
from designer.graph.drawing import bridged, inserted, new_node, with_values
from designer.graph.edits import Add, Change, Connect, Disconnect, Edit, Several
from designer.graph.graph import GraphError
from designer.graph.nodes import Edge, InputNode, LayerNode, Node
from designer.graph.ports import slots_of
from designer.graph.problems import Fix

LIKELY, USUAL, POSSIBLE, LAST = 0.0, 1.0, 2.0, 3.0
"""Ranks to begin from; evidence in the design moves a candidate by less than one."""
_CROOKED = 0.25
BESIDE = 90.0
"""How far below the wire's ends an inserted node is put when there is no room between them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fix that may help, not tried yet; the lowest rank is the likeliest meant."""

    rank: float
    fix: Fix


def fixes(candidates: Iterable[Candidate | None]) -> tuple[Fix, ...]:
    """The fixes in the order of their ranks, each title once."""
    found = sorted((each for each in candidates if each), key=lambda each: each.rank)
    return tuple({each.fix.title: each.fix for each in reversed(found)}[t] for t in _titles(found))


def _titles(found: Iterable[Candidate]) -> dict[str, None]:
    return dict.fromkeys(each.fix.title for each in found)


def value_text(value: Value) -> str:
    return source_of(value)


def setting(
    scene: Scene, node: Node, values: Mapping[str, Value], rank: float = LIKELY
) -> Candidate | None:
    """Give arguments of a node other values; None where they have them already."""
    if all(scene.value(node, name) == value for name, value in values.items()):
        return None
    told = ", ".join(f"{name}={value_text(value)}" for name, value in values.items())
    owner = scene.owner(node)
    where = owner.name if set(values) <= set(_constructor(scene, node)) else node.name
    return _candidate(
        rank + max(map(_crookedness, values.values()), default=0.0),
        f"set:{node.id}:{told}",
        f"Set {told} on {where}",
        lambda: with_values(scene.design, scene.catalog, [node.id], values, graph_name=scene.name),
    )


def _crookedness(value: Value) -> float:
    """People choose sizes that are round: 128 rather than 129."""
    return _CROOKED if type(value) is int and value > 16 and value % 4 else 0.0


def _constructor(scene: Scene, node: Node) -> list[str]:
    spec = scene.design.spec_of(node, scene.catalog)
    return [each.name for each in spec.arguments] if spec else []


def clearing(scene: Scene, node: Node, names: Iterable[str], rank: float = USUAL) -> Candidate:
    """Put arguments back to their defaults."""
    names = tuple(names)
    return _must(
        rank,
        f"clear:{node.id}:{','.join(names)}",
        f"Put {' and '.join(names)} of {node.name} back to the default",
        with_values(scene.design, scene.catalog, [node.id], {}, clear=names, graph_name=scene.name),
    )


def sizing(scene: Scene, node: InputNode, shape: tuple[Value, ...], rank: float) -> Candidate:
    """Give an input another shape."""
    changed = Change(replace(_own(scene, node), shape=shape), scene.name)
    title = f"Set shape={value_text(shape)} on {node.name}"
    return _must(rank, f"shape:{node.id}:{value_text(shape)}", title, changed)


def typing(scene: Scene, node: InputNode, dtype: str, rank: float) -> Candidate:
    """Give an input another dtype."""
    changed = Change(replace(_own(scene, node), dtype=dtype), scene.name)
    return _must(rank, f"dtype:{node.id}:{dtype}", f"Set dtype={dtype!r} on {node.name}", changed)


def _own(scene: Scene, node: InputNode) -> InputNode:
    """The node as the design has it: inside a block the scene's holds the values of a use."""
    own = scene.design.graph(scene.name).node(node.id)
    assert isinstance(own, InputNode)
    return own


def inserting(
    scene: Scene,
    edge: Edge,
    layer: str,
    values: Mapping[str, Value] | None = None,
    rank: float = USUAL,
    title: str = "",
) -> Candidate | None:
    """Put a layer into a wire."""
    source, target = scene.graph.node(edge.source), scene.graph.node(edge.target)
    values = values or {}
    told = title or (
        f"Insert {layer}({', '.join(f'{k}={value_text(v)}' for k, v in values.items())}) "
        f"between {source.name} and {target.name}"
    )

    def make() -> Edit:
        node = _new(scene, layer, values, _between(source, target))
        return inserted(scene.design, scene.catalog, node, edge, scene.name)

    key = f"insert:{edge.source}.{edge.output}:{edge.target}.{edge.slot}.{edge.index}:{told}"
    return _candidate(rank, key, told, make)


def inserting_behind(
    scene: Scene,
    node: Node,
    layer: str,
    values: Mapping[str, Value] | None = None,
    rank: float = USUAL,
    output: int = 0,
    edges: Sequence[Edge] = (),
) -> Candidate | None:
    """Put a layer behind an output of a node, for all that reads it or for some of these wires."""
    values = values or {}
    every = [edge for edge in scene.graph.outputs_of(node.id) if edge.output == output]
    edges = edges or every
    if not edges:
        return None
    told = f"{layer}({', '.join(f'{k}={value_text(v)}' for k, v in values.items())})"
    names = dict.fromkeys(scene.graph.node(edge.target).name for edge in edges)
    whom = "" if len(edges) == len(every) else f" for {' and '.join(names)}"

    def make() -> Edit:
        new = _new(scene, layer, values, _between(node, scene.graph.node(edges[0].target)))
        slot = _first_slot(scene, new)
        steps: list[Edit] = [Add(new, scene.name)]
        steps += [Disconnect(edge, scene.name) for edge in edges]
        steps.append(Connect(Edge(node.id, output, new.id, slot), scene.name))
        steps += [Connect(replace(edge, source=new.id, output=0), scene.name) for edge in edges]
        return Several(tuple(steps))

    title = f"Insert {told} behind {node.name}{whom}"
    return _candidate(rank, f"behind:{node.id}:{told}{whom}", title, make)


def giving_states(
    scene: Scene,
    node: Node,
    output: int,
    layer: str,
    values: Mapping[str, Value],
    states: Sequence[Edge],
    others: Sequence[Edge],
    rank: float,
) -> Candidate | None:
    """Put a recurrent layer behind an output of a node: its states for some of what reads that, and
    its own output for others."""
    told = f"{layer}({', '.join(f'{k}={value_text(v)}' for k, v in values.items())})"

    def make() -> Edit:
        new = _new(scene, layer, values, _between(node, scene.graph.node(states[0].target)))
        steps: list[Edit] = [Add(new, scene.name)]
        steps += [Disconnect(edge, scene.name) for edge in (*states, *others)]
        steps.append(Connect(Edge(node.id, output, new.id, _first_slot(scene, new)), scene.name))
        given = [replace(edge, source=new.id, output=0) for edge in others]
        given += [replace(edge, source=new.id, output=1 + edge.index) for edge in states]
        steps += [Connect(edge, scene.name) for edge in given]
        return Several(tuple(steps))

    at = scene.graph.node(states[0].target).name
    title = f"Insert {told} behind {node.name}, with its states for {at}"
    return _candidate(rank, f"states:{node.id}:{at}:{told}", title, make)


def exchanging(
    scene: Scene,
    node: Node,
    layer: str,
    values: Mapping[str, Value],
    rank: float = USUAL,
    name: str = "",
) -> Candidate | None:
    """Put another layer in the place of a node, with its wires as they are."""
    if not isinstance(node, LayerNode) or scene.owner(node) is not node:
        return None
    told = ", ".join(f"{key}={value_text(value)}" for key, value in values.items())
    new = replace(node, layer=f"{LAYERS}{layer}", values=values, call_values={})
    edit = Change(new, scene.name)
    article = "an" if layer[0] in "AEIO" else "a"
    title = f"Make {node.name} {article} {layer}{f'({told})' if told else ''}"
    return _must(rank, f"exchange:{node.id}:{layer}:{told}", title, edit)


def removing(
    scene: Scene,
    node: Node,
    rank: float = LAST,
    title: str = "",
    also: Sequence[Node] = (),
) -> Candidate | None:
    """Take a node out, and others with it, and join what was before them to what was behind."""
    told = title or f"Take {node.name} out"
    gone = [node.id, *(each.id for each in also)]
    key = f"remove:{'+'.join(gone)}"
    return _candidate(rank, key, told, lambda: bridged(scene.design, gone, scene.name))


def replugging(
    scene: Scene, edge: Edge, source: str, output: int = 0, rank: float = USUAL
) -> Candidate | None:
    """Let a wire come from another output."""
    new = replace(edge, source=source, output=output)
    if new == edge or scene.graph.is_reachable(edge.target, source):
        return None
    name, target = scene.graph.node(source).name, scene.graph.node(edge.target).name
    old = scene.graph.node(edge.source).name
    which = f" (output {output + 1})" if output or source == edge.source else ""
    steps = (Disconnect(edge, scene.name), Connect(new, scene.name))
    return _must(
        rank,
        f"replug:{edge.target}.{edge.slot}.{edge.index}:{source}.{output}",
        f"Wire {target} to {name}{which} instead of {old}",
        Several(steps),
    )


def swapping(scene: Scene, one: Edge, other: Edge, rank: float = USUAL) -> Candidate:
    """Let two wires to a node end at each other's place."""
    names = [scene.graph.node(edge.source).name for edge in (one, other)]
    new = (
        replace(one, slot=other.slot, index=other.index),
        replace(other, slot=one.slot, index=one.index),
    )
    steps = [Disconnect(edge, scene.name) for edge in (one, other)]
    title = f"Swap {names[0]} and {names[1]} at {scene.graph.node(one.target).name}"
    return _must(
        rank,
        f"swap:{one.target}:{one.slot}.{one.index}:{other.slot}.{other.index}",
        title,
        Several((*steps, *(Connect(edge, scene.name) for edge in new))),
    )


def cutting(scene: Scene, edge: Edge, rank: float = POSSIBLE) -> Candidate:
    """Take a wire away."""
    source, target = scene.graph.node(edge.source).name, scene.graph.node(edge.target).name
    return _must(
        rank,
        f"cut:{edge.source}.{edge.output}:{edge.target}.{edge.slot}.{edge.index}",
        f"Cut the wire from {source} to {target}",
        Disconnect(edge, scene.name),
    )


def connecting(scene: Scene, edge: Edge, rank: float = USUAL) -> Candidate | None:
    """Draw a wire."""
    if scene.graph.is_reachable(edge.target, edge.source):
        return None
    if scene.graph.edge_at(edge.target, edge.slot, edge.index):
        return None
    source, target = scene.graph.node(edge.source).name, scene.graph.node(edge.target).name
    return _must(
        rank,
        f"connect:{edge.source}.{edge.output}:{edge.target}.{edge.slot}.{edge.index}",
        f"Wire {source} to {target}",
        Connect(edge, scene.name),
    )


def connecting_through(
    scene: Scene, edge: Edge, layer: str, values: Mapping[str, Value], rank: float
) -> Candidate | None:
    """Draw a wire with a layer in it."""
    if scene.graph.edge_at(edge.target, edge.slot, edge.index):
        return None
    source, target = scene.graph.node(edge.source), scene.graph.node(edge.target)
    told = f"{layer}({', '.join(f'{k}={value_text(v)}' for k, v in values.items())})"

    def make() -> Edit:
        new = _new(scene, layer, values, _between(source, target))
        before = Edge(edge.source, edge.output, new.id, _first_slot(scene, new))
        behind = replace(edge, source=new.id, output=0)
        return Several(
            (Add(new, scene.name), Connect(before, scene.name), Connect(behind, scene.name))
        )

    key = f"through:{edge.source}.{edge.output}:{edge.target}.{edge.slot}.{edge.index}:{told}"
    return _candidate(rank, key, f"Wire {source.name} to {target.name} through {told}", make)


def both(rank: float, title: str, *candidates: Candidate | None) -> Candidate | None:
    """Several fixes as one step."""
    found = [each for each in candidates if each]
    if not found or len(found) < len(candidates):
        return None
    edits = tuple(each.fix.edit for each in found)
    key = "+".join(each.fix.id for each in found)
    return _must(rank, key, title, Several(edits))


def _new(
    scene: Scene, layer: str, values: Mapping[str, Value], position: tuple[float, float]
) -> Node:
    is_path = "." in layer or layer in scene.design.custom_layers
    path = layer if is_path else f"{LAYERS}{layer}"
    return new_node(
        scene.design, scene.catalog, path, position, values=values, graph_name=scene.name
    )


def _first_slot(scene: Scene, node: Node) -> str:
    return slots_of(scene.design, scene.graph, node, scene.catalog)[0].name


def _between(source: Node, target: Node) -> tuple[float, float]:
    (x1, y1), (x2, y2) = source.position, target.position
    return (x1 + x2) / 2, (y1 + y2) / 2 + (BESIDE if abs(x2 - x1) < 4 * BESIDE else 0.0)


def _must(rank: float, key: str, title: str, edit: Edit) -> Candidate:
    return Candidate(rank, Fix(key, title, edit))


def _candidate(rank: float, key: str, title: str, make: object) -> Candidate | None:
    """The candidate whose edit `make` gives; None where the graph cannot take it."""
    assert callable(make)
    try:
        return _must(rank, key, title, make())
    except GraphError:
        return None
