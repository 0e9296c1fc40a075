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


def kept_in_part(whole: tuple[int, ...], shape: Shape, total: int) -> Iterator[tuple[int, ...]]:
    """Forms that were right for another size: of what comes in, the height and width of it; and
    the same square, larger or smaller."""
    for count in range(1, len(whole)):
        front, rest = shape[1 : count + 1], shape[count + 1 :]
        is_known = rest and all(front) and all(rest)
        if is_known and math.prod(whole[count:]) == math.prod(size or 0 for size in rest):
            yield (*(size or 0 for size in front), *whole[count:])
        equal = len(set(whole[count:])) == 1 and len(whole) - count > 1
        if is_known and front == whole[:count] and equal:
            needed, power = math.prod(size or 0 for size in rest), len(whole) - count
            side = round(needed ** (1 / power))
            if side**power == needed:
                yield (*whole[:count], *(side,) * power)
    if len(whole) > 1 and whole[0] == whole[1] > 0 and 0 not in whole:
        places, left = divmod(total, math.prod(whole[2:]))
        side = math.isqrt(max(places, 0))
        if not left and side > 1 and side * side == places:
            yield (side, side, *whole[2:])
    last = shape[-1]
    if whole[:-1] == (-1,) and last and whole[-1] > 1 and last % whole[-1]:
        divisors = (each for each in range(2, last + 1) if last % each == 0)
        yield (-1, min(divisors, key=lambda each: abs(each - whole[-1])))


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
    """For a slice that says nothing that can be sliced; for other ops what those of the same kind
    are given, and the axes and flags that they may have been meant with."""
    node = cone.node
    if isinstance(node, OpNode) and node.op == SLICE_PATH:
        told = node.values.get("index")
        pieces = told.source.split(",") if isinstance(told, Code) else []
        for count in range(len(pieces) - 1, 1, -1):
            yield setting(cone.scene, node, {"index": Code(",".join(pieces[:count]))}, 0.2)
        for number, piece in enumerate(_PIECES):
            yield setting(cone.scene, node, {"index": Code(piece)}, 0.3 + number / 100)
    for each in cone.nodes:
        if isinstance(each, OpNode) and each.op != SLICE_PATH:
            for name, value in each.values.items():
                for meant, rank in _of_op(cone, each, name, value):
                    yield setting(cone.scene, each, {name: meant}, rank + cone.far(each))


def _of_op(cone: Cone, node: OpNode, name: str, value: Value) -> Iterator[tuple[Value, float]]:
    for meant in cone.of_siblings(node, name):
        yield meant, 0.15
    for meant, share in cone.usual(node, name):
        if meant is not None and is_plain(meant):
            yield meant, 0.3 + 0.5 * (1 - share)
    if isinstance(value, bool):
        yield not value, 0.4
    elif name == "newshape" and isinstance(value, (tuple, list)) and value and value[0] == -1:
        given = cone.scene.input_shape(node)
        total = math.prod(size or 0 for size in given[1:]) if given else 0
        whole = tuple(each for each in value[1:] if isinstance(each, int))
        if given and len(whole) == len(value) - 1:
            for number, form in enumerate(kept_in_part(whole, given, total)):
                yield (-1, *form), 0.1 + number / 100
            for place in range(len(whole)):
                others = math.prod(whole[:place] + whole[place + 1 :])
                if others > 0 and total % others == 0:
                    form = (*whole[:place], total // others, *whole[place + 1 :])
                    yield (-1, *form), 0.3 - place / 50
    elif name == "axis" and isinstance(value, int):
        for number, axis in enumerate((-1, 1, 2, -2)):
            yield axis, 0.45 + number / 100
