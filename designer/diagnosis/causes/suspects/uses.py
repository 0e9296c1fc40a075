"""Uses of blocks that are given values, or tensors, which do not fit. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from designer.catalog.substitution import substituted
from designer.catalog.values import Value
from designer.diagnosis.causes.steps import Candidate, clearing, inserting, setting, sizing
from designer.diagnosis.causes.suspects.cone import Cone
from designer.graph.design import Block
from designer.graph.nodes import BlockNode, InputNode
from designer.graph.ports import owner_of


def uses(cone: Cone) -> Iterator[Candidate | None]:
    for node in cone.nodes:
        block = cone.scene.design.blocks.get(node.block) if isinstance(node, BlockNode) else None
        if block is not None and isinstance(node, BlockNode) and not node.shares:
            yield from _other_values(cone, node, block)
    if isinstance(cone.node, BlockNode):
        yield from _other_tensors(cone, cone.node)


def _other_values(cone: Cone, node: BlockNode, block: Block) -> Iterator[Candidate | None]:
    """Sizes that meet where it was refused, those that the refused use is told, and the default."""
    scene, far = cone.scene, cone.far(node)
    told = [value for value in _values(cone).values() if type(value) is int]
    meant = list(dict.fromkeys([*told, *cone.sizes]))
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
        if isinstance(source, InputNode) and shape != source.shape and not scene.name:
            yield sizing(scene, source, shape, 0.2)
        given = scene.shape(edge.source, edge.output)
        if given is None or len(given) != len(shape) + 1 or type(shape[-1]) is not int:
            continue
        if len(given) == 4:
            projected = {"filters": shape[-1], "kernel_size": 1}
            yield inserting(scene, edge, "Conv2D", projected, 0.8)
        elif len(given) in (2, 3):
            yield inserting(scene, edge, "Dense", {"units": shape[-1]}, 0.8)
