"""Uses of blocks that are given values, or tensors, which do not fit. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from designer.catalog.substitution import substituted
from designer.catalog.values import Call, Code, Value
from designer.diagnosis.causes.scene import Scene
from designer.diagnosis.causes.steps import Candidate, clearing, inserting, setting, sizing
from designer.diagnosis.causes.suspects.cone import Cone
from designer.graph.design import Block
from designer.graph.nodes import BlockNode, InputNode, Node, values_of
from designer.graph.ports import owner_of

_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN"})
_FEW = 4
"""Nodes before a use among which the use is looked for that gave it its tensor."""


def uses(cone: Cone) -> Iterator[Candidate | None]:
    for node in cone.nodes:
        block = cone.scene.design.blocks.get(node.block) if isinstance(node, BlockNode) else None
        if block is not None and isinstance(node, BlockNode) and not node.shares:
            yield from _other_values(cone, node, block)
    yield from _wrapped(cone)
    if isinstance(cone.node, BlockNode):
        yield from _other_tensors(cone, cone.node)
        yield from _other_entries(cone, cone.node)
        yield from _other_insides(cone, cone.node)
    if cone.scene.name:
        yield from _entries_of_uses(cone)


def _wrapped(cone: Cone) -> Iterator[Candidate | None]:
    """A block that is run over time: the input, and the block's own, with the sizes of the other;
    and what gives a sequence, or the end of it, inside."""
    scene = cone.scene
    for node in cone.nodes:
        held = values_of(node).get("layer")
        block = scene.design.blocks.get(held.path) if isinstance(held, Call) else None
        entries = list(block.graph.inputs()) if block else []
        for edge in scene.graph.inputs_of(node.id) if len(entries) == 1 else ():
            assert block is not None
            inner = replace(scene, graph=block.graph, name=block.name, answers={})
            source, given = scene.graph.node(edge.source), scene.shape(edge.source, edge.output)
            if isinstance(source, InputNode) and not scene.name and len(source.shape) > 1:
                yield sizing(scene, source, (source.shape[0], *entries[0].shape), 0.2)
            if given and len(given) > 2:
                yield sizing(inner, entries[0], given[2:], 0.25)
            yield from _sequences_inside(inner)


def _sequences_inside(inner: Scene) -> Iterator[Candidate | None]:
    for node in inner.graph.nodes():
        held = values_of(node).get("layer")
        kind = inner.kind(node)
        if isinstance(held, Call) and held.path.rpartition(".")[2] in _RECURRENT:
            is_whole = not held.arguments.get("return_sequences")
            meant = Call(held.path, {**held.arguments, "return_sequences": is_whole})
            yield setting(inner, node, {"layer": meant}, 0.3)
        elif kind in _RECURRENT:
            is_whole = not inner.value(node, "return_sequences")
            yield setting(inner, node, {"return_sequences": is_whole}, 0.3)


def _other_values(cone: Cone, node: BlockNode, block: Block) -> Iterator[Candidate | None]:
    """Sizes that meet where it was refused, those that the refused use is told, and the default."""
    scene, far = cone.scene, cone.far(node)
    told = [value for value in _values(cone).values() if type(value) is int]
    meant = list(dict.fromkeys([*told, *cone.sizes, *(2 * each for each in cone.sizes)]))
    for name, default in block.arguments.items():
        value = node.values.get(name, default)
        if type(value) is not int:
            continue
        for number, size in enumerate(meant):
            if size != value:
                yield setting(scene, node, {name: size}, 0.3 + number / 50 + far)
        if name in node.values and default != value:
            yield clearing(scene, node, [name], 0.45 + far)


def _values(cone: Cone) -> dict[str, Value]:
    """What the refused use runs with; nothing where it is none."""
    node = owner_of(cone.scene.graph, cone.node)
    block = cone.scene.design.blocks.get(node.block) if isinstance(node, BlockNode) else None
    return {**block.arguments, **node.values} if block and isinstance(node, BlockNode) else {}


def _other_tensors(cone: Cone, node: BlockNode) -> Iterator[Candidate | None]:
    """What comes in made what the block's inputs say."""
    scene = cone.scene
    block = scene.design.blocks.get(node.block)
    wanted = {each.name: each for each in block.graph.inputs()} if block else {}
    for edge in cone.edges:
        entry, source = wanted.get(edge.slot), scene.graph.node(edge.source)
        if entry is None:
            continue
        shape = tuple(substituted(size, _values(cone)) for size in entry.shape)
        if isinstance(source, InputNode) and not scene.name:
            meant = shape
            if len(shape) == len(source.shape):
                sizes = zip(shape, source.shape, strict=True)
                meant = tuple(old if size is None else size for size, old in sizes)
            if meant != source.shape:
                yield sizing(scene, source, meant, 0.2)
        given = scene.shape(edge.source, edge.output)
        if given is None or len(given) != len(shape) + 1 or type(shape[-1]) is not int:
            continue
        if len(given) == 4:
            projected = {"filters": shape[-1], "kernel_size": 1}
            yield inserting(scene, edge, "Conv2D", projected, 0.8)
        elif len(given) in (2, 3):
            yield inserting(scene, edge, "Dense", {"units": shape[-1]}, 0.8)


def _other_entries(cone: Cone, node: BlockNode) -> Iterator[Candidate | None]:
    """The block's inputs made what comes in."""
    scene, block = cone.scene, cone.scene.design.blocks.get(node.block)
    entries = {each.name: each for each in block.graph.inputs()} if block else {}
    for edge in cone.edges:
        given, entry = scene.shape(edge.source, edge.output), entries.get(edge.slot)
        if block is None or entry is None or not given:
            continue
        inner = replace(scene, graph=block.graph, name=node.block, answers={})
        likely = 0.3 if len(given) != len(entry.shape) + 1 else 0.7
        if given[1:] != entry.shape:
            yield sizing(inner, entry, given[1:], likely)
        if len(given) == len(entry.shape) + 1:
            yield sizing(inner, entry, (*entry.shape[:-1], given[-1]), likely - 0.1)


def _other_insides(cone: Cone, node: BlockNode) -> Iterator[Candidate | None]:
    """Sizes inside of blocks that stand before a use, where what they give has too much or too
    little of it."""
    scene, block = cone.scene, cone.scene.design.blocks.get(node.block)
    entries = {each.name: each for each in block.graph.inputs()} if block else {}
    for edge in cone.edges:
        given, entry = scene.shape(edge.source, edge.output), entries.get(edge.slot)
        source = _use_before(scene, scene.graph.node(edge.source))
        before = scene.design.blocks.get(source.block) if source else None
        if not given or entry is None or before is None or source is None:
            continue
        wanted = substituted(entry.shape[-1], _values(cone)) if entry.shape else None
        if type(wanted) is not int or type(given[-1]) is not int or wanted == given[-1]:
            continue
        inner = replace(scene, graph=before.graph, name=source.block, answers={})
        yield from _resized(inner, wanted, given[-1] - wanted)


def _use_before(scene: Scene, node: Node) -> BlockNode | None:
    """The use that gives a tensor, or what a few layers make another one of."""
    for each in islice((node, *scene.back(node)), _FEW):
        if isinstance(each, BlockNode):
            return each
    return None


def _resized(inner: Scene, wanted: int, surplus: int) -> Iterator[Candidate | None]:
    for node in inner.graph.nodes():
        for name in ("units", "filters", "output_dim"):
            value = values_of(node).get(name)
            if type(value) is not int:
                continue
            peers = (values_of(each).get(name) for each in inner.graph.nodes())
            for named in dict.fromkeys(each for each in peers if isinstance(each, Code)):
                yield setting(inner, node, {name: named}, 0.1)
            twins = [values_of(each).get(name) for each in inner.graph.nodes() if each != node]
            for meant in {value - surplus, wanted} - {value}:
                if meant > 0:
                    rank = 0.15 if meant in twins else 0.4
                    yield setting(inner, node, {name: meant}, rank)


def _entries_of_uses(cone: Cone) -> Iterator[Candidate | None]:
    """Inputs of a block with as many axes as inputs of other blocks have."""
    scene = cone.scene
    others = [
        entry.shape
        for block in scene.design.blocks.values()
        if block.name != scene.name
        for entry in block.graph.inputs()
    ]
    for node in cone.nodes:
        if not isinstance(node, InputNode):
            continue
        own = scene.design.graph(scene.name).node(node.id)
        assert isinstance(own, InputNode)
        size = own.shape[-1] if own.shape else None
        arguments = scene.design.blocks[scene.name].arguments
        names = [Code(f"{each}{half}") for each in arguments for half in ("", " // 2")]
        shapes = [*others, *((None, None, each) for each in (size, *names))]
        for number, shape in enumerate(dict.fromkeys(shapes)):
            if shape != own.shape:
                yield sizing(scene, own, shape, 0.2 + number / 100 + cone.far(node))
