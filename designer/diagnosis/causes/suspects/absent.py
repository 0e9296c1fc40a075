"""Values for arguments that need one and have none, or one that is no value for them. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from designer.catalog.operators import SLICE_PATH
from designer.catalog.spec import REQUIRED
from designer.catalog.values import Code, Value
from designer.diagnosis.causes.heads import activation_of
from designer.diagnosis.causes.scene import is_plain
from designer.diagnosis.causes.steps import Candidate, setting
from designer.diagnosis.causes.suspects.cone import Cone
from designer.graph.answers import Shape
from designer.graph.nodes import LayerNode, Node, OpNode, OutputNode

_USUAL: Mapping[str, tuple[Value, ...]] = {
    "units": (64,),
    "filters": (32,),
    "kernel_size": (3,),
    "pool_size": (2,),
    "size": (2,),
    "padding": (1,),
    "cropping": (1,),
    "rate": (0.5,),
    "num_heads": (4,),
    "key_dim": (32,),
    "input_dim": (10000,),
    "output_dim": (64,),
    "activation": ("relu",),
    "axes": (-1, 1),
    "dims": ((2, 1),),
    "n": (10,),
}
"""What is often given, where the design itself says nothing."""
_SIZES = frozenset({"units", "filters", "output_dim"})
_FAR = 8
"""Nodes behind one that are asked for what they need."""
_PIECES: tuple[str, ...] = (":, -1", ":, 0", ":, :, 0")


def absent_values(cone: Cone) -> Iterator[Candidate | None]:
    """For a layer whose required arguments are not all given."""
    node, scene = cone.node, cone.scene
    spec = scene.design.spec_of(node, scene.catalog) if isinstance(node, LayerNode) else None
    if spec is None or not isinstance(node, LayerNode):
        return
    given = scene.values(node)
    for argument in spec.arguments:
        value = given.get(argument.name)
        is_size = argument.name in _SIZES
        if (argument.default is REQUIRED and value is None) or (is_size and _is_too_small(value)):
            for meant, rank in _meant(cone, node, argument.name):
                yield setting(scene, node, {argument.name: meant}, rank)


def _is_too_small(value: Value) -> bool:
    return isinstance(value, (int, float)) and value < 1


def _meant(cone: Cone, node: LayerNode, name: str) -> Iterator[tuple[Value, float]]:
    for value in cone.of_siblings(node, name):
        yield value, 0.05
    if name in _SIZES:
        for number, size in enumerate(_sizes_behind(cone, node)):
            yield size, 0.08 + number / 100
        if any(isinstance(each, OutputNode) for each in cone.scene.readers(node)):
            yield (10 if activation_of(cone.scene, node) == "softmax" else 1), 0.12
    if name == "target_shape":
        for number, shape in enumerate(forms(cone, node)):
            yield shape, 0.1 + number / 100
        given = cone.scene.input_shape(node)
        if given and given[-1]:
            yield (-1, given[-1]), 0.5
    for value, share in cone.usual(node, name):
        if value is not None and is_plain(value):
            yield value, 0.3 + 0.2 * (1 - share)
    for value in _USUAL.get(name, ()):
        yield value, 0.6


def _sizes_behind(cone: Cone, node: Node) -> list[int]:
    """What the last axis must be for what is behind: a Reshape, or a join with other branches."""
    scene, found, front = cone.scene, list[int](), [node]
    for here in front:
        for reader in scene.readers(here):
            target = scene.value(reader, "target_shape")
            if isinstance(target, tuple) and all(type(each) is int for each in target):
                found.append(abs(math.prod(size for size in target if type(size) is int)))
                continue
            others = [wire.shape for wire in scene.wires(reader) if wire.source.id != here.id]
            found += [shape[-1] for shape in others if shape and shape[-1]]
            if not (set(scene.values(reader)) & _SIZES) and len(front) < _FAR:
                front.append(reader)
    return list(dict.fromkeys(found))


def forms(cone: Cone, node: Node) -> list[Value]:
    """Target shapes in which the number of elements stays and another branch is met."""
    given = cone.scene.input_shape(node)
    if given is None:
        return []
    total = math.prod(size for size in given[1:] if size) if all(given[1:]) else 0
    found: list[Value] = []
    for shape in _shapes_behind(cone, node):
        places = math.prod(size or 0 for size in shape[1:-1])
        if total and places and total % places == 0:
            found.append((*shape[1:-1], total // places))
    return list(dict.fromkeys(found))


def _shapes_behind(cone: Cone, node: Node) -> list[Shape]:
    """Those that a node meets on its way."""
    scene, found, front = cone.scene, list[Shape](), [node]
    for here in front:
        for reader in scene.readers(here):
            wires = scene.wires(reader)
            found += [w.shape for w in wires if w.shape is not None and w.source.id != here.id]
            if len(front) < _FAR and len(wires) == 1:
                front.append(reader)
    return found


def op_values(cone: Cone) -> Iterator[Candidate | None]:
    """For a slice that says nothing that can be sliced."""
    node = cone.node
    if isinstance(node, OpNode) and node.op == SLICE_PATH:
        for number, piece in enumerate(_PIECES):
            yield setting(cone.scene, node, {"index": Code(piece)}, 0.3 + number / 100)
